/** Reads and decrypts EncryptedData, strictly and bounded. Never throws on what was received. */

import { constants, createDecipheriv, type KeyObject, privateDecrypt } from 'node:crypto';
import { cut } from '../../base/cut.js';
import { child, type Element, textOf, type WireDocument } from '../../wire/document.js';
import { CONTENT_CIPHERS, type ContentCipher, DSIG, KEY_TRANSPORTS, type KeyTransport, XENC } from './algorithms.js';
import { ENCRYPTED_TYPE } from './envelopes.js';
import { type SecurityFinding, SecurityFindings } from './findings.js';
import { base64Of, type Inner, innerOf, readInner, wholeDocument } from './inner-document.js';
import { algorithmAttribute, attribute } from './read-signature.js';
import { childrenAre } from './shape.js';

export interface Decryption {
  readonly ok: boolean;
  /** What was encrypted; absent when it cannot be had. */
  readonly octets?: Uint8Array;
  /** As the document says. */
  readonly mimeType?: string;
  readonly cipher?: ContentCipher;
  readonly transport?: KeyTransport;
  readonly reason?: SecurityFinding;
  readonly findings: readonly SecurityFinding[];
}

/** A whole document, e.g. a body of type application/xenc+xml. */
export function decryptOctets(octets: Uint8Array, privateKey: KeyObject): Decryption {
  return decryptInner(wholeDocument(octets), privateKey, new SecurityFindings());
}

/** Data of an Item; ranges of findings count in the message. */
export function decryptItem(message: WireDocument, item: Element, privateKey: KeyObject): Decryption {
  const findings = new SecurityFindings();
  const data = child(item, 'Data');
  const type = child(child(item, 'Meta'), 'Type') ?? child(child(item.parent, 'Meta'), 'Type');
  if (!type || textOf(type).trim() !== ENCRYPTED_TYPE) findings.add('envelope-type', type ?? item, `Type is to be ${ENCRYPTED_TYPE}`);
  if (data && data.children.length === 0) return decryptInner(innerOf(message, data), privateKey, findings);
  findings.add('encrypted-structure', data ?? item, data ? 'EncryptedData is to be text of Data' : 'there is no Data');
  return conclude(findings, undefined, {});
}

interface Opened {
  readonly cipher: ContentCipher;
  readonly transport: KeyTransport;
  readonly wrapped: Buffer;
  readonly sealed: Buffer;
  readonly mimeType: string | undefined;
}

function decryptInner(inner: Inner, privateKey: KeyObject, findings: SecurityFindings): Decryption {
  const root = readInner(inner, findings)?.root;
  const opened = root ? open(inner, root, findings) : undefined;
  if (!root || !opened) return conclude(findings, undefined, {});
  const { cipher, transport, mimeType } = opened;
  const contentKey = unwrap(opened, privateKey);
  if (!contentKey) findings.add('encrypted-key', inner.outer(root));
  const octets = contentKey && decipher(opened, contentKey);
  if (contentKey && !octets) findings.add('encrypted-content', inner.outer(root));
  return conclude(findings, octets, { cipher, transport, ...(mimeType === undefined ? {} : { mimeType }) });
}

function conclude(findings: SecurityFindings, octets: Uint8Array | undefined, rest: Partial<Decryption>): Decryption {
  const [reason] = findings.list;
  const ok = octets !== undefined && reason === undefined;
  return { ...rest, ok, findings: findings.list, ...(octets ? { octets } : {}), ...(reason ? { reason } : {}) };
}

function open(inner: Inner, root: Element, findings: SecurityFindings): Opened | undefined {
  const code = 'encrypted-structure';
  if (root.name !== 'EncryptedData' || root.ns !== XENC) return void findings.add(code, inner.outer(root), `the root is ${cut(root.name, 60)}`);
  const method = only(inner, root, 'EncryptionMethod', XENC, findings);
  const keyInfo = only(inner, root, 'KeyInfo', DSIG, findings);
  const sealed = cipherValue(inner, root, findings);
  const key = keyInfo && only(inner, keyInfo, 'EncryptedKey', XENC, findings);
  const keyMethod = key && only(inner, key, 'EncryptionMethod', XENC, findings);
  const wrapped = key && cipherValue(inner, key, findings);
  if (!method || !sealed || !keyMethod || !wrapped) return undefined;
  const cipher = algorithmAttribute(inner, method, CONTENT_CIPHERS, findings);
  const transport = transportOf(inner, keyMethod, findings);
  return cipher && transport ? { cipher, transport, sealed, wrapped, mimeType: attribute(root, 'MimeType') } : undefined;
}

