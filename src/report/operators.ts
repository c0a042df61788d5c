/** Who answered the questions of a manual upper tester, from the calls of the record. */
import { rowId } from '../judge/scenario.js';
import type { RowRecord } from '../record/record.js';
import type { Report, ReportOperator } from './report.js';

type Answer = ReportOperator['answers'][number];

/** Operators in the order of their first answers; nothing when no call was answered by a person. */
export function operatorsOf(rows: readonly { readonly record?: RowRecord }[]): Pick<Report, 'operators'> {
  const answers = new Map<string, Answer[]>();
  for (const { record } of rows) {
    for (const event of record?.events ?? []) {
      if (event.e !== 'call') continue;
      // Records of older versions name the operator among the results only.
      const { operator = event.result?.operator, answered = event.result?.answered } = event;
      if (typeof operator !== 'string' || typeof answered !== 'string' || !record) continue;
      const row = rowId(record.row.scenario, record.row.row);
      answers.set(operator, [...(answers.get(operator) ?? []), { at: answered, row, primitive: event.primitive, outcome: event.outcome }]);
    }
  }
  if (answers.size === 0) return {};
  return { operators: [...answers].map(([name, list]) => ({ name, answers: list.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) })) };
}
