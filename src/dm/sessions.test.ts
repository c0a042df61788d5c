import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Crossed, pair, type Ran, runSession, testAccount, URL } from '../../tests/support/dm-loop.js';
import type { AuthType } from './account.js';
import type { QueuedEvent } from './client-session.js';
import { needsNonce } from './credentials.js';
import { type Command, commandName, type Encoding, type Status } from './message.js';
import { DEFAULT_NONCE } from './nonce.js';
import { judgeNotification } from './notification.js';
import type { Operation } from './operation.js';

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
          // Two Statuses and one command go out together whatever the limit, or nothing would ever move.
          // The server splits its commands, not its Statuses: a client that gives many commands can take as many Statuses.
          const count = c.message.commands.filter((x) => c.from === 'client' || x.kind !== 'status').length;
          if (limit !== undefined && count > (c.from === 'client' ? 3 : 1)) expect(c.size).toBeLessThanOrEqual(limit);
        }
        if (s.abort === 'none' && needsNonce(s.demanded ?? s.clientAuth)) expect(p.device.client).toEqual(p.desk.client);
        if (s.abort === 'none') expect(p.device.server.pending).toEqual(p.desk.server.pending);
      }),
      { numRuns: 300 },
    );
  });
});
