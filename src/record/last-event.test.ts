import { expect, it } from 'vitest';
import { lastEventAt } from './last-event.js';
import type { RowRecord } from './record.js';

const run = { started: '2026-01-02T03:04:05.000Z' };
const row = (began: string | undefined, lastAt: number, endAt?: number): RowRecord => ({
  row: { e: 'row', scenario: 's', sha256: '', ...(began === undefined ? {} : { began }) },
  events: [{ e: 'fact', at: lastAt, name: 'n', value: 'v' }],
  ...(endAt === undefined ? {} : { end: { e: 'row-end', at: endAt } }),
});

it('is the end of the row that ended last, of a row that was cut off its last event', () => {
  const [long, short] = [row('2026-01-02T03:04:06.000Z', 10, 60_000), row('2026-01-02T03:04:59.000Z', 10, 20)];
  expect(lastEventAt(run, [long, short])).toBe('2026-01-02T03:05:06.000Z');
  expect(lastEventAt(run, [short, row('2026-01-02T03:05:00.000Z', 1500)])).toBe('2026-01-02T03:05:01.500Z');
  const empty: RowRecord = { ...short, events: [] };
  expect(lastEventAt(run, [{ row: empty.row, events: [] }])).toBe('2026-01-02T03:04:59.000Z');
});

it('is the start where nothing tells, or what is told cannot be', () => {
  for (const rows of [[], [row(undefined, 5, 90_000)], [row('yesterday', 1, 2)], [row(run.started, 1, 1e300)], [row(run.started, -5, -5)]]) {
    expect(lastEventAt(run, rows)).toBe(run.started);
  }
  expect(lastEventAt({ started: '' }, [row(run.started, 1, 2)])).toBe('');
});
