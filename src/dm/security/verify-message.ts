/**
 * Verifies a Sessionless Command Message as received, by the envelope that the PIXIT pins for assumption U8. Never throws on what was
 * received; every reason is a finding with a range of octets (in `where`: the message, or the signature beside it).
 */
import { child, type Element, type WireDocument } from '../../wire/document.js';
import { looksLikeWbxml, readWbxml } from '../../wire/wbxml-read.js';
import { readXml } from '../../wire/xml-read.js';
import { ENVELOPES, type EnvelopeId, type ExtraPart, SIGNATURE_HEADER } from './envelopes.js';
import { readEquivalent } from './equivalent-read.js';
import { type SecurityFinding, SecurityFindings } from './findings.js';
import { innerOf, wholeDocument } from './inner-document.js';
import { readSignature } from './read-signature.js';
import { verifyItems } from './verify-items.js';
import { type SignedReference, type VerifyingKey, verifySignature } from './verify-signature.js';

export interface ReceivedMessage {
  /** The message itself, WBXML or XML. */
  readonly octets: Uint8Array;
  readonly contentType?: string;
  /** Content-ID of the message's part, without angle brackets, in a multipart/related entity. */
  readonly contentId?: string;
  /** What came beside it. */
  readonly parts?: readonly ExtraPart[];
}

/** A reference that verified, and what it covers. */
export interface Covered extends SignedReference {
  readonly covers: 'message' | 'item';
  /** For an item: its element in the message, and the content that was signed, as it was signed. */
  readonly item?: Element;
  readonly content?: Uint8Array;
}

export interface Verification {
  readonly ok: boolean;
  readonly envelope: EnvelopeId;
  /** `not-required`: the envelope wants no signature, and none was looked at. */
  readonly status: 'valid' | 'invalid' | 'not-required';
  /** What is proved to be signed. Only what these hold may be acted upon. Empty when invalid. */
  readonly references: readonly Covered[];
  /** The first finding. */
  readonly reason?: SecurityFinding;
  readonly findings: readonly SecurityFinding[];
  /** Which octets the ranges of the findings count in. */
  readonly where: 'message' | 'signature';
  readonly message: WireDocument;
}

export interface VerifyOptions {
  /** Compared with the time of a pinned certificate. */
  readonly now?: Date;
}

export function verifyMessage(envelope: EnvelopeId, received: ReceivedMessage, key: VerifyingKey, { now }: VerifyOptions = {}): Verification {
  const isWbxml = received.contentType === undefined ? looksLikeWbxml(received.octets) : /wbxml/i.test(received.contentType);
  const message = isWbxml ? readWbxml(received.octets) : readXml(received.octets);
  const findings = new SecurityFindings();
  const base = { envelope, message };
  switch (envelope) {
    case 'none-required':
      return { ...base, ok: true, status: 'not-required', references: [], findings: [], where: 'message' };
    case 'detached-xml':
      return conclude(base, verifyBeside(message, received, key, findings, now), findings, 'signature');
    case 'in-cred':
      return conclude(base, verifyCred(message, key, findings, now), findings, 'message');
    case 'in-item':
      return conclude(base, verifyItems(message, key, findings, now), findings, 'message');
  }
}

function conclude(
  base: Pick<Verification, 'envelope' | 'message'>,
  references: readonly Covered[],
  findings: SecurityFindings,
  where: Verification['where'],
): Verification {
  const [reason] = findings.list;
  const ok = references.length > 0 && reason === undefined;
  return {
    ...base,
    ok,
    status: ok ? 'valid' : 'invalid',
    references: ok ? references : [],
    findings: findings.list,
    where,
    ...(reason ? { reason } : {}),
  };
}

function verifyBeside(message: WireDocument, received: ReceivedMessage, key: VerifyingKey, findings: SecurityFindings, now?: Date): Covered[] {
  const carried = (received.parts ?? []).filter((p) => p.carrier === 'part' || p.name.toLowerCase() === SIGNATURE_HEADER);
  const [part] = carried;
  if (!part || carried.length > 1) {
    findings.add(part ? 'signature-several' : 'signature-missing', { from: 0, to: 0 });
    return [];
  }
  const inner = wholeDocument(part.carrier === 'part' ? part.octets : Buffer.from(part.value, 'base64'));
  const signature = readSignature(inner, findings);
  if (!signature) return [];
  const row = ENVELOPES['detached-xml'].forms[part.carrier];
  const target = (): Uint8Array | undefined => readEquivalent(message, findings);
  const { contentId } = received;
  const reference = verifySignature(inner, signature, { row, target, ...(contentId === undefined ? {} : { contentId }) }, key, findings, now);
  return reference ? [{ ...reference, covers: 'message' }] : [];
}

function verifyCred(message: WireDocument, key: VerifyingKey, findings: SecurityFindings, now?: Date): Covered[] {
  const { root } = message;
  const header = child(root, 'SyncHdr');
  const creds = header?.children.filter((e) => e.name === 'Cred') ?? [];
  const datas = creds[0]?.children.filter((e) => e.name === 'Data') ?? [];
  const [data] = datas;
  const whole = header ?? { from: 0, to: message.octets.length };
  if (!data || creds.length > 1 || datas.length > 1 || (root?.children.filter((e) => e.name === 'SyncHdr').length ?? 0) > 1) {
    findings.add(data ? 'signature-several' : 'signature-missing', creds[0] ?? whole);
    return [];
  }
  if (data.children.length > 0) {
    findings.add('signature-text', data, 'the signature is to be text of Data');
    return [];
  }
  const inner = innerOf(message, data);
  if (Buffer.from(inner.octets).toString('latin1').trim() === '') {
    findings.add('signature-missing', data);
    return [];
  }
  const signature = readSignature(inner, findings);
  if (!signature) return [];
  const target = (): Uint8Array | undefined => readEquivalent(message, findings, data);
  const reference = verifySignature(inner, signature, { row: ENVELOPES['in-cred'].forms.cred, target }, key, findings, now);
  return reference ? [{ ...reference, covers: 'message' }] : [];
}
