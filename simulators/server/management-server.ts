/**
 * A simulated DM server: the tapped HTTP(S) endpoint, the store of reports, queues of operations; its pushes stand beside it.
 * What messages mean is decided in src/dm; here are sockets and the order of things.
 */
import { encodeOutgoing, readIncoming } from '../../src/dm/body.js';
import { type DmServer, dmServer } from '../../src/dm/dm-server.js';
import { HMAC_HEADER } from '../../src/dm/hmac-header.js';
import { idleWays } from '../../src/dm/idle-ways.js';
import type { Command } from '../../src/dm/message.js';
import { inWays } from '../../src/dm/message-ways.js';
import type { Operation } from '../../src/dm/operation.js';
import { CONFORMANT_SERVER, type ServerBehaviour } from '../../src/dm/server-behaviour.js';
import type { ServerPolicy as DmPolicy } from '../../src/dm/server-session.js';
import { type AccountState, accountState, type Effect, type Out } from '../../src/dm/session.js';
import type { Account } from '../../src/iut/account.js';
import { LIMITS } from '../../src/limits.js';
import { type Crossing, type Direction, header } from '../../src/wire/frame.js';
import { type NonceFacts, nonceFacts } from '../facts.js';
import { CONFORMANT_ENDPOINT, type EndpointBehaviour, type ServerFault, type StoredReport } from '../faults/fault.js';
import { merged } from '../faults/load.js';
import type { Reply } from '../http/reply.js';
import { type HttpServer, startHttpServer } from '../http/server.js';
import type { ClientTls, ServerTls } from '../http/tls.js';
import { idleHttp, isLost } from '../http/ways.js';
import type { RimOptions, Wayward } from '../lower-tester.js';
import type { PushAddresses } from '../push/addresses.js';
import { Tasks } from '../tasks.js';
import type { CommandWishes } from './command-push.js';
import type { NotifyWishes } from './notify.js';
import { Pushes } from './pushes.js';

export interface ServerAccount extends Account {
  /** The server's own address as the device knows it. */
  readonly url?: string;
  /** Where pushes to the device go. */
  readonly push?: PushAddresses;
}

export interface ManagementServerOptions extends RimOptions {
  readonly accounts: Readonly<Record<string, ServerAccount>>;
  readonly listen: string;
  readonly path: string;
  readonly publicUrl?: string;
  readonly tls?: ServerTls;
  /** What is trusted of a device that takes pushes over HTTPS. */
  readonly pushTls?: ClientTls;
  /** Command messages carry a detached XML signature (assumption U8, detached-xml). */
  readonly signsCommands?: boolean;
  /** Which way requests go, seen from the tester: `from-iut` as lower tester, `to-iut` as a reference server. */
  readonly requests: Direction;
  readonly timeoutMs?: number;
  readonly faults?: readonly ServerFault[];
  readonly policy?: () => DmPolicy;
  /** Commands of a session by package; default: the queue of the account as package #2. */
  readonly packages?: () => readonly (readonly Operation[])[];
  /** Last word on every answer; `isReport` tells that it answers a sessionless report. */
  readonly reply?: (reply: Reply, isReport: boolean) => Reply | 'drop';
  /** In what way an answer is written and carried, where that is not the right one. */
  readonly way?: (to: { readonly session: string; readonly isReport: boolean }) => Wayward | undefined;
  readonly dm?: Partial<ServerBehaviour>;
  readonly log?: (line: string) => void;
}

export class ManagementServer {
  readonly states: readonly AccountState[];
  /** Oldest first. */
  readonly reports: StoredReport[] = [];
  url = '';
  connect = '';
  readonly #facts: NonceFacts;
  readonly #rim: EndpointBehaviour;
  readonly #queues = new Map<string, (Operation | Command)[]>();
  /** Messages answered by session, oldest first. */
  readonly #answered = new Map<string, number>();
  /** Answers that did not reach the device, by session, with the message that they answer. */
  readonly #lost = new Map<string, { readonly body: Uint8Array; readonly reply: Reply }>();
  #notifications = 0;
  readonly #tasks = new Tasks();
  readonly #pushes: Pushes;
  readonly #behaviour: ServerBehaviour;
  #dm!: DmServer;
  #http!: HttpServer;

