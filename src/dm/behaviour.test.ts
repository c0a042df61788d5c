/** Each wrong implementation that a scenario needs is a few lines over one decision; here each one is seen to be wrong. */
import { describe, expect, it } from 'vitest';
import { cross, pair, type Ran, runSession, testAccount, URL } from '../../tests/support/dm-loop.js';
import type { ClientBehaviour } from './client-behaviour.js';
import type { Command, Message } from './message.js';
import { judgeNotification } from './notification.js';
import { composeReport } from './report.js';
import type { ServerBehaviour } from './server-behaviour.js';

const sample = { type: 't', format: 'chr', data: 'd' };
const devInfo: Command = { kind: 'tree', cmdId: '', name: 'Replace', items: [{ source: './DevInfo/DevId', data: { text: 'x' } }] };

function reported(behaviour: Partial<ClientBehaviour>): Message {
  const { device } = pair(testAccount('md5', 'none'));
  return cross(composeReport({ account: device, accounts: [device], url: URL, encoding: 'xml', samples: [sample], transport: 'secure', behaviour }))
    .message;
}

const first = (m: Message): Command | undefined => m.commands[0];

describe('client faults in a report', () => {
  it.each<[string, Partial<ClientBehaviour>, (m: Message) => unknown, unknown]>([
    ['no Cred', { cred: () => undefined }, (m) => m.header.cred, undefined],
    ['DevInfo beside the alert', { report: (m) => ({ ...m, commands: [...m.commands, devInfo] }) }, (m) => m.commands.length, 2],
    ['another session id', { report: (m) => ({ ...m, header: { ...m.header, sessionId: '1' } }) }, (m) => m.header.sessionId, '1'],
    [
      'another alert code',
      { report: (m) => ({ ...m, commands: m.commands.map((c) => (c.kind === 'alert' ? { ...c, code: '1226' } : c)) }) },
      (m) => (first(m) as { code: string }).code,
      '1226',
    ],
    ['no body', { reportElements: (root) => ({ ...root, content: (root.content ?? []).slice(0, 1) }) }, (m) => m.commands.length, 0],
    ['nonce of another account', { credNonce: () => new TextEncoder().encode('Nonce') }, (m) => m.header.cred?.data, 'Zz6EivR3yeaaENcRN6lpAQ=='],
  ])('%s', (_, behaviour, seen, wanted) => expect(seen(reported(behaviour))).toEqual(wanted));
});

describe('client faults in a session', () => {
  const alerted = { kind: 'notification', sessionId: 0xa7, by: 'stored', nonce: new Uint8Array(0) } as const;
  const run = (behaviour: Partial<ClientBehaviour>): Ran =>
    runSession(pair(testAccount('md5', 'none'), { packages: () => [[{ command: 'Get', uri: './Test/Leaf' }]] }), { trigger: alerted, behaviour });
  it.each<[string, Partial<ClientBehaviour>, (r: Ran) => unknown, unknown]>([
    ['right', {}, (r) => r.crossed[0]?.message.header.sessionId, 'A7'],
    ['lower case', { sessionIdText: (id) => id.toString(16) }, (r) => r.crossed[0]?.message.header.sessionId, 'a7'],
    [
      'leading zeros',
      { sessionIdText: (id) => id.toString(16).toUpperCase().padStart(4, '0') },
      (r) => r.crossed[0]?.message.header.sessionId,
      '00A7',
    ],
    ['always 1201', { alertCode: () => '1201' }, (r) => r.crossed[0]?.message.commands[0], { code: '1201' }],
    ['no DevInfo', { package1: (c) => c.slice(0, 1) }, (r) => ({ n: r.crossed[0]?.message.commands.length }), { n: 1 }],
    ['no Final', { reply: (r) => ({ ...r, isFinal: false }) }, (r) => r.crossed[2]?.message.isFinal, false],
    [
      'wrong code',
      { statusFor: ({ command, code }) => (command === 'SyncHdr' ? code : '500') },
      (r) => r.crossed[2]?.message.commands[1],
      { code: '500' },
    ],
    ['lone Status after the end', { answersEmptyPackage: () => true, reply: (r) => r }, (r) => r.crossed.length > 4, true],
  ])('%s', (name, behaviour, seen, wanted) => {
    let left = 2;
    const limited = name.startsWith('lone') ? { ...behaviour, answersEmptyPackage: () => left-- > 0 } : behaviour;
    const got = seen(run(limited));
    if (typeof wanted === 'object') expect(got).toMatchObject(wanted as object);
    else expect(got).toBe(wanted);
  });

  it('a notification is taken without looking at the digest', () => {
    const p = pair(testAccount('md5', 'none'));
    const { octets } = p.server.notify(p.desk);
    const bad = octets.map((o, i) => (i === 0 ? o ^ 1 : o));
    const careless: Pick<ClientBehaviour, 'acceptNotification'> = {
      acceptNotification: (j) =>
        j.kind === 'ignore' && j.why === 'digest' && j.account && j.sessionId
          ? {
              kind: 'accept',
              account: j.account,
              sessionId: j.sessionId,
              by: 'stored',
              nonce: { name: '', octets: j.account.server.pending },
              uiMode: 0,
              initiator: 1,
            }
          : j,
    };
    expect(judgeNotification({ octets: bad }, [p.device]).kind).toBe('ignore');
    expect(judgeNotification({ octets: bad }, [p.device], careless).kind).toBe('accept');
  });

  it('old nonces are kept after a resynchronisation', () => {
    const p = pair(testAccount('md5', 'md5'));
    p.desk.notified.add(1);
    const before = p.device.client.pending;
    runSession(p, {
      trigger: { kind: 'notification', sessionId: 1, by: 'default', nonce: new Uint8Array(4) },
      behaviour: { storeNonce: (nonce, { isResync }) => (isResync ? undefined : nonce) },
    });
    expect(p.device.client.pending).toEqual(before);
    expect(p.desk.client.pending).not.toEqual(before);
  });
});

