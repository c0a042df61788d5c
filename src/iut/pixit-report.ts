/** ICS and PIXIT as the report names them: values without secrets, and hashes that prove which were used. */
import { createHash, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Credentials } from './account.js';
import type { Iut } from './iut.js';
import { redactDeep } from './secrets.js';

/** Every value that the run rests on, by dotted name, sorted; secrets stand as `[secret]`. */
export function redactedPixit(iut: Iut): Record<string, string> {
  const values: Record<string, string> = { ...iut.pixit.values };
  for (const [id, value] of Object.entries(iut.pixit.assume)) values[`assume.${id}`] = value;
  values['lower-tester.listen'] = iut.lowerTester.listen;
  values['lower-tester.path'] = iut.lowerTester.path;
  if (iut.lowerTester.url !== undefined) values['lower-tester.url'] = iut.lowerTester.url;
  if (iut.lowerTester.connect !== undefined) values['lower-tester.connect'] = iut.lowerTester.connect;
  values['push.bearer'] = iut.push.bearer;
  if (iut.push.to !== undefined) values['push.to'] = iut.push.to;
  values['upper-tester.kind'] = iut.upperTester.kind;
  values['upper-tester.timeout'] = `${iut.upperTester.timeoutMs}ms`;
  for (const [name, account] of Object.entries(iut.accounts)) {
    values[`accounts.${name}.server-id`] = account['server-id'];
    values[`accounts.${name}.device-id`] = account['device-id'];
    if (account['signing-key'] !== undefined) values[`accounts.${name}.signing-key`] = fingerprint(account['signing-key']);
    if (account['device-key'] !== undefined) values[`accounts.${name}.device-key`] = fingerprint(account['device-key']);
    for (const side of ['client', 'server'] as const) Object.assign(values, credentialValues(`accounts.${name}.${side}`, account[side]));
  }
  return Object.fromEntries(Object.entries(redactDeep(values, iut.secrets ?? [])).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function credentialValues(at: string, credentials: Credentials): Record<string, string> {
  const { type, name, nonce } = credentials;
  if (type === 'none') return { [`${at}.type`]: type };
  return { [`${at}.type`]: type, [`${at}.name`]: name, [`${at}.secret`]: '[secret]', ...(nonce === undefined ? {} : { [`${at}.nonce`]: nonce }) };
}

/** SHA-256 (hex) over the redacted values: hashing the secrets too would let them be guessed from a published report. */
export function pixitSha256(iut: Iut): string {
  return sha256(JSON.stringify(redactedPixit(iut)));
}

/** SHA-256 (hex) of the ICS file's octets; of the sorted answers when they stand in the IUT file; of nothing when there are none. */
export function icsSha256(iut: Iut): string {
  switch (iut.ics.kind) {
    case 'file':
      return sha256(readFileSync(iut.ics.path));
    case 'inline':
      return sha256(JSON.stringify(Object.entries(iut.ics.answers).sort(([a], [b]) => (a < b ? -1 : 1))));
    case 'absent':
      return sha256('');
  }
}

/** Of the public key, also for a private one. */
const fingerprint = (pem: string): string => `sha256:${sha256(createPublicKey(pem).export({ type: 'spki', format: 'der' }))}`;

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