  private constructor(private readonly options: ManagementServerOptions) {
    this.states = Object.entries(options.accounts).map(([name, account]) => accountState(name, account));
    this.#behaviour = { ...CONFORMANT_SERVER, ...merged<ServerBehaviour>((options.faults ?? []).map((f) => f.dm)), ...options.dm };
    this.#facts = nonceFacts(this.states, options.fact);
    this.#rim = { ...CONFORMANT_ENDPOINT, ...merged<EndpointBehaviour>((options.faults ?? []).map((f) => f.endpoint)) };
    this.#pushes = new Pushes({
      addresses: (state) => options.accounts[state.name]?.push ?? {},
      tasks: this.#tasks,
      rim: this.#rim,
      behaviour: this.#behaviour,
      random: options.random,
      signsCommands: options.signsCommands === true,
      tap: options.tap,
      direction: options.requests === 'from-iut' ? 'to-iut' : 'from-iut',
      timeoutMs: options.timeoutMs ?? 10_000,
      ...(options.pushTls ? { tls: options.pushTls } : {}),
    });
  }

  /** Starts listening. Throws InputError `cannot-listen`. */
  static async open(options: ManagementServerOptions): Promise<ManagementServer> {
    const server = new ManagementServer(options);
    server.#http = await startHttpServer({
      listen: options.listen,
      tap: options.tap,
      channel: 'dm',
      requests: options.requests,
      handler: (request) => server.#answer(request),
      ...(options.tls ? { tls: options.tls } : {}),
    });
    server.connect = server.#http.address;
    server.url = options.publicUrl ?? `${options.tls ? 'https' : 'http'}://${server.connect}${options.path}`;
    server.#dm = dmServer({
      accounts: server.states,
      url: server.url,
      random: options.random,
      policy: () => options.policy?.() ?? {},
      packages: (account) => options.packages?.() ?? [account ? (server.#queues.get(account.name) ?? []) : []],
      behaviour: server.#behaviour,
    });
    server.#facts.tell();
    return server;
  }

  state(name: string): AccountState | undefined {
    return this.states.find((s) => s.name === name);
  }

  /** Commands for the next session with the device, in package #2. They stay until the device has answered one. */
  queue(state: AccountState, operations: readonly (Operation | Command)[]): void {
    this.#queues.set(state.name, [...(this.#queues.get(state.name) ?? []), ...operations]);
  }

  /**
   * Alerts the device of an account. Resolves with the short messages for `bearer: sms`, with none otherwise.
   * Nothing is sent for a bearer without address.
   */
  async notify(state: AccountState, wishes: NotifyWishes = {}): Promise<Uint8Array[]> {
    const last = [...state.notified].at(-1);
    const composed = this.#dm.notify(state, {
      ...(wishes.uiMode === undefined ? {} : { uiMode: wishes.uiMode }),
      ...(wishes.initiator === undefined ? {} : { initiator: wishes.initiator }),
      ...(wishes.isRepeat && last !== undefined ? { repeat: last } : {}),
    });
    this.options.fact('notification.session', composed.sessionId.toString(16).toUpperCase());
    if (++this.#notifications > this.#rim.notificationsAtMost) return [];
    return this.#pushes.notify(state, composed.octets, wishes);
  }

  /**
   * Commands without a session (Sessionless Command Message 1.3). Resolves with the WSP PDU for `bearer: exec`, with the short messages for
   * `sms`, with none otherwise.
   */
  async sendCommand(state: AccountState, operations: readonly (Operation | Command)[], wishes: CommandWishes = {}): Promise<Uint8Array[]> {
    if (this.#rim.commandRoute === 'none') return [];
    if (this.#rim.commandRoute === 'session') {
      this.queue(state, operations);
      return this.notify(state);
    }
    return this.#pushes.command(state, operations, wishes);
  }

  /** The running session of the device sends an abort instead of its next message. */
  abort(state: AccountState): void {
    this.#dm.abort(state);
  }

  /** Resolves when no exchange is open and no push is on its way. Rejects with a fault of our own. */
  async idle(): Promise<void> {
    await this.#tasks.settled(() => this.#http.idle());
  }

  async close(): Promise<void> {
    await this.#pushes.close();
    await this.#http.close();
    await this.#tasks.ended();
  }

  #answer(request: Crossing): Reply | 'drop' {
    const refusal = this.#refusal(request);
    if (refusal) return refusal;
    const incoming = readIncoming(request.body, header(request.head, 'content-type'), header(request.head, HMAC_HEADER));
    const { source, sessionId } = incoming.message.header;
    const session = `${source} ${sessionId}`;
    const again = this.#again(session, request.body);
    if (again) return again;
    const out = this.#dm.receive(incoming);
    let isReport = false;
    for (const effect of out.effects) isReport = this.#act(effect, source) || isReport;
    if (!isReport) this.options.fact('session.id', sessionId);
    this.#facts.tell();
    if (out.done) this.#log(`session ${sessionId} with ${source} ended: ${out.done.reason}${out.done.note ? ` (${out.done.note})` : ''}`);
    if (isReport ? this.#rim.dropsReports : this.#countAnswer(session) > this.#rim.answersPerSession) return 'drop';
    const way = this.options.way?.({ session, isReport });
    const reply = this.#reply(way && out.send ? { ...out, send: inWays(out.send, way.message) } : out);
    const last = this.options.reply ? this.options.reply(reply, isReport) : reply;
    if (!way || last === 'drop') return last;
    way.sent?.([...idleWays(out.send, way.message), ...idleHttp(reply, way.http)]);
    if (!isReport && isLost(way.http)) this.#lost.set(session, { body: request.body, reply: last });
    return { ...last, way: way.http };
  }

  /** The answer to a message that comes a second time because we spoilt the first answer: the same, right this time. */
  #again(session: string, body: Uint8Array): Reply | undefined {
    const lost = this.#lost.get(session);
    this.#lost.delete(session);
    return lost && Buffer.compare(lost.body, body) === 0 ? lost.reply : undefined;
  }

  #countAnswer(session: string): number {
    const count = (this.#answered.get(session) ?? 0) + 1;
    this.#answered.delete(session);
    this.#answered.set(session, count);
    if (this.#answered.size > LIMITS.sessions) this.#answered.delete(this.#answered.keys().next().value as string);
    return count;
  }

  /** What HTTP itself says no to. An unknown content type is read all the same; its octets tell what it is. */
  #refusal(request: Crossing): Reply | undefined {
    const { method, url = '' } = request.head ?? {};
    const path = url.split('?')[0];
    if (path !== this.options.path && path !== new URL(this.url).pathname) return { status: 404, headers: [] };
    if (method !== 'POST') return { status: 405, headers: [['Allow', 'POST']] };
    return request.body.length === 0 ? { status: 400, headers: [] } : undefined;
  }

  #reply(out: Out): Reply {
    const status = out.http?.status ?? 200;
    const given = out.http?.headers ?? [];
    if (!out.send) return { status, headers: this.#rim.headers([...given, ['Cache-Control', 'no-store']]) };
    const encoded = encodeOutgoing(out.send);
    const headers = [...given, ['Content-Type', encoded.contentType] as const, ['Cache-Control', 'no-store'] as const, ...encoded.headers];
    return { status, headers: this.#rim.headers(headers), body: encoded.body };
  }

  /** True when the effect is that of a sessionless report. */
  #act(effect: Effect, device: string): boolean {
    this.#facts.effect(effect);
    switch (effect.kind) {
      case 'report':
        this.reports.push(...this.#rim.stored(effect.samples.map((sample) => ({ device, ...sample }))));
        this.#log(`report of ${effect.samples.length} from ${device} accepted`);
        return true;
      case 'report-ignored':
        this.#log(`report from ${device} ignored: ${effect.why}`);
        return true;
      case 'status':
        // The device has answered a command of ours: the queue has been delivered.
        for (const state of this.states) if (state.account['device-id'] === device) this.#queues.delete(state.name);
        return false;
      case 'fault': {
        const state = this.state(effect.account);
        if (effect.wants === 'notify' && state) this.#tasks.run(() => this.notify(state, {}));
        return false;
      }
      case 'nonce':
      case 'results':
      case 'alert':
      case 'devinfo':
      case 'events-sent':
      case 'exec':
        return false;
    }
  }

  #log(line: string): void {
    this.options.log?.(line);
  }
}
