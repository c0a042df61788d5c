/**
 * The one source of randomness and of time (design, section 3.10): one seed gives nonces, session ids and marker texts.
 */
import { createHash } from 'node:crypto';

export interface Random {
  /** `n` pseudo-random octets. */
  octets(n: number): Uint8Array;
  /** An integer in [from, to], both included. */
  integer(from: number, to: number): number;
  /** A generator of its own, independent of how much the parent has drawn. */
  fork(label: string): Random;
}

/** Deterministic generator: SHA-256 in counter mode over the seed. Not for secrets that protect anything. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  let pool = new Uint8Array(0);
  const octets = (n: number): Uint8Array => {
    const out = new Uint8Array(n);
    for (let at = 0; at < n; ) {
      if (pool.length === 0) pool = new Uint8Array(createHash('sha256').update(`${seed}/${counter++}`).digest());
      const take = Math.min(pool.length, n - at);
      out.set(pool.subarray(0, take), at);
      pool = pool.subarray(take);
      at += take;
    }
    return out;
  };
  return {
    octets,
    integer: (from, to) => from + Math.floor((Buffer.from(octets(6)).readUIntBE(0, 6) / 2 ** 48) * (to - from + 1)),
    fork: (label) => seededRandom(`${seed}>${label}`),
  };
}

/** Monotonic milliseconds, with microsecond resolution; only differences mean anything. */
export function monotonicMs(): number {
  return Math.round(performance.now() * 1000) / 1000;
}

/** Wall-clock time as ISO 8601 UTC. Never used in a verdict. */
export function wallClock(): string {
  return new Date().toISOString();
}
