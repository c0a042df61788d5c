import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.js';
import { basicText, md5Text, notificationDigest, sha256Text } from './credentials.js';
import { MAC_STRATEGY_IDS, macText } from './mac.js';
import { type DigestClaim, matchDigest, type NamedKey } from './match-digest.js';
import { DEFAULT_NONCES, octetsOfBase64 } from './nonce.js';

interface Keyed {
  user: string;
  password: string;
  nonceHex: string;
}
interface Vectors {
  basic: { user: string; password: string; value: string }[];
  md5: (Keyed & { id: string; nextNonceText: string; value: string })[];
  md5Wrong: { id: string; value: string }[];
  bodies: Record<string, { hex: string }>;
  macMd5: (Keyed & { id: string; body: string; value: string })[];
  macMd5Wrong: { id: string; body: string; value: string }[];
  macSha256: (Keyed & { body: string; A: string; Acred?: string; B?: string; C?: string })[];
  notification: { id: string; serverId: string; password: string; nonceHex: string; triggerHex: string; digestHex: string }[];
}

const vectors = JSON.parse(readFileSync(join(packageRoot, 'tests/data/vectors.json'), 'utf8')) as Vectors;
const octets = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const body = (name: string): Uint8Array => octets(vectors.bodies[name]?.hex ?? 'missing');
const bruce: NamedKey = { name: 'own', user: 'Bruce2', secret: 'OhBehave' };
const nonce = { name: 'pending', octets: ascii('Nonce') };

describe('vectors', () => {
  it.each(vectors.basic)('basic $user', (v) => expect(basicText(v.user, v.password)).toBe(v.value));
  it.each(vectors.md5)('md5 $id', (v) => {
    expect(octetsOfBase64(v.nextNonceText)).toEqual(octets(v.nonceHex));
    expect(md5Text(v.user, v.password, octets(v.nonceHex))).toBe(v.value);
  });
  it.each(vectors.macMd5)('MAC $id', (v) => {
    expect(macText('composed-md5', { name: v.user, secret: v.password, nonce: octets(v.nonceHex), body: body(v.body) })).toBe(v.value);
  });
  it.each(vectors.macSha256)('MAC with SHA-256 over $body', (v) => {
    const input = { name: v.user, secret: v.password, nonce: octets(v.nonceHex), body: body(v.body) };
    expect(macText('composed-sha256', input)).toBe(v.A);
    if (v.B) expect(macText('rfc2104-b64key', input)).toBe(v.B);
    if (v.C) expect(macText('rfc2104-rawkey', input)).toBe(v.C);
    if (v.Acred) expect(sha256Text(v.user, v.password, octets(v.nonceHex))).toBe(v.Acred);
  });
  it.each(vectors.notification)('notification $id', (v) => {
    expect(Buffer.from(notificationDigest(v.serverId, v.password, octets(v.nonceHex), octets(v.triggerHex))).toString('hex')).toBe(v.digestHex);
  });
});

