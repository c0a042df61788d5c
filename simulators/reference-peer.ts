/** What the primitives of both reference IUTs share: one peer at a time, made anew by `configure`, with the faults and the seed of the last `reset`. */
import { InputError, unknownName } from '../src/base/errors.js';
import { type Random, seededRandom } from '../src/base/random.js';
import type { AccountState } from '../src/dm/session.js';
import type { Fault } from './faults/fault.js';
import { type Arguments, resetFaults, textArgument, type Wreck } from './stdio-program.js';

interface Peer {
  readonly states: readonly AccountState[];
  state(name: string): AccountState | undefined;
  close(): Promise<void>;
}

export interface ReferencePeerOptions<F extends Fault> {
  readonly load: (ids: readonly string[]) => Promise<F[]>;
  /** Ids of faults that every reset keeps. */
  readonly faults: readonly string[] | undefined;
  /** What is said before the first `configure`, as in "the device has no accounts yet". */
  readonly isMissing: string;
}

export class ReferencePeer<P extends Peer, F extends Fault> {
  /** The running peer, once configured. */
  current: P | undefined;
  #seed = 'dmct';
  #faults: F[] = [];

  constructor(private readonly options: ReferencePeerOptions<F>) {}

  /** The primitive `reset`. */
  async reset(args: Arguments): Promise<object> {
    await this.close();
    this.#seed = textArgument(args, 'seed', 'dmct');
    this.#faults = await this.options.load(resetFaults(args, this.options.faults ?? []));
    return {};
  }

  /** Puts a new peer in the place of the old one, which is closed before. */
  async configure(open: (random: Random, faults: readonly F[]) => Promise<P>): Promise<P> {
    await this.close();
    const { faults, load } = this.options;
    if (this.#faults.length === 0 && faults?.length) this.#faults = await load(faults);
    this.current = await open(seededRandom(this.#seed), this.#faults);
    return this.current;
  }

  configured(): P {
    if (!this.current) throw new InputError('not-configured', { found: this.options.isMissing, cure: 'call "configure" first' });
    return this.current;
  }

  /** The account that `account` names; without one, `default`. */
  accountOf(args: Arguments): AccountState {
    const name = textArgument(args, 'account', 'default');
    const peer = this.configured();
    const known = peer.states.map((state) => state.name);
    const state = peer.state(name);
    if (!state) throw unknownName('unknown-account', 'account', name, known);
    return state;
  }

  get wreck(): Wreck {
    return this.#faults.find((f) => f.wreck)?.wreck;
  }

  async close(): Promise<void> {
    const old = this.current;
    this.current = undefined;
    await old?.close();
  }
}
