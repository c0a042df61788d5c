/**
 * A TNDS object as typed nodes with octet ranges (DM TND 1.2, section 9), from XML or WBXML alike. Tolerant: it reads on after every
 * deviation, each of which is a Finding; `isUsable` says whether the meaning is certain in spite of them. Shares only tables with tnds-write.ts.
 */
import { cut } from '../base/cut.js';
import { type Element, type Finding, formOf, textOf, type WireDocument } from './document.js';
import { TNDS_FINDINGS, TNDS_FORMATS, TNDS_NS, TNDS_PROPERTIES, TNDS_VERSION, type TndsFindingCode, type TndsFormat } from './tnds-table.js';
import { XML_FINDINGS, type XmlFindingCode } from './xml-findings.js';

export interface TndsText {
  readonly text: string;
  /** Octets as they are, when one OPAQUE holds them. */
  readonly octets?: Uint8Array;
  /** Octets of the element that holds the text. */
  readonly from: number;
  readonly to: number;
  readonly form: ReturnType<typeof formOf>;
}

/** RTProperties; what is not there is absent. An empty ACL is '' and says "inherited". */
export interface TndsProperties {
  readonly acl?: TndsText;
  readonly format?: TndsFormat;
  readonly name?: TndsText;
  readonly size?: TndsText;
  readonly title?: TndsText;
  readonly tStamp?: TndsText;
  readonly type?: TndsText & { readonly kind: 'MIME' | 'DDFName' | 'none' };
  readonly verNo?: TndsText;
}

export interface TndsNode {
  readonly element: Element;
  /** NodeName; '' and absent differ: '' is named by the Target, absent by the device. */
  readonly name?: TndsText;
  readonly path?: TndsText;
  readonly properties?: TndsProperties;
  readonly value?: TndsText;
  readonly children: readonly TndsNode[];
}

export interface TndsObject {
  readonly verDtd?: TndsText;
  readonly man?: TndsText;
  readonly mod?: TndsText;
  /** Children of MgmtTree. */
  readonly nodes: readonly TndsNode[];
  readonly count: number;
  /** Of the object; those of the octets stand at the document. In order of discovery. */
  readonly findings: readonly Finding[];
  readonly isUsable: boolean;
  /** What ended or spoiled the reading of the octets, if anything did. */
  readonly damage?: Finding;
}

/** Findings of the WBXML reader after which a part of the document is missing or not what was meant; in XML all that is not well-formed. */
const WBXML_DAMAGE =
  /truncated|too-deep|too-many|missing-end|beyond-end|unterminated|outside-table|expansion|unknown-token|no-root|malformed|overflow/;
const MOST_FINDINGS = 200;

/** Never throws. `root` is the MgmtTree when it stands inside another document. */
export function readTnds(document: WireDocument, root: Element | null = document.root): TndsObject {
  return new TndsReader(document).object(root);
}

