import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Crossed, pair, type Ran, runSession, testAccount, URL } from '../../tests/support/dm-loop.js';
import { seededRandom } from '../base/random.js';
import type { AuthType } from './account.js';
import type { QueuedEvent } from './client-session.js';
import { needsNonce } from './credentials.js';
import { dmServer } from './dm-server.js';
import { type Command, commandName, type Encoding, type Status } from './message.js';
import { DEFAULT_NONCE } from './nonce.js';
import { judgeNotification } from './notification.js';
import type { Operation } from './operation.js';
import type { Encoded } from './session.js';

const AUTH: readonly AuthType[] = ['none', 'basic', 'md5', 'mac-md5', 'mac-sha256'];
const GETS: readonly Operation[] = [
  { command: 'Get', uri: './DevInfo/DevId' },
  { command: 'Replace', uri: './Test/Leaf', data: 'changed <&>' },
  { command: 'Get', uri: './Missing' },
  { command: 'Get', uri: './Test' },
];

const statusesIn = (crossed: Crossed): Status[] => crossed.message.commands.filter((c): c is Status => c.kind === 'status');

/** Rules that hold in every session, whatever was done in it. */
function checkSession(ran: Ran, isCutOff: boolean): void {
  const { crossed } = ran;
  const sessionId = crossed[0]?.message.header.sessionId;
  for (const side of ['client', 'server'] as const) {
    const own = crossed.filter((c) => c.from === side);
    expect(own.map((c) => c.message.header.msgId)).toEqual(own.map((_, i) => String(i + 1)));
    for (const { message } of own) {
      expect(message.header.sessionId).toBe(sessionId);
      const ids = message.commands.flatMap((c) => (c.kind === 'group' ? [c.cmdId, ...c.commands.map((i) => i.cmdId)] : [c.cmdId]));
      expect(new Set(ids).size).toBe(ids.length);
      expect(message.document?.findings).toEqual([]);
    }
  }
  crossed.forEach((sent, i) => {
    const answers = crossed.filter((c, j) => j > i && c.from !== sent.from);
    const [answer] = answers;
    if (answer === undefined) return;
    // The SyncHdr Status is the first command of the answer, and it is about this message.
    expect(answer.message.commands[0]).toMatchObject({ kind: 'status', cmd: 'SyncHdr', cmdRef: '0', msgRef: sent.message.header.msgId });
    // Every command gets exactly one Status per target, in order; Status and Results get none.
    const asked = flat(sent.message.commands).filter((c) => c.kind !== 'status' && c.kind !== 'results');
    const answered = answers.flatMap(statusesIn).filter((s) => s.msgRef === sent.message.header.msgId && s.cmdRef !== '0');
    const wanted = asked.map((c) => [c.cmdId, commandName(c)]);
    // An abort carries as many Statuses as have room.
    expect(answered.map((s) => [s.cmdRef, s.cmd])).toEqual(isCutOff ? wanted.slice(0, answered.length) : wanted);
  });
}

function flat(commands: readonly Command[]): Command[] {
  return commands.flatMap((c) => (c.kind === 'group' ? [c, ...flat(c.commands)] : [c]));
}

const event: QueuedEvent = { code: '1226', samples: [{ type: 'urn:oma:at:x', format: 'chr', data: 'e<1>' }] };

