/** Crashes, hangs and the like of the IUT, row by row: what a baseline excuses, what `dmct diff` compares, what SARIF tells one by one. */
import { type Finding, isAboutIut } from './findings.js';

/** Every kind that there is, in words. A baseline may name these (baseline.schema.json). */
export const TROUBLES = {
  'iut-crash': 'The implementation crashed',
  'iut-hang': 'The implementation hung',
  'iut-spin': 'The implementation hung in a loop',
  'iut-flood': 'The implementation sent or printed more than is taken',
  'iut-garbage': 'The implementation answered the tester with what is no answer',
  'iut-unreachable': 'The implementation could not be reached',
  'iut-no-session': 'The implementation started no session',
  'iut-surplus': 'The implementation sent octets after the end of its answer',
} as const;

export interface Trouble {
  /** `iut-crash` and the like. */
  readonly code: string;
  /** The primitive that was asked for last. */
  readonly name: string;
  /** The row in which it came, as scenarioKey writes it. */
  readonly row: string;
  readonly message: string;
  /** How often in this row; of a report of an older version, which tells the first row only, in all. */
  readonly count: number;
}

/** `sr.client.report[xml]` in its parts. */
export function partsOfRow(key: string): { readonly scenario: string; readonly row?: string } {
  const [, scenario = key, row] = /^([^[]*)\[(.*)\]$/s.exec(key) ?? [];
  return row === undefined ? { scenario } : { scenario, row };
}

export const troublesIn = ({ code, name, message, row = '', count = 1, rows }: Finding): Trouble[] =>
  (rows ?? [{ row, message, count }]).map((one) => ({ code, name, ...one }));

export const troublesOf = (findings: readonly Finding[] = []): Trouble[] => findings.filter(isAboutIut).flatMap(troublesIn);

/** `iut-crash in send-report, sr.client.report[xml]`: no other of a report has it. */
export const troubleKey = ({ code, name, row }: Pick<Trouble, 'code' | 'name' | 'row'>): string => `${code} in ${name}, ${row}`;
