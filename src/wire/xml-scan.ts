/**
 * The walk over a document: character data, start tags, end tags. What stands between them is in xml-markup.ts,
 * attributes and namespaces in xml-tag.ts. Each octet is looked at a fixed number of times, whatever it is.
 */
import { cut } from '../base/cut.js';
import { characterAt } from './xml-encoding.js';
import type { XmlFindings } from './xml-findings.js';
import { readMarkup, startsMarkup } from './xml-markup.js';
import { internName, type XmlName } from './xml-names.js';
import { NO_ELEMENTS, NO_PIECES, XmlElement, XmlPiece } from './xml-nodes.js';
import {
  CLOSE_BRACKET,
  GT,
  IN_NAME,
  IS_AMPERSAND,
  IS_BRACKET,
  IS_CONTROL,
  IS_CR,
  IS_EF,
  IS_LT,
  isNonCharacter,
  LT,
  NAME_CLASS,
  PLAIN,
  SLASH,
  SPACE,
  STARTS_NAME,
  TEXT_CLASS,
} from './xml-octets.js';
import { readTagRest, XmlNamespaces } from './xml-tag.js';
import { HAS_CR, HAS_REFERENCE, readReference, type XmlReference, type XmlSource } from './xml-text.js';

export interface ScanLimits {
  readonly elementDepth: number;
  readonly documentNodes: number;
}

export class XmlScan {
  readonly octets: Buffer;
  readonly end: number;
  readonly namespaces: XmlNamespaces;
  /** The element whose content is being read. */
  top: XmlElement | null = null;
  root: XmlElement | null = null;
  depth = 0;
  nodes = 0;
  /** From the document type declaration. */
  publicId = '';
  hasDoctype = false;
  /** Quotes that do not stand anywhere in the rest of the document, so that nobody looks for them twice. */
  readonly missingQuotes = new Set<number>();
  /** Where our own bound ended the reading. */
  stoppedAt = -1;
  readonly #names: XmlName[] = [];

  constructor(
    readonly source: XmlSource,
    readonly findings: XmlFindings,
    readonly limits: ScanLimits,
  ) {
    this.octets = source.octets;
    this.end = source.octets.length;
    this.namespaces = new XmlNamespaces(findings);
  }

  /** Reads from `start` to the end of the document. */
  run(start: number): void {
    const { octets, end } = this;
    let at = start;
    while (at < end) {
      if (octets[at] !== LT) at = this.#text(at);
      else if (at + 1 < end && NAME_CLASS[octets[at + 1]!]! & STARTS_NAME) at = this.#startTag(at);
      else if (octets[at + 1] === SLASH) at = this.#endTag(at);
      else if (startsMarkup(octets, at, end)) at = readMarkup(this, at);
      else at = this.#text(at);
    }
    this.#finish();
  }

  /** Adds a piece to the open element; outside of any it is forgotten. */
  addPiece(piece: XmlPiece): void {
    const { top } = this;
    if (top === null) return;
    if (top.pieces === NO_PIECES) top.pieces = [piece];
    else top.pieces.push(piece);
    this.count(piece.from);
  }

  /** Counts one element, attribute or piece; true when it was one too many. */
  count(at: number): boolean {
    if (++this.nodes <= this.limits.documentNodes) return false;
    if (this.stoppedAt < 0) this.#stop('xml-limit-nodes', at, `${this.limits.documentNodes}`);
    return true;
  }

  /** Reports what XML does not allow in octets[from, to); gives the flags for decoding it. */
  checkCharacters(from: number, to: number): number {
    const { octets } = this;
    let flags = 0;
    for (let at = from; at < to; at++) {
      const kind = TEXT_CLASS[octets[at]!]!;
      if (kind === PLAIN) continue;
      if (kind === IS_CR) flags = HAS_CR;
      else if (kind === IS_CONTROL || (kind === IS_EF && isNonCharacter(octets, at))) this.badCharacter(at);
    }
    return flags;
  }

