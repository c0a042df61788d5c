/** Crashes, hangs and the like of the IUT, each kind and primitive once: they explain what stayed open, and are not to be looked for there. */
import { rowId } from '../judge/scenario.js';
import { DROPPED } from '../judge/timeline.js';
import type { CallLine, RecordLine, RowRecord } from '../record/record.js';
import type { JudgedRun } from './build.js';
import type { Finding } from './findings.js';

/** Asked of an IUT that may be gone already; what it did last is to be told. */
const BY_THE_WAY = ['quiesce', 'none'];

interface Event {
  readonly code: string;
  readonly name: string;
  readonly message: string;
}

/** `before`: of framesBefore. */
export function iutFindings(
  rows: readonly Pick<JudgedRun, 'scenario' | 'row' | 'record'>[],
  before: ReadonlyMap<RowRecord | undefined, number>,
): Finding[] {
  const found = new Map<string, { readonly first: Finding; readonly words: Map<string, string[]> }>();
  for (const { scenario, row, record } of rows) {
    for (const { code, name, message } of eventsOf(record?.events ?? [], before.get(record) ?? 0)) {
      const key = `${code} ${name}`;
      const where = rowId(scenario.id, row.name);
      const known = found.get(key) ?? { first: { kind: 'iut', code, name, message, row: where }, words: new Map() };
      found.set(key, known);
      known.words.set(where, [...(known.words.get(where) ?? []), message]);
    }
  }
  return [...found.values()].map(({ first, words }) => ({
    ...first,
    count: [...words.values()].flat().length,
    rows: [...words].map(([row, messages]) => ({ row, message: [...new Set(messages)].join('; '), count: messages.length })),
  }));
}

function* eventsOf(events: readonly RecordLine[], before: number): Generator<Event> {
  let last = 'nothing';
  for (const event of events) {
    if (event.e === 'call') {
      if (!BY_THE_WAY.includes(event.primitive)) last = event.primitive;
      if (isTrouble(event)) yield { code: event.outcome, name: last, message: event.why ?? event.outcome };
    } else if (event.e === 'step') {
      const [, code, message] = /^(iut-no-session): (.*)$/s.exec(event.why ?? '') ?? [];
      if (code !== undefined && message !== undefined) yield { code, name: last, message };
    } else if (event.e === 'frame' && event.trouble === 'surplus' && event.direction === 'from-iut') {
      const { length } = Buffer.from(event.body, 'base64');
      yield { code: 'iut-surplus', name: last, message: `frame ${before + event.n}: ${length} octets came after the end of its answer` };
    } else if (event.e === 'fact' && event.name === DROPPED) yield { code: 'iut-flood', name: last, message: event.value };
  }
}

const isTrouble = ({ outcome }: CallLine): boolean => outcome.startsWith('iut-');
