/** Times as files write them: a whole or decimal number and a unit, `500ms`, `20s`, `1.5m`, `2h`. */

const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** Node's timers end at 2^31 ms; a day is more than any test waits. */
const LONGEST_MS = 24 * MS.h!;

export const DURATION_WANTED = 'a time above zero and at most 24h with its unit: 500ms, 20s, 5m, 1h';

/** Milliseconds (at least 1), or undefined when `text` is no duration, zero, or more than a day. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text);
  if (!match) return undefined;
  const ms = Math.round(Number(match[1]) * (MS[match[2] as string] as number));
  return ms >= 1 && ms <= LONGEST_MS ? ms : undefined;
}
