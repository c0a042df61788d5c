/** Every deviation the XML reader can report, in one table, and the bounded list it reports them into. */
import type { Finding, WireDocument } from './document.js';

/**
 * `form`: not well-formed XML 1.0 (fifth edition). `namespace`: against Namespaces in XML 1.0. `encoding`: octets that are not what the
 * document says they are. `note`: legal XML that we do not follow. `limit`: our own bound ended the reading.
 */
export type XmlFindingKind = 'form' | 'namespace' | 'encoding' | 'note' | 'limit';

/** code -> [kind, meaning]. The meaning is the message of the finding, without its details. */
export const XML_FINDINGS = {
  'xml-no-root': ['form', 'there is no root element'],
  'xml-second-root': ['form', 'a second root element follows the first; its content is read but is no part of the document'],
  'xml-junk-before-root': ['form', 'text stands before the root element'],
  'xml-junk-after-root': ['form', 'text stands after the root element'],
  'xml-nul-after-root': ['form', 'NUL octets follow the root element'],
  'xml-element-unclosed': ['form', 'the document ends inside an element'],
  'xml-end-tag-missing': ['form', 'an enclosing element ends before this one has its end tag'],
  'xml-end-tag-mismatch': ['form', 'an end tag has another name than its start tag; it is taken as the end of the open element'],
  'xml-end-tag-stray': ['form', 'an end tag has no start tag; it is passed over'],
  'xml-tag-unfinished': ['form', 'a tag has no ">"'],
  'xml-tag-junk': ['form', 'characters in a tag that belong to no attribute'],
  'xml-name': ['form', 'this is not an XML name'],
  'xml-attribute-space': ['form', 'no white space before an attribute'],
  'xml-attribute-no-value': ['form', 'an attribute has no value'],
  'xml-attribute-unquoted': ['form', 'an attribute value has no quotes'],
  'xml-attribute-unclosed': ['form', 'an attribute value has no closing quote; it is taken to end at the next "<" or ">"'],
  'xml-attribute-duplicate': ['form', 'an attribute stands twice in one tag'],
  'xml-lt-in-attribute': ['form', '"<" in an attribute value'],
  'xml-bare-lt': ['form', '"<" that begins no mark-up; it is taken as text'],
  'xml-bare-ampersand': ['form', '"&" that begins no reference; it is taken as text'],
  'xml-cdata-end-in-text': ['form', '"]]>" in character data'],
  'xml-entity-undefined': ['form', 'a reference to an entity that is not one of the five predefined ones; it is left as written'],
  'xml-char-reference': ['form', 'a character reference that gives no XML character'],
  'xml-character': ['form', 'a character that XML does not allow'],
  'xml-cdata-unclosed': ['form', 'a CDATA section has no end'],
  'xml-cdata-outside-root': ['form', 'a CDATA section outside the root element'],
  'xml-comment-unclosed': ['form', 'a comment has no end'],
  'xml-comment-hyphens': ['form', '"--" inside a comment'],
  'xml-pi-unclosed': ['form', 'a processing instruction has no end'],
  'xml-pi-target': ['form', 'a processing instruction has no proper target'],
  'xml-declaration': ['form', 'the XML declaration is malformed'],
  'xml-declaration-misplaced': ['form', 'an XML declaration that is not the very beginning'],
  'xml-doctype': ['form', 'the document type declaration is malformed'],
  'xml-doctype-misplaced': ['form', 'a document type declaration that is the second, or not before the root element'],
  'xml-prefix-unbound': ['namespace', 'a prefix that no namespace declaration binds'],
  'xml-qname': ['namespace', 'a name that is not a qualified name'],
  'xml-namespace-declaration': ['namespace', 'a namespace declaration that is not allowed'],
  'xml-utf8': ['encoding', 'octets that are not UTF-8; they are read as U+FFFD'],
  'xml-utf16': ['encoding', 'octets that are not UTF-16; they are read as U+FFFD'],
  'xml-encoding-octet': ['encoding', 'an octet above 7F in a document that says it is US-ASCII; it is read as U+FFFD'],
  'xml-encoding-mismatch': ['encoding', 'the encoding declaration contradicts the octets; the octets are followed'],
  'xml-encoding-unsupported': ['encoding', 'this encoding is not supported'],
  'xml-bom-missing': ['encoding', 'UTF-16 without a byte order mark'],
  'xml-version': ['note', 'an XML version other than 1.0; it is read by the rules of 1.0'],
  'xml-doctype-entity': ['note', 'the document declares an entity; declared entities are never expanded and nothing is ever fetched'],
  'xml-limit-depth': ['limit', 'elements are nested too deep; reading ends here'],
  'xml-limit-nodes': ['limit', 'too many elements, attributes and pieces of text; reading ends here'],
  'xml-limit-findings': ['limit', 'there are more findings than are kept'],
} as const satisfies Record<string, readonly [XmlFindingKind, string]>;

export type XmlFindingCode = keyof typeof XML_FINDINGS;

/** Findings in the order they were met, at most `limit` of them kept. */
export class XmlFindings {
  readonly kept: Finding[] = [];
  total = 0;
  constructor(readonly limit: number) {}

  /** Nothing more is kept: details need not be made. */
  get isFull(): boolean {
    return this.kept.length >= this.limit;
  }

  add(code: XmlFindingCode, at: number, detail?: string): void {
    this.total += 1;
    if (this.kept.length >= this.limit) return;
    const meaning = XML_FINDINGS[code][1];
    this.kept.push({ code, at, message: detail ? `${meaning}: ${detail}` : meaning });
  }

  /** Takes over a finding that was made elsewhere. */
  keep(finding: Finding): void {
    this.total += 1;
    if (this.kept.length < 2 * this.limit) this.kept.push(finding);
  }

  /** Sorted by place; when some were not kept, the last one says so. */
  sorted(): Finding[] {
    const list = this.kept.sort((a, b) => a.at - b.at);
    if (this.total <= this.limit) return list;
    list.length = this.limit - 1;
    const last = list.at(-1)?.at ?? 0;
    list.push({ code: 'xml-limit-findings', at: last, message: `${XML_FINDINGS['xml-limit-findings'][1]}: ${this.total} in all` });
    return list;
  }
}

/** The findings of these kinds; codes that are not of the XML reader are left out. */
export function xmlFindingsOf(document: WireDocument, ...kinds: readonly XmlFindingKind[]): Finding[] {
  return document.findings.filter(({ code }) => isXmlFindingCode(code) && kinds.includes(XML_FINDINGS[code][0]));
}

/** Whether the document is well-formed XML 1.0 with namespaces, in a supported encoding, and was read to its end. */
export function isWellFormed(document: WireDocument): boolean {
  return xmlFindingsOf(document, 'form', 'namespace', 'encoding', 'limit').length === 0;
}

function isXmlFindingCode(code: string): code is XmlFindingCode {
  return Object.hasOwn(XML_FINDINGS, code);
}
