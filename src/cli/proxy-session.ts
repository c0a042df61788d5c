/** The proxy between a client and a server with what dmct can do about both: tell them where the proxy is, make them act, wait until all is quiet. */
import { setTimeout } from 'node:timers/promises';
import { type DmProxy, RELAYED, startProxy } from '../../simulators/proxy/proxy.js';
import { ADDRESS_OF, type PushAddresses } from '../../simulators/push/addresses.js';
import { freeLoopback } from '../../simulators/push/udp.js';
import { InputError } from '../base/errors.js';
import { openUpperTester } from '../iut/adapters/open.js';
import { isEverywhere } from '../iut/address-faults.js';
import type { Iut, Role } from '../iut/iut.js';
import { exposures } from '../iut/listeners.js';
import { pixitMs } from '../iut/pixit.js';
import type { Encoding, Outcome, Primitive, UpperTester } from '../iut/primitives.js';
import { redact, redactDeep, secretsOf } from '../iut/secrets.js';
import { withPublicKeys } from '../scenario/bench.js';
import type { Recorder } from '../scenario/recorder.js';
import { likelyBypass } from './proxy-bypass.js';
import type { ProxyStep } from './proxy-steps.js';

export interface SessionOptions {
  readonly client: Iut;
  readonly server: Iut;
  readonly recorder: Recorder;
  readonly encoding: Encoding;
  readonly seed: string;
  readonly say: (line: string) => void;
  /** Of what its user should know before anything crosses. */
  readonly warn: (line: string) => void;
}

/** Rounds of asking both sides whether they are done; each follows frames that came since the last. */
const MOST_ROUNDS = 20;

export class ProxySession {
  readonly #testers: Partial<Record<Role, UpperTester>> = {};
  readonly #canQuiesce: Partial<Record<Role, boolean>> = {};
  readonly #secrets: readonly string[];
  #proxy: DmProxy | undefined;

  private constructor(private readonly options: SessionOptions) {
    this.#secrets = [...secretsOf(options.client), ...secretsOf(options.server)];
  }

  /** Starts the proxy and tells both sides, as far as they have adapters. Throws InputError `proxy-push`, `proxy-server`, `proxy-setup`, `cannot-listen`. */
  static async open(options: SessionOptions): Promise<ProxySession> {
    const session = new ProxySession(options);
    try {
      await session.#open();
      return session;
    } catch (cause) {
      await session.close().catch(() => undefined);
      throw cause;
    }
  }

  async #open(): Promise<void> {
    const { client, server, recorder, say, warn } = this.options;
    const push = await this.#pushes();
    const serverTls = server.lowerTester.tls;
    const { listen } = client.lowerTester;
    const opened = [
      ...exposures(client, [{ what: 'dmct', address: listen }]),
      ...(push ? exposures(server, [{ what: "dmct's device", address: push.listen }]) : []),
    ];
    for (const line of opened) warn(line);
    const proxy = await startProxy({
      record: recorder.tap,
      listen,
      path: pathOf(client),
      timeoutMs: pixitMs(server.pixit, 'response.within', server.file),
      lost: (why) => recorder.fact('proxy.push.lost', why),
      ...(client.lowerTester.tls ? { tls: client.lowerTester.tls } : {}),
      ...(serverTls ? { serverTls } : {}),
      ...(push ? { push } : {}),
    });
    this.#proxy = proxy;
    for (const iut of [server, client]) if (iut.upperTester.kind !== 'manual') this.#testers[iut.role] = openUpperTester(iut);
    const target = await this.#setUpServer(proxy);
    proxy.server(target);
    await this.#setUpClient(proxy, target.url);
    const here = isEverywhere(proxy.address)
      ? `${client.lowerTester.url} (here: ${proxy.address})`
      : `${client.lowerTester.tls ? 'https' : 'http'}://${proxy.address}`;
    say(`client ${client.name} -> ${here} -> ${target.connect ?? target.url} server ${server.name}`);
    const past = this.#testers.client && likelyBypass(client);
    if (past !== undefined) say(`note: ${past}`);
    if (push)
      say(`pushes over ${push.bearer} to ${proxy.pushAddress} go on to ${this.#device ?? 'nowhere: the client has not said where it takes them'}`);
    else if (this.#bearer && client.push.bearer === 'none')
      say(`note: pushes are not relayed: the server sends them over ${server.push.bearer}, and ${client.file} has no push.bearer to take them over`);
    else say(`pushes are not relayed (push.bearer of the server is ${server.push.bearer})`);
  }
  #device: string | undefined;

  /** Where the client finds the proxy. */
  get address(): string {
    return this.#proxy?.address ?? '';
  }