/** The one child of this name; names may stand in any order, because writers differ. */
function only(inner: Inner, parent: Element, name: string, ns: string, findings: SecurityFindings): Element | undefined {
  const found = parent.children.filter((c) => c.name === name && c.ns === ns);
  if (found.length === 1) return found[0];
  findings.add('encrypted-structure', inner.outer(found[1] ?? parent), `${parent.name} has ${found.length} ${name}; one is wanted`);
  return undefined;
}

function cipherValue(inner: Inner, parent: Element, findings: SecurityFindings): Buffer | undefined {
  const data = only(inner, parent, 'CipherData', XENC, findings);
  const value = data && childrenAre(inner, data, XENC, [['CipherValue', 1, 1]], findings, 'encrypted-structure')?.[0];
  return value && base64Of(inner, value, findings);
}

/** rsa-oaep-mgf1p may say that its digest is SHA-1; no other parameter is taken. */
function transportOf(inner: Inner, method: Element, findings: SecurityFindings): KeyTransport | undefined {
  const [digest, ...more] = method.children;
  const saysSha1 = digest?.name === 'DigestMethod' && digest.ns === DSIG && attribute(digest, 'Algorithm') === `${DSIG}sha1`;
  const uri = attribute(method, 'Algorithm');
  if (saysSha1 && more.length === 0 && uri === KEY_TRANSPORTS['rsa-oaep-mgf1p'].uri) return 'rsa-oaep-mgf1p';
  return algorithmAttribute(inner, method, KEY_TRANSPORTS, findings);
}

/** Node refuses RSA_PKCS1_PADDING for decryption (CVE-2023-46809), so that block type 2 is taken off here. Not in constant time: this is a tester. */
function unwrap({ transport, wrapped, cipher }: Opened, key: KeyObject): Buffer | undefined {
  try {
    const contentKey =
      transport === 'rsa-oaep-mgf1p'
        ? privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, wrapped)
        : withoutPadding(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, wrapped));
    return contentKey?.length === CONTENT_CIPHERS[cipher].keyOctets ? contentKey : undefined;
  } catch {
    // OpenSSL's word for a wrong length, a wrong key or wrong padding; all are the same finding.
    return undefined;
  }
}

/** RFC 8017, 7.2.2: 00 02, at least eight octets that are not zero, 00, the message. */
function withoutPadding(block: Buffer): Buffer | undefined {
  const zero = block.indexOf(0, 2);
  return block[0] === 0 && block[1] === 2 && zero >= 10 ? block.subarray(zero + 1) : undefined;
}

function decipher({ cipher, sealed }: Opened, key: Buffer): Buffer | undefined {
  const { mode, ivOctets } = CONTENT_CIPHERS[cipher];
  const iv = sealed.subarray(0, ivOctets);
  const rest = sealed.subarray(ivOctets);
  try {
    if (mode === 'gcm') {
      if (rest.length < 16) return undefined;
      const opening = createDecipheriv(cipher as 'aes-128-gcm', key, iv);
      opening.setAuthTag(rest.subarray(-16));
      return Buffer.concat([opening.update(rest.subarray(0, -16)), opening.final()]);
    }
    const opening = createDecipheriv(cipher, key, iv).setAutoPadding(false);
    const padded = Buffer.concat([opening.update(rest), opening.final()]);
    // XML Encryption 5.2: the last octet says how many are padding; the others may be anything.
    const padding = padded.at(-1) ?? 0;
    return padding >= 1 && padding <= 16 && padded.length >= padding ? padded.subarray(0, -padding) : undefined;
  } catch {
    return undefined;
  }
}
