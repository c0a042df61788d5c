import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.js';
import { seededRandom } from '../base/random.js';
import { DEFAULT_NONCES } from './nonce.js';
import { composeNotification, type Judgement, judgeNotification, NOTIFICATION_TYPE, type PushArrival } from './notification.js';
import { CONFORMANT_SERVER } from './server-behaviour.js';
import { type AccountState, accountState } from './session.js';

interface Vector {
  id: string;
  serverId: string;
  password: string;
  nonceHex: string;
  ui: number;
  initiator: number;
  version: number;
  sessionId: number;
  vendorHex: string;
  triggerHex: string;
  digestHex: string;
}
const { notification: vectors } = JSON.parse(readFileSync(join(packageRoot, 'tests/data/vectors.json'), 'utf8')) as { notification: Vector[] };
const octets = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

function accountOf(v: Pick<Vector, 'serverId' | 'password' | 'nonceHex'>): AccountState {
  return accountState('default', {
    'server-id': v.serverId,
    'device-id': 'IMEI:1',
    client: { type: 'md5', name: 'u', secret: 's', nonce: '' },
    server: {
      type: 'md5',
      name: v.serverId,
      secret: v.password,
      nonce: octets(v.nonceHex).length === 0 ? '' : Buffer.from(octets(v.nonceHex)).toString('base64'),
    },
  });
}
const brief = (j: Judgement): string => (j.kind === 'accept' ? `accept by ${j.by}` : j.why);
const account = { serverId: 'srv', password: 'secret', nonceHex: '4e6f6e6365' };
const send = (state: AccountState, options = {}, behaviour = {}): Uint8Array =>
  composeNotification(state, options, seededRandom('n'), { ...CONFORMANT_SERVER, ...behaviour }).octets;

it.each(vectors)('$id is accepted and composed the same', (v) => {
  const state = accountOf(v);
  const message = octets(v.digestHex + v.triggerHex);
  expect(judgeNotification({ octets: message }, [state])).toMatchObject({
    kind: 'accept',
    sessionId: v.sessionId,
    uiMode: v.ui,
    initiator: v.initiator,
    account: state,
  });
  const options = { uiMode: v.ui, initiator: v.initiator, ...(v.vendorHex === '' ? {} : { vendorSpecific: octets(v.vendorHex) }) };
  const behaviour = { nextSessionId: () => v.sessionId, notificationFields: <T>(fields: T) => ({ ...fields, version: v.version }) };
  expect(Buffer.from(send(state, options, behaviour)).toString('hex')).toBe(v.digestHex + v.triggerHex);
});

describe('a client ignores', () => {
  const state = (): AccountState => accountOf(account);
  const good = send(state());
  const edit = (at: number, by = 1): Uint8Array => good.map((octet, i) => (i === at ? octet ^ by : octet));
  it.each<[string, PushArrival]>([
    ['digest', { octets: edit(0) }],
    ['digest', { octets: edit(22) }],
    ['malformed', { octets: good.subarray(0, 20) }],
    ['malformed', { octets: new Uint8Array(0) }],
    ['malformed', { octets: edit(23, 0x40) }],
    ['unknown-server', { octets: edit(24) }],
    ['port', { octets: good, port: 9200 }],
    ['content-type', { octets: good, contentType: 'application/vnd.syncml.dm+wbxml' }],
    ['application-id', { octets: good, applicationId: 'x-wap-application:mms.ua' }],
    ['accept by stored', { octets: good, port: 2948, contentType: `${NOTIFICATION_TYPE}; charset=x`, applicationId: 'x-wap-application:syncml.dm' }],
  ])('%s', (why, arrival) => expect(brief(judgeNotification(arrival, [state()]))).toBe(why));

  it('a session id that it acted on', () => {
    const device = state();
    device.notified.add((judgeNotification({ octets: good }, [device]) as Judgement & { kind: 'accept' }).sessionId);
    expect(brief(judgeNotification({ octets: good }, [device]))).toBe('repeated');
  });
});

it.each(DEFAULT_NONCES)('falls back to the $name', (nonce) => {
  const judged = judgeNotification({ octets: send(accountOf(account), { nonce: nonce.octets }) }, [accountOf(account)]);
  expect(judged).toMatchObject({ kind: 'accept', by: 'default', nonce: { name: nonce.name } });
});

it('session ids differ between sessions and stay when one is alerted again', () => {
  const state = accountOf(account);
  const random = seededRandom('ids');
  const ids = Array.from({ length: 200 }, () => composeNotification(state, {}, random, CONFORMANT_SERVER).sessionId);
  expect(new Set(ids).size).toBe(200);
  expect(ids.every((id) => id >= 1 && id <= 0xffff)).toBe(true);
  expect(composeNotification(state, { repeat: ids[0] ?? 0 }, random, CONFORMANT_SERVER).sessionId).toBe(ids[0]);
});
