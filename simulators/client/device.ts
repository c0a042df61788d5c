/**
 * A simulated device: accounts, management tree, push listeners, a session runner and a report sender over the tapped HTTP client.
 * What messages mean is decided in src/dm; here are sockets and the order of things.
 */
import { encodeOutgoing, readIncoming } from '../../src/dm/body.js';
import { type ClientBehaviour, CONFORMANT_CLIENT } from '../../src/dm/client-behaviour.js';
import { type ClientSessionOptions, clientSession, type QueuedEvent, type SessionTrigger } from '../../src/dm/client-session.js';
import { claimsCommand } from '../../src/dm/command-judgement.js';
import { HMAC_HEADER } from '../../src/dm/hmac-header.js';
import { inWays } from '../../src/dm/message-ways.js';
import { judgeNotification, type PushArrival } from '../../src/dm/notification.js';
import { composeReport } from '../../src/dm/report.js';
import { isRightlySigned } from '../../src/dm/security/command-signature.js';
import { type AccountState, accountState, type ClientSession, type Ending, type Out, type Outgoing, type Sample } from '../../src/dm/session.js';
import type { TreeNodeView } from '../../src/dm/tree/snapshot.js';
import { deviceTree } from '../../src/dm/tree/standard-objects.js';
import type { Tree } from '../../src/dm/tree/tree.js';
import type { Account } from '../../src/iut/account.js';
import type { Encoding } from '../../src/iut/primitives.js';
import { type Crossing, type Direction, header } from '../../src/wire/frame.js';
import { type NonceFacts, nonceFacts } from '../facts.js';
import { type ClientFault, CONFORMANT_DEVICE, type DeviceBehaviour } from '../faults/fault.js';
import { merged } from '../faults/load.js';
import { type HttpClient, httpClient } from '../http/client.js';
import type { ClientTls, ServerTls } from '../http/tls.js';
import { isLost } from '../http/ways.js';
import type { RimOptions, Wayward } from '../lower-tester.js';
import { User } from './prompts.js';
import { type PushAddresses, type PushListener, startPushListener } from './push-listener.js';
import { takeCommand } from './take-command.js';

export interface DeviceAccount extends Account {
  /** DM address. */
  readonly url: string;
  /** `host:port` to dial instead of what the URL names. */
  readonly connect?: string;
}

export interface DeviceOptions extends RimOptions {
  readonly accounts: Readonly<Record<string, DeviceAccount>>;
  readonly encoding: Encoding;
  /** For one HTTP exchange. */
  readonly timeoutMs: number;
  /** Which way the device's requests go, seen from the tester: `from-iut` as a reference client, `to-iut` as lower tester. */
  readonly requests: Direction;
  readonly listen?: PushAddresses;
  readonly faults?: readonly ClientFault[];
  readonly tls?: ClientTls;
  /** OTA-HTTP pushes are taken over TLS. */
  readonly pushTls?: ServerTls;
  /** Command messages that no transport protects must carry an HMAC-SHA256. */
  readonly demandsMac?: boolean;
  /** Command messages must carry a detached XML signature (assumption U8, detached-xml). */
  readonly demandsSignature?: boolean;
  /** Act on notifications and command messages; false only records them (lower tester). */
  readonly startsSessions?: boolean;
  readonly log?: (line: string) => void;
}

export interface SessionWishes {
  readonly trigger?: SessionTrigger;
  readonly encoding?: Encoding;
  readonly challengesServer?: boolean;
  readonly behaviour?: Partial<ClientBehaviour>;
  readonly events?: readonly QueuedEvent[];
  /** The first that fits a message says in what way it is written and carried. */
  readonly messages?: readonly Wayward[];
  /** Go on with whatever can be read, though HTTP says that it is no good. */
  readonly takesAnyAnswer?: boolean;
}

export interface ReportWishes {
  readonly encoding?: Encoding;
  readonly behaviour?: Partial<ClientBehaviour>;
  readonly way?: Wayward;
}

interface Place {
  url: string;
  connect?: string;
}

/** Posts of one report at most, whatever a fault wants. */
const MOST_POSTS = 3;
const ACCEPT = 'application/vnd.syncml.dm+xml, application/vnd.syncml.dm+wbxml';