function isDamage({ code }: Finding): boolean {
  const row: readonly [string, string] | undefined = XML_FINDINGS[code as XmlFindingCode];
  return row ? row[0] === 'form' || row[0] === 'limit' : WBXML_DAMAGE.test(code);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const NODE_ORDER = ['NodeName', 'Path', 'RTProperties', 'DFProperties', 'Node', 'Value'];
const ROOT_ORDER = ['VerDTD', 'Man', 'Mod', 'Node'];
const TEXT_PROPERTIES = { ACL: 'acl', Name: 'name', Size: 'size', Title: 'title', TStamp: 'tStamp', VerNo: 'verNo' } as const;

class TndsReader {
  readonly #findings: Finding[] = [];
  isUsable = true;
  count = 0;

  constructor(readonly document: WireDocument) {}

  object(root: Element | null): TndsObject {
    const nodes: TndsNode[] = [];
    const header: Mutable<Pick<TndsObject, 'verDtd' | 'man' | 'mod'>> = {};
    if (root?.name !== 'MgmtTree') this.#find('tnds-no-root', root?.from ?? 0);
    else {
      if (root.ns !== TNDS_NS) this.#find('tnds-namespace', root.from);
      const parts = this.#parts(root, ROOT_ORDER);
      const [verDtd, man, mod] = ['VerDTD', 'Man', 'Mod'].map((name) => parts.get(name));
      if (verDtd) header.verDtd = this.#text(verDtd);
      if (man) header.man = this.#text(man);
      if (mod) header.mod = this.#text(mod);
      if (header.verDtd === undefined) this.#find('tnds-no-version', root.from);
      else if (!(TNDS_VERSION.taken as readonly string[]).includes(header.verDtd.text)) this.#find('tnds-version', header.verDtd.from);
      for (const element of root.children) if (element.name === 'Node') nodes.push(this.#node(element, true));
      if (nodes.length === 0) this.#find('tnds-no-node', root.from);
    }
    const damage = this.document.findings.find(isDamage);
    if (damage) this.#find('tnds-damaged', damage.at, damage.message);
    const { isUsable } = this;
    return { ...header, nodes, count: this.count, findings: this.#findings, isUsable, ...(damage ? { damage } : {}) };
  }

  #node(element: Element, isTop: boolean): TndsNode {
    this.count++;
    const parts = this.#parts(element, NODE_ORDER);
    const node: Mutable<TndsNode> = { element, children: [] };
    const [name, path, properties, value] = ['NodeName', 'Path', 'RTProperties', 'Value'].map((part) => parts.get(part));
    if (name) node.name = this.#text(name);
    else this.#find('tnds-name-missing', element.from);
    if (path) {
      node.path = this.#text(path);
      if (!isTop) this.#find('tnds-path-inside', path.from);
    }
    if (properties) node.properties = this.#properties(properties);
    else this.#find('tnds-no-properties', element.from);
    const children: TndsNode[] = [];
    for (const below of element.children) if (below.name === 'Node') children.push(this.#node(below, false));
    node.children = children;
    if (value) {
      node.value = this.#text(value, true);
      if (children.length > 0 || node.properties?.format === 'node') this.#find('tnds-value-of-interior', value.from);
    }
    const format = node.properties?.format;
    if (children.length > 0 && format !== undefined && format !== 'node') this.#find('tnds-leaf-with-children', element.from);
    return node;
  }

  #properties(element: Element): TndsProperties {
    const parts = this.#parts(element, TNDS_PROPERTIES);
    const properties: Mutable<TndsProperties> = {};
    for (const [name, key] of Object.entries(TEXT_PROPERTIES)) {
      const part = parts.get(name);
      if (part) properties[key] = this.#text(part);
    }
    const format = parts.get('Format');
    if (format) {
      const name = format.children[0]?.name ?? textOf(format).trim();
      const known = TNDS_FORMATS.find((row) => row === name);
      if (known === undefined || format.children.length > 1) this.#find('tnds-format', format.from, `Format is "${cut(name, 40)}"`);
      else properties.format = known;
    }
    const type = parts.get('Type');
    if (type) {
      const inner = type.children.find((child) => child.name === 'MIME' || child.name === 'DDFName');
      if (!inner) this.#find('tnds-type', type.from);
      properties.type = { ...this.#text(inner ?? type), kind: inner ? (inner.name as 'MIME' | 'DDFName') : 'none' };
    } else this.#find('tnds-type-missing', element.from);
    return properties;
  }

  /** Children by name, the first of each; deviations from the content model are found on the way. */
  #parts(element: Element, order: readonly string[]): ReadonlyMap<string, Element> {
    const parts = new Map<string, Element>();
    let place = 0;
    for (const child of element.children) {
      const at = order.indexOf(child.name);
      if (at < 0) {
        this.#find('tnds-unknown-element', child.from, `${cut(child.name, 40)} has no place in ${element.name}`);
        continue;
      }
      if (at < place) this.#find('tnds-order', child.from);
      place = Math.max(place, at);
      if (child.name === 'Node') continue;
      if (parts.has(child.name)) this.#find('tnds-repeated-element', child.from, `${child.name} stands twice`);
      else parts.set(child.name, child);
    }
    for (const piece of element.pieces) {
      if (piece.form === 'comment' || piece.form === 'pi' || /^[ \t\r\n]*$/.test(piece.text)) continue;
      this.#find('tnds-stray-text', piece.from);
      break;
    }
    return parts;
  }

  /** `isValue`: markup inside stands for its own text, as a value in the format xml may be written. */
  #text(element: Element, isValue = false): TndsText {
    const { from, to, pieces } = element;
    const only = pieces.length === 1 ? pieces[0] : undefined;
    const text =
      isValue && element.children.length > 0 && this.document.header.kind === 'xml'
        ? new TextDecoder().decode(this.document.octets.subarray(element.contentFrom, element.contentTo))
        : textOf(element);
    return { text, from, to, form: formOf(element), ...(only?.form === 'opaque' && only.octets ? { octets: only.octets } : {}) };
  }

  #find(code: TndsFindingCode, at: number, more?: string): void {
    const { grade, says } = TNDS_FINDINGS[code];
    if (grade === 'unusable') this.isUsable = false;
    if (this.#findings.length < MOST_FINDINGS) this.#findings.push({ code, at, message: more ?? says });
  }
}
