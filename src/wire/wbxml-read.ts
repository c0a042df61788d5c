/**
 * The WBXML reader: octets to elements with octet ranges. Accepts 1.0 to 1.3 and goes on after every deviation that leaves a meaning;
 * codes and grades of what it reports stand in wbxml-findings.ts. Never throws; time and memory are linear in the octets and bounded by the limits.
 */
import { LIMITS, type Limits } from '../limits.js';
import type { WbxmlHeader, WireDocument } from './document.js';
import { readAttributes, readPi } from './wbxml-attributes.js';
import { ContentReader } from './wbxml-content.js';
import { type Budget, WbxmlCursor } from './wbxml-cursor.js';
import { embeddedType } from './wbxml-embedded.js';
import { FindingList } from './wbxml-findings.js';
import { readHeader } from './wbxml-header.js';
import { SYNCML_12 } from './wbxml-languages.js';
import { WbxmlElement, WbxmlPiece } from './wbxml-nodes.js';
import { type TagPage, tagPages } from './wbxml-pages.js';
import { TAG, TOKEN } from './wbxml-tokens.js';

export { looksLikeWbxml } from './wbxml-header.js';

export interface WbxmlReadOptions {
  /** Content-Type the octets came with: tells the language when the public identifier is 0x01, and the charset when the header says 0. */
  readonly mime?: string;
  readonly limits?: Partial<Limits>;
}

/**
 * Reads one WBXML document. An element starts at its tag octet (a SWITCH_PAGE before it is not part of it) and ends after its END.
 * An unknown token gives an element named `token-0xNN`; a LITERAL has the namespace of its parent. Opaque octets need not be text and
 * are not checked as such. `embedded` documents count offsets in `octets`; what they deviate in stands in their findings and in the outer ones.
 */
export function readWbxml(octets: Uint8Array, options: WbxmlReadOptions = {}): WireDocument {
  const limits: Limits = options.limits ? { ...LIMITS, ...options.limits } : LIMITS;
  const budget: Budget = { nodes: limits.documentNodes, expansion: limits.expansionFloor + limits.expansionFactor * octets.length };
  return readRange(octets, 0, octets.length, options.mime, limits, budget, 0);
}

function readRange(
  octets: Uint8Array,
  from: number,
  to: number,
  mime: string | undefined,
  limits: Limits,
  budget: Budget,
  nesting: number,
): WireDocument {
  const findings = new FindingList(limits.findings);
  const cursor = new WbxmlCursor(octets, from, to, findings, limits, budget);
  const read = readHeader(cursor, mime);
  if (!read) return { header: noHeader(octets[from], from, to), octets, root: null, findings: findings.items };
  const content = new ContentReader(cursor, read.source, read.header.stringTable);
  const pages = tagPages(read.foreign ? undefined : (read.language ?? SYNCML_12));
  const root = readBody(cursor, content, pages, nesting);
  return { header: read.header, octets, root, findings: findings.items };
}

function noHeader(versionOctet: number | undefined, from: number, to: number): WbxmlHeader {
  const table = { from: to, to };
  const octet = from < to ? (versionOctet ?? 0) : 0;
  const version = `${(octet >> 4) + 1}.${octet & 0x0f}`;
  return { kind: 'wbxml', version, versionOctet: octet, publicIdNumber: 0, publicId: '', charset: 0, stringTable: table, bodyFrom: to };
}