describe('any session runs to its end', () => {
  const operations = fc.array(fc.constantFrom(...GETS), { maxLength: 5 });
  const scene = fc.record({
    clientAuth: fc.constantFrom(...AUTH),
    serverAuth: fc.constantFrom(...AUTH),
    demanded: fc.option(fc.constantFrom('basic' as const, 'md5' as const, 'mac-md5' as const), { nil: undefined }),
    encoding: fc.constantFrom<Encoding>('xml', 'wbxml'),
    serverEncoding: fc.option(fc.constantFrom<Encoding>('xml', 'wbxml'), { nil: undefined }),
    packages: fc.array(operations, { maxLength: 3 }),
    isStale: fc.boolean(),
    showsUnasked: fc.boolean(),
    challenges: fc.boolean(),
    resync: fc.boolean(),
    clientLimit: fc.option(fc.integer({ min: 900, max: 2500 }), { nil: undefined }),
    serverLimit: fc.option(fc.integer({ min: 900, max: 2500 }), { nil: undefined }),
    splits: fc.boolean(),
    abort: fc.constantFrom('none', 'client', 'server'),
    events: fc.array(fc.constant(event), { maxLength: 2 }),
  });

  it('with the same SessionID, counted MsgIDs, every Status and the limits kept', () => {
    fc.assert(
      fc.property(scene, (s) => {
        // A challenge only says auth-MAC, not with which hash: that the account must say.
        fc.pre(!(s.demanded === 'mac-md5' && s.clientAuth === 'mac-sha256'));
        const account = testAccount(s.clientAuth, s.serverAuth);
        const p = pair(account, {
          policy: () => ({
            ...(s.demanded ? { clientAuth: s.demanded } : {}),
            ...(s.showsUnasked ? { serverAuth: s.serverAuth } : {}),
            ...(s.serverEncoding ? { encoding: s.serverEncoding } : {}),
            ...(s.serverLimit === undefined ? {} : { maxMsgSize: s.serverLimit }),
            ...(s.abort === 'server' ? { abortIn: 2 } : {}),
          }),
          packages: () => s.packages,
          behaviour: s.splits ? { splitPackage: (commands) => (commands.length === 0 ? [[]] : commands.map((c) => [c])) } : {},
        });
        if (s.isStale) p.device.client.pending = new Uint8Array([1, 2, 3]);
        const trigger = s.resync
          ? ({ kind: 'notification', sessionId: 0xa7, by: 'default', nonce: DEFAULT_NONCE } as const)
          : ({ kind: 'user' } as const);
        if (s.resync) p.desk.notified.add(0xa7);
        const ran = runSession(p, {
          encoding: s.encoding,
          trigger,
          challengesServer: s.challenges,
          events: s.events,
          ...(s.clientLimit === undefined ? {} : { maxMsgSize: s.clientLimit }),
          ...(s.abort === 'client' ? { beforeReceive: (n, session) => n === 1 && session.abort() } : {}),
        });
        checkSession(ran, s.abort === 'client' && s.serverLimit !== undefined);
        expect(ran.clientEnd).toBeDefined();
        // A server that does not know of the lost nonce shows its own over the old one; when it asks nothing either, that is the end.
        const isLost = s.resync && s.showsUnasked && (s.packages[0] ?? []).length === 0 && (s.demanded !== undefined || !needsNonce(s.clientAuth));
        if (s.abort === 'none' && !isLost) expect(ran.clientEnd?.reason).toBe('completed');
        // Limits hold for all messages but those that one command alone fills.
        for (const c of ran.crossed.slice(2)) {
          const limit = c.from === 'client' ? s.serverLimit : s.clientLimit;
          // Two Statuses, one command and Alert 1222 go out together whatever the limit, or nothing would ever move.
          // The server splits its commands, not its Statuses: a client that gives many commands can take as many Statuses.
          const count = c.message.commands.filter((x) => c.from === 'client' || x.kind !== 'status').length;
          if (limit !== undefined && count > (c.from === 'client' ? 4 : 1)) expect(c.size).toBeLessThanOrEqual(limit);
        }
        if (s.abort === 'none' && needsNonce(s.demanded ?? s.clientAuth)) expect(p.device.client).toEqual(p.desk.client);
        if (s.abort === 'none') expect(p.device.server.pending).toEqual(p.desk.server.pending);
      }),
      { numRuns: 200 },
    );
  });
});

describe('package #1 and its end', () => {
  it('is alert and DevInfo with Final; an empty #2 ends the session without a lone Status', () => {
    const ran = runSession(pair(testAccount('md5', 'none')));
    expect(ran.crossed.map((c) => c.from)).toEqual(['client', 'server']);
    const [one, two] = ran.crossed.map((c) => c.message);
    expect(one?.isFinal && two?.isFinal).toBe(true);
    expect(one?.commands.map(commandName)).toEqual(['Alert', 'Replace']);
    expect(one?.commands[0]).toMatchObject({ code: '1201' });
    expect(two?.commands.map((c) => c.kind === 'status' && [c.cmd, c.code])).toEqual([
      ['SyncHdr', '212'],
      ['Alert', '200'],
      ['Replace', '200'],
    ]);
    expect(ran.serverEffects).toContainEqual({
      kind: 'devinfo',
      values: { DevId: 'IMEI:493005100592800', Man: 'dmct', Mod: 'reference-client', DmV: '1.3', Lang: 'en-US' },
    });
  });

  it('is repeated once with the next MsgID when the credentials are challenged', () => {
    const p = pair(testAccount('md5', 'none'), { policy: () => ({ respUri: `${URL}?s=1` }) });
    p.device.client.pending = new Uint8Array([9]);
    const ran = runSession(p);
    const [first, refused, second, taken] = ran.crossed;
    expect(refused?.message.commands.every((c) => c.kind === 'status' && c.code === '401')).toBe(true);
    expect(refused?.message.commands[0]).toMatchObject({ chal: { type: 'syncml:auth-md5', format: 'b64' } });
    expect(second?.message.header).toMatchObject({ msgId: '2', sessionId: first?.message.header.sessionId });
    expect(second?.message.commands.map(commandName)).toEqual(['Status', 'Alert', 'Replace']);
    expect([first?.to, second?.to]).toEqual([undefined, `${URL}?s=1`]);
    expect(taken?.message.commands[0]).toMatchObject({ code: '212' });
  });

  it('gives up when the secret is wrong', () => {
    const wrong = testAccount('md5', 'none');
    const ran = runSession(pair(wrong, {}, { ...wrong, client: { ...wrong.client, secret: 'other' } }));
    expect(ran.clientEnd).toEqual({ reason: 'unauthenticated' });
    expect(ran.crossed).toHaveLength(4);
  });

  it('from an unknown device is challenged, told nothing else and given up', () => {
    const p = pair(testAccount('md5', 'none'), { accounts: [], packages: () => [GETS] });
    const ran = runSession(p);
    expect(ran.clientEnd?.reason).toBe('unauthenticated');
    const told = ran.crossed.filter((c) => c.from === 'server').flatMap((c) => c.message.commands);
    expect(told.every((c) => c.kind === 'status')).toBe(true);
  });
});

