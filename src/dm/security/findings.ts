/** What a verifier or decrypter can say against a document: one table of codes, and ranges in octets of what was received. */
import { cut } from '../../base/cut.js';
import { LIMITS } from '../../limits.js';
import type { Finding } from '../../wire/document.js';

export const SECURITY_FINDINGS = {
  'message-unreadable': 'the message has no root element or is malformed, so that its canonical XML equivalent is not sure',
  'message-charset': 'a signed message is taken in UTF-8 (or US-ASCII) only',
  'message-name': 'an element name that XML cannot carry',
  'message-attribute': 'an attribute with a namespace has no place in the canonical XML equivalent',
  'signature-missing': 'there is no signature where the envelope wants it',
  'signature-several': 'more than one signature, or one in more than one place',
  'signature-size': 'the signature or encrypted document is larger than is taken',
  'signature-malformed': 'not well-formed XML in UTF-8',
  'signature-doctype': 'a document type declaration; none is taken in a signature or encrypted document',
  'signature-structure': 'elements other than the schema of XML Signature wants, or in another number or order',
  'signature-text': 'text where only elements may stand, or mark-up where only text may stand',
  'signature-comment': 'a comment or processing instruction inside signed or digested values',
  'signature-base64': 'not Base64 of the right length',
  'id-duplicate': 'the same Id stands twice',
  'algorithm-unknown': 'an algorithm that is not in the table',
  'algorithm-parameter': 'a parameter of an algorithm that is not taken (PrefixList, HMACOutputLength, XPath and the like)',
  'algorithm-key': 'the algorithm does not go with the key that is pinned for the sender',
  'reference-several': 'one Reference is wanted, no more and no fewer',
  'reference-uri': 'the Reference does not name what this envelope signs',
  'reference-transforms': 'the Reference has not exactly the transforms of this envelope',
  'digest-mismatch': 'the digest is not that of the signed octets',
  'signature-mismatch': 'the signature value does not verify with the pinned key',
  'certificate-time': 'the certificate of the key is not valid at this time',
  'item-unsigned': 'an Item with Data has no signature',
  'envelope-type': 'Meta does not say what the envelope wants',
  'encrypted-structure': 'elements other than the schema of XML Encryption wants, or in another number or order',
  'encrypted-key': 'the content key cannot be unwrapped with this private key',
  'encrypted-content': 'the content cannot be decrypted with the content key',
} as const;

export type SecurityFindingCode = keyof typeof SECURITY_FINDINGS;

/** A finding that says how far it reaches. */
export interface SecurityFinding extends Finding {
  readonly code: SecurityFindingCode;
  readonly to: number;
}

/** Bounded; the first finding is the reason. */
export class SecurityFindings {
  readonly list: SecurityFinding[] = [];
  add(code: SecurityFindingCode, range: { readonly from: number; readonly to: number }, detail?: string): void {
    if (this.list.length >= LIMITS.findings) return;
    const meaning = SECURITY_FINDINGS[code];
    this.list.push({ code, at: range.from, to: range.to, message: detail ? `${meaning}: ${cut(detail, 200)}` : meaning });
  }
}
