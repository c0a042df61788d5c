/** A DM session on the client: packages #1 and #3 (DM Protocol 8), without I/O. */
import type { Random } from '../base/random.js';
import { LIMITS } from '../limits.js';
import type { AuthType } from './account.js';
import { type Authentication, authenticate, challenge, show, typeOfChallenge } from './authentication.js';
import { type ClientBehaviour, CONFORMANT_CLIENT } from './client-behaviour.js';
import { type Execution, executeCommands, refuseAll } from './client-commands.js';
import { composeMessage, numberCommands } from './compose-message.js';
import { isMacType, needsNonce } from './credentials.js';
import { LargeObjects } from './large-object.js';
import type { Alert, Chal, Command, Encoding, Header, Message, Status, TreeCommand } from './message.js';
import { DEFAULT_NONCES, freshNonce, lastUsedNonce, type NamedNonce, octetsOfBase64 } from './nonce.js';
import { messageLimit, Packing } from './packing.js';
import { alertOf } from './report.js';
import type { AccountState, Answer, ClientSession, Effect, Ending, Incoming, Out, Outgoing, Sample } from './session.js';
import { DEVINFO_LEAVES } from './tree/standard-objects.js';
import type { Tree } from './tree/tree.js';

/** An event that the next session reports: Alert 1226 or 1224; another code is a fault's. */
export interface QueuedEvent {
  readonly code: string;
  readonly samples: readonly Sample[];
  readonly correlator?: string;
}

export type SessionTrigger =
  | { readonly kind: 'user' }
  /** `by: default`: the notification only verified with the default nonce, in the reading `nonce`. */
  | { readonly kind: 'notification'; readonly sessionId: number; readonly by: 'stored' | 'default'; readonly nonce: Uint8Array };

export interface ClientSessionOptions {
  readonly account: AccountState;
  readonly accounts: readonly AccountState[];
  /** Address of the server: Target/LocURI. */
  readonly url: string;
  readonly encoding: Encoding;
  readonly tree: Tree;
  readonly random: Random;
  readonly trigger: SessionTrigger;
  readonly events?: readonly QueuedEvent[];
  /** Default DM/1.3. */
  readonly verProto?: string;
  /** Announced in SyncHdr/Meta; absent: none. */
  readonly maxMsgSize?: number;
  /** Challenge a server that shows no credentials in its packages. Default: only in a resynchronisation, or once it has used a MAC. */
  readonly challengesServer?: boolean;
  readonly behaviour?: Partial<ClientBehaviour>;
}

export function clientSession(options: ClientSessionOptions): ClientSession {
  return new Session(options);
}

/** Challenges answered before giving up: one (DM Protocol 9.1). */
const CHALLENGES_ANSWERED = 1;

/** Server messages without Final and without a command that are borne in a row. */
const IDLE_MESSAGES = 5;

class Session implements ClientSession {
  readonly sessionId: string;
  private readonly behaviour: ClientBehaviour;
  private readonly isResync: boolean;
  private effects: Effect[] = [];
  private msgId = 0;
  private received = 0;
  private isOver = false;
  private isAborting = false;
  private idle = 0;

  /** What we show, and over which nonce; `isAccepted`: 212 was received, nothing is shown any more. */
  private own: { type: AuthType; nonce: Uint8Array; isAccepted: boolean; challenges: number };
  /** What the server must show; `isAccepted`: we gave 212. */
  private server: { type: AuthType; nonces: readonly NamedNonce[]; isAccepted: boolean; challenges: number };

  /** Commands of the current package that no message has taken yet. */
  private outbox: Command[] = [];
  private isServerFinal = true;
  private isOwnFinal = true;
  /** The server has been given a new nonce in this session. */
  private isNonceGiven = false;
  private limit: number | undefined;
  private respUri: string | undefined;
  private readonly large = new LargeObjects();
  /** The execution that waits for an answer, with the message it belongs to. */
  private waiting: { execution: Execution; incoming: Incoming; head: Status } | undefined;

  constructor(private readonly options: ClientSessionOptions) {
    this.behaviour = { ...CONFORMANT_CLIENT, ...options.behaviour };
    const { account, trigger } = options;
    const isAlerted = trigger.kind === 'notification';
    this.isResync = isAlerted && trigger.by === 'default';
    this.sessionId = this.behaviour.sessionIdText(isAlerted ? trigger.sessionId : options.random.integer(1, 0xffff), isAlerted);
    const { client, server } = account.account;
    const nonce = isAlerted && this.isResync ? trigger.nonce : account.client.pending;
    this.own = { type: client.type, nonce, isAccepted: client.type === 'none', challenges: 0 };
    const nonces = this.isResync ? DEFAULT_NONCES : [{ name: 'pending', octets: account.server.pending }];
    this.server = { type: server.type, nonces, isAccepted: false, challenges: 0 };
  }