  /** What the server sends pushes over, where the proxy can relay it. */
  get #bearer() {
    return RELAYED.find((name) => name === this.options.server.push.bearer);
  }

  /** How pushes come from the server; undefined when there are none, when another way carries them, or when the client takes none. */
  async #pushes() {
    const { client, server } = this.options;
    const bearer = this.#bearer;
    if (!bearer || client.push.bearer === 'none') return undefined;
    if (client.push.bearer !== bearer) {
      throw new InputError('proxy-push', {
        found: `${server.file} sends pushes over ${bearer}, ${client.file} takes them over ${client.push.bearer}`,
        where: client.where(['push', 'bearer']),
        cure: 'a proxy changes nothing: give both the same push.bearer, or bearer: none to the server if pushes go another way',
      });
    }
    const given = server.push.to?.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    const listen = given ?? (bearer === 'wsp-udp' ? `${await freeLoopback()}:2948` : '127.0.0.1:0');
    const { tls } = server.lowerTester;
    return { bearer, listen, ...(tls && server.push.to?.startsWith('https:') ? { tls } : {}) } as const;
  }

  async #setUpServer(proxy: DmProxy): Promise<{ url: string; connect?: string }> {
    const { server, encoding } = this.options;
    const { url, connect, listen } = server.lowerTester;
    const bearer = this.#bearer;
    const push: PushAddresses = bearer && proxy.pushAddress !== undefined ? { [ADDRESS_OF[bearer]]: proxy.pushAddress } : {};
    const accounts = accountsOf(server, { url: url ?? '', push });
    const told = (await this.#configure('server', { accounts, encoding, listen })) as { url?: string; connect?: string };
    const where = told.url ?? url;
    if (where === undefined || !URL.canParse(where)) {
      throw new InputError('proxy-server', {
        found: `${server.file} does not say where the server is${where === undefined ? '' : ` ("${where}" is no URL)`}`,
        where: server.where(['lower-tester']),
        cure: 'write lower-tester.url, or let its upper tester answer configure with "url"',
      });
    }
    const dialled = told.connect ?? connect;
    return { url: where, ...(dialled === undefined ? {} : { connect: dialled }) };
  }

  async #setUpClient(proxy: DmProxy, serverUrl: string): Promise<void> {
    const { client, encoding } = this.options;
    const { bearer, to } = client.push;
    const relayed = RELAYED.find((name) => name === bearer);
    // The address in the messages is that of the server, so that what it answers with leads back to where the client dials.
    const url = client.lowerTester.url ?? serverUrl.replace(/^https?:/, client.lowerTester.tls ? 'https:' : 'http:');
    const listens: PushAddresses =
      relayed && to === undefined ? { [ADDRESS_OF[relayed]]: relayed === 'wsp-udp' ? `${await freeLoopback()}:2948` : '127.0.0.1:0' } : {};
    const accounts = accountsOf(client, { url, connect: proxy.address });
    const told = (await this.#configure('client', { accounts, encoding, push: listens })) as { push?: PushAddresses };
    this.#device = to ?? (relayed && { ...listens, ...told.push }[ADDRESS_OF[relayed]]);
    if (this.#device !== undefined) proxy.device(this.#device);
  }

  /** Puts a side into its first state and tells it everything; one that cannot be told has been set up by its owner. */
  async #configure(side: Role, args: Record<string, unknown>): Promise<Record<string, unknown>> {
    const tester = this.#testers[side];
    if (!tester) return {};
    for (const [primitive, given] of [
      ['reset', { seed: this.options.seed }],
      ['configure', args],
    ] as const) {
      const outcome = await this.#call(side, primitive, given);
      if (outcome.kind === 'done' && primitive === 'configure') return outcome.result;
      if (outcome.kind === 'refused' || outcome.kind === 'trouble') {
        throw new InputError('proxy-setup', {
          found: `the ${side} could not be set up: ${primitive}: ${outcome.message}`,
          where: this.options[side].where(['upper-tester']),
        });
      }
    }
    return {};
  }

  /** Does one step and waits until both sides are quiet. Gives why it was not done. */
  async step({ side, primitive, args }: ProxyStep): Promise<string | undefined> {
    this.#testers[side] ??= openUpperTester(this.options[side]);
    const outcome = await this.#call(side, primitive, args);
    if (outcome.kind === 'unsupported') return `the adapter of the ${side} has no ${primitive}`;
    if (outcome.kind !== 'done') return outcome.message;
    await this.settle();
    return undefined;
  }

  /** Waits until nothing is under way: both say so and no frame has come meanwhile, or none came for as long as `quiet.for` says. */
  async settle(): Promise<void> {
    const { recorder, client } = this.options;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const before = recorder.length;
      const areDone = [await this.#quiesce('server'), await this.#quiesce('client')];
      await this.#proxy?.idle();
      if (areDone.includes(false)) await quiet(recorder, pixitMs(client.pixit, 'quiet.for', client.file));
      else if (recorder.length === before) return;
      if (areDone.includes(false)) return;
    }
  }

  async #quiesce(side: Role): Promise<boolean> {
    const tester = this.#testers[side];
    if (!tester || tester.kind === 'manual' || this.#canQuiesce[side] === false) return false;
    const { kind } = await tester.call('quiesce', {});
    this.#canQuiesce[side] = kind === 'done';
    return kind === 'done';
  }

  async #call(side: Role, primitive: Primitive, args: Record<string, unknown>): Promise<Outcome> {
    const tester = this.#testers[side] as UpperTester;
    const outcome = await tester.call(primitive, args);
    this.options.recorder.call({
      primitive,
      outcome: outcome.kind === 'trouble' ? outcome.code : outcome.kind,
      ...(outcome.kind === 'done' ? { result: redactDeep(outcome.result, this.#secrets) } : {}),
      ...('message' in outcome ? { why: `${side}: ${redact(outcome.message, this.#secrets)}` } : {}),
    });
    return outcome;
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#testers).map((tester) => tester.close()));
    await this.#proxy?.close();
  }
}

/** The path that the client asks for and that stands for the server's. */
function pathOf({ lowerTester: { url, path } }: Iut): string {
  return url === undefined ? path : new URL(url).pathname;
}

function accountsOf<T extends object>(iut: Iut, more: T): Record<string, unknown> {
  return Object.fromEntries(Object.entries(iut.accounts).map(([name, account]) => [name, { ...withPublicKeys(account), ...more }]));
}

/** Resolves when no frame has come for so long. */
async function quiet(recorder: Recorder, ms: number): Promise<void> {
  for (;;) {
    const stop = new AbortController();
    const off = recorder.onFrame(() => stop.abort());
    const isQuiet = await setTimeout(ms, true, { signal: stop.signal }).catch(() => false);
    off();
    if (isQuiet) return;
  }
}
