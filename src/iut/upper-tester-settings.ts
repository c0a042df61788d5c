/** The `upper-tester` part of an IUT file: what the schema cannot say (times, primitives of the role, templates, the program itself). */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { DURATION_WANTED, durationMs } from '../base/duration.js';
import { unknownName } from '../base/errors.js';
import { Faults } from '../base/faults.js';
import { otherThanFile } from '../base/regular-file.js';
import type { YamlFile } from '../base/yaml.js';
import { LIMITS } from '../limits.js';
import { checkTemplate } from './adapters/template.js';
import { wrongUrl } from './address-faults.js';
import type { Role, UpperTesterSettings } from './iut.js';
import { CLIENT_PRIMITIVES, type Primitive, SERVER_PRIMITIVES } from './primitives.js';
import { type SecretSource, secretText } from './secret-source.js';

/** A person at a device needs longer than a program. */
const MANUAL_MS = 15 * 60_000;

export const primitivesOf = (role: Role): readonly Primitive[] => (role === 'client' ? CLIENT_PRIMITIVES : SERVER_PRIMITIVES);

interface Raw {
  readonly kind?: string;
  readonly command?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeout?: string;
  readonly primitives?: readonly string[];
  readonly mode?: 'primitive' | 'session';
  readonly 'unsupported-exit'?: string;
  readonly stdin?: 'json' | 'push' | 'nothing';
  readonly url?: string;
  readonly headers?: Readonly<Record<string, SecretSource>>;
  readonly answers?: string;
}

/**
 * All faults as one InputError `iut-value`, `primitive-unknown`, `template-unknown`, `iut-file-missing`, `secret-unset`. Of a part that the
 * schema refuses what is left of it can be read all the same; what is given then is of no use.
 */
export function readUpperTester(yaml: YamlFile, role: Role, folder: string, given: Readonly<Record<string, unknown>>): UpperTesterSettings {
  const faults = new Faults();
  const settings = settingsOf(yaml, role, folder, given, faults);
  faults.settle();
  return settings;
}

function settingsOf(yaml: YamlFile, role: Role, folder: string, raw: Raw, faults: Faults): UpperTesterSettings {
  const tell = (key: string, found: string, more: { wanted?: string; cure?: string } = {}): void =>
    faults.keep(yaml.error('iut-value', ['upper-tester', key], found, more));
  const absent = (key: string, found: string): void => faults.keep(yaml.error('iut-file-missing', ['upper-tester', key], found));
  const kind = raw.kind as UpperTesterSettings['kind'];
  const timeoutMs = raw.timeout === undefined ? (kind === 'manual' ? MANUAL_MS : LIMITS.primitiveMs) : durationMs(raw.timeout);
  if (timeoutMs === undefined) tell('timeout', `upper-tester.timeout is "${raw.timeout}"`, { wanted: DURATION_WANTED });
  const common = { timeoutMs: timeoutMs ?? 0, ...primitives(yaml, role, raw.primitives, faults) };
  const cwd = resolve(folder, raw.cwd ?? '.');
  if (raw.cwd !== undefined && !(existsSync(cwd) && statSync(cwd).isDirectory()))
    absent('cwd', `upper-tester.cwd names ${raw.cwd}, and there is no folder ${cwd}`);
  const process = { command: raw.command ?? [], cwd, env: raw.env ?? {} };
  // The system ends a text there.
  for (const part of ['command', 'env'] as const)
    for (const [name, text] of Object.entries(process[part])) {
      const place = part === 'env' ? `env.${name} has an octet 0` : `command has an octet 0 in its part ${Number(name) + 1}`;
      if (text.includes('\0')) faults.keep(yaml.error('iut-value', ['upper-tester', part, name], `upper-tester.${place}`));
    }
  switch (kind) {
    case 'exec': {
      for (const part of ['command', 'env'] as const)
        for (const [name, text] of Object.entries(process[part])) checkTemplate(yaml, ['upper-tester', part, name], text, faults);
      const mode = raw.mode ?? 'primitive';
      if (mode === 'session' && raw.stdin !== undefined)
        tell('stdin', 'stdin is chosen for a process of one primitive', { cure: 'a process of a session reads lines of JSON: leave stdin out' });
      return { kind, ...common, ...process, mode, unsupportedExit: Number(raw['unsupported-exit'] ?? '64'), stdin: raw.stdin ?? 'json' };
    }
    case 'stdio':
      return { kind, ...common, ...process };
    case 'http': {
      const why = raw.url === undefined ? undefined : wrongUrl(raw.url);
      if (why) tell('url', `upper-tester.url "${raw.url}" is no URL: ${why}`);
      const given = Object.entries(raw.headers ?? {});
      const headers = given.map(([name, source]) => [name, faults.attempt(() => headerText(yaml, name, source))]);
      const secretHeaders = given.flatMap(([name, source]) => (typeof source === 'string' ? [] : [name]));
      return { kind, ...common, url: raw.url as string, headers: Object.fromEntries(headers) as Record<string, string>, secretHeaders };
    }
    case 'manual': {
      const answers = raw.answers === undefined ? undefined : resolve(folder, raw.answers);
      if (answers !== undefined && !existsSync(answers)) absent('answers', `upper-tester.answers names ${raw.answers}, and there is no ${answers}`);
      return { kind, ...common, ...(answers === undefined ? {} : { answers }) };
    }
  }
}

/** Headers that belong to the connection or to the body. */
const OWN_HEADERS = ['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'expect'];

/** RFC 9110, sections 5.1 and 5.5: a name is a token; a value has no control character but HTAB, and nothing above one octet. */
function headerText(yaml: YamlFile, name: string, source: SecretSource): string {
  const path = ['upper-tester', 'headers', name];
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw yaml.error('iut-value', path, `"${name}" is no name of a header`, { key: true });
  if (OWN_HEADERS.includes(name.toLowerCase()))
    throw yaml.error('iut-value', path, `dmct itself sets the header ${name}`, { key: true, cure: 'leave it out' });
  const text = secretText(yaml, path, source);
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return text;
  throw yaml.error('iut-value', path, `${path.join('.')} has a character that no header can have`, { wanted: 'visible ASCII' });
}

function primitives(yaml: YamlFile, role: Role, names: readonly string[] | undefined, faults: Faults): { primitives?: readonly Primitive[] } {
  if (names === undefined) return {};
  const known = primitivesOf(role);
  for (const [n, name] of Object.entries(names)) {
    if (!(known as readonly string[]).includes(name))
      faults.keep(unknownName('primitive-unknown', `primitive of a ${role}`, name, known, yaml.at(['upper-tester', 'primitives', Number(n)])));
  }
  return { primitives: names as readonly Primitive[] };
}

/**
 * The program that `command[0]` names, as an absolute path: with a slash relative to `cwd`, else from PATH; `node` is the Node.js that
 * runs dmct. Gives the reason instead when there is none that may be run.
 */
export function findProgram(name: string, cwd: string): { readonly path: string } | { readonly why: string } {
  if (name === 'node') return { path: process.execPath };
  const candidates = name.includes('/') ? [resolve(cwd, name)] : (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir || '.', name));
  const files = candidates.filter((path) => existsSync(path) && statSync(path).isFile());
  const runnable = files.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (runnable !== undefined) return { path: runnable };
  if (files[0] !== undefined) return { why: `${files[0]} is not executable` };
  if (name.includes('/') && existsSync(candidates[0] as string)) return { why: `${candidates[0]} is ${otherThanFile(candidates[0] as string)}` };
  return { why: name.includes('/') ? `there is no ${candidates[0]}` : `no folder of PATH holds a program "${name}"` };
}
