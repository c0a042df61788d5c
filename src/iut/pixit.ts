/**
 * PIXIT: what the tester must know to run, beside accounts and addresses. A parameter is a row of this table; scenarios read it as
 * `${pixit.NAME}`. No timer stands in the specifications, so the defaults are ours (design 4.5) and every one may be set.
 */
import { DURATION_WANTED, durationMs } from '../base/duration.js';
import { InputError, unknownName, type Where } from '../base/errors.js';
import { Faults, MOST_TOLD } from '../base/faults.js';
import type { YamlFile } from '../base/yaml.js';
import { checkPins } from '../scr/assumptions.js';

export interface PixitParameter {
  readonly unit: 'duration' | 'text' | 'uri';
  /** Absent: the vendor must say it before a scenario that reads it can run. */
  readonly default?: string;
  readonly meaning: string;
}

export const PIXIT = {
  'start.within': { unit: 'duration', default: '60s', meaning: 'from a trigger or a notification to the first message of the session' },
  'report.within': { unit: 'duration', default: '300s', meaning: 'from a trigger to the sessionless report, and from a report to its answer' },
  'response.within': { unit: 'duration', default: '30s', meaning: 'from one message of a session to the next' },
  'quiet.for': { unit: 'duration', default: '30s', meaning: 'how long silence is watched before it is believed' },
  'apply.within': { unit: 'duration', default: '10s', meaning: 'from a command to its effect in the tree or in the store of reports' },
  'report.type': { unit: 'text', meaning: 'Meta/Type of a sample that the IUT can report' },
  'report.format': { unit: 'text', default: 'chr', meaning: 'Meta/Format of that sample' },
  'report.data': { unit: 'text', default: 't=21<&>]]>end', meaning: 'the data of that sample, when the IUT cannot be told what to report' },
  'tree.leaf': { unit: 'uri', meaning: 'a leaf of format chr that the default account may read and replace' },
  'tree.interior': { unit: 'uri', meaning: 'an interior node below which the default account may add leaves' },
  'tree.exec': { unit: 'uri', meaning: 'a node whose Exec makes the client start a session' },
  'tree.absent': { unit: 'uri', default: './NoSuchNode/Leaf', meaning: 'a URI where the tree holds nothing' },
  'mo.id': { unit: 'text', meaning: 'identifier of a management object that the client accepts as TNDS in the Inbox' },
} as const satisfies Record<string, PixitParameter>;

export const PIXIT_NAMES: readonly string[] = Object.keys(PIXIT);

export interface Pixit {
  /** Parameters in force, defaults filled in; one that is not set and has no default is absent. */
  readonly values: Readonly<Record<string, string>>;
  /** Pinned readings by assumption id. */
  readonly assume: Readonly<Record<string, string>>;
  /** The file that holds them, when it is not the IUT file. */
  readonly file?: string;
  /** Where they stand; of an IUT file without any, its beginning. */
  readonly where: Where;
}

const row = (name: string): PixitParameter | undefined => (PIXIT as Readonly<Record<string, PixitParameter>>)[name];

/** Checks the map at `pixit` of an IUT file. Throws InputError `pixit-unknown`, `pixit-value`, `unknown-assumption`, `unknown-reading`. */
export function readPixit(yaml: YamlFile, given: Readonly<Record<string, unknown>>): Pixit {
  const values: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(PIXIT) as [string, PixitParameter][]) {
    if (parameter.default !== undefined) values[name] = parameter.default;
  }
  const faults = new Faults();
  const known = (): readonly string[] => (faults.errors.length < MOST_TOLD ? [...PIXIT_NAMES, 'assume'] : []);
  for (const [name, value] of Object.entries(given)) {
    if (name === 'assume') continue;
    faults.attempt(() => {
      const parameter = row(name);
      if (!parameter) throw unknownName('pixit-unknown', 'PIXIT parameter', name, known(), yaml.keyAt(['pixit', name]));
      values[name] = checked(yaml, name, parameter, String(value));
    });
  }
  const assume = (given.assume ?? {}) as Readonly<Record<string, string>>;
  faults.attempt(() => checkPins(yaml, ['pixit', 'assume'], assume));
  faults.settle();
  return { values, assume: { ...assume }, where: yaml.keyAt(['pixit']) };
}

function checked(yaml: YamlFile, name: string, parameter: PixitParameter, value: string): string {
  const wrong = (wanted: string) =>
    yaml.error('pixit-value', ['pixit', name], `${name} is "${value}"`, { wanted, cure: `${name}: ${parameter.meaning}` });
  if (parameter.unit === 'duration' && durationMs(value) === undefined) throw wrong(DURATION_WANTED);
  if (value === '') throw wrong('a value');
  if (parameter.unit === 'uri' && !value.startsWith('./')) throw wrong('a URI from the root of the tree: ./Node/Leaf');
  return value;
}

/**
 * The text of `${pixit.NAME}`. `where` is the place that asks (a scenario), `file` the IUT file to be completed.
 * Throws InputError `pixit-unknown` for a name without a row and `pixit-unset` for one that has neither value nor default.
 */
export function pixitValue(pixit: Pixit, name: string, file: string, where?: Where): string {
  const parameter = row(name);
  if (!parameter) throw unknownName('pixit-unknown', 'PIXIT parameter', name, PIXIT_NAMES, where);
  const value = pixit.values[name];
  if (value !== undefined) return value;
  throw pixitUnset(pixit, name, file, where);
}

/** The InputError for a parameter that somebody needs and nobody has set. */
export function pixitUnset(pixit: Pixit, name: string, file: string, where?: Where): InputError {
  const meaning = row(name)?.meaning;
  return new InputError('pixit-unset', {
    found: `the PIXIT value ${name} is not set`,
    ...(where ? { where } : {}),
    ...(meaning === undefined ? {} : { wanted: meaning }),
    cure: `set it in ${pixit.file ?? file}, below pixit:  ${name}: …`,
  });
}

/** A PIXIT duration in milliseconds. Throws as `pixitValue` does, and `pixit-value` when the parameter is no duration. */
export function pixitMs(pixit: Pixit, name: string, file: string, where?: Where): number {
  const text = pixitValue(pixit, name, file, where);
  const ms = durationMs(text);
  if (ms === undefined)
    throw new InputError('pixit-value', { found: `the PIXIT value ${name} is "${text}"`, ...(where ? { where } : {}), wanted: DURATION_WANTED });
  return ms;
}
