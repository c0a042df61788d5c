/**
 * A whole DM server without I/O: tells sessions and sessionless reports apart, keeps the sessions of all devices, and gives the
 * answer to each message that arrives.
 */
import type { Random } from '../base/random.js';
import { LIMITS } from '../limits.js';
import { challenge } from './authentication.js';
import { loneAnswer } from './lone-answer.js';
import type { Command, Message } from './message.js';
import { freshNonce } from './nonce.js';
import { type ComposedNotification, composeNotification, type NotifyOptions } from './notification.js';
import type { Operation } from './operation.js';
import { isReport, judgeReport, type ReportRules } from './report.js';
import { CONFORMANT_SERVER, type ReportAnswer, type ServerBehaviour } from './server-behaviour.js';
import { type ServerPolicy, serverSession } from './server-session.js';
import type { AccountState, Effect, Incoming, Out, ServerSession } from './session.js';

export interface DmServerOptions {
  readonly accounts: readonly AccountState[];
  /** Address of this server: Source/LocURI of its messages. */
  readonly url: string;
  readonly random: Random;
  /** Asked when a session begins. */
  readonly policy?: (account: AccountState | undefined) => ServerPolicy;
  /** Commands for the session that begins, an array for each package; taken from whatever queue the rim keeps. */
  readonly packages?: (account: AccountState | undefined) => readonly (readonly (Operation | Command)[])[];
  readonly reportRules?: Pick<ReportRules, 'requiresMac'>;
  readonly behaviour?: Partial<ServerBehaviour>;
}

export interface DmServer {
  /** Answers one message; `send` absent means an empty HTTP 200, unless `http` says otherwise. */
  receive(incoming: Incoming): Out;
  /** Package #0 for the device of an account. */
  notify(account: AccountState, options?: NotifyOptions): ComposedNotification;
  /** The running session of a device becomes an abort with its next message. */
  abort(account: AccountState): void;
}

export function dmServer(options: DmServerOptions): DmServer {
  const behaviour: ServerBehaviour = { ...CONFORMANT_SERVER, ...options.behaviour };
  const sessions = new Map<string, ServerSession>();
  const banned = new Set<string>();

  const accountOf = (message: Message): AccountState | undefined => {
    const ofDevice = options.accounts.filter((a) => a.account['device-id'] === message.header.source);
    return ofDevice.find((a) => a.account.client.name === message.header.sourceName) ?? ofDevice[0];
  };

  const inSession = (incoming: Incoming): Out => {
    const { header } = incoming.message;
    const key = JSON.stringify([header.source, header.sessionId]);
    // A client that never counts its messages still answers ours: such a message opens nothing.
    const isAnswer = incoming.message.commands.some((command) => command.kind === 'status');
    const opens = (header.msgId === '1' && !isAnswer) || !sessions.has(key);
    if (opens) {
      const account = accountOf(incoming.message);
      sessions.delete(key);
      sessions.set(
        key,
        serverSession({
          account,
          url: options.url,
          random: options.random,
          packages: options.packages?.(account) ?? [],
          policy: options.policy?.(account) ?? {},
          behaviour,
        }),
      );
      for (const oldest of sessions.keys()) {
        if (sessions.size <= LIMITS.sessions) break;
        sessions.delete(oldest);
      }
    }
    return sessions.get(key)?.receive(incoming) ?? { effects: [] };
  };

  const report = (incoming: Incoming): Out => {
    const verdict = behaviour.judgeReport(judgeReport(incoming, options.accounts, { ...options.reportRules, banned }), incoming);
    const device = incoming.message.header.source;
    const effects: Effect[] = [];
    if (behaviour.storesReport(verdict)) {
      const nonce = verdict.kind === 'accepted' ? verdict.nonce : '';
      effects.push({ kind: 'report', account: verdict.account?.name ?? '', device, samples: verdict.samples, nonce });
    }
    if (verdict.kind === 'accepted') return answerReport(behaviour.answerAcceptedReport(), incoming, effects);
    effects.push({ kind: 'report-ignored', why: verdict.why });
    const after = behaviour.afterUnauthenticatedReport();
    if (after === 'ban' && verdict.account) banned.add(verdict.account.name);
    if (after === 'notify') effects.push({ kind: 'fault', wants: 'notify', account: (verdict.account ?? options.accounts[0])?.name ?? '' });
    return answerReport(behaviour.answerUnauthenticatedReport(verdict), incoming, effects);
  };

  const answerReport = (answer: ReportAnswer, incoming: Incoming, effects: Effect[]): Out => {
    switch (answer.kind) {
      case 'silence':
        return { effects };
      case 'http':
        return { effects, http: { status: answer.status, headers: answer.headers } };
      case 'status': {
        const chal = answer.hasChal ? challenge('md5', freshNonce(options.random)) : undefined;
        return { effects, send: loneAnswer(incoming, { target: incoming.message.header.source, source: options.url, code: answer.code, chal }) };
      }
      case 'session': {
        const out = inSession(incoming);
        return { ...out, effects: [...effects, ...out.effects] };
      }
    }
  };

  return {
    receive: (incoming) => (incoming.message.header.element !== undefined && isReport(incoming.message) ? report(incoming) : inSession(incoming)),
    notify: (account, notifyOptions = {}) => composeNotification(account, notifyOptions, options.random, behaviour),
    abort: (account) => {
      for (const [key, session] of sessions) if ((JSON.parse(key) as string[])[0] === account.account['device-id']) session.abort();
    },
  };
}