export class Device {
  readonly user = new User();
  readonly states: readonly AccountState[];
  readonly tree: Tree;
  readonly #facts: NonceFacts;
  readonly #http: HttpClient;
  readonly #dm: ClientBehaviour;
  readonly #rim: DeviceBehaviour;
  readonly #places = new Map<string, Place>();
  readonly #running = new Set<Promise<unknown>>();
  #fault: Error | undefined;
  #lastServer: string | undefined;
  readonly #sessions = new Set<ClientSession>();
  #events: QueuedEvent[] = [];
  #reports = 0;
  #isDeaf = false;
  #listener: PushListener | undefined;

  private constructor(private readonly options: DeviceOptions) {
    const faults = options.faults ?? [];
    this.#dm = { ...CONFORMANT_CLIENT, ...merged<ClientBehaviour>(faults.map((f) => f.dm)) };
    this.#rim = { ...CONFORMANT_DEVICE, ...merged<DeviceBehaviour>(faults.map((f) => f.device)) };
    this.states = Object.entries(options.accounts).map(([name, account]) => accountState(name, account));
    for (const [name, { url, connect }] of Object.entries(options.accounts))
      this.#places.set(name, connect === undefined ? { url } : { url, connect });
    const [first] = this.states;
    this.tree = deviceTree(
      { deviceId: first?.account['device-id'] ?? 'urn:dmct:nobody', supportsSessionlessReports: this.#rim.announcesReports },
      this.states,
      (state) => this.#place(state).url,
    );
    this.#facts = nonceFacts(this.states, options.fact);
    this.#http = httpClient({
      tap: options.tap,
      channel: 'dm',
      requests: options.requests,
      timeoutMs: options.timeoutMs,
      ...(options.tls ? { tls: options.tls } : {}),
    });
    this.#facts.tell();
  }

  /** Listens for pushes, if told to. Throws InputError `cannot-listen`. */
  static async open(options: DeviceOptions): Promise<Device> {
    const device = new Device(options);
    if (options.listen) {
      device.#listener = await startPushListener({
        listen: options.listen,
        extraPorts: device.#rim.extraPorts,
        tap: options.tap,
        direction: options.requests === 'from-iut' ? 'to-iut' : 'from-iut',
        handler: (arrival) => device.deliver(arrival),
        ...(options.pushTls ? { tls: options.pushTls } : {}),
      });
    }
    return device;
  }

  /** Nodes at and below a URI, as this device shows them beside the protocol. */
  readTree(uri: string): TreeNodeView[] {
    return this.#rim.readTree(uri, (from) => this.tree.read(from));
  }

  /** Where pushes arrive. */
  get push(): PushAddresses {
    return this.#listener?.addresses ?? {};
  }

  /** The account of that name; undefined when there is none. */
  state(name: string): AccountState | undefined {
    return this.states.find((s) => s.name === name);
  }

  /** Where the server of every account is, when it is only known now. */
  dial(url: string, connect?: string): void {
    for (const state of this.states) this.#places.set(state.name, connect === undefined ? { url } : { url, connect });
  }

  raise(event: QueuedEvent): void {
    this.#events.push(event);
  }

  /** The running sessions send an abort instead of their next message. */
  abort(): void {
    for (const session of this.#sessions) session.abort();
  }

  /** A push that came over any bearer. Whatever is wrong with it, nothing is answered. */
  deliver(push: PushArrival): void {
    const arrival = this.#isDeaf ? undefined : this.#rim.arrival(push);
    if (!arrival) {
      this.#log('push never looked at');
      return;
    }
    if (claimsCommand(arrival) && this.#takesCommand(arrival)) return;
    const judgement = judgeNotification(arrival, this.states, this.#dm);
    if (judgement.kind === 'ignore') {
      if (judgement.sessionId !== undefined) this.options.fact('notification.session', judgement.sessionId.toString(16).toUpperCase());
      this.#log(`push ignored: ${judgement.why}`);
      this.#isDeaf = this.#rim.goesDeaf;
      return;
    }
    const { account, sessionId, by, nonce, uiMode } = judgement;
    this.options.fact('notification.session', sessionId.toString(16).toUpperCase());
    if (this.options.startsSessions === false) return;
    account.notified.add(sessionId);
    if (this.#dm.promptsBeforeSession(uiMode) && this.user.answer().kind !== 'accept') {
      this.#log('the user refused the session');
      return;
    }
    this.#log(`push accepted: session ${sessionId.toString(16).toUpperCase()}, nonce ${nonce.name}`);
    const trigger: SessionTrigger = { kind: 'notification', sessionId, by, nonce: nonce.octets };
    this.#run(async () => {
      for (let i = 0; i < this.#rim.sessionsPerAlert; i++) await this.startSession(account, { trigger });
    });
  }

  /** False when the octets are no command message at all. */
  #takesCommand(arrival: PushArrival): boolean {
    const { demandsMac, demandsSignature, startsSessions, log } = this.options;
    const judgement = takeCommand(arrival, {
      states: this.states,
      tree: this.tree,
      behaviour: this.#dm,
      rules: { requiresMac: demandsMac === true, requiresSignature: demandsSignature === true, isSigned: isRightlySigned },
      lastServer: this.#lastServer,
      answer: () => this.user.answer(),
      url: (state) => this.#place(state).url,
      isIdle: startsSessions === false,
      log,
      post: (state, outgoing) => this.#run(() => this.#post(state, outgoing, 'session')),
      startSession: (state, wishes) => this.#run(() => this.#runSession(state, wishes)),
    });
    if (judgement?.kind === 'ignore') this.#isDeaf = this.#rim.goesDeaf;
    return judgement !== undefined;
  }

  /** Runs one session to its end, however it ends; never rejects for what the server does. */
  startSession(state: AccountState, wishes: SessionWishes = {}): Promise<Ending | 'lost'> {
    return this.#track(this.#runSession(state, wishes));
  }

  /** Sends samples the way this device does it; resolves when the HTTP exchange is over and what follows has begun. */
  sendReport(state: AccountState, samples: readonly Sample[], wishes: ReportWishes = {}): Promise<void> {
    return this.#track(this.#sendReport(state, samples, wishes));
  }

  /** Resolves when every push sent before the call has been handled and nothing is running any more. Rejects with a fault of our own. */
  async quiesce(): Promise<void> {
    do {
      await this.drained();
      await Promise.allSettled([...this.#running]);
    } while (this.#running.size > 0);
    if (this.#fault) throw this.#fault;
  }

  /** Resolves when every push sent to this device before the call has been recorded and handled. */
  async drained(): Promise<void> {
    await this.#listener?.drained();
  }

  async close(): Promise<void> {
    await this.#listener?.close();
    await this.#http.close();
    await Promise.allSettled([...this.#running]);
  }

  async #runSession(state: AccountState, wishes: SessionWishes): Promise<Ending | 'lost'> {
    const events = [...(wishes.events ?? []), ...this.#events];
    this.#events = [];
    const options: ClientSessionOptions = {
      account: state,
      accounts: this.states,
      url: this.#place(state).url,
      encoding: wishes.encoding ?? this.options.encoding,
      tree: this.tree,
      random: this.options.random,
      trigger: wishes.trigger ?? { kind: 'user' },
      ...(events.length ? { events } : {}),
      ...(wishes.challengesServer === undefined ? {} : { challengesServer: wishes.challengesServer }),
      behaviour: { ...this.#dm, ...wishes.behaviour },
    };
    const session = clientSession(options);
    this.#lastServer = state.account['server-id'];
    this.#sessions.add(session);
    this.options.fact('session.id', session.sessionId);
    try {
      for (let out = session.start(), sent = 0; ; sent++) {
        this.#effects(out);
        while (out.ask) {
          out = session.answer(this.user.answer());
          this.#effects(out);
        }
        const way = wishes.messages?.find(({ nth }) => (nth ?? sent + 1) === sent + 1);
        const response = out.send && sent < this.#rim.messagesPerSession && (await this.#postOrRepost(state, out.send, way));
        if (out.done || !response) {
          this.#log(`session ${session.sessionId} ended: ${out.done?.reason ?? 'nothing to send'}`);
          return out.done?.reason ?? 'broken';
        }
        if (!isUsable(response, wishes.takesAnyAnswer === true)) {
          this.#log(`session ${session.sessionId} lost: ${response.trouble ?? `HTTP ${response.head?.status}, ${response.body.length} octets`}`);
          return 'lost';
        }
        out = session.receive(readIncoming(response.body, header(response.head, 'content-type'), header(response.head, HMAC_HEADER)));
      }
    } finally {
      this.#sessions.delete(session);
      this.#facts.tell();
    }
  }

  async #sendReport(state: AccountState, samples: readonly Sample[], wishes: ReportWishes): Promise<void> {
    const route = this.#dm.reportRoute();
    if (route === 'none') return;
    if (route === 'session') {
      this.#run(() => this.#runSession(state, { events: [{ code: '1226', samples }] }));
      return;
    }
    if (++this.#reports > this.#rim.reportsAtMost) return;
    const { url } = this.#place(state);
    const report = composeReport({
      account: state,
      accounts: this.states,
      url,
      encoding: wishes.encoding ?? this.options.encoding,
      samples,
      transport: url.startsWith('https:') ? 'secure' : 'plain',
      behaviour: { ...this.#dm, ...wishes.behaviour },
    });
    for (let posted = 1; ; posted++) {
      const response = await this.#post(state, report, 'report', wishes.way);
      if (!this.#rim.repostsReport || posted >= MOST_POSTS || response.body.length > 0) break;
    }
    const after = this.#dm.afterReport();
    if (after === 'repeat') await this.#post(state, report, 'report');
    if (after === 'session') this.#run(() => this.#runSession(state, {}));
  }

  /** A message that we spoilt on the way is sent again as it should have been, once, when no answer came. */
  async #postOrRepost(state: AccountState, outgoing: Outgoing, way: Wayward | undefined): Promise<Crossing> {
    const response = await this.#post(state, outgoing, 'session', way);
    const isSpoilt = way !== undefined && isLost(way.http) && !isUsable(response, true);
    return isSpoilt ? this.#post(state, outgoing, 'session', { ...way, http: {} }) : response;
  }

  async #post(state: AccountState, wanted: Outgoing, purpose: 'session' | 'report', way?: Wayward): Promise<Crossing> {
    const outgoing = way ? inWays(wanted, way.message) : wanted;
    const encoded = encodeOutgoing(outgoing);
    const place = this.#place(state);
    const url = targetOf(outgoing.to, place.url);
    return this.#http.exchange({
      url,
      method: purpose === 'report' ? this.#rim.reportMethod : 'POST',
      ...(place.connect === undefined ? {} : { connect: place.connect }),
      headers: this.#rim.headers(
        [
          ['Content-Type', encoded.contentType],
          ['Accept', ACCEPT],
          ['Accept-Charset', 'UTF-8'],
          ['User-Agent', 'dmct-device/1'],
          ['Cache-Control', 'no-store'],
          ...encoded.headers,
        ],
        purpose,
      ),
      body: encoded.body,
      ...(way ? { way: way.http } : {}),
    });
  }

  #effects(out: Out): void {
    for (const effect of out.effects) this.#facts.effect(effect);
    this.#facts.tell();
  }

  #place(state: AccountState): Place {
    return this.#places.get(state.name) ?? { url: '' };
  }

  #run(task: () => Promise<unknown>): void {
    void this.#track(task());
  }

  #track<T>(task: Promise<T>): Promise<T> {
    this.#running.add(task);
    task.then(
      () => void this.#running.delete(task),
      (cause: Error) => {
        this.#running.delete(task);
        this.#fault ??= cause;
      },
    );
    return task;
  }

  #log(line: string): void {
    this.options.log?.(line);
  }
}

/** `anyhow`: whatever holds octets that may be a message. */
function isUsable({ head, body, trouble }: Crossing, anyhow: boolean): boolean {
  if (head === undefined || body.length === 0) return false;
  return anyhow || (trouble === undefined && head.status === 200);
}

/** RespURI when it is an HTTP address, else the address of the account. */
function targetOf(respUri: string | undefined, url: string): string {
  if (respUri === undefined || !URL.canParse(respUri, url)) return url;
  const target = new URL(respUri, url);
  return target.protocol === 'http:' || target.protocol === 'https:' ? target.href : url;
}