function readBody(cursor: WbxmlCursor, content: ContentReader, pages: readonly TagPage[], nesting: number): WbxmlElement | null {
  const { octets, end, findings, limits, budget } = cursor;
  const { source } = content;
  const unit = source.charset.unit;
  let page = pages[0] as TagPage;
  let root: WbxmlElement | null = null;
  let open: WbxmlElement | null = null;
  let depth = 0;
  let at = cursor.at;

  while (at < end) {
    if (budget.nodes < 0) {
      findings.add('wbxml-too-many-nodes', at, `more than ${limits.documentNodes} elements, attributes and pieces; the rest is left out`);
      cursor.cut = true;
      break;
    }
    const octet = octets[at] as number;
    const token = octet & TAG.TOKEN;

    if (token > TOKEN.LITERAL || octet === TOKEN.LITERAL || octet === TOKEN.LITERAL_C || octet === TOKEN.LITERAL_A || octet === TOKEN.LITERAL_AC) {
      const tagAt = at++;
      budget.nodes--;
      let name = page.names[token];
      let ns = page.ns;
      if (token === TOKEN.LITERAL) {
        cursor.at = at;
        name = content.literalName(tagAt) || 'literal';
        ns = open === null ? page.ns : open.ns;
        findings.add('wbxml-literal', tagAt, `element "${name}" is written by name, not by token`);
        at = cursor.at;
      } else if (name === undefined) {
        name = `token-${cursor.hex(token)}`;
        if (page.isKnown) findings.add('wbxml-unknown-token', tagAt, `token ${cursor.hex(token)} is not defined in code page ${page.page}`);
        else if (page.mustSwitch)
          findings.add('wbxml-unknown-page', tagAt, `code page ${page.page} is not defined in this language; a SWITCH_PAGE is missing`);
      }
      if (depth >= limits.elementDepth) {
        findings.add('wbxml-too-deep', tagAt, `elements nest deeper than ${limits.elementDepth}; the rest is left out`);
        cursor.cut = true;
        break;
      }
      const element: WbxmlElement = new WbxmlElement(source, name, ns, tagAt, at, open, (octet & TAG.CONTENT) === 0);
      if (open === null) root = element;
      else open.addChild(element);
      if ((octet & TAG.ATTRIBUTES) !== 0) {
        cursor.at = at;
        element.attributes = readAttributes(content);
        at = cursor.at;
        element.contentFrom = at;
      }
      if ((octet & TAG.CONTENT) !== 0) {
        if (octets[at] === TOKEN.STR_I) {
          const dataTo = source.stringEnd(at + 1, end);
          const endAt = dataTo + unit;
          if (dataTo >= 0 && endAt < end && octets[endAt] === TOKEN.END && open !== null) {
            if (source.malformed) content.malformed(at);
            budget.nodes--;
            element.endWithInline(endAt);
            at = endAt + 1;
            continue;
          }
        }
        open = element;
        depth++;
      } else {
        element.contentTo = at;
        element.to = at;
        if (open === null) break;
      }
    } else if (octet === TOKEN.END) {
      if (open === null) break; // trailing: nothing is open
      open.contentTo = at++;
      open.to = at;
      open = open.parent;
      depth--;
      if (open === null) break;
    } else if (octet === TOKEN.SWITCH_PAGE) {
      if (at + 1 >= end) {
        cursor.truncated('wbxml-truncated', at, 'a SWITCH_PAGE');
        at = end;
        break;
      }
      page = pages[octets[at + 1] as number] as TagPage;
      if (!page.isKnown && !page.isForeign) findings.add('wbxml-unknown-page', at, `code page ${page.page} is not defined in this language`);
      else if (page.isLenient)
        findings.add('wbxml-lenient-page', at, `code page ${page.page} (${page.ns}) has no place directly in a document of this language`);
      at += 2;
    } else if (octet === TOKEN.PI) {
      cursor.at = at;
      budget.nodes--;
      const pi = readPi(content);
      at = cursor.at;
      open?.addPiece(pi);
    } else if (open === null) {
      break; // character content outside the root
    } else if (octet === TOKEN.STR_I) {
      budget.nodes--;
      const dataTo = source.stringEnd(at + 1, end);
      if (dataTo < 0) {
        open.addPiece(content.unterminated('inline', at));
        at = end;
        break;
      }
      if (source.malformed) content.malformed(at);
      open.addPiece(new WbxmlPiece(source, 'inline', at, dataTo + unit, at + 1, dataTo));
      at = dataTo + unit;
    } else {
      cursor.at = at;
      budget.nodes--;
      const piece = content.piece(octet);
      at = cursor.at;
      if (piece) {
        open.addPiece(piece);
        if (piece.form === 'opaque' && open.embedded === undefined && !cursor.cut) embed(cursor, open, piece.dataFrom, piece.dataTo, nesting);
      }
    }
  }
  cursor.at = at;
  if (open !== null) endAll(cursor, open);
  else if (!cursor.cut) endDocument(content, root);
  return root;
}

/** Reads the opaque octets as a document of their own where they are one. */
function embed(cursor: WbxmlCursor, element: WbxmlElement, from: number, to: number, nesting: number): void {
  const type = embeddedType(cursor.octets, from, to, element);
  if (type === undefined) return;
  if (nesting >= cursor.limits.embeddedDepth) {
    cursor.findings.add('wbxml-embedded-too-deep', from, `WBXML documents nest deeper than ${cursor.limits.embeddedDepth}; this one is not read`);
    return;
  }
  const inner = readRange(cursor.octets, from, to, type === '' ? undefined : type, cursor.limits, cursor.budget, nesting + 1);
  element.embedded = inner;
  cursor.findings.addAll(inner.findings);
}

/** The octets ended while elements are open: they end where the octets do. */
function endAll(cursor: WbxmlCursor, open: WbxmlElement): void {
  if (!cursor.cut) cursor.findings.add('wbxml-missing-end', cursor.end, `the octets end while element "${open.name}" is open`);
  for (let element: WbxmlElement | null = open; element !== null; element = element.parent) {
    element.contentTo = cursor.at;
    element.to = cursor.at;
  }
}

/** After the root only processing instructions may follow; before it, nothing else than that was found when there is no root. */
function endDocument(content: ContentReader, root: WbxmlElement | null): void {
  const { cursor } = content;
  const { octets, end, findings } = cursor;
  if (root === null) {
    const found =
      cursor.at < end ? `octet ${cursor.hex(octets[cursor.at] as number)} stands where the root element should begin` : 'there is no element';
    findings.add('wbxml-no-root', cursor.at, found);
    return;
  }
  while (cursor.at < end && octets[cursor.at] === TOKEN.PI && --cursor.budget.nodes >= 0) readPi(content);
  if (cursor.at < end) findings.add('wbxml-trailing-octets', cursor.at, `${end - cursor.at} octets after the end of the root element`);
}