  start(): Out {
    this.outbox = [...this.packageOne()];
    return this.flush([]);
  }

  abort(): void {
    this.isAborting = true;
  }

  receive(incoming: Incoming): Out {
    if (this.isOver) return { effects: [] };
    const { message } = incoming;
    const isForeign = message.header.sessionId !== this.sessionId && this.behaviour.insistsOnSession();
    if (message.document?.root?.name !== 'SyncML' || isForeign) return this.end('broken', 'not a message of this session');
    if (++this.received > LIMITS.messagesPerSession) return this.end('broken', 'the session does not end');
    this.limit = messageLimit(message.header.maxMsgSize) ?? this.limit;
    this.respUri = message.header.respUri === undefined ? this.respUri : this.behaviour.respUri(message.header.respUri);
    // While our own package is open the server only asks for more of it (Next Message), which opens no package of its own.
    this.isServerFinal = message.isFinal || (this.isServerFinal && !this.isOwnFinal);
    if (message.commands.some((command) => command.kind === 'alert' && command.code === '1223')) return this.end('aborted-by-peer');

    const verdict = this.readOwnStatus(message);
    if (verdict === 'retry') return this.retry(incoming);
    if (verdict === 'refused') return this.end('unauthenticated');
    const trust = this.judgeServer(incoming);
    if (!trust.isTrusted) return this.refuse(incoming, trust.head);
    const execution = executeCommands(
      {
        tree: this.options.tree,
        who: this.options.account.account['server-id'],
        msgRef: message.header.msgId,
        statusCode: (command, code) => this.behaviour.statusFor({ command, code }),
        fits: (results) => this.packing().fits(results, [trust.head]),
        effects: this.effects,
        encoding: this.options.encoding,
        large: this.large,
      },
      message.commands,
    );
    this.waiting = { execution, incoming, head: trust.head };
    return this.resume(execution.next());
  }

  answer(answer: Answer): Out {
    if (this.waiting === undefined) return { effects: [] };
    return this.resume(this.waiting.execution.next(answer));
  }

  private resume(step: ReturnType<Execution['next']>): Out {
    if (this.waiting === undefined) return { effects: [] };
    if (!step.done) return { ask: step.value, effects: this.takeEffects() };
    const { incoming, head } = this.waiting;
    this.waiting = undefined;
    if (this.isAborting) {
      const abort: Alert = { kind: 'alert', cmdId: '', code: '1223', items: [] };
      const room = Math.max(2, this.packing().count([head, abort, ...step.value])) - 2;
      return this.end('aborted-by-us', undefined, this.compose([head, ...step.value.slice(0, room), abort], true));
    }
    // A package that holds nothing to answer ends the session; a lone SyncHdr Status is not sent, but for a new server nonce.
    const asks = asksAnything(incoming.message);
    const mustGiveNonce = this.isResync && head.chal !== undefined && !this.isNonceGiven;
    this.isNonceGiven ||= head.chal !== undefined;
    const isNew = incoming.message.commands.some((c) => c.kind !== 'status' && c.kind !== 'results' && !(c.kind === 'alert' && c.code === '1222'));
    this.idle = isNew || this.outbox.length > 0 || this.isServerFinal ? 0 : this.idle + 1;
    if (this.idle > IDLE_MESSAGES) return this.end('broken', 'the server neither asks anything nor ends its package');
    const isDone = !asks && !mustGiveNonce && this.outbox.length === 0 && this.isServerFinal && !this.behaviour.answersEmptyPackage();
    if (isDone) return this.end('completed');
    return this.flush([head, ...step.value]);
  }

  /** Sends replies and what the outbox holds, as far as the message has room. */
  private flush(replies: readonly Command[]): Out {
    const all = [...replies, ...this.outbox];
    // Statuses for the SyncHdr and for Alert 1222 come with every message; with one command beside them the package gets on, whatever the limit.
    const least = Math.min(all.length, Math.min(replies.length, 2) + 1);
    const next: Alert = { kind: 'alert', cmdId: '', code: '1222', items: [] };
    const reserved = this.isServerFinal ? [] : [next];
    const count = Math.max(this.packing().count([...reserved, ...all]) - reserved.length, least);
    this.outbox = all.slice(count);
    const commands = all.slice(0, count);
    const isFinal = this.outbox.length === 0 && this.isServerFinal;
    this.isOwnFinal = isFinal;
    const isBare = commands.every((command) => command.kind === 'status');
    return this.out({ send: this.compose(!this.isServerFinal && isBare && this.outbox.length === 0 ? [...commands, next] : commands, isFinal) });
  }