describe('management', () => {
  it('answers in order, Results after the Status, none for what failed', () => {
    const p = pair(testAccount('md5', 'none'), { packages: () => [GETS, [{ command: 'Get', uri: './Test/Leaf' }]] });
    const ran = runSession(p);
    const three = ran.crossed[2]?.message.commands.map((c) => (c.kind === 'status' ? `${c.cmd} ${c.code}` : commandName(c)));
    expect(three).toEqual(['SyncHdr 200', 'Get 200', 'Results', 'Replace 200', 'Get 404', 'Get 200', 'Results']);
    const results = ran.serverEffects.flatMap((e) => (e.kind === 'results' ? e.results.items : []));
    expect(results.map((item) => [item.source, item.data?.text])).toEqual([
      ['./DevInfo/DevId', 'IMEI:493005100592800'],
      ['./Test', 'Leaf/Number/Binary/Run'],
      ['./Test/Leaf', 'changed <&>'],
    ]);
    expect(ran.clientEnd?.reason).toBe('completed');
  });

  it('a package in several messages is asked for with 1222, and Final waits for the server', () => {
    const p = pair(testAccount('none', 'none'), {
      packages: () => [
        [
          { command: 'Replace', uri: './Test/Leaf', data: 'a' },
          { command: 'Get', uri: './Test/Leaf' },
        ],
      ],
      behaviour: { splitPackage: (commands) => commands.map((c) => [c]) },
    });
    const ran = runSession(p);
    const shape = ran.crossed.map(
      (c) => `${c.from[0]}${c.message.commands.some((x) => x.kind === 'alert' && x.code === '1222') ? '+1222' : ''}${c.message.isFinal ? '.' : ''}`,
    );
    expect(shape.slice(0, 4)).toEqual(['c.', 's', 'c+1222', 's.']);
  });

  it('the client aborts: executed, 1223 with Final, and whatever comes then is discarded', () => {
    const p = pair(testAccount('md5', 'none'), { packages: () => [GETS] });
    const ran = runSession(p, { beforeReceive: (n, session) => n === 1 && session.abort() });
    const last = ran.crossed.at(-1);
    expect(ran.clientEnd).toEqual({ reason: 'aborted-by-us' });
    expect(ran.serverEnd).toEqual({ reason: 'aborted-by-peer' });
    const three = ran.crossed[2]?.message;
    expect(three?.isFinal && three.commands.at(-1)).toMatchObject({ kind: 'alert', code: '1223' });
    expect(ran.session.receive(last?.incoming ?? ran.crossed[1]!.incoming)).toEqual({ effects: [] });
  });

  it('the server aborts: the client says nothing any more and executes nothing', () => {
    const p = pair(testAccount('md5', 'none'), { packages: () => [GETS], policy: () => ({ abortIn: 2 }) });
    const ran = runSession(p);
    expect(ran.clientEnd).toEqual({ reason: 'aborted-by-peer' });
    expect(ran.crossed).toHaveLength(2);
    expect(p.tree.read('./Test/Leaf')[0]?.value).toBe('initial');
  });

  it('events go with package #1 after the session alert', () => {
    const ran = runSession(pair(testAccount('none', 'none')), { events: [event] });
    const [one] = ran.crossed;
    expect(one?.message.commands.map((c) => (c.kind === 'alert' ? c.code : commandName(c)))).toEqual(['1201', 'Replace', '1226']);
    expect(ran.serverEffects.flatMap((e) => (e.kind === 'alert' ? e.alert.items[0]?.data?.text : []))).toEqual(['e<1>']);
    expect(ran.clientEffects).toContainEqual({ kind: 'events-sent' });
  });

  const ask = (code: string, ...texts: string[]): Command => ({ kind: 'alert', cmdId: '', code, items: texts.map((text) => ({ data: { text } })) });
  const leaf: Operation = { command: 'Replace', uri: './Test/Leaf', data: 'x' };
  it.each([
    ['1100', { kind: 'accept' }, '200', []],
    ['1101', { kind: 'refuse' }, '304', []],
    ['1102', { kind: 'accept', text: 'typed' }, '200', ['typed']],
    ['1103', { kind: 'accept', choices: [2] }, '200', ['2']],
    ['1104', { kind: 'accept', choices: [2, 1] }, '200', ['2', '1']],
    ['1101', { kind: 'none' }, '408', []],
  ] as const)('asks the user for %s %o', (code, answer, status, texts) => {
    const p = pair(testAccount('none', 'none'), { packages: () => [[ask(code, 'MINDT=1', 'Well?', 'zebra', 'apple'), leaf]] });
    const ran = runSession(p, { answers: [answer] });
    const told = ran.crossed[2]?.message.commands[1];
    expect(told).toMatchObject({ kind: 'status', cmd: 'Alert', code: status });
    expect(told?.kind === 'status' && told.items?.map((item) => item.data?.text)).toEqual(texts);
    expect(ran.crossed[2]?.message.commands[2]).toMatchObject({ cmd: 'Replace', code: '200' });
  });

  it('a cancelled prompt bypasses what follows', () => {
    const p = pair(testAccount('none', 'none'), { packages: () => [[ask('1101', '', 'Well?'), leaf]] });
    const ran = runSession(p, { answers: [{ kind: 'cancel' }] });
    expect(ran.crossed[2]?.message.commands.map((c) => c.kind === 'status' && c.code)).toEqual(['200', '214', '215']);
    expect(p.tree.read('./Test/Leaf')[0]?.value).toBe('initial');
  });

  const tree = (name: 'Replace' | 'Get' | 'Delete', target: string, text?: string): Command => ({
    kind: 'tree',
    cmdId: '',
    name,
    items: [{ target, ...(text === undefined ? {} : { data: { text } }) }],
  });
  it.each([
    ['works', [tree('Replace', './Test/Leaf', 'new'), tree('Replace', './Test/Number', '2')], ['200', '200', '200'], 'new'],
    [
      'is rolled back',
      [tree('Replace', './Test/Leaf', 'new'), tree('Replace', './Nowhere', '2'), tree('Delete', './Test/Number')],
      ['507', '216', '404', '215'],
      'initial',
    ],
    ['may hold no Get', [tree('Replace', './Test/Leaf', 'new'), tree('Get', './Test/Leaf')], ['500', '215', '215'], 'initial'],
  ] as const)('an Atomic %s', (_, commands, codes, value) => {
    const p = pair(testAccount('none', 'none'), { packages: () => [[{ kind: 'group', cmdId: '', name: 'Atomic', commands }]] });
    const ran = runSession(p);
    expect(ran.crossed[2]?.message.commands.slice(1).map((c) => c.kind === 'status' && c.code)).toEqual(codes);
    expect(p.tree.read('./Test/Leaf')[0]?.value).toBe(value);
    expect(p.tree.read('./Test/Number')).toHaveLength(1);
  });
});

