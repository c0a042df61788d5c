/**
 * Makes EncryptedData (XML-Encryption, 2002): content key from `random`, wrapped for the receiver. node:crypto does the work; the padding of
 * rsa-oaep-mgf1p comes from OpenSSL and is not reproducible. Shares tables, and no code, with decrypt.ts.
 */
import { constants, createCipheriv, type KeyObject, publicEncrypt } from 'node:crypto';
import type { Random } from '../../base/random.js';
import { isOutElement, type OutElement, type OutText } from '../../wire/out.js';
import { CONTENT_CIPHERS, type ContentCipher, DSIG, KEY_TRANSPORTS, type KeyTransport, XENC } from './algorithms.js';
import { ENCRYPTED_TYPE } from './envelopes.js';
import { replaceData } from './sign-items.js';

export interface EncryptingKey {
  readonly publicKey: KeyObject;
  readonly cipher: ContentCipher;
  readonly transport: KeyTransport;
}

type Wrap = (key: KeyObject, contentKey: Uint8Array, random: Random) => Buffer;

const WRAP: Readonly<Record<KeyTransport, Wrap>> = {
  // PKCS #1 v1.5, padded here and not by the platform: the same seed gives the same message.
  'rsa-1_5': (key, contentKey, random) => {
    const octets = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
    const padding = Array.from({ length: octets - contentKey.length - 3 }, () => random.integer(1, 255));
    return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, Uint8Array.from([0, 2, ...padding, 0, ...contentKey]));
  },
  'rsa-oaep-mgf1p': (key, contentKey) => publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, contentKey),
};

/** EncryptedData in UTF-8, without XML declaration. `mimeType`: of the octets that are encrypted. */
export function encryptOctets(octets: Uint8Array, mimeType: string | undefined, key: EncryptingKey, random: Random): Uint8Array {
  const { keyOctets, ivOctets, mode, uri } = CONTENT_CIPHERS[key.cipher];
  const contentKey = random.octets(keyOctets);
  const iv = random.octets(ivOctets);
  const sealed = mode === 'cbc' ? sealCbc(key.cipher, contentKey, iv, octets) : sealGcm(key.cipher, contentKey, iv, octets);
  const wrapped = WRAP[key.transport](key.publicKey, contentKey, random);
  const digest = key.transport === 'rsa-oaep-mgf1p' ? `<ds:DigestMethod Algorithm="${DSIG}sha1"/>` : '';
  const value = (data: Uint8Array): string =>
    `<xenc:CipherData><xenc:CipherValue>${Buffer.from(data).toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
  const type = mimeType === undefined ? '' : ` MimeType="${mimeType.replace(/[&<"]/g, (c) => `&#${c.charCodeAt(0)};`)}"`;
  const markup = [
    `<xenc:EncryptedData xmlns:xenc="${XENC}"${type}><xenc:EncryptionMethod Algorithm="${uri}"/>`,
    `<ds:KeyInfo xmlns:ds="${DSIG}"><xenc:EncryptedKey>`,
    `<xenc:EncryptionMethod Algorithm="${KEY_TRANSPORTS[key.transport].uri}">${digest}</xenc:EncryptionMethod>`,
    `${value(wrapped)}</xenc:EncryptedKey></ds:KeyInfo>${value(Buffer.concat([iv, sealed]))}</xenc:EncryptedData>`,
  ];
  return Buffer.from(markup.join(''), 'utf8');
}

/** The padding of XML Encryption and that of the platform differ only in octets nobody reads. */
function sealCbc(cipher: ContentCipher, key: Uint8Array, iv: Uint8Array, octets: Uint8Array): Buffer {
  const sealing = createCipheriv(cipher, key, iv);
  return Buffer.concat([sealing.update(octets), sealing.final()]);
}

function sealGcm(cipher: ContentCipher, key: Uint8Array, iv: Uint8Array, octets: Uint8Array): Buffer {
  const sealing = createCipheriv(cipher as 'aes-128-gcm', key, iv);
  return Buffer.concat([sealing.update(octets), sealing.final(), sealing.getAuthTag()]);
}

/** The Item with its Data encrypted: Meta says Format xml and Type application/xenc+xml, MimeType keeps the type it had. An Item without Data stays. */
export function encryptItem(item: OutElement, key: EncryptingKey, random: Random): OutElement {
  const part = (of: OutElement | undefined, name: string): OutElement | undefined =>
    of?.content?.find((c): c is OutElement => isOutElement(c) && c.name === name);
  const data = part(item, 'Data');
  if (!data) return item;
  const octets = Buffer.concat(
    (data.content ?? []).map((c) => {
      if (isOutElement(c)) throw new RangeError('Data with elements cannot be encrypted as content; write them as text');
      return c.octets ?? Buffer.from(c.text ?? '', 'utf8');
    }),
  );
  const type = part(part(item, 'Meta'), 'Type')?.content?.find((c): c is OutText => !isOutElement(c))?.text;
  return replaceData(item, Buffer.from(encryptOctets(octets, type, key, random)).toString('utf8'), ENCRYPTED_TYPE);
}
