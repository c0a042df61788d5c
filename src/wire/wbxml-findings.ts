/**
 * Every code the WBXML reader can report, in one table. The grade tells a judge what kind of deviation it is:
 * `malformed` breaks WBXML's grammar (WAP-192); `foreign` is WBXML, but has no meaning in the document's language;
 * `note` is legal and only unusual; `limit` says that the reader stopped or left something out to stay bounded.
 */
import type { Finding } from './document.js';

export type WbxmlGrade = 'malformed' | 'foreign' | 'note' | 'limit';

export const WBXML_FINDINGS = {
  'wbxml-header-truncated': 'malformed',
  'wbxml-version-1.0': 'foreign',
  'wbxml-version-unknown': 'foreign',
  'wbxml-public-id-missing': 'foreign',
  'wbxml-public-id-unknown': 'foreign',
  'wbxml-public-id-outside-table': 'malformed',
  'wbxml-charset-unstated': 'note',
  'wbxml-charset-other': 'note',
  'wbxml-charset-unknown': 'foreign',
  'wbxml-string-table-beyond-end': 'malformed',
  'wbxml-string-table-unterminated': 'malformed',
  'wbxml-integer-truncated': 'malformed',
  'wbxml-integer-overflow': 'malformed',
  'wbxml-integer-not-minimal': 'note',
  'wbxml-no-root': 'malformed',
  'wbxml-missing-end': 'malformed',
  'wbxml-trailing-octets': 'malformed',
  'wbxml-truncated': 'malformed',
  'wbxml-unknown-page': 'foreign',
  'wbxml-lenient-page': 'foreign',
  'wbxml-unknown-token': 'foreign',
  'wbxml-literal': 'note',
  'wbxml-attribute': 'foreign',
  'wbxml-attribute-list': 'malformed',
  'wbxml-extension': 'foreign',
  'wbxml-pi': 'note',
  'wbxml-entity': 'malformed',
  'wbxml-string-unterminated': 'malformed',
  'wbxml-string-outside-table': 'malformed',
  'wbxml-string-inside-string': 'note',
  'wbxml-text-malformed': 'malformed',
  'wbxml-opaque-beyond-end': 'malformed',
  'wbxml-embedded-too-deep': 'limit',
  'wbxml-too-deep': 'limit',
  'wbxml-too-many-nodes': 'limit',
  'wbxml-expansion': 'limit',
  'wbxml-too-many-findings': 'limit',
} as const satisfies Record<string, WbxmlGrade>;

export type WbxmlFindingCode = keyof typeof WBXML_FINDINGS;

/** Grade of a finding; undefined when the code is not one of the WBXML reader. */
export function wbxmlGrade(finding: Finding): WbxmlGrade | undefined {
  return (WBXML_FINDINGS as Record<string, WbxmlGrade>)[finding.code];
}

/** Findings of one document, bounded: the last one kept says that there were more. */
export class FindingList {
  readonly items: Finding[] = [];
  constructor(private readonly most: number) {}

  /** `at`: octet offset in the outermost document. */
  add(code: WbxmlFindingCode, at: number, message: string): void {
    if (this.items.length < this.most - 1) this.items.push({ code, at, message });
    else if (this.items.length === this.most - 1) {
      this.items.push({ code: 'wbxml-too-many-findings', at, message: `more findings from here on; only ${this.most} are kept` });
    }
  }

  /** Takes over what was found in an embedded document. */
  addAll(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (this.items.length >= this.most) return;
      this.add(finding.code as WbxmlFindingCode, finding.at, finding.message);
    }
  }
}