  #text(from: number): number {
    if (this.depth === 0) return this.#outside(from);
    const { octets, end, findings } = this;
    let flags = 0;
    let at = from;
    while (at < end) {
      const kind = TEXT_CLASS[octets[at]!]!;
      if (kind === PLAIN) at++;
      else if (kind === IS_LT) {
        if (startsMarkup(octets, at, end)) break;
        findings.add('xml-bare-lt', at++);
      } else if (kind === IS_AMPERSAND) {
        const reference = readReference(octets, at, end);
        if (reference.problem !== '') this.badReference(at, reference);
        flags |= HAS_REFERENCE;
        at = reference.to;
      } else if (kind === IS_BRACKET) {
        if (octets[at + 1] === CLOSE_BRACKET && octets[at + 2] === GT) findings.add('xml-cdata-end-in-text', at);
        at++;
      } else if (kind === IS_CR) {
        flags |= HAS_CR;
        at++;
      } else {
        if (kind === IS_CONTROL || isNonCharacter(octets, at)) this.badCharacter(at);
        at++;
      }
    }
    this.addPiece(new XmlPiece('chars', from, at, from, at, flags, this.source));
    return this.stoppedAt < 0 ? at : end;
  }

  /** White space outside the root is nothing; a run of anything else is one finding. */
  #outside(from: number): number {
    const { octets, end } = this;
    let at = from;
    let junkAt = -1;
    let isNul = true;
    while (at < end && !(octets[at] === LT && startsMarkup(octets, at, end))) {
      if (!SPACE[octets[at]!]) {
        if (junkAt < 0) junkAt = at;
        if (octets[at] !== 0) isNul = false;
      }
      at++;
    }
    if (junkAt >= 0) this.findings.add(this.root === null ? 'xml-junk-before-root' : isNul ? 'xml-nul-after-root' : 'xml-junk-after-root', junkAt);
    return at;
  }

  #startTag(from: number): number {
    const { octets, end } = this;
    let hash = 0;
    let at = from + 1;
    let octet = octets[at]!;
    do {
      hash = (Math.imul(hash, 31) + octet) | 0;
      octet = ++at < end ? octets[at]! : 0;
    } while (NAME_CLASS[octet]! & IN_NAME);
    const name = internName(octets, from + 1, at, hash);
    if (name.problem !== '') this.findings.add(name.problem, from + 1, cut(name.text, 60));
    if (this.depth >= this.limits.elementDepth) return this.#stop('xml-limit-depth', from, `${this.limits.elementDepth}`);
    if (this.count(from)) return end;
    const parent = this.top;
    const element = new XmlElement(parent, from);
    if (parent === null) this.#begin(element);
    else if (parent.children === NO_ELEMENTS) parent.children = [element];
    else parent.children.push(element);
    this.#names[this.depth++] = name;
    this.top = element;
    if (octet === GT && at < end) at++;
    else at = readTagRest(this, element, at);
    element.name = name.local;
    element.ns = this.namespaces.ofElement(name, from + 1);
    element.contentFrom = at;
    if (element.selfClosed) this.#close(at, at);
    return this.stoppedAt < 0 ? at : end;
  }

  #begin(element: XmlElement): void {
    if (this.root === null) this.root = element;
    else this.findings.add('xml-second-root', element.from);
  }

  #endTag(from: number): number {
    const { octets, end } = this;
    if (this.depth > 0) {
      const name = this.#names[this.depth - 1]!.octets;
      const to = from + 2 + name.length;
      if (to < end && octets[to] === GT) {
        let i = 0;
        while (i < name.length && name[i] === octets[from + 2 + i]) i++;
        if (i === name.length) {
          this.#close(from, to + 1);
          return to + 1;
        }
      }
    }
    return this.#oddEndTag(from);
  }

  /** An end tag with white space, or one that is wrong somehow. */
  #oddEndTag(from: number): number {
    const { octets, end, findings } = this;
    let at = from + 2;
    if (!(at < end && NAME_CLASS[octets[at]!]! & STARTS_NAME)) findings.add('xml-name', at, 'an end tag without a name');
    while (at < end && NAME_CLASS[octets[at]!]! & IN_NAME) at++;
    const written = octets.toString('utf8', from + 2, at);
    while (at < end && SPACE[octets[at]!]) at++;
    if (at < end && octets[at] !== GT && octets[at] !== LT) {
      findings.add('xml-tag-junk', at);
      while (at < end && octets[at] !== GT && octets[at] !== LT) at++;
    }
    if (at < end && octets[at] === GT) at++;
    else findings.add('xml-tag-unfinished', from, `</${cut(written, 60)}`);
    this.#closeNamed(written, from, at);
    return at;
  }

  #closeNamed(written: string, from: number, to: number): void {
    let level = this.depth - 1;
    while (level >= 0 && this.#names[level]!.text !== written) level--;
    if (level >= 0) {
      while (this.depth - 1 > level) {
        this.findings.add('xml-end-tag-missing', from, `<${this.#names[this.depth - 1]!.text}> of octet ${this.top!.from}`);
        this.#close(from, from);
      }
      this.#close(from, to);
      return;
    }
    // Nothing open has this name. Right after an element of this name it is a second end tag; otherwise the open element's, misspelt.
    const open = this.#names[this.depth - 1];
    if (this.depth <= 1 || open === undefined || this.top!.children.at(-1)?.name === written) {
      this.findings.add('xml-end-tag-stray', from, `</${cut(written, 60)}>`);
      return;
    }
    this.findings.add('xml-end-tag-mismatch', from, `</${cut(written, 60)}> ends <${cut(open.text, 60)}> of octet ${this.top!.from}`);
    this.#close(from, to);
  }

  #close(contentTo: number, to: number): void {
    const element = this.top!;
    element.contentTo = contentTo;
    element.to = to;
    this.namespaces.leave(this.depth);
    this.depth--;
    this.top = element.parent;
  }

  badReference(at: number, { to, problem }: XmlReference): void {
    if (problem === '') return;
    this.findings.add(problem, at, this.findings.isFull ? '' : this.octets.toString('utf8', at, Math.min(to, at + 40)));
  }

  badCharacter(at: number): void {
    this.findings.add('xml-character', at, characterAt(this.octets, at));
  }

  #stop(code: 'xml-limit-depth' | 'xml-limit-nodes', at: number, detail: string): number {
    this.stoppedAt = at;
    this.findings.add(code, at, detail);
    return this.end;
  }

  #finish(): void {
    const to = this.stoppedAt < 0 ? this.end : this.stoppedAt;
    if (this.depth > 0 && this.stoppedAt < 0) {
      const path = this.#names.slice(0, this.depth).map((n) => cut(n.text, 60));
      // Whole names only: of the rest of one nobody could tell that it was part of a secret.
      while (path.join('/').length > 200) path.shift();
      this.findings.add('xml-element-unclosed', to, path.join('/'));
    }
    while (this.depth > 0) this.#close(to, to);
    if (this.root === null) this.findings.add('xml-no-root', to);
  }
}
