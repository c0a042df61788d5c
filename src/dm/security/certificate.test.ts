import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { OutElement } from '../../wire/out.js';
import { signMessage } from './sign-message.js';
import { verifyMessage } from './verify-message.js';
import { keyOfCertificate } from './verify-signature.js';
import { WRONG_KEYS } from './wrong-signatures.js';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const dir = mkdtempSync(join(tmpdir(), 'dmct-cert-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const skip = spawnSync('openssl', ['version']).error !== undefined && !process.env.CI;
const message: OutElement = { name: 'SyncML', ns: 'SYNCML:SYNCML1.2', content: [{ name: 'SyncHdr' }, { name: 'SyncBody' }] };
const octetsOf = (signed: { octets: Uint8Array }) => ({ octets: signed.octets });

it.skipIf(skip)('a pinned certificate counts in its time only', async () => {
  const keyFile = join(dir, 'key.pem');
  const certFile = join(dir, 'cert.pem');
  writeFileSync(keyFile, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const args = ['req', '-x509', '-new', '-key', keyFile, '-subj', '/CN=com.mgmtsrv.manage', '-days', '30', '-out', certFile];
  expect(spawnSync('openssl', args, { encoding: 'utf8' })).toMatchObject({ status: 0 });
  const key = keyOfCertificate(readFileSync(certFile));
  if (key.kind !== 'rsa' || !key.validFrom || !key.validTo) throw new Error('the certificate has no times');
  const received = octetsOf(await signMessage('in-cred', message, { key: pair.privateKey, algorithm: 'rsa-sha256' }));
  const day = 24 * 3600 * 1000;
  const at = (time: number) => verifyMessage('in-cred', received, key, { now: new Date(time) });
  expect(at(key.validFrom.getTime() + day).ok).toBe(true);
  expect(at(key.validFrom.getTime() - day).reason?.code).toBe(WRONG_KEYS['not-yet-valid'].finding);
  expect(at(key.validTo.getTime() + day).reason?.code).toBe(WRONG_KEYS.expired.finding);
  expect(verifyMessage('in-cred', received, key).ok).toBe(true);
});

it('the public key taken for an HMAC secret is refused', async () => {
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
  const received = octetsOf(await signMessage('in-cred', message, { key: spki, algorithm: 'hmac-sha256' }));
  expect(verifyMessage('in-cred', received, { kind: 'secret', secret: spki }).ok).toBe(true);
  expect(verifyMessage('in-cred', received, { kind: 'rsa', publicKey: pair.publicKey }).reason?.code).toBe(WRONG_KEYS['other-kind'].finding);
});
