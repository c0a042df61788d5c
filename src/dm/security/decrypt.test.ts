import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../base/random.js';
import type { OutElement } from '../../wire/out.js';
import { readXml } from '../../wire/xml-read.js';
import { writeXml } from '../../wire/xml-write.js';
import { CONTENT_CIPHERS, KEY_TRANSPORTS } from './algorithms.js';
import { type Decryption, decryptItem, decryptOctets } from './decrypt.js';
import { encryptItem, encryptOctets } from './encrypt.js';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { publicKey: pair.publicKey, cipher: 'aes-128-cbc', transport: 'rsa-1_5' } as const;
const random = seededRandom('decrypt');
const plain = Buffer.from('what nobody else may read');
const good = Buffer.from(encryptOctets(plain, 'text/plain', key, random)).toString('utf8');
const changed = (change: (text: string) => string): Decryption => {
  const text = change(good);
  expect(text).not.toBe(good);
  return decryptOctets(Buffer.from(text), pair.privateKey);
};

describe('encryption and decryption', () => {
  const pairs = Object.keys(CONTENT_CIPHERS).flatMap((cipher) => Object.keys(KEY_TRANSPORTS).map((transport) => ({ cipher, transport })));
  it.each(pairs)('$cipher under $transport, any octets', ({ cipher, transport }) => {
    const row = { ...key, cipher: cipher as typeof key.cipher, transport: transport as typeof key.transport };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => {
        const got = decryptOctets(encryptOctets(octets, undefined, row, random), pair.privateKey);
        expect(got).toMatchObject({ ok: true, cipher, transport, findings: [] });
        expect(Buffer.from(got.octets ?? []).equals(Buffer.from(octets))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('an encrypted Item keeps its place and its other Meta, and is read as such', () => {
    const leaf = (name: string, text: string, ns?: string): OutElement => ({ name, content: [{ text }], ...(ns ? { ns } : {}) });
    const meta: OutElement = { name: 'Meta', content: [leaf('Type', 'text/x', 'syncml:metinf'), leaf('Size', '3', 'syncml:metinf')] };
    const item: OutElement = {
      name: 'Item',
      content: [leaf('Target', 'a'), meta, { name: 'Data', content: [{ octets: Buffer.from([1, 2, 0xff]) }] }],
    };
    const document = readXml(writeXml(encryptItem(item, key, random)));
    expect(document.root?.children.map((c) => c.name)).toEqual(['Target', 'Meta', 'Data']);
    expect(document.root?.children[1]?.children.map((c) => c.name)).toEqual(['Format', 'Type', 'Size']);
    const got = decryptItem(document, document.root as NonNullable<typeof document.root>, pair.privateKey);
    expect(got).toMatchObject({ ok: true, mimeType: 'text/x', octets: Buffer.from([1, 2, 0xff]) });
    const bare = readXml(writeXml(item.content?.[1] ? { name: 'Item', content: [meta] } : item));
    expect(decryptItem(bare, bare.root as NonNullable<typeof bare.root>, pair.privateKey).findings.map((f) => f.code)).toEqual([
      'envelope-type',
      'encrypted-structure',
    ]);
  });
});

describe('what is refused', () => {
  const rows: Readonly<Record<string, readonly [finding: string, change: (text: string) => string]>> = {
    'another root': ['encrypted-structure', (t) => t.replaceAll('EncryptedData', 'EncryptedThing')],
    'another namespace': ['encrypted-structure', (t) => t.replace('04/xmlenc#', '04/xmlenk#')],
    'two keys': ['encrypted-structure', (t) => t.replace(/<xenc:EncryptedKey>.*<\/xenc:EncryptedKey>/s, '$&$&')],
    'no key': ['encrypted-structure', (t) => t.replace(/<ds:KeyInfo.*<\/ds:KeyInfo>/s, '')],
    'no cipher value': ['encrypted-structure', (t) => t.replace(/<xenc:CipherValue>[^<]*<\/xenc:CipherValue>/, '')],
    'a cipher nobody knows': ['algorithm-unknown', (t) => t.replace('aes128-cbc', 'des-cbc')],
    'a transport nobody knows': ['algorithm-unknown', (t) => t.replace('rsa-1_5', 'rsa-0')],
    'a parameter': ['algorithm-parameter', (t) => t.replace('rsa-1_5">', 'rsa-1_5"><xenc:OAEPparams/>')],
    'no Base64': ['signature-base64', (t) => t.replace('<xenc:CipherValue>', '<xenc:CipherValue>*')],
    'a comment in the value': ['signature-comment', (t) => t.replace('<xenc:CipherValue>', '<xenc:CipherValue><!-- -->')],
    'a document type': ['signature-doctype', (t) => `<!DOCTYPE a SYSTEM "file:///etc/passwd">${t}`],
    'half of it': ['signature-malformed', (t) => t.slice(0, t.length / 2)],
    'the key of a longer cipher': ['encrypted-key', (t) => t.replace('aes128-cbc', 'aes256-cbc')],
    'padding of the other transport': ['encrypted-key', (t) => t.replace('rsa-1_5', 'rsa-oaep-mgf1p')],
    'content cut in the middle of a block': [
      'encrypted-content',
      (t) =>
        t.replace(
          /([^<>]*)(<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/,
          (_, v: string, end: string) => Buffer.from(v, 'base64').subarray(0, 40).toString('base64') + end,
        ),
    ],
  };
  it.each(Object.entries(rows))('%s', (_, [finding, change]) => {
    const got = changed(change);
    expect(got.findings.map((f) => f.code)).toContain(finding);
    expect(got.ok).toBe(false);
    expect(got.octets).toBeUndefined();
  });

  it('another key, and GCM content with one octet changed', () => {
    expect(decryptOctets(Buffer.from(good), other.privateKey).reason?.code).toBe('encrypted-key');
    const sealed = Buffer.from(encryptOctets(plain, undefined, { ...key, cipher: 'aes-256-gcm' }, random)).toString('utf8');
    const swapped = sealed.replace(
      /([^<>]{20})([^<>])([^<>]*<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/,
      (_, a: string, b: string, c: string) => a + (b === 'A' ? 'B' : 'A') + c,
    );
    expect(decryptOctets(Buffer.from(swapped), pair.privateKey).reason?.code).toBe('encrypted-content');
  });

  it('never throws on any octets, nor on a document with one octet changed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        expect(decryptOctets(octets, pair.privateKey).ok).toBe(false);
      }),
    );
    for (let at = 0; at < good.length; at += 3) {
      const octets = Buffer.from(good);
      octets[at] = (octets[at] as number) ^ 0x11;
      const got = decryptOctets(octets, pair.privateKey);
      // CBC protects nothing by itself: changed content may come out, never without an error where structure or key is concerned.
      if (got.ok) expect(at).toBeGreaterThan(good.indexOf('MimeType'));
    }
  });
});
