/** XML Encryption judged from outside, both ways: xmlsec1 decrypts what we encrypt, and we decrypt what it encrypts. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../src/base/random.js';
import { CONTENT_CIPHERS, DSIG, KEY_TRANSPORTS, XENC } from '../src/dm/security/algorithms.js';
import { decryptItem, decryptOctets } from '../src/dm/security/decrypt.js';
import { encryptItem, encryptOctets } from '../src/dm/security/encrypt.js';
import { type Element, textOf } from '../src/wire/document.js';
import type { OutElement } from '../src/wire/out.js';
import { readWbxml } from '../src/wire/wbxml-read.js';
import { writeWbxml } from '../src/wire/wbxml-write.js';
import { datasOf, file, itemRoot, PRIVATE, PUBLIC, pair, skip, xmlsecOutput } from './support/xmlsec.js';

const seed = Number(process.env.DMCT_SEED ?? Date.now() % 2 ** 31);

const PAIRS = Object.keys(CONTENT_CIPHERS).flatMap((cipher) =>
  Object.keys(KEY_TRANSPORTS).map((transport) => [cipher, transport] as [keyof typeof CONTENT_CIPHERS, keyof typeof KEY_TRANSPORTS]),
);
const CONTENTS = ['', 'x', 'exactly 16 octet', 'Grüße <&> ]]> 日本 😀\r\n\t', 'long '.repeat(4000)].map((text) => Buffer.from(text, 'utf8'));

describe.skipIf(skip)('encryption', () => {
  it.each(PAIRS)('%s under %s: xmlsec1 decrypts what we encrypt', (cipher, transport) => {
    for (const [n, content] of CONTENTS.entries()) {
      const octets = encryptOctets(content, 'text/plain', { publicKey: pair.publicKey, cipher, transport }, seededRandom(`${seed}${n}`));
      // xmlsec1 has no answer for an empty plaintext.
      if (content.length > 0) expect(xmlsecOutput('--decrypt', '--privkey-pem', PRIVATE, file(octets))).toEqual(content);
      expect(decryptOctets(octets, pair.privateKey)).toMatchObject({ ok: true, mimeType: 'text/plain', cipher, transport, findings: [] });
    }
  });

  it.each(PAIRS)('%s under %s: we decrypt what xmlsec1 encrypts', (cipher, transport) => {
    const value = '<CipherData><CipherValue/></CipherData>';
    const key = `<EncryptedKey><EncryptionMethod Algorithm="${KEY_TRANSPORTS[transport].uri}"/>${value}</EncryptedKey>`;
    const template = `<EncryptedData xmlns="${XENC}" MimeType="text/x">
      <EncryptionMethod Algorithm="${CONTENT_CIPHERS[cipher].uri}"/><KeyInfo xmlns="${DSIG}">${key.replace('<EncryptedKey>', `<EncryptedKey xmlns="${XENC}">`)}</KeyInfo>${value}
    </EncryptedData>`;
    const session = `aes-${CONTENT_CIPHERS[cipher].keyOctets * 8}`;
    for (const content of CONTENTS.filter((c) => c.length > 0)) {
      const octets = xmlsecOutput(
        '--encrypt',
        '--pubkey-pem',
        PUBLIC,
        '--session-key',
        session,
        '--binary-data',
        file(content, 'bin'),
        file(template),
      );
      const got = decryptOctets(octets, pair.privateKey);
      expect(got).toMatchObject({ ok: true, mimeType: 'text/x', cipher, transport, findings: [] });
      expect(Buffer.from(got.octets ?? [])).toEqual(content);
    }
  });

  it('an Item of a WBXML message, there and back', () => {
    const meta: OutElement = { name: 'Meta', content: [{ name: 'Type', ns: 'syncml:metinf', content: [{ text: 'text/plain' }] }] };
    const item: OutElement = { name: 'Item', content: [meta, { name: 'Data', content: [{ text: 'Grüße <&>', form: 'cdata' }] }] };
    const key = { publicKey: pair.publicKey, cipher: 'aes-128-cbc', transport: 'rsa-1_5' } as const;
    const encrypted = itemRoot(encryptItem(item, key, seededRandom('i')));
    const read = readWbxml(writeWbxml(encrypted));
    const data = datasOf(read.root)[0];
    expect(xmlsecOutput('--decrypt', '--privkey-pem', PRIVATE, file(data ? textOf(data) : '')).toString()).toBe('Grüße <&>');
    const got = decryptItem(read, data?.parent as Element, pair.privateKey);
    expect([got.ok, got.mimeType, Buffer.from(got.octets ?? []).toString()]).toEqual([true, 'text/plain', 'Grüße <&>']);
  });
});