  private packageOne(): readonly Command[] {
    const { tree, trigger, events = [] } = this.options;
    const isAlerted = trigger.kind === 'notification';
    const devInfo: TreeCommand = {
      kind: 'tree',
      cmdId: '',
      name: 'Replace',
      items: DEVINFO_LEAVES.map((leaf) => {
        const uri = `./DevInfo/${leaf}`;
        const text = tree.execute({ command: 'Get', uri }, undefined).results[0]?.text ?? '';
        return { source: uri, meta: { format: 'chr', type: 'text/plain' }, data: { text } };
      }),
    };
    const alert: Alert = { kind: 'alert', cmdId: '', code: this.behaviour.alertCode(isAlerted), items: [] };
    if (events.length > 0 && this.msgId === 0) this.effects.push({ kind: 'events-sent' });
    return this.behaviour.package1([alert, devInfo, ...events.map((e) => alertOf(e.code, e.samples, undefined, e.correlator))]);
  }

  /** What the server says of our credentials; learns the nonce that it hands out. */
  private readOwnStatus(message: Message): 'go-on' | 'retry' | 'refused' {
    const status = message.commands.find((command) => command.kind === 'status' && (command.cmd === 'SyncHdr' || command.cmdRef === '0'));
    if (status?.kind !== 'status') return 'go-on';
    const nonce = status.chal?.nextNonce === undefined ? undefined : octetsOfBase64(status.chal.nextNonce);
    if (status.code === '401' || status.code === '407') {
      const type = status.chal ? typeOfChallenge(status.chal, this.own.type) : undefined;
      if (type === undefined || (nonce === undefined && needsNonce(type)) || this.own.challenges >= CHALLENGES_ANSWERED) return 'refused';
      this.own = { type, nonce: nonce ?? this.own.nonce, isAccepted: false, challenges: this.own.challenges + 1 };
      return 'retry';
    }
    if (!status.code.startsWith('2')) return 'refused';
    if (needsNonce(this.own.type)) this.rememberClientNonce(nonce);
    if (status.code === '212' && !isMacType(this.own.type)) this.own.isAccepted = true;
    return 'go-on';
  }

  /** Once the server took our credentials their nonce is the last used one; the nonce it hands out is for the next time. */
  private rememberClientNonce(next: Uint8Array | undefined): void {
    const { name, client } = this.options.account;
    if (!this.own.isAccepted) {
      client.lastUsed = lastUsedNonce(this.own.nonce);
      if (next === undefined && client.lastUsed) client.pending = this.own.nonce;
    }
    const stored = next === undefined ? undefined : this.behaviour.storeNonce(next, { direction: 'client', isResync: this.isResync });
    if (stored === undefined) return;
    this.own.nonce = stored;
    client.pending = stored;
    this.effects.push({ kind: 'nonce', account: name, direction: 'client', nonce: stored });
  }

  /** Package #1 again with the credentials asked for: same session, the next MsgID. */
  private retry(incoming: Incoming): Out {
    const head = this.headStatus(incoming, '200', undefined);
    this.isServerFinal = true;
    this.outbox = [...this.packageOne()];
    return this.flush([head]);
  }

  /** Checks what the server shows and makes the SyncHdr Status for it. */
  private judgeServer(incoming: Incoming): { readonly isTrusted: boolean; readonly head: Status } {
    const { header } = incoming.message;
    const { account } = this.options;
    const isShown = header.cred !== undefined || incoming.hmac !== undefined;
    // A server that took credentials over the default nonce knows that it is to show its own over it.
    const isKnownResync = this.isResync && needsNonce(this.own.type) && this.own.challenges === 0;
    const isDemanded = isKnownResync || this.options.challengesServer === true || this.server.challenges > 0;
    if (
      this.server.type === 'none' ||
      (this.server.isAccepted && !isMacType(this.server.type)) ||
      (!isShown && !isDemanded && !this.server.isAccepted)
    ) {
      return { isTrusted: true, head: this.headStatus(incoming, this.server.isAccepted ? '212' : '200', undefined) };
    }
    const checked = authenticate(incoming, this.server.type, account.account.server, this.server.nonces);
    const isTrusted = this.behaviour.trustsServer(checked.kind === 'right');
    const next = needsNonce(this.server.type) ? freshNonce(this.options.random) : new Uint8Array(0);
    const isMac = isMacType(this.server.type);
    const chal = isTrusted && !needsNonce(this.server.type) ? undefined : this.behaviour.chal(challenge(this.server.type, next));
    const head = this.headStatus(incoming, isTrusted ? (isMac ? '200' : '212') : codeOf(checked), chal);
    if (isTrusted) {
      this.server.isAccepted = true;
      if (needsNonce(this.server.type) && chal !== undefined) this.rememberServerNonce(checked, next, incoming);
    } else this.server.nonces = [{ name: 'challenge', octets: next }];
    return { isTrusted, head };
  }

