/** XML signatures and encryption of a push: which reading of U8 decides, what is named, what is left undecided. */
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT, step, surroundings, Tape } from '../../tests/support/hand-made.js';
import { seededRandom } from '../base/random.js';
import { encryptItem } from '../dm/security/encrypt.js';
import { type EnvelopeId, SIGNATURE_HEADER } from '../dm/security/envelopes.js';
import type { SigningKey } from '../dm/security/sign.js';
import { signMessage } from '../dm/security/sign-message.js';
import type { Account } from '../iut/account.js';
import type { RowRecord } from '../record/record.js';
import type { OutElement } from '../wire/out.js';
import { writeWbxml } from '../wire/wbxml-write.js';
import { writeWspPush } from '../wire/wsp-write.js';
import { CONDITIONS, type ConditionResult } from './conditions.js';
import type { Check, Fields } from './scenario.js';
import { resolve } from './subject.js';
import { Timeline } from './timeline.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const privatePem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const leaf = (name: string, text: string): OutElement => ({ name, content: [{ text }] });
const item: OutElement = {
  name: 'Item',
  content: [{ name: 'Target', content: [leaf('LocURI', './A')] }, leaf('Data', '<v>1</v>')],
};
const message = (inside: OutElement): OutElement => ({
  name: 'SyncML',
  ns: 'SYNCML:SYNCML1.2',
  content: [
    { name: 'SyncHdr', content: [leaf('VerDTD', '1.2')] },
    { name: 'SyncBody', content: [{ name: 'Replace', content: [leaf('CmdID', '1'), inside] }] },
  ],
});

function pushed(body: Uint8Array, headers: readonly (readonly [string, string])[] = [], media: string | number = 0x42): RowRecord {
  const wsp = writeWspPush({ tid: 1, contentType: { media }, headers: headers.map(([name, text]) => ({ name, value: { text } })), body });
  return new Tape().push(wsp).record();
}

function judged(record: RowRecord, check: Check, account: Partial<Account>, assume: Record<string, string>): ConditionResult {
  const push = step('push', 'receive');
  const timeline = new Timeline(record, [push]);
  const given = surroundings({ role: 'server', accounts: { default: { ...ACCOUNT, ...account } }, assume });
  const context = { step: push, steps: [push], timeline, surroundings: given, frames: timeline.frames };
  const [condition, value] = Object.entries(check).find(([key]) => key in CONDITIONS && key !== 'count') as [string, Fields];
  return (CONDITIONS[condition] as NonNullable<(typeof CONDITIONS)[string]>)(resolve(check, context).places, value, check, context);
}

const bySecret: SigningKey = { key: new TextEncoder().encode(ACCOUNT.server.secret), algorithm: 'hmac-sha256' };
const byRsa: SigningKey = { key: rsa.privateKey, algorithm: 'rsa-sha256' };

async function signed(envelope: EnvelopeId, key: SigningKey): Promise<RowRecord> {
  const { octets, parts } = await signMessage(envelope, message(item), key, { carrier: 'header' });
  return pushed(
    octets,
    parts.flatMap((part) => (part.carrier === 'header' ? [[part.name, part.value] as const] : [])),
  );
}

const asks: Check = { body: 'yes', signature: { account: 'default' } };

describe('signature', () => {
  const frames = new Map<string, RowRecord>();
  beforeAll(async () => {
    for (const envelope of ['detached-xml', 'in-cred', 'in-item'] as const) {
      frames.set(`${envelope} secret`, await signed(envelope, bySecret));
      frames.set(`${envelope} rsa`, await signed(envelope, byRsa));
    }
  });
  const frame = (name: string): RowRecord => frames.get(name) as RowRecord;

  it.each(['detached-xml', 'in-cred', 'in-item'])('%s verifies with the shared secret, or with the key that the IUT file pins', (envelope) => {
    expect(judged(frame(`${envelope} secret`), asks, {}, { U8: envelope })).toMatchObject({ ok: true });
    expect(judged(frame(`${envelope} rsa`), asks, { 'signing-key': publicPem }, { U8: envelope })).toMatchObject({ ok: true });
    expect(judged(frame(`${envelope} rsa`), asks, {}, { U8: envelope })).toMatchObject({
      ok: false,
      message: expect.stringContaining('algorithm-key'),
    });
  });

  it('names the reading that fits when another is pinned, and when none is', () => {
    const named = judged(frame('in-cred secret'), asks, {}, { U8: 'detached-xml' });
    expect(named).toMatchObject({ ok: false, message: expect.stringMatching(/signature-missing.*rightly signed by the reading in-cred/) });
    expect(named.undecided).toBeUndefined();
    expect(judged(frame('in-item secret'), asks, {}, {})).toMatchObject({ ok: false, assumption: 'U8', message: expect.stringContaining('in-item') });
    expect(judged(pushed(writeWbxml(message(item))), asks, {}, {})).toMatchObject({
      assumption: 'U8',
      message: expect.stringContaining('no reading'),
    });
  });

  it('is not applicable under the reading that asks for none, whatever came', () => {
    for (const name of frames.keys()) expect(judged(frame(name), asks, {}, { U8: 'none-required' })).toMatchObject({ undecided: 'not-applicable' });
  });

  it('is inconclusive for parts that are not read', () => {
    const parts = pushed(writeWbxml(message(item)), [], 'multipart/related');
    expect(judged(parts, asks, {}, { U8: 'detached-xml' })).toMatchObject({ undecided: 'inconclusive' });
  });

  it('shows the octets of the header when the signature in it is wrong', async () => {
    const octets = writeWbxml(message({ ...item, content: [leaf('Data', '<v>2</v>')] }));
    const { parts } = await signMessage('detached-xml', message(item), bySecret, { carrier: 'header' });
    const [part] = parts;
    const header = part?.carrier === 'header' ? part.value : '';
    const { ok, places } = judged(pushed(octets, [[SIGNATURE_HEADER, header]]), asks, {}, { U8: 'detached-xml' });
    expect(ok).toBe(false);
    expect(Buffer.from(places?.[0]?.octets ?? []).toString('latin1')).toContain(header);
  });
});

describe('encrypted', () => {
  const key = { publicKey: rsa.publicKey, cipher: 'aes-256-cbc', transport: 'rsa-1_5' } as const;
  const octets = (seed = 'seal'): Uint8Array => writeWbxml(message(encryptItem(item, key, seededRandom(seed))));
  const sealed = (): RowRecord => pushed(octets());
  const check = (text: string): Check => ({ at: '//Item', encrypted: { text } });

  it('gives what was sealed, and the same seed the same octets', () => {
    expect(judged(sealed(), check('<v>1</v>'), { 'device-key': privatePem }, {})).toMatchObject({ ok: true });
    expect(octets()).toEqual(octets());
    expect(octets('other')).not.toEqual(octets());
  });

  it('fails for other content, for another key and for content in the open', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(judged(sealed(), check('<v>2</v>'), { 'device-key': privatePem }, {})).toMatchObject({
      ok: false,
      message: expect.stringContaining('<v>1</v>'),
    });
    expect(judged(sealed(), check('<v>1</v>'), { 'device-key': other }, {}).ok).toBe(false);
    expect(judged(pushed(writeWbxml(message(item))), check('<v>1</v>'), { 'device-key': privatePem }, {})).toMatchObject({
      ok: false,
      message: expect.stringContaining('envelope-type'),
    });
  });

  it('is not applicable without the key of the device', () => {
    expect(judged(sealed(), check('<v>1</v>'), {}, {})).toMatchObject({ undecided: 'not-applicable' });
  });
});
