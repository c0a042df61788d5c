/** A script that touches everything a device or a server does: what differs between two runs of it is what a fault changes. */
import { notificationDigest } from '../../src/dm/credentials.js';
import { DEFAULT_NONCE } from '../../src/dm/nonce.js';
import type { PushArrival } from '../../src/dm/notification.js';
import type { ServerPolicy } from '../../src/dm/server-session.js';
import type { AccountState } from '../../src/dm/session.js';
import type { Crossing } from '../../src/wire/frame.js';
import { type TriggerValues, writeNotification, writeTrigger } from '../../src/wire/notification-write.js';
import { writeWspPush } from '../../src/wire/wsp-write.js';
import { parseHostPort } from '../http/address.js';
import type { Wayward } from '../lower-tester.js';
import { sendUdp } from '../push/udp.js';
import { commandDevice, commandServer } from './command-script.js';
import { openPair, type Pair, type PairOptions } from './pair.js';

const SAMPLES = [
  { source: './A', type: 'urn:a', format: 'chr', mark: 'minor', data: '<one> & ]]>' },
  { source: './B', type: 'urn:b', format: 'chr', data: 'two' },
];

/** What can be seen of a run, without ports. Same options, same text. */
export async function runScript(side: 'client' | 'server', options: PairOptions): Promise<string[]> {
  const server = new Unkind();
  const pair = await openPair({ ...options, server: { ...options.server, policy: () => server.policy, way: () => server.way } });
  const seen: string[] = [];
  const look = async (what: string): Promise<void> => {
    await pair.settle();
    seen.push(what, ...pair.tape.crossings.slice(looked).map(describe));
    looked = pair.tape.crossings.length;
  };
  let looked = 0;
  try {
    if (side === 'client') await askDevice(pair, server, look, seen);
    else await askServer(pair, look, seen);
    seen.push(JSON.stringify(pair.server.reports), JSON.stringify(pair.device.readTree('./DevDetail')));
    return seen;
  } finally {
    await pair.close();
  }
}

function describe(crossing: Crossing): string {
  const { head, unit, trouble, body, to } = crossing;
  const headers = (head?.headers ?? []).filter(([name]) => name !== 'Host').join('\n');
  const port = unit === 'datagram' ? to.split(':')[1] : '';
  return [unit, head?.method, head?.url, head?.status, trouble, headers, port, Buffer.from(body).toString('latin1')].join(' ');
}

type Look = (what: string) => Promise<void>;

/** What the server asks of a device beside commands, changed from session to session. */
class Unkind {
  policy: ServerPolicy = {};
  way: Wayward | undefined;
}

