/**
 * The test bench of one row: the lower tester that fits the IUT's side, the upper tester, and how both are told what the scenario wants.
 * Acts are methods; which act a step means is decided in acts.ts.
 */
import { createHash, createPublicKey } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { startLowerClient } from '../../simulators/client/lower-client.js';
import type { LowerClient, LowerServer, ServerPolicy, WaywardAnswer } from '../../simulators/lower-tester.js';
import type { PushAddresses, WireBearer } from '../../simulators/push/addresses.js';
import { startLowerServer } from '../../simulators/server/lower-server.js';
import { type Random, seededRandom } from '../base/random.js';
import { MAC_STRATEGY_IDS, type MacStrategyId } from '../dm/mac.js';
import { octetsOfBase64 } from '../dm/nonce.js';
import type { TreeNodeView } from '../dm/tree/snapshot.js';
import type { Account } from '../iut/account.js';
import type { Iut } from '../iut/iut.js';
import { pixitMs } from '../iut/pixit.js';
import type { Encoding, Outcome, Primitive, UpperTester } from '../iut/primitives.js';
import { redact, redactDeep, secretsOf } from '../iut/secrets.js';
import type { Fields } from '../judge/scenario.js';
import { LIMITS } from '../limits.js';
import { accountsNow, rememberNonces } from './nonce-memory.js';
import { PushRoute } from './push-route.js';
import type { Recorder } from './recorder.js';
import { icsOf } from './surroundings.js';
import { toldAccounts } from './told-accounts.js';
import { WayLedger } from './way-ledger.js';
import { readAnswers } from './ways.js';

export interface BenchOptions {
  readonly iut: Iut;
  readonly upper: UpperTester;
  readonly recorder: Recorder;
  readonly given: Fields;
  /** Text that seeds everything random in this row. */
  readonly seed: string;
  readonly faults: readonly string[];
}

export class Bench {
  readonly random: Random;
  server: LowerServer | undefined;
  client: LowerClient | undefined;
  readonly push: PushRoute;
  readonly ways = new WayLedger();
  readonly #answers: readonly WaywardAnswer[];
  /** The IUT says that it has started a session, and nothing was asked of it since. */
  promisesSession = false;
  #canQuiesce: boolean | undefined;
  /** Accounts with the nonces that the IUT starts this row with. */
  readonly #accounts: Readonly<Record<string, Account>>;
  /** Address of the server under test. */
  #serverUrl = '';
  /** The IUT was put back to its first state, or told its accounts anew. */
  #isFresh = false;

  private constructor(readonly options: BenchOptions) {
    this.random = seededRandom(options.seed);
    const { bearers = [] } = options.given;
    this.push = new PushRoute(options.iut, options.recorder, (Array.isArray(bearers) ? bearers : [bearers]) as WireBearer[]);
    const { server } = options.given as { server?: Fields };
    this.#answers = readAnswers(server?.answers).map((way, i) => this.ways.watched(way, `given.server.answers.${i}`));
    this.#accounts = accountsNow(options.upper, options.iut.accounts);
  }

  get encoding(): Encoding {
    return this.options.given.encoding === 'wbxml' ? 'wbxml' : 'xml';
  }

  /** Starts the lower tester, resets and configures the IUT. What went wrong with the IUT is returned, not thrown. */
  static async open(options: BenchOptions): Promise<{ bench: Bench; trouble?: string }> {
    const bench = new Bench(options);
    try {
      const trouble = options.iut.role === 'client' ? await bench.#openForClient() : await bench.#openForServer();
      return { bench, ...(trouble === undefined ? {} : { trouble }) };
    } catch (cause) {
      await bench.close().catch(() => undefined);
      throw cause;
    }
  }