describe('server faults', () => {
  const badReport = (p: ReturnType<typeof pair>): ReturnType<typeof cross> =>
    cross(
      composeReport({
        account: p.device,
        accounts: [p.device],
        url: URL,
        encoding: 'xml',
        samples: [sample],
        transport: 'secure',
        behaviour: { cred: () => undefined },
      }),
    );
  const goodReport = (p: ReturnType<typeof pair>): ReturnType<typeof cross> =>
    cross(composeReport({ account: p.device, accounts: [p.device], url: URL, encoding: 'xml', samples: [sample], transport: 'secure' }));
  const with_ = (behaviour: Partial<ServerBehaviour>): ReturnType<typeof pair> => pair(testAccount('md5', 'none'), { behaviour });

  it('answers 401 with a challenge', () => {
    const p = with_({ answerUnauthenticatedReport: () => ({ kind: 'status', code: '401', hasChal: true }) });
    const { send } = p.server.receive(badReport(p));
    expect(send?.message.commands.map((c) => c.kind === 'status' && [c.cmd, c.code])).toEqual([
      ['SyncHdr', '401'],
      ['Alert', '401'],
    ]);
    expect(p.server.receive(goodReport(p)).send).toBeUndefined();
  });
  it('answers HTTP 401', () => {
    const p = with_({ answerUnauthenticatedReport: () => ({ kind: 'http', status: 401, headers: [['WWW-Authenticate', 'Basic']] }) });
    expect(p.server.receive(badReport(p)).http).toEqual({ status: 401, headers: [['WWW-Authenticate', 'Basic']] });
  });
  it('stores before checking', () => {
    const p = with_({ storesReport: () => true });
    expect(p.server.receive(badReport(p)).effects.map((e) => e.kind)).toEqual(['report', 'report-ignored']);
  });
  it('notifies after a bad report', () => {
    const p = with_({ afterUnauthenticatedReport: () => 'notify' });
    expect(p.server.receive(badReport(p)).effects).toContainEqual({ kind: 'fault', wants: 'notify', account: 'default' });
  });
  it('bans the account on failure', () => {
    const p = with_({ afterUnauthenticatedReport: () => 'ban' });
    p.server.receive(badReport(p));
    expect(p.server.receive(goodReport(p)).effects).toEqual([{ kind: 'report-ignored', why: 'banned' }]);
  });
  it('confirms a good report', () => {
    const p = with_({ answerAcceptedReport: () => ({ kind: 'status', code: '200' }) });
    expect(p.server.receive(goodReport(p)).send?.message.commands).toHaveLength(2);
  });
  it('treats a report as the beginning of a session', () => {
    const p = with_({ answerUnauthenticatedReport: () => ({ kind: 'session' }) });
    expect(p.server.receive(badReport(p)).send?.message.commands[0]).toMatchObject({ cmd: 'SyncHdr', code: '407' });
  });
  it('answers with another SessionID, which the client does not take for its own', () => {
    const ran = runSession(with_({ sessionIdFor: () => 'FFFE' }), {});
    expect(ran.crossed[1]?.message.header.sessionId).toBe('FFFE');
    expect(ran.clientEnd?.reason).toBe('broken');
  });
  it('refuses the default nonce for ever', () => {
    const p = with_({ acceptsDefaultNonce: () => false, chal: () => undefined });
    p.desk.notified.add(1);
    const ran = runSession(p, { trigger: { kind: 'notification', sessionId: 1, by: 'default', nonce: new Uint8Array(4) } });
    expect(ran.clientEnd?.reason).toBe('unauthenticated');
  });
  it.each<[string, Partial<ServerBehaviour>, (octets: Uint8Array) => unknown, unknown]>([
    ['version bits 12', { notificationFields: (f) => ({ ...f, version: 12 }) }, (o) => [o[16], o[17]! >> 6], [3, 0]],
    ['a reserved bit', { notificationFields: (f) => ({ ...f, futureUse: 1 }) }, (o) => o[20], 1],
    ['a constant id', { nextSessionId: () => 1 }, (o) => [o[21], o[22]], [0, 1]],
    ['length less one', { notificationFields: (f) => ({ ...f, lengthIdentifier: 17 }) }, (o) => o[23], 17],
    ['zero digest', { notificationDigest: () => new Uint8Array(16) }, (o) => o.subarray(0, 16).every((x) => x === 0), true],
    ['digest as text', { notificationDigest: (d) => new TextEncoder().encode(Buffer.from(d).toString('hex')) }, (o) => o.length, 16 + 8 + 18 + 16],
    ['cut short', { notificationOctets: (o) => o.subarray(0, 30) }, (o) => o.length, 30],
  ])('notification: %s', (_, behaviour, seen, wanted) => {
    const p = with_(behaviour);
    expect(seen(p.server.notify(p.desk).octets)).toEqual(wanted);
  });
});
