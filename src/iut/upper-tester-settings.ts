/** The `upper-tester` part of an IUT file: what the schema cannot say (times, primitives of the role, templates, the program itself). */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { DURATION_WANTED, durationMs } from '../base/duration.js';
import { unknownName } from '../base/errors.js';
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

/** Throws InputError `iut-value`, `primitive-unknown`, `template-unknown`, `iut-file-missing`. */
export function readUpperTester(yaml: YamlFile, role: Role, folder: string, given: Readonly<Record<string, unknown>>): UpperTesterSettings {
  const raw = given as Raw;
  const kind = raw.kind as UpperTesterSettings['kind'];
  const common = {
    timeoutMs: timeout(yaml, raw.timeout, kind === 'manual' ? MANUAL_MS : LIMITS.primitiveMs),
    ...primitives(yaml, role, raw.primitives),
  };
  const cwd = resolve(folder, raw.cwd ?? '.');
  if (raw.cwd !== undefined && !(existsSync(cwd) && statSync(cwd).isDirectory()))
    throw yaml.error('iut-file-missing', ['upper-tester', 'cwd'], `upper-tester.cwd names ${raw.cwd}, and there is no folder ${cwd}`);
  const process = { command: raw.command ?? [], cwd, env: raw.env ?? {} };
  switch (kind) {
    case 'exec': {
      for (const [n, text] of process.command.entries()) checkTemplate(yaml, ['upper-tester', 'command', n], text);
      for (const [name, text] of Object.entries(process.env)) checkTemplate(yaml, ['upper-tester', 'env', name], text);
      const mode = raw.mode ?? 'primitive';
      if (mode === 'session' && raw.stdin !== undefined)
        throw yaml.error('iut-value', ['upper-tester', 'stdin'], 'stdin is chosen for a process of one primitive', {
          cure: 'a process of a session reads lines of JSON: leave stdin out',
        });
      return { kind, ...common, ...process, mode, unsupportedExit: Number(raw['unsupported-exit'] ?? '64'), stdin: raw.stdin ?? 'json' };
    }
    case 'stdio':
      return { kind, ...common, ...process };
    case 'http': {
      const why = wrongUrl(raw.url ?? '');
      if (why) throw yaml.error('iut-value', ['upper-tester', 'url'], `upper-tester.url "${raw.url}" is no URL: ${why}`);
      const headers = Object.entries(raw.headers ?? {}).map(([name, source]) => [name, secretText(yaml, ['upper-tester', 'headers', name], source)]);
      const secretHeaders = Object.entries(raw.headers ?? {}).flatMap(([name, source]) => (typeof source === 'string' ? [] : [name]));
      return { kind, ...common, url: raw.url as string, headers: Object.fromEntries(headers) as Record<string, string>, secretHeaders };
    }
    case 'manual': {
      const answers = raw.answers === undefined ? undefined : resolve(folder, raw.answers);
      if (answers !== undefined && !existsSync(answers))
        throw yaml.error('iut-file-missing', ['upper-tester', 'answers'], `upper-tester.answers names ${raw.answers}, and there is no ${answers}`);
      return { kind, ...common, ...(answers === undefined ? {} : { answers }) };
    }
  }
}

function timeout(yaml: YamlFile, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const ms = durationMs(text);
  if (ms === undefined) throw yaml.error('iut-value', ['upper-tester', 'timeout'], `upper-tester.timeout is "${text}"`, { wanted: DURATION_WANTED });
  return ms;
}

function primitives(yaml: YamlFile, role: Role, names: readonly string[] | undefined): { primitives?: readonly Primitive[] } {
  if (names === undefined) return {};
  const known = primitivesOf(role);
  for (const [n, name] of names.entries()) {
    if (!(known as readonly string[]).includes(name))
      throw unknownName('primitive-unknown', `primitive of a ${role}`, name, known, yaml.at(['upper-tester', 'primitives', n]));
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
  return { why: name.includes('/') ? `there is no ${candidates[0]}` : `no folder of PATH holds a program "${name}"` };
}
