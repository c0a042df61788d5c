/** A DM session on the client: packages #1 and #3 (DM Protocol 8), without I/O. */
import type { Random } from '../base/random.js';
import { LIMITS } from '../limits.js';
import { ClientAuth } from './client-auth.js';
import { type ClientBehaviour, CONFORMANT_CLIENT } from './client-behaviour.js';
import { type Execution, executeCommands } from './client-commands.js';
import { composeMessage, numberCommands } from './compose-message.js';
import { LargeObjects } from './large-object.js';
import type { Alert, Command, Encoding, Header, Message, Status, TreeCommand } from './message.js';
import { messageLimit, Packing } from './packing.js';
import { alertOf } from './report.js';
import type { AccountState, Answer, ClientSession, Effect, Ending, Incoming, Out, Outgoing, Sample } from './session.js';
import { headStatus, refuseAll } from './status.js';
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

/** Server messages without Final and without a command that are borne in a row. */
const IDLE_MESSAGES = 5;

class Session implements ClientSession {
  readonly sessionId: string;
  private readonly behaviour: ClientBehaviour;
  private readonly auth: ClientAuth;
  private readonly effects: Effect[] = [];
  private msgId = 0;
  private received = 0;
  private isOver = false;
  private isAborting = false;
  private idle = 0;

  /** Commands of the current package that no message has taken yet. */
  private outbox: Command[] = [];
  private isServerFinal = true;
  private isOwnFinal = true;
  private limit: number | undefined;
  private respUri: string | undefined;
  private readonly large = new LargeObjects();
  /** The execution that waits for an answer, with the message it belongs to. */
  private waiting: { execution: Execution; incoming: Incoming; head: Status; mustBeSent: boolean } | undefined;

  constructor(private readonly options: ClientSessionOptions) {
    this.behaviour = { ...CONFORMANT_CLIENT, ...options.behaviour };
    const { account, accounts, random, trigger } = options;
    const isAlerted = trigger.kind === 'notification';
    this.sessionId = this.behaviour.sessionIdText(isAlerted ? trigger.sessionId : random.integer(1, 0xffff), isAlerted);
    this.auth = new ClientAuth({
      account,
      accounts,
      random,
      resyncNonce: isAlerted && trigger.by === 'default' ? trigger.nonce : undefined,
      challengesServer: options.challengesServer === true,
      behaviour: this.behaviour,
      effects: this.effects,
    });
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

    const verdict = this.auth.readStatus(message);
    if (verdict === 'retry') return this.retry(incoming);
    if (verdict === 'refused') return this.end('unauthenticated');
    const trust = this.auth.judgeServer(incoming, !asksAnything(message) && message.isFinal && this.outbox.length === 0);
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
    this.waiting = { execution, incoming, head: trust.head, mustBeSent: trust.mustBeSent };
    return this.resume(execution.next());
  }

  answer(answer: Answer): Out {
    if (this.waiting === undefined) return { effects: [] };
    return this.resume(this.waiting.execution.next(answer));
  }

  private resume(step: ReturnType<Execution['next']>): Out {
    if (this.waiting === undefined) return { effects: [] };
    if (!step.done) return { ask: step.value, effects: this.takeEffects() };
    const { incoming, head, mustBeSent } = this.waiting;
    this.waiting = undefined;
    if (this.isAborting) {
      const abort: Alert = { kind: 'alert', cmdId: '', code: '1223', items: [] };
      const room = Math.max(2, this.packing().count([head, abort, ...step.value])) - 2;
      return this.end('aborted-by-us', undefined, this.compose([head, ...step.value.slice(0, room), abort], true));
    }
    // A package that holds nothing to answer ends the session; a lone SyncHdr Status is not sent, but for a new server nonce.
    const asks = asksAnything(incoming.message);
    const isNew = incoming.message.commands.some((c) => c.kind !== 'status' && c.kind !== 'results' && !(c.kind === 'alert' && c.code === '1222'));
    this.idle = isNew || this.outbox.length > 0 || this.isServerFinal ? 0 : this.idle + 1;
    if (this.idle > IDLE_MESSAGES) return this.end('broken', 'the server neither asks anything nor ends its package');
    const isDone = !asks && !mustBeSent && this.outbox.length === 0 && this.isServerFinal && !this.behaviour.answersEmptyPackage();
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

  /** Package #1 again with the credentials asked for: same session, the next MsgID. */
  private retry(incoming: Incoming): Out {
    const head = headStatus(incoming.message.header, this.behaviour.statusFor({ command: 'SyncHdr', code: '200' }), undefined);
    this.isServerFinal = true;
    this.outbox = [...this.packageOne()];
    return this.flush([head]);
  }

  /** Nothing is executed for a server that is not authenticated; one that only sent Statuses gets no message at all. */
  private refuse(incoming: Incoming, head: Status): Out {
    const statuses = refuseAll(incoming.message.commands, incoming.message.header.msgId, (command) =>
      this.behaviour.statusFor({ command, code: head.code }),
    );
    // Credentials that are merely missing do no harm where nothing is asked.
    if (statuses.length === 0 && incoming.message.isFinal) return this.end(head.code === '407' ? 'completed' : 'unauthenticated');
    if (!this.auth.countChallenge()) return this.end('unauthenticated');
    this.isServerFinal = true;
    return this.flush([head, ...statuses]);
  }

  private packing(): Packing {
    return new Packing(this.header().header, this.options.encoding, this.behaviour.messageLimit(this.limit));
  }

  private header(): { readonly header: Header; readonly mac: Outgoing['mac'] } {
    const { account, url } = this.options;
    const { mac, ...shown } = this.auth.show();
    const header: Header = {
      verDtd: '1.2',
      verProto: this.options.verProto ?? 'DM/1.3',
      sessionId: this.sessionId,
      msgId: String(this.msgId + 1),
      target: url,
      source: account.account['device-id'],
      ...shown,
      ...(this.options.maxMsgSize === undefined ? {} : { maxMsgSize: String(this.options.maxMsgSize) }),
    };
    return { header, mac };
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

/** Whether a server message holds a command that must be answered. */
function asksAnything(message: Message): boolean {
  return message.commands.some((command) => command.kind !== 'status' && command.kind !== 'results');
}
