/**
 * What the schema cannot see in a scenario, looked at when it is loaded: every check of every row, every placeholder, every duration.
 * The values that only an IUT file knows stay open; whether it has them is asked before a run (runner/preflight.ts).
 */
import { DURATION_WANTED, durationMs } from '../base/duration.js';
import { type InputError, unknownName } from '../base/errors.js';
import type { YamlFile } from '../base/yaml.js';
import { PIXIT, PIXIT_NAMES } from '../iut/pixit.js';
import { bindValue, placeholders } from '../judge/bind.js';
import type { Check, Fields, Row, Step, Value } from '../judge/scenario.js';
import { type Problem, problemsOf } from './check-check.js';
import { wayProblems } from './ways.js';

type Path = readonly (string | number)[];

/** A part of a scenario with the place it stands at; parts of a procedure stand in the procedure's file. */
export type Site = { readonly yaml: YamlFile; readonly path: Path } & (
  | { readonly kind: 'check'; readonly check: Check }
  | { readonly kind: 'duration'; readonly text: string }
  | { readonly kind: 'fields'; readonly fields: Fields }
);

/** Throws InputError for the first thing that is wrong, at its place. */
export function checkSites(sites: readonly Site[], rows: readonly Row[], steps: readonly Step[]): void {
  const ids = steps.map((s) => s.id);
  const given = sites.find((site) => site.kind === 'fields' && site.path[0] === 'given') as (Site & { readonly fields: Fields }) | undefined;
  const encodingIn = (row: Row): Value | undefined => (given && bindValue(given.fields.encoding ?? '', (name) => valueIn(row, name))) || undefined;
  for (const site of sites) {
    for (const row of rows) {
      const at = (error: InputError, path: Path): InputError => site.yaml.error(error.code, path, inRow(row, error.parts.found), { ...cures(error) });
      switch (site.kind) {
        case 'check':
          for (const problem of problemsOf(bound(site.check, row, site, at) as Check, ids)) throw errorOf(site, problem, row);
          break;
        case 'duration':
          checkDuration(site, String(bound({ text: site.text }, row, site, at).text), row);
          break;
        case 'fields':
          for (const problem of wayProblems(bound(site.fields, row, site, at), encodingIn(row))) throw errorOf(site, problem, row);
          break;
      }
    }
  }
}

/** What a placeholder of a row stands for; any other stays. */
const valueIn = (row: Row, name: string): Value => (name.startsWith('row.') ? (row.values[name.slice(4)] ?? '') : `\${${name}}`);

/** The fields with the row's values put in; other placeholders are only looked at. */
function bound(fields: Fields, row: Row, site: Site, at: (error: InputError, path: Path) => InputError): Fields {
  const lookup =
    (key: string) =>
    (name: string): Value => {
      const problem = placeholderProblem(name, row);
      if (problem) throw at(problem, site.kind === 'duration' ? site.path : [...site.path, key]);
      return name.startsWith('row.') ? (row.values[name.slice(4)] as Value) : `\${${name}}`;
    };
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, bindValue(value, lookup(key))]));
}

const RUN_NAMES = ['run.id', 'run.max-msg-size'];

function placeholderProblem(name: string, row: Row): InputError | undefined {
  const [head, ...rest] = name.split('.');
  const tail = rest.join('.');
  switch (head) {
    case 'row':
      return Object.hasOwn(row.values, tail) ? undefined : unknownName('unknown-row-value', 'value of the row', tail, Object.keys(row.values));
    case 'pixit':
      return PIXIT_NAMES.includes(tail) ? undefined : unknownName('pixit-unknown', 'PIXIT parameter', tail, PIXIT_NAMES);
    case 'account': {
      const field = rest.slice(1).join('.');
      return ACCOUNT_FIELDS.includes(field) ? undefined : unknownName('unknown-placeholder', 'field of an account', field, ACCOUNT_FIELDS);
    }
    case 'run':
      return RUN_NAMES.includes(name) ? undefined : unknownName('unknown-placeholder', 'placeholder', name, RUN_NAMES);
    default:
      return unknownName('unknown-placeholder', 'placeholder', name, ['row.NAME', ...RUN_NAMES, ...PIXIT_NAMES.map((n) => `pixit.${n}`)]);
  }
}

/** A secret is no text that a scenario may compare with or send in the open. */
const ACCOUNT_FIELDS: readonly string[] = [
  'server-id',
  'device-id',
  ...['client', 'server'].flatMap((side) => ['type', 'name', 'nonce'].map((field) => `${side}.${field}`)),
];

function checkDuration(site: Site, text: string, row: Row): void {
  const asked = placeholders(text).map((name) => (PIXIT as Readonly<Record<string, { unit: string }>>)[name.slice('pixit.'.length)]);
  if (asked.length > 0 ? asked.every((p) => p?.unit === 'duration') : durationMs(text) !== undefined) return;
  throw site.yaml.error('duration', site.path, inRow(row, `"${text}" is no duration`), { wanted: `${DURATION_WANTED}, or a PIXIT time` });
}

function errorOf(site: Site, { path, found, wanted, cure }: Problem, row: Row): InputError {
  const more = { ...(wanted === undefined ? {} : { wanted }), ...(cure === undefined ? {} : { cure }) };
  return site.yaml.error('check', [...site.path, ...path], inRow(row, found), more);
}

const inRow = (row: Row, found: string): string => (row.name === undefined ? found : `${found} (row ${row.name})`);
const cures = ({ parts: { wanted, cure } }: InputError) => ({ ...(wanted === undefined ? {} : { wanted }), ...(cure === undefined ? {} : { cure }) });
