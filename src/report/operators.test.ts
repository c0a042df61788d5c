import { expect, it } from 'vitest';
import type { CallLine, RowRecord } from '../record/record.js';
import { operatorsOf } from './operators.js';

const row = (name: string, calls: readonly Partial<CallLine>[]): { record: RowRecord } => ({
  record: {
    row: { e: 'row', scenario: 'sr.client.report', row: name, sha256: '' },
    events: calls.map((call, at): CallLine => ({ e: 'call', at, primitive: 'send-report', outcome: 'done', ...call })),
  },
});

it('names who answered, each answer with its time and row, refusals too; a program is nobody', () => {
  const rows = [
    row('xml', [
      { operator: 'Jane', answered: '2026-01-01T10:00:02Z' },
      { operator: 'Ravi', answered: '2026-01-01T10:00:03Z', outcome: 'unsupported' },
    ]),
    row('wbxml', [{ operator: 'Jane', answered: '2026-01-01T10:00:01Z', outcome: 'refused' }, { result: { operator: 42 } }]),
  ];
  expect(operatorsOf(rows)).toEqual({
    operators: [
      {
        name: 'Jane',
        answers: [
          { at: '2026-01-01T10:00:01Z', row: 'sr.client.report[wbxml]', primitive: 'send-report', outcome: 'refused' },
          { at: '2026-01-01T10:00:02Z', row: 'sr.client.report[xml]', primitive: 'send-report', outcome: 'done' },
        ],
      },
      { name: 'Ravi', answers: [{ at: '2026-01-01T10:00:03Z', row: 'sr.client.report[xml]', primitive: 'send-report', outcome: 'unsupported' }] },
    ],
  });
  expect(operatorsOf([row('xml', [{}]), {}])).toEqual({});
});

it('reads records of older versions, which name the operator among the results', () => {
  const old = row('xml', [{ result: { operator: 'Jane', answered: '2026-01-01T10:00:00Z' } }]);
  expect(operatorsOf([old]).operators?.[0]).toMatchObject({ name: 'Jane', answers: [{ outcome: 'done' }] });
});