describe('server credentials', () => {
  it('are asked for with 407, shown over the nonce of the challenge, taken with 212', () => {
    const p = pair(testAccount('md5', 'md5'), { packages: () => [[{ command: 'Get', uri: './Test/Leaf' }]] });
    const ran = runSession(p, { challengesServer: true });
    const codes = ran.crossed.filter((c) => c.from === 'client').map((c) => statusesIn(c).find((s) => s.cmd === 'SyncHdr')?.code);
    expect(codes.slice(0, 3)).toEqual([undefined, '407', '212']);
    expect(ran.crossed[1]?.message.header.cred).toBeUndefined();
    expect(ran.crossed[3]?.message.header.cred?.meta.type).toBe('syncml:auth-md5');
    expect(ran.clientEnd?.reason).toBe('completed');
  });

  it('that are wrong execute nothing', () => {
    const account = testAccount('md5', 'md5');
    const p = pair(
      account,
      { packages: () => [GETS], policy: () => ({ serverAuth: 'md5' }) },
      { ...account, server: { ...account.server, secret: 'other' } },
    );
    const ran = runSession(p);
    expect(ran.clientEnd?.reason).toBe('unauthenticated');
    expect(p.tree.read('./Test/Leaf')[0]?.value).toBe('initial');
    expect(statusesIn(ran.crossed[2]!).map((s) => s.code)).toEqual(['401', '401', '401', '401', '401']);
  });
});