  private rememberServerNonce(checked: Authentication, next: Uint8Array, incoming: Incoming): void {
    const { account } = this.options;
    // The nonce only reaches the server when a message follows: a package that needs no answer gets none.
    const asks = asksAnything(incoming.message);
    if (!asks && (!this.isResync || this.isNonceGiven) && incoming.message.isFinal && this.outbox.length === 0) return;
    const stored = this.behaviour.storeNonce(next, { direction: 'server', isResync: this.isResync });
    if (stored === undefined) return;
    const used = this.server.nonces.find((nonce) => checked.kind === 'right' && nonce.name === checked.nonce);
    if (used) account.server.lastUsed = lastUsedNonce(used.octets);
    account.server.pending = stored;
    this.server.nonces = [{ name: 'pending', octets: stored }];
    this.effects.push({ kind: 'nonce', account: account.name, direction: 'server', nonce: stored });
  }

  /** Nothing is executed for a server that is not authenticated; one that only sent Statuses gets no message at all. */
  private refuse(incoming: Incoming, head: Status): Out {
    const statuses = refuseAll(incoming.message.commands, incoming.message.header.msgId, (command) =>
      this.behaviour.statusFor({ command, code: head.code }),
    );
    // Credentials that are merely missing do no harm where nothing is asked.
    if (statuses.length === 0 && incoming.message.isFinal) return this.end(head.code === '407' ? 'completed' : 'unauthenticated');
    if (++this.server.challenges > CHALLENGES_ANSWERED) return this.end('unauthenticated');
    this.isServerFinal = true;
    return this.flush([head, ...statuses]);
  }

  private headStatus(incoming: Incoming, code: string, chal: Chal | undefined): Status {
    const { header } = incoming.message;
    return {
      kind: 'status',
      cmdId: '',
      msgRef: header.msgId,
      cmdRef: '0',
      cmd: 'SyncHdr',
      targetRefs: [header.target],
      sourceRefs: [header.source],
      ...(chal ? { chal } : {}),
      code: this.behaviour.statusFor({ command: 'SyncHdr', code }),
    };
  }

  private packing(): Packing {
    return new Packing(this.header().header, this.options.encoding, this.behaviour.messageLimit(this.limit));
  }

  private header(): { readonly header: Header; readonly mac: Outgoing['mac'] } {
    const { account, accounts, url } = this.options;
    const credentials = account.account.client;
    const choice = { purpose: 'session', account, accounts, nonce: this.own.nonce, isResync: this.isResync } as const;
    const shown = this.own.isAccepted ? {} : show(this.own.type, credentials, this.behaviour.credNonce(choice));
    const cred = this.behaviour.cred(shown.cred, 'session');
    const header: Header = {
      verDtd: '1.2',
      verProto: this.options.verProto ?? 'DM/1.3',
      sessionId: this.sessionId,
      msgId: String(this.msgId + 1),
      target: url,
      source: account.account['device-id'],
      ...(this.own.type === 'none' ? {} : { sourceName: credentials.name }),
      ...(cred ? { cred } : {}),
      ...(this.options.maxMsgSize === undefined ? {} : { maxMsgSize: String(this.options.maxMsgSize) }),
    };
    return { header, mac: this.behaviour.mac(shown.mac, 'session') };
  }

  private compose(commands: readonly Command[], isFinal: boolean): Outgoing {
    const { header, mac } = this.header();
    this.msgId++;
    const reply = this.msgId === 1 ? { commands, isFinal } : this.behaviour.reply({ commands, isFinal });
    const message: Message = { header, commands: numberCommands(reply.commands), isFinal: reply.isFinal };
    return {
      message,
      root: this.behaviour.messageElements(composeMessage(message), { msgId: this.msgId }),
      encoding: this.options.encoding,
      ...(mac ? { mac } : {}),
      ...(this.respUri === undefined ? {} : { to: this.respUri }),
      ...(this.behaviour.octets ? { alter: this.behaviour.octets } : {}),
    };
  }

  private end(reason: Ending, note?: string, send?: Outgoing): Out {
    this.isOver = true;
    return this.out({ ...(send ? { send } : {}), done: { reason, ...(note === undefined ? {} : { note }) } });
  }

  private out(parts: Omit<Out, 'effects'>): Out {
    return { ...parts, effects: this.takeEffects() };
  }

  private takeEffects(): Effect[] {
    return this.effects.splice(0);
  }
}

function codeOf(checked: Authentication): string {
  return checked.kind === 'missing' ? '407' : '401';
}

/** Whether a server message holds a command that must be answered. */
function asksAnything(message: Message): boolean {
  return message.commands.some((command) => command.kind !== 'status' && command.kind !== 'results');
}
