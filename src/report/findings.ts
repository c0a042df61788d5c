/**
 * What is found beside the verdicts. About the ICS: answers that cannot belong to a conformant implementation (static), and answers that the octets contradict
 * (wire); about the IUT: crashes, hangs and the like. They change no verdict of an item; a claim that is wrong makes the run non-conformant all the same (docs/verdicts.md).
 */
import { relative } from 'node:path';
import type { Where } from '../base/errors.js';
import type { Claims, Contradiction } from '../judge/claims.js';
import type { Ics } from '../scr/ics.js';
import { staticReview } from '../scr/static-review.js';
import type { Evidence } from './report.js';

export interface Finding {
  readonly kind: 'static' | 'wire' | 'iut';
  /** `mandatory-no`, `requires`, `needs`, `when`, `edition`; of the wire `contradicted`; of the IUT `iut-crash` and the like. */
  readonly code: string;
  /** The edition, item or capability whose answer it is about; of the IUT the primitive. */
  readonly name: string;
  readonly message: string;
  /** The line with the answer, as `acme.ics.yaml:12`; absent when nothing is answered there. */
  readonly where?: string;
  /** Of the wire: where it was seen first, with a frame of the report. */
  readonly evidence?: Evidence;
  /** Of the wire: in how many frames; of the IUT: how often. */
  readonly count?: number;
  /** Of the IUT: the row in which it came first. */
  readonly row?: string;
  /** Of the IUT: every row in which it came, with its words and how often; absent in reports of older versions. */
  readonly rows?: readonly { readonly row: string; readonly message: string; readonly count: number }[];
}

/** `folder`: that of the IUT file, from which places are told. */
function placeIn(folder: string, where: Where | undefined): { readonly where?: string } {
  if (where?.file === undefined) return {};
  const inside = relative(folder, where.file);
  return { where: `${inside.startsWith('..') ? where.file : inside}${where.line === undefined ? '' : `:${where.line}`}` };
}

/** What the static conformance review finds, before any traffic. */
export function staticFindings(ics: Ics, folder: string): readonly Finding[] {
  return staticReview(ics)
    .filter(({ severity }) => severity === 'violation')
    .map(({ code, name, message, where }) => ({ kind: 'static', code, name, message, ...placeIn(folder, where) }));
}

/** What the octets contradict. */
export function wireFindings(found: readonly Contradiction[], ics: Ics, folder: string): readonly Finding[] {
  return found.map(({ name, message, evidence, count }) => ({
    kind: 'wire',
    code: 'contradicted',
    name,
    message: `the ICS says ${name} = no, but ${message}`,
    ...placeIn(folder, ics.whereOf(name)),
    evidence,
    count,
  }));
}

/** `AUTH-MD5 (contradicted)`: the same from run to run, and no other finding of a report has it. */
export const findingKey = ({ name, code }: Finding): string => `${name} (${code})`;

/** Its message; of the IUT also how often and where: `it ended (10 times, first in sr.client.report[xml])`. */
export const toldWithRow = ({ message, row, count = 1 }: Finding): string =>
  row === undefined ? message : `${message} (${count > 1 ? `${count} times, first ` : ''}in ${row})`;

/** The answer's file and line. */
export function answerPlace({ where }: Finding): { readonly file: string; readonly line?: number } | undefined {
  if (where === undefined) return undefined;
  const [, file, line] = /^(.*):(\d+)$/.exec(where) ?? [];
  return file === undefined ? { file: where } : { file, line: Number(line) };
}

export const claimsOf = (ics: Ics, role: Claims['role']): Claims => ({ role, denies: (name) => ics.stated?.get(name) === 'no' });

export const isAboutIcs = ({ kind }: Pick<Finding, 'kind'>): boolean => kind !== 'iut';
export const isAboutIut = ({ kind }: Pick<Finding, 'kind'>): boolean => kind === 'iut';

/** The exit code with findings: 1 where one is about the ICS, unless something weighs more (2, 4, 6, 1, 3, 5). */
export const exitWith = (exit: number, findings: readonly Finding[]): number => (findings.some(isAboutIcs) && ![2, 4, 6].includes(exit) ? 1 : exit);

/** An IUT that crashed or hung has not passed, though no assertion was spoilt by it: 3 where it were 0 or 5. */
export const exitWithTrouble = (exit: number, troubles: readonly unknown[]): number => (troubles.length > 0 && [0, 5].includes(exit) ? 3 : exit);

/** `iut-crash 8 times, iut-hang once`; undefined when there is none. */
export function iutTold(findings: readonly Finding[] = []): string | undefined {
  return troublesTold(findings.filter(isAboutIut));
}

export function troublesTold(troubles: readonly Pick<Finding, 'code' | 'count'>[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { code, count = 1 } of troubles) counts.set(code, (counts.get(code) ?? 0) + count);
  return counts.size === 0 ? undefined : [...counts].map(([code, n]) => `${code} ${n === 1 ? 'once' : `${n} times`}`).join(', ');
}

/** `1 contradiction of the ICS` and the like; undefined when there is none. */
export function findingsTold(findings: readonly Finding[] = []): string | undefined {
  const wire = findings.filter((f) => f.kind === 'wire').length;
  const fixed = findings.filter((f) => f.kind === 'static').length;
  const parts = [
    ...(fixed ? [`the ICS cannot be that of a conformant implementation in ${fixed} ${fixed === 1 ? 'place' : 'places'}`] : []),
    ...(wire ? [`the octets contradict the ICS in ${wire} ${wire === 1 ? 'place' : 'places'}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : undefined;
}
