/**
 * The judge over records that no run would leave: octets of real rows flipped, cut, repeated and swapped, steps lost and frames reordered.
 * It never throws, blames nothing on itself, and comes to its end.
 */
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { openUpperTester } from '../src/iut/adapters/open.js';
import type { Iut } from '../src/iut/iut.js';
import { loadIut } from '../src/iut/iut-file.js';
import type { Row, Scenario } from '../src/judge/scenario.js';
import type { FrameLine, RowRecord } from '../src/record/record.js';
import { drive, rejudge, rowsOf, type Side } from './support/drive.js';

interface Recorded {
  readonly iut: Iut;
  readonly chosen: { readonly scenario: Scenario; readonly row: Row };
  readonly record: RowRecord;
}

const recorded: Recorded[] = [];

/** One row of every scenario of both sides, from the reference IUTs. */
beforeAll(async () => {
  for (const side of ['client', 'server'] as const satisfies Side[]) {
    const iut = loadIut(`reference-${side}`);
    const upper = openUpperTester(iut);
    const firsts = new Map(rowsOf(side).map((chosen) => [chosen.scenario.id, chosen]));
    for (const chosen of firsts.values()) {
      const { record, judged } = await drive(iut, upper, chosen);
      if (judged.verdict === 'pass') recorded.push({ iut, chosen, record });
    }
    await upper.close();
  }
}, 120_000);

type Spoil = (octets: Uint8Array, at: number, value: number) => Uint8Array;

const SPOILS: Readonly<Record<string, Spoil>> = {
  flip: (o, at, value) => o.map((octet, i) => (i === at ? octet ^ (value || 1) : octet)),
  cut: (o, at) => o.slice(0, at),
  behead: (o, at) => o.slice(at),
  repeat: (o, at, value) =>
    new Uint8Array(Buffer.concat([o.subarray(0, at), ...Array.from({ length: value % 5 }, () => o.subarray(at)), o.subarray(at)])),
  insert: (o, at, value) => new Uint8Array(Buffer.concat([o.subarray(0, at), Buffer.alloc(1 + (value % 7), value), o.subarray(at)])),
  swap: (o, at) => new Uint8Array(Buffer.concat([o.subarray(at), o.subarray(0, at)])),
  zero: (o) => new Uint8Array(o.length),
};

const HEADS: readonly ((frame: FrameLine) => FrameLine)[] = [
  (frame) => frame,
  ({ head: _head, ...frame }) => frame,
  (frame) => (frame.head ? { ...frame, head: { ...frame.head, headers: [] } } : frame),
  (frame) => ({ ...frame, trouble: 'short-body' }),
  (frame) => ({ ...frame, body: '' }),
  (frame) => ({ ...frame, transport: frame.transport === 'udp' ? 'file' : 'udp', unit: 'datagram' }),
  (frame) =>
    frame.head
      ? { ...frame, head: { ...frame.head, headers: frame.head.headers.map(([n, v]) => [n, v.split('').reverse().join('')] as const) } }
      : frame,
];

/** Evenly spread: a double of fast-check is nearly always nearly 0. */
const part = fc.nat(9_999).map((n) => n / 10_000);

const change = fc.record({
  row: part,
  edits: fc.array(
    fc.record({ frame: part, spoil: fc.constantFrom(...Object.keys(SPOILS)), at: part, value: fc.nat(255), head: fc.nat(HEADS.length - 1) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  lost: fc.array(part, { maxLength: 2 }),
  swapped: fc.option(part, { nil: undefined }),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const pick = <T>(list: readonly T[], where: number): T => list[Math.floor(where * list.length)] as T;

function spoiltRecord(record: RowRecord, { edits, lost, swapped }: Change): RowRecord {
  const events = [...record.events];
  for (const edit of edits) {
    const frames = events.filter((e): e is FrameLine => e.e === 'frame');
    if (frames.length === 0) break;
    const frame = pick(frames, edit.frame);
    const octets = new Uint8Array(Buffer.from(frame.body, 'base64'));
    const body = (SPOILS[edit.spoil] as Spoil)(octets, Math.floor(edit.at * octets.length), edit.value);
    events[events.indexOf(frame)] = (HEADS[edit.head] as (f: FrameLine) => FrameLine)({ ...frame, body: Buffer.from(body).toString('base64') });
  }
  for (const where of lost) events.splice(Math.floor(where * events.length), 1);
  if (swapped !== undefined && events.length > 1) {
    const at = Math.floor(swapped * (events.length - 1));
    events.splice(at, 2, events[at + 1] as FrameLine, events[at] as FrameLine);
  }
  return { ...record, events };
}

it('has real rows to start from', () => {
  expect(new Set(recorded.map((r) => r.chosen.scenario.side))).toEqual(new Set(['client', 'server']));
  expect(recorded.length).toBeGreaterThan(12);
});

it('never throws, never blames itself, always ends', () => {
  const verdicts = new Set<string>();
  fc.assert(
    fc.property(change, (entry) => {
      const { iut, chosen, record } = pick(recorded, entry.row);
      const started = performance.now();
      const judged = rejudge(iut, chosen, spoiltRecord(record, entry));
      expect(performance.now() - started).toBeLessThan(30_000);
      for (const { verdict, message, id } of judged.assertions) {
        expect(verdict, `${id}: ${message}`).not.toBe('error');
        verdicts.add(verdict);
      }
    }),
    { numRuns: 1000 },
  );
  expect([...verdicts]).toEqual(expect.arrayContaining(['pass', 'fail', 'not-tested']));
}, 120_000);

it('takes a record that ends anywhere', () => {
  for (const { iut, chosen, record } of recorded) {
    for (let length = 0; length <= record.events.length; length += 1 + (record.events.length >> 4)) {
      const { row } = record;
      const judged = rejudge(iut, chosen, { row, events: record.events.slice(0, length) });
      expect(judged.assertions.map((a) => a.verdict)).not.toContain('error');
    }
  }
});
