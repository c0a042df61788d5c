/** When a run ended, as its record tells it: so a record that is judged again, years later, has not taken years. */
import { LIMITS } from '../limits.js';
import type { RowRecord, RunLine } from './record.js';

/** ISO 8601 UTC. Rows that do not say when they began, as those of older versions and of captures, tell nothing; where none does it is the start. */
export function lastEventAt({ started }: Pick<RunLine, 'started'>, rows: readonly RowRecord[]): string {
  const ends = rows.map(({ row, events, end }) => Date.parse(row.began ?? '') + (end ?? events.at(-1) ?? { at: 0 }).at);
  const known = ends.filter((ms) => Math.abs(ms) <= LIMITS.recordMs);
  const last = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return last > Date.parse(started) ? new Date(last).toISOString() : started;
}
