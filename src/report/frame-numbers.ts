import type { RowRecord } from '../record/record.js';

/**
 * Frames are numbered through the whole report, row after row: how many of it stand before those of each record. The rows of a capture
 * share one record and its frames.
 */
export function framesBefore(records: readonly (RowRecord | undefined)[]): ReadonlyMap<RowRecord | undefined, number> {
  const before = new Map<RowRecord | undefined, number>();
  let count = 0;
  for (const record of records) {
    if (before.has(record)) continue;
    before.set(record, count);
    count += record?.events.filter((event) => event.e === 'frame').length ?? 0;
  }
  return before;
}
