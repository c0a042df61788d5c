/** JSON Schema (ajv) over a YAML file: every fault becomes one InputError with its place, and the nearest right name for a wrong key. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { cut } from './cut.js';
import { HarnessFault, type InputError, type Where } from './errors.js';
import { asOne, MOST_TOLD } from './faults.js';
import { nearest } from './nearest.js';
import { packageRoot } from './package-root.js';
import { typeWord, wantedBy } from './schema-words.js';
import type { YamlFile, YamlValue } from './yaml.js';

type Path = readonly (string | number)[];
interface Fault {
  readonly of: ErrorObject;
  readonly where: Where;
  readonly error: InputError;
  readonly path: Path;
}

interface Branch {
  readonly properties?: Readonly<Record<string, { readonly const?: string; readonly enum?: string[] }>>;
}
/** One of several that a value may have. */
interface Form extends Branch {
  readonly $ref?: string;
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}
interface Root {
  readonly $defs?: Readonly<Record<string, Branch>>;
}

const compiled = new Map<string, ValidateFunction>();

/**
 * Checks `yaml.value` against the schema at `schemaFile` (relative to the package, e.g. `src/iut/iut.schema.json`); compiled once.
 * Throws InputError with code `schema-unknown-key`, `schema-missing-key` or `schema-value` for the first fault; its cure lists the others.
 */
export function checkSchema(yaml: YamlFile, schemaFile: string): void {
  const error = asOne(schemaFaults(yaml, schemaFile).map((f) => f.error));
  if (error) throw error;
}

/** What the schema does not refuse, for who wants to look at the rest all the same; `faulty`: keys of the root at or below which something is. */
export function tolerated(yaml: YamlFile, schemaFile: string): { readonly value: YamlValue; readonly faulty: ReadonlySet<string> } {
  const value = structuredClone(yaml.value);
  const faulty = new Set<string>();
  for (const { path, error } of schemaFaults(yaml, schemaFile)) {
    if (path[0] !== undefined) faulty.add(String(path[0]));
    takeOut(value, path, error.code !== 'schema-missing-key');
  }
  return { value, faulty };
}

/**
 * What the path names goes, and each map that is empty then; in a list it leaves a gap, so that the others keep their places. A map that only
 * lacks something (not `isRefused`) is right in what it has.
 */
function takeOut(value: YamlValue, path: Path, isRefused: boolean): void {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== 'object' || !Object.hasOwn(value, key)) return;
  const parent = value as Record<string, YamlValue>;
  const inner = parent[key] as YamlValue;
  if (rest.length > 0) takeOut(inner, rest, isRefused);
  if ((rest.length === 0 && isRefused) || (typeof inner === 'object' && Object.keys(inner).length === 0)) delete parent[key];
}

function schemaFaults(yaml: YamlFile, schemaFile: string): readonly Fault[] {
  const validate = validator(schemaFile);
  if (validate(yaml.value)) return [];
  const errors = validate.errors ?? [];
  const faults = told(errors, validate.schema as Root)
    .map((e) => fault(yaml, e, validate.schema as Root, true))
    .sort((a, b) => (a.where.line ?? 0) - (b.where.line ?? 0) || (a.where.column ?? 0) - (b.where.column ?? 0));
  const distinct = [...new Map(faults.map((f) => [`${f.where.line}:${f.where.column} ${f.error.parts.found}`, f])).values()];
  if (distinct.length === 0) throw new HarnessFault(`${schemaFile} refuses ${yaml.file} without a reason`);
  // In the order of the file, so only now is it known which are told in full.
  return distinct.map((one, n) => (n < MOST_TOLD ? fault(yaml, one.of, validate.schema as Root, false) : one));
}