describe('nonce resynchronisation (Notification 1.2.1, 5.1)', () => {
  it('follows the six steps, and the next notification verifies with the new nonce', () => {
    const p = pair(testAccount('md5', 'md5'));
    p.device.client.pending = new Uint8Array([7]);
    p.device.server.pending = new Uint8Array([8]);
    const first = p.server.notify(p.desk, { nonce: 'default' });
    const judged = judgeNotification({ octets: first.octets }, [p.device]);
    expect(judged).toMatchObject({ kind: 'accept', by: 'default', sessionId: first.sessionId });
    if (judged.kind !== 'accept') return;
    const ran = runSession(p, { trigger: { kind: 'notification', sessionId: judged.sessionId, by: judged.by, nonce: judged.nonce.octets } });
    const [one, two, three, four] = ran.crossed.map((c) => c.message);
    expect(one?.header).toMatchObject({ sessionId: first.sessionId.toString(16).toUpperCase(), cred: { data: 'cnPI6nO9RgujiHU0y58kNA==' } });
    expect(one?.commands[0]).toMatchObject({ code: '1200' });
    expect(two?.commands[0]).toMatchObject({ cmd: 'SyncHdr', code: '212', chal: { type: 'syncml:auth-md5' } });
    expect(two?.header.cred).toBeDefined();
    expect(three?.commands[0]).toMatchObject({ cmd: 'SyncHdr', code: '212', chal: { type: 'syncml:auth-md5' } });
    expect(four?.commands[0]).toMatchObject({ cmd: 'SyncHdr', code: '212' });
    expect(ran.crossed).toHaveLength(4);
    expect(p.device.client.pending).toEqual(p.desk.client.pending);
    expect(p.device.server.pending).toEqual(p.desk.server.pending);
    expect(judgeNotification({ octets: p.server.notify(p.desk).octets }, [p.device])).toMatchObject({ kind: 'accept', by: 'stored' });
  });

  it('the default nonce is not taken in a session that no notification of ours began', () => {
    const p = pair(testAccount('md5', 'none'));
    const ran = runSession(p, { trigger: { kind: 'notification', sessionId: 5, by: 'default', nonce: DEFAULT_NONCE } });
    expect(statusesIn(ran.crossed[1]!)[0]?.code).toBe('401');
  });
});

it.each(['mac-md5', 'mac-sha256'] as const)('%s: every message of both sides has a MAC over a nonce of its own', (type) => {
  const p = pair(testAccount(type, type), { packages: () => [GETS, GETS], policy: () => ({ serverAuth: type }) });
  const ran = runSession(p);
  expect(ran.crossed.length).toBeGreaterThanOrEqual(6);
  const macs = ran.crossed.map((c) => c.incoming.hmac);
  expect(new Set(macs).size).toBe(macs.length);
  for (const c of ran.crossed) {
    expect(c.incoming.hmac).toContain(type === 'mac-md5' ? 'algorithm=MD5' : 'algorithm=SHA256');
    expect(c.message.header.cred).toBeUndefined();
  }
  const heads = ran.crossed.slice(1, -1).map((c) => statusesIn(c)[0]);
  expect(heads.map((s) => s?.code)).toEqual(heads.map(() => '200'));
  const nonces = ran.crossed.slice(1).map((c) => statusesIn(c)[0]?.chal?.nextNonce);
  expect(new Set(nonces).size).toBe(nonces.length);
});

it('neither machine throws on damaged octets', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(damage, fc.constantFrom<Encoding>('xml', 'wbxml'), fc.nat(5), (edits, encoding, at) => {
      const p = pair(testAccount('md5', 'md5'), { packages: () => [GETS, [{ command: 'Get', uri: './Test?list=StructData' }]] });
      let n = 0;
      const harm = (encoded: Encoded): Encoded => {
        if (n++ !== at) return encoded;
        const body = encoded.body.slice();
        for (const [where, octet] of edits) body[where % body.length] = octet;
        return { ...encoded, body };
      };
      const server = dmServer({ accounts: [p.desk], url: URL, random: seededRandom('f'), packages: () => [GETS], behaviour: { octets: harm } });
      const ran = runSession({ ...p, server }, { encoding, behaviour: { octets: harm } });
      expect(ran.crossed.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