async function askDevice(pair: Pair, server: Unkind, look: Look, seen: string[]): Promise<void> {
  const state = account(pair, 'device');
  await pair.device.startSession(state);
  await look('session');
  server.policy = { maxMsgSize: 700 };
  await pair.device.startSession(state);
  await look('session of small messages');
  server.policy = { respUri: `${pair.server.url}?there` };
  await pair.device.startSession(state);
  await look('session at another address');
  server.policy = { serverAuth: 'account' };
  server.way = { message: { cred: 'bad' }, http: {} };
  await pair.device.startSession(state);
  await look('session with a server that cannot be trusted');
  server.policy = {};
  server.way = undefined;
  for (const round of ['report', 'second report']) {
    await pair.device.sendReport(state, SAMPLES);
    await look(round);
  }
  let id = 0x00a1;
  const push = async (
    what: string,
    change: Partial<TriggerValues> = {},
    more: Partial<PushArrival> & { nonce?: Uint8Array; digest?: Uint8Array; cut?: number } = {},
  ) => {
    const values = { sessionId: id++, serverIdentifier: 'com.mgmtsrv.manage', ...change };
    const { nonce = state.server.pending, cut, digest, ...arrival } = more;
    const good = notificationDigest('com.mgmtsrv.manage', 'ServerPwd', nonce, writeTrigger(values));
    pair.device.deliver({
      octets: writeNotification(values, digest ?? good).slice(0, cut),
      port: 2948,
      contentType: 'application/vnd.syncml.notification',
      applicationId: 'x-wap-application:syncml.dm',
      ...arrival,
    });
    await look(what);
  };
  await push('good push');
  await push('repeated', { sessionId: id - 1 });
  await push('vendor data', { vendorSpecific: Uint8Array.of(1, 2) });
  await push('bad digest', {}, { digest: new Uint8Array(16) });
  await push('after a bad one');
  await push('unknown server', { serverIdentifier: 'org.nobody' });
  await push('truncated', {}, { cut: 30 });
  await push('wrong length', { lengthIdentifier: 40 });
  await push('other type', {}, { contentType: 'application/vnd.syncml.dm+xml' });
  await push('other application', {}, { applicationId: 'x-wap-application:drm.ua' });
  await push('other port', {}, { port: 9200 });
  pair.device.user.queue('refuse');
  await push('interactive, refused', { uiMode: 3 });
  await push('interactive, accepted', { uiMode: 3 });
  pair.device.user.queue('refuse');
  await push('background', { uiMode: 1 });
  const known = account(pair, 'server');
  known.server.pending = DEFAULT_NONCE;
  known.notified.add(id);
  await push('default nonce', {}, { nonce: DEFAULT_NONCE });
  known.notified.add(id);
  await push('after the default nonce', {}, { nonce: known.server.pending });
  await pushBeside(pair);
  await look('push to the next port');
  await commandDevice(
    pair,
    async (what) => {
      await look(what);
      return JSON.stringify(pair.device.readTree('.'));
    },
    seen,
  );
}

/** The device is at a port of its own; what it hears on 2949 of the same host shows a device that hears too much. */
async function pushBeside(pair: Pair): Promise<void> {
  const { host } = parseHostPort(pair.device.push.wspUdp ?? '');
  const body = writeNotification({ sessionId: 77, serverIdentifier: 'com.mgmtsrv.manage' }, new Uint8Array(16));
  const wsp = writeWspPush({ tid: 1, contentType: { media: 0x44 }, headers: [{ name: 0x2f, value: { integer: 7 } }], body });
  await sendUdp({ to: `${host}:2949`, body: wsp, tap: (c) => c, direction: 'to-iut' });
}

async function askServer(pair: Pair, look: Look, seen: string[]): Promise<void> {
  const device = account(pair, 'device');
  const server = account(pair, 'server');
  const report = async (what: string, isRight: boolean): Promise<void> => {
    await pair.device.sendReport(device, SAMPLES, isRight ? {} : { behaviour: { cred: () => undefined } });
    await look(what);
  };
  await report('report', true);
  await report('bad report', false);
  await report('report after a bad one', true);
  for (const [uiMode, initiator] of [
    [0, 1],
    [1, 0],
    [2, 1],
    [3, 0],
  ] as const) {
    await pair.server.notify(server, { uiMode, initiator });
    await look(`notification ${uiMode} ${initiator}`);
  }
  await pair.server.notify(server, { isRepeat: true });
  await look('the same session again');
  pair.server.queue(server, [{ command: 'Get', uri: './DevInfo/Lang' }]);
  await pair.server.notify(server);
  await look('session of three packages');
  const parts = await pair.server.notify(server, { bearer: 'sms' });
  seen.push(...parts.map((part) => Buffer.from(part).toString('hex')));
  server.server.pending = DEFAULT_NONCE;
  await pair.server.notify(server);
  await look('default nonce');
  await pair.server.notify(server);
  await look('after the default nonce');
  await commandServer(pair, look, seen);
}

function account(pair: Pair, side: 'device' | 'server'): AccountState {
  const state = pair[side].state('default');
  if (!state) throw new Error('no account');
  return state;
}