/** One error for one slip: what only follows from another error goes, and a key that is missing because it is misspelt is the misspelt one. */
function told(errors: readonly ErrorObject[], root: Root): readonly ErrorObject[] {
  const lacks = (e: ErrorObject): string | undefined =>
    e.keyword === 'required' ? String(e.params.missingProperty) : isWithoutTag(e) ? String(e.params.tag) : undefined;
  const misspelt = errors.filter(isWithoutTag).flatMap((e) => unknownBeside(e, root));
  const all = [...misspelt, ...errors];
  const pointless = errors.filter((e) => e.keyword === 'anyOf').flatMap((e) => besideThePoint(e, errors, root));
  return all
    .filter((e) => !pointless.includes(e))
    .filter((e) => !['oneOf', 'if'].includes(e.keyword) || errors.length === 1)
    .filter((e) => e.propertyName === undefined || e.keyword === 'propertyNames')
    .filter((e, _, those) => {
      const missing = lacks(e);
      if (missing === undefined) return true;
      const beside = those.filter((o) => o !== e && o.instancePath === e.instancePath);
      if (e.keyword === 'required' && beside.some((o) => isWithoutTag(o) && o.params.tag === missing)) return false;
      return nearest(missing, beside.filter(isUnknownKey).map(unknownKeyOf)).length === 0;
    });
}

const isUnknownKey = (e: ErrorObject): boolean => e.keyword === 'additionalProperties' || e.keyword === 'unevaluatedProperties';
const unknownKeyOf = (e: ErrorObject): string => String(e.params.additionalProperty ?? e.params.unevaluatedProperty);
const isWithoutTag = (e: ErrorObject): boolean => e.keyword === 'discriminator' && e.params.tagValue === undefined;

/**
 * Of several forms that a value may have, what those say that it was not meant to have: a list is no wrong text, a word no wrong placeholder.
 * Where it has none of them the choice itself is told.
 */
function besideThePoint(choice: ErrorObject, errors: readonly ErrorObject[], root: Root): readonly ErrorObject[] {
  const forms = formsOf(choice, root);
  if (!forms.every(isTyped)) return errors.length === 1 ? [] : [choice];
  const others = forms.filter((form) => !isMeant(form, choice.data));
  const isMet = others.length < forms.length;
  return errors.filter(
    (e) => (e === choice && isMet) || (e.instancePath === choice.instancePath && others.includes(e.parentSchema as Form) && e !== choice),
  );
}

const formsOf = ({ schema }: ErrorObject, root: Root): readonly Form[] =>
  (schema as Form[]).map((form) => (form.$ref === undefined ? form : (root.$defs?.[form.$ref.replace('#/$defs/', '')] as Form)));
const isTyped = ({ type, enum: words }: Form): boolean => type !== undefined || words !== undefined;
const isPlaceholder = ({ pattern }: Form): boolean => pattern?.includes('\\$\\{') === true;

function isMeant(form: Form, value: unknown): boolean {
  if (isPlaceholder(form)) return typeof value === 'string' && value.includes('${');
  return (form.type ?? 'string') === (Array.isArray(value) ? 'array' : typeof value);
}

/** What would do where a value has none of the forms that it may have. */
const formsWanted = (forms: readonly Form[]): string =>
  forms.map((form) => (isPlaceholder(form) ? 'a placeholder' : (form.enum?.join(' | ') ?? typeWord(form.type)))).join(' or ');

/** Without its tag no branch looks at a map, so the keys that no branch knows are found here. */
function unknownBeside(e: ErrorObject, root: Root): readonly ErrorObject[] {
  const properties = Object.assign({}, ...branchesOf(e, root).map((branch) => branch.properties ?? {})) as object;
  return Object.keys(e.data as object)
    .filter((key) => !Object.hasOwn(properties, key))
    .map((key) => ({ ...e, keyword: 'additionalProperties', params: { additionalProperty: key }, parentSchema: { properties } }));
}

