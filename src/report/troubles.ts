/** Crashes, hangs and the like of the IUT, row by row: what a baseline excuses, what `dmct diff` compares, what SARIF tells one by one. */
import { type Finding, isAboutIut } from './findings.js';

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