describe('matchDigest', () => {
  const claim = (parts: Partial<DigestClaim> & Pick<DigestClaim, 'kind' | 'value'>): DigestClaim => ({ key: bruce, nonces: [nonce], ...parts });

  it('says which nonce and formula matched', () => {
    const value = vectors.md5.find((v) => v.id === 'V3')?.value ?? '';
    expect(matchDigest(claim({ kind: 'md5', value }))).toEqual({ kind: 'match', nonce: 'pending', formula: 'md5' });
  });

  const x1 = { nonces: [{ name: 'pending', octets: octets('2c6de265086176628d1e') }] };
  it.each([
    ['X1', x1, 'nonce Base64 text of pending'],
    ['X2', {}, 'no inner hash'],
    ['X3', {}, 'inner hash as hex text'],
  ] as const)('does not take %s but names it', (id, more, reading) => {
    const value = vectors.md5Wrong.find((v) => v.id === id)?.value ?? '';
    expect(matchDigest(claim({ kind: 'md5', value, ...more }))).toEqual({ kind: 'near', readings: [reading] });
  });

  it('does not take an RFC 2104 MAC but names it', () => {
    const wrong = vectors.macMd5Wrong[0];
    const match = matchDigest(claim({ kind: 'mac-md5', value: wrong?.value ?? '', body: body(wrong?.body ?? '') }));
    expect(match).toEqual({ kind: 'near', readings: ['RFC 2104 HMAC-MD5, key B64(H(name:secret))'] });
  });

  it('recognises the published header example as hex of a hash without inner hash, Base64-ed', () => {
    const value = 'NTI2OTJhMDAwNjYxODkwYmQ3NWUxN2RhN2ZmYmJlMzk';
    const match = matchDigest(claim({ kind: 'mac-md5', value, body: body('empty') }));
    expect(match).toEqual({ kind: 'near', readings: ['no inner hash, Base64 of the hex text, without padding'] });
  });

  it('takes only the SHA-256 construction that is pinned, and names the others', () => {
    const v = vectors.macSha256[0] as Vectors['macSha256'][number];
    const about = { kind: 'mac-sha256', body: body(v.body) } as const;
    expect(matchDigest(claim({ ...about, value: v.A }))).toEqual({ kind: 'match', nonce: 'pending', formula: 'composed-sha256', assumption: 'U3' });
    expect(matchDigest(claim({ ...about, value: v.B ?? '' }))).toEqual({ kind: 'near', readings: ['RFC 2104 HMAC-SHA256, key B64(H(name:secret))'] });
    expect(matchDigest(claim({ ...about, value: v.B ?? '', strategies: ['rfc2104-b64key'] })).kind).toBe('match');
  });

  it('names the default nonce, an old nonce and another secret', () => {
    const of = (n: Uint8Array, key = bruce): string => md5Text(key.user, key.secret, n);
    const old = { name: 'previous', octets: ascii('older') };
    const other: NamedKey = { name: 'other direction', user: 'srv', secret: 'ServerPwd' };
    const more = { kind: 'md5', otherNonces: [old], otherKeys: [other] } as const;
    expect(matchDigest(claim({ ...more, value: of(octets('00000000')) }))).toEqual({ kind: 'near', readings: ['nonce default (4 zero octets)'] });
    expect(matchDigest(claim({ ...more, value: of(old.octets) }))).toEqual({ kind: 'near', readings: ['nonce previous'] });
    expect(matchDigest(claim({ ...more, value: of(nonce.octets, other) }))).toEqual({ kind: 'near', readings: ['secret of other direction'] });
    expect(matchDigest(claim({ ...more, value: of(ascii('nobody knows')) }))).toEqual({ kind: 'none' });
  });

  it('takes each reading of the default nonce where the default is right', () => {
    const values = ['V4', 'V5', 'V6'].map((id) => vectors.md5.find((v) => v.id === id)?.value ?? '');
    const names = values.map((value) => matchDigest(claim({ kind: 'md5', value, nonces: DEFAULT_NONCES })));
    expect(names).toEqual(DEFAULT_NONCES.map((n) => ({ kind: 'match', nonce: n.name, formula: 'md5' })));
  });

  it('names a notification digest made without the trigger', () => {
    const v = vectors.notification[0] as Vectors['notification'][number];
    const key = { name: 'own', user: v.serverId, secret: v.password };
    const about = { kind: 'notification', key, nonces: [{ name: 'stored', octets: octets(v.nonceHex) }], body: octets(v.triggerHex) } as const;
    expect(matchDigest({ ...about, value: octets(v.digestHex) })).toEqual({ kind: 'match', nonce: 'stored', formula: 'notification' });
    const without = octetsOfBase64(md5Text(v.serverId, v.password, octets(v.nonceHex)));
    expect(matchDigest({ ...about, value: without })).toEqual({ kind: 'near', readings: ['without the trigger hash'] });
  });

  it('has different values for all strategies', () => {
    const input = { name: 'a', secret: 'b', nonce: ascii('n'), body: ascii('x') };
    expect(new Set(MAC_STRATEGY_IDS.map((id) => macText(id, input))).size).toBe(MAC_STRATEGY_IDS.length);
  });
});