function validator(schemaFile: string): ValidateFunction {
  const known = compiled.get(schemaFile);
  if (known) return known;
  // Loaded when a file is first checked: most worker processes find all of theirs checked before (checked-yaml.ts).
  const { Ajv2020 } = createRequire(import.meta.url)('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  const ajv = new Ajv2020({ allErrors: true, discriminator: true, strict: true, strictTypes: false, strictRequired: false, verbose: true });
  const validate = ajv.compile(JSON.parse(readFileSync(join(packageRoot, schemaFile), 'utf8')) as object);
  compiled.set(schemaFile, validate);
  return validate;
}

/** `isBrief`: without near names. */
function fault(yaml: YamlFile, e: ErrorObject, root: Root, isBrief: boolean): Fault {
  const near = (name: string, known: readonly string[]): string[] => (isBrief ? [] : nearest(name, known));
  const path: Path = e.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const make = (code: string, at: Path, found: string, more: { wanted?: string; cure?: string; key?: boolean } = {}): Fault => {
    const error = yaml.error(code, at, found, more);
    return { of: e, where: error.parts.where ?? {}, error, path: at };
  };
  const params = e.params as Readonly<Record<string, unknown>>;
  const name = path.length ? path.join('.') : 'the file';
  const shown = (value: unknown): string =>
    typeof value === 'string' ? `"${cut(value, 80)}"` : value === null ? 'empty' : Array.isArray(value) ? 'a list' : 'a map';
  if (isUnknownKey(e)) {
    const key = unknownKeyOf(e);
    const known = Object.keys((e.parentSchema?.properties as object | undefined) ?? {});
    const names = near(key, known);
    const cure = names.length ? `did you mean ${names.map((n) => `"${n}"`).join(' or ')}?` : `known here: ${known.join(', ')}`;
    return make('schema-unknown-key', [...path, key], `unknown key "${key}"`, { cure, key: true });
  }
  if (e.keyword === 'propertyNames')
    return make('schema-unknown-key', [...path, String(params.propertyName)], `the key "${params.propertyName}" cannot stand here`, { key: true });
  if (e.keyword === 'required') return make('schema-missing-key', path, `${name} lacks "${params.missingProperty}"`, { key: path.length > 0 });
  if (e.keyword === 'anyOf') return make('schema-value', path, `${name} is ${shown(e.data)}`, { wanted: formsWanted(formsOf(e, root)) });
  const words = Array.isArray(params.allowedValues) ? params.allowedValues.map(String) : discriminated(e, root);
  if (words) {
    const value = e.keyword === 'discriminator' ? params.tagValue : e.data;
    const at = e.keyword === 'discriminator' ? [...path, String(params.tag)] : path;
    const names = typeof value === 'string' ? near(value, words) : [];
    const found = value === undefined ? `${name} lacks "${params.tag}"` : `${at.join('.')} is ${shown(value)}`;
    return make(isWithoutTag(e) ? 'schema-missing-key' : 'schema-value', at, found, {
      wanted: words.join(' | '),
      ...(names.length ? { cure: `did you mean "${names[0]}"?` } : {}),
    });
  }
  const wanted = typeof e.parentSchema?.description === 'string' && e.keyword !== 'type' ? e.parentSchema.description : wantedBy(e);
  return make('schema-value', path, `${name} is ${shown(e.data)}`, wanted === undefined ? {} : { wanted });
}

/** The values that a discriminator may have, gathered from its branches. */
function discriminated(e: ErrorObject, root: Root): string[] | undefined {
  if (e.keyword !== 'discriminator') return undefined;
  const tag = String((e.params as { tag?: unknown }).tag);
  return branchesOf(e, root).flatMap((branch) => branch.properties?.[tag]?.enum ?? branch.properties?.[tag]?.const ?? []);
}

const branchesOf = (e: ErrorObject, root: Root): readonly Branch[] =>
  ((e.parentSchema?.oneOf ?? []) as (Branch & { $ref?: string })[]).map((branch) =>
    branch.$ref === undefined ? branch : (root.$defs?.[branch.$ref.replace('#/$defs/', '')] ?? {}),
  );
