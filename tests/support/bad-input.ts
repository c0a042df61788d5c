/** What the tests of bad input share: a command in this process, what it said, and that it told one error. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from './dmct.js';
import { inProcess } from './in-process.js';

/** What the last command said that ran in this process. */
export let said = { stdout: '', stderr: '' };
export async function main(...args: readonly string[]): Promise<number> {
  const { code, ...rest } = await inProcess(...args);
  said = rest;
  return code;
}

/** Exactly one `dmct: …` on stderr, and nothing that only a programmer can read. */
export function oneError(text: string): string {
  expect(text.match(/^dmct: /gm), text).toHaveLength(1);
  expect(text).not.toMatch(/^\s+at .*[:(]\d+|node:internal|harness fault|undefined|\[object/m);
  return text;
}

/** A file of this text in a folder of its own. */
export function fileWith(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}
