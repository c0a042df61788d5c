/** A tap for tests: keeps every crossing and lets a test wait for one, with a deadline. */
import type { Crossing, Tap } from '../../src/wire/frame.js';

export interface Tape {
  readonly tap: Tap;
  readonly crossings: readonly Crossing[];
  /** The first crossing, past or to come, that satisfies `wanted`; rejects when none came by the deadline. */
  until(wanted: (crossing: Crossing) => boolean, withinMs?: number): Promise<Crossing>;
}

export function tape(): Tape {
  const crossings: Crossing[] = [];
  const waiters = new Set<(crossing: Crossing) => void>();
  return {
    crossings,
    tap: (crossing) => {
      crossings.push(crossing);
      for (const waiter of [...waiters]) waiter(crossing);
      return crossing;
    },
    until: (wanted, withinMs = 20_000) =>
      new Promise((resolve, reject) => {
        const past = crossings.find(wanted);
        if (past) return resolve(past);
        const timer = setTimeout(() => {
          waiters.delete(waiter);
          reject(
            new Error(`no such crossing in ${withinMs} ms; seen: ${crossings.map((c) => `${c.unit} ${c.trouble ?? 'ok'}`).join(', ') || 'nothing'}`),
          );
        }, withinMs);
        const waiter = (crossing: Crossing): void => {
          if (!wanted(crossing)) return;
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve(crossing);
        };
        waiters.add(waiter);
      }),
  };
}