  async #openForClient(): Promise<string | undefined> {
    const { iut, recorder } = this.options;
    const { listen, path, url, tls } = iut.lowerTester;
    const server = await startLowerServer({
      listen,
      path,
      accounts: this.#accounts,
      tap: recorder.tap,
      fact: recorder.fact,
      random: this.random.fork('server'),
      ...this.macReading,
      ...(url === undefined ? {} : { publicUrl: url }),
      ...(tls === undefined ? {} : { tls }),
    });
    this.server = server;
    server.policy(this.policy());
    const trouble = await this.#reset();
    if (trouble !== undefined) return trouble;
    const listens = await this.push.forClient();
    const accounts = Object.fromEntries(
      Object.entries(toldAccounts(this.#accounts, this.options.given)).map(([name, account]) => [
        name,
        { ...withPublicKeys(account), url: server.url, connect: server.connect },
      ]),
    );
    const outcome = await this.call('configure', { accounts, encoding: this.encoding, push: listens });
    if (outcome.kind === 'done') {
      return this.push.settled(outcome.result.push as PushAddresses | undefined);
    }
    return troubleOf('configure', outcome) ?? (await this.push.settled(undefined));
  }

  async #openForServer(): Promise<string | undefined> {
    const { iut, recorder, given } = this.options;
    const trouble = await this.#reset();
    if (trouble !== undefined) return trouble;
    const { tls } = iut.lowerTester;
    const options = {
      accounts: this.#accounts,
      tap: recorder.tap,
      fact: recorder.fact,
      random: this.random.fork('client'),
      ...this.macReading,
      timeoutMs: pixitMs(iut.pixit, 'response.within', iut.file),
      listen: await this.push.forServer(),
      ...(tls && (given['push-tls'] === 'yes' || iut.push.to?.startsWith('https:')) ? { pushTls: tls } : {}),
    };
    // The device must listen before the server is told where pushes go, and learns the server's address only from the answer.
    const url = iut.lowerTester.url ?? '';
    this.#serverUrl = url;
    const client = await startLowerClient({
      ...options,
      url,
      ...(iut.lowerTester.connect === undefined ? {} : { connect: iut.lowerTester.connect }),
      ...(tls === undefined ? {} : { tls }),
    });
    this.client = client;
    const accounts = Object.fromEntries(
      Object.entries(this.#accounts).map(([name, account]) => [name, { ...withPublicKeys(account), url, push: client.push }]),
    );
    const outcome = await this.call('configure', { accounts, encoding: this.encoding, listen: iut.lowerTester.listen });
    if (outcome.kind === 'done') {
      const { url: told, connect } = outcome.result as { url?: string; connect?: string };
      this.#serverUrl = told ?? url;
      client.dial(this.#serverUrl, connect ?? iut.lowerTester.connect);
      return undefined;
    }
    return troubleOf('configure', outcome);
  }

  /** Sessionless Reporting 5.2.1: where HTTP protects nothing a report has an HMAC-SHA256. One who knows none is not troubled with it. */
  get isMacDue(): boolean {
    return !this.#serverUrl.startsWith('https:') && icsOf(this.options.iut).applies('AUTH-MAC-SHA256').value !== 'no';
  }

  /** The pinned reading of U3, for lower testers. */
  get macReading(): { readonly macReading?: MacStrategyId } {
    const { U3 } = this.options.iut.pixit.assume;
    const macReading = MAC_STRATEGY_IDS.find((id) => id === U3);
    return macReading === undefined ? {} : { macReading };
  }

  /** How the scenario wants the simulated server. */
  policy(): ServerPolicy {
    const { server } = this.options.given as { server?: Fields };
    const policy = (server ?? {}) as Record<string, unknown>;
    const yes = (name: string): boolean | undefined => (policy[name] === undefined ? undefined : policy[name] === 'yes');
    const set = { ...(policy as object) } as Record<string, unknown>;
    for (const name of ['nextNonce', 'respUri', 'resynchronise']) if (yes(name) !== undefined) set[name] = yes(name);
    for (const name of ['maxMsgSize', 'abortIn']) if (policy[name] !== undefined) set[name] = Number(policy[name]);
    if (server?.answers !== undefined) set.answers = this.#answers;
    return set as ServerPolicy;
  }

  async #reset(): Promise<string | undefined> {
    const { seed, faults } = this.options;
    const outcome = await this.call('reset', {
      seed: createHash('sha256').update(seed).digest('hex').slice(0, 16),
      ...(faults.length ? { faults } : {}),
    });
    return troubleOf('reset', outcome);
  }

  /** Calls the upper tester and records what it answered, secrets taken out. */
  async call(primitive: Primitive, args: Record<string, unknown>): Promise<Outcome> {
    const outcome = await this.options.upper.call(primitive, args);
    const secrets = secretsOf(this.options.iut);
    if (outcome.kind === 'done' && (primitive === 'reset' || primitive === 'configure')) this.#isFresh = true;
    this.options.recorder.call({
      primitive,
      outcome: outcome.kind === 'trouble' ? outcome.code : outcome.kind,
      ...(outcome.kind === 'done' && primitive !== 'quiesce' ? { result: redactDeep(outcome.result, secrets) } : {}),
      ...(primitive === 'read-tree' && typeof args.uri === 'string' ? { uri: redact(args.uri, secrets) } : {}),
      ...('message' in outcome ? { why: outcome.message } : {}),
      ...('by' in outcome && outcome.by ? redactDeep({ ...outcome.by }, secrets) : {}),
    });
    return outcome;
  }

  /** Records what a session of ours read in place of `read-tree`. */
  recordReading(uri: string, nodes: readonly TreeNodeView[], unread: readonly string[]): void {
    const secrets = secretsOf(this.options.iut);
    this.options.recorder.call({
      primitive: 'read-tree',
      outcome: 'done',
      by: 'session',
      uri: redact(uri, secrets),
      result: redactDeep({ nodes }, secrets),
      ...(unread.length ? { unread: redactDeep(unread, secrets) } : {}),
    });
  }

  /** Records that the IUT ended by itself, so that silence is not mistaken for patience and the next row is not blamed. */
  async noteDeath(): Promise<void> {
    const outcome = await this.options.upper.death?.();
    if (outcome?.kind === 'trouble') this.options.recorder.call({ primitive: 'none', outcome: outcome.code, why: outcome.message });
  }

  /**
   * Waits until the IUT says that nothing is pending, and until all it has sent is recorded. False when it cannot tell, or when a connection
   * of it does not come to rest within the caller's window: that has to be waited out then.
   */
  async quiesce(windowMs: number): Promise<boolean> {
    if (this.#canQuiesce === false || this.push.isRelayed) return false;
    const outcome = await this.call('quiesce', {});
    this.#canQuiesce = outcome.kind === 'done';
    if (!this.#canQuiesce) return false;
    const timer = new AbortController();
    const isIdle = await Promise.race([
      Promise.all([this.server?.idle(), this.client?.drained()]).then(() => true),
      setTimeout(Math.min(windowMs, LIMITS.httpMessageMs), false, { signal: timer.signal, ref: false }).catch(() => false),
    ]).finally(() => timer.abort());
    await setImmediate();
    return isIdle;
  }

  /** The nonce that the server's digest is to be computed over now; undefined before anything was exchanged. */
  serverNonce(account: string): Uint8Array | undefined {
    const value = this.options.recorder.lastFact(account === 'default' ? 'nonce.server.current' : `nonce.server.current@${account}`);
    return value === undefined ? undefined : octetsOfBase64(value);
  }

  /** A server nonce that was right once and no longer is; before there was any, one that never was. */
  staleServerNonce(account: string): Uint8Array {
    const suffix = account === 'default' ? '' : `@${account}`;
    const now = new Set(['current', 'used'].map((which) => this.options.recorder.lastFact(`nonce.server.${which}${suffix}`)));
    const old = this.options.recorder.facts(`nonce.server.current${suffix}`).find((value) => !now.has(value));
    return old === undefined ? this.random.fork('stale').octets(16) : octetsOfBase64(old);
  }

  /** SessionID text of the last notification that the simulated device got. */
  notifiedSession(): string | undefined {
    return this.options.recorder.lastFact('notification.session');
  }

  async close(): Promise<void> {
    await this.noteDeath();
    rememberNonces(this.options.upper, this.#accounts, this.options.recorder, this.#isFresh);
    await this.push.close();
    await this.server?.close();
    await this.client?.close();
  }
}

/** What an IUT is told of an account: of our private key its public half. */
export function withPublicKeys(account: Account): Account {
  const told = (['signing-key', 'device-key'] as const).flatMap((name) => {
    const pem = account[name];
    return pem === undefined ? [] : [[name, createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString()]];
  });
  return { ...account, ...(Object.fromEntries(told) as Pick<Account, 'signing-key' | 'device-key'>) };
}

/** The sentence for a set-up call that failed; an adapter without `reset` or `configure` is no failure. */
function troubleOf(primitive: string, outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case 'done':
    case 'unsupported':
      return undefined;
    case 'refused':
      return `${primitive} was refused: ${outcome.message}`;
    case 'trouble':
      return `${outcome.code} in ${primitive}: ${outcome.message}`;
  }
}
