/** A file with a great many wrong keys: every one is counted, the first twenty are told, and only for these near names are looked for. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadIut } from '../iut/iut-file.js';
import { LIMITS } from '../limits.js';
import { loadIcs } from '../scr/ics.js';
import { InputError } from './errors.js';
import { MOST_TOLD } from './faults.js';
import { nearest } from './nearest.js';
import { parseYaml, readYaml } from './yaml.js';

vi.mock('./nearest.js', async (original) => {
  const { nearest: real } = await original<typeof import('./nearest.js')>();
  return { nearest: vi.fn(real) };
});
afterEach(() => vi.mocked(nearest).mockClear());

const folder = mkdtempSync(join(process.env.DMCT_TEST_ROOT ?? tmpdir(), 'faults-'));
const keys = (n: number, indent: string, name: string): string => Array.from({ length: n }, (_, i) => `${indent}${name}${i}: "yes"\n`).join('');

function errorOf(text: string, load: (file: string) => unknown): InputError {
  const file = join(folder, 'wrong.yaml');
  writeFileSync(file, text);
  try {
    load(file);
  } catch (cause) {
    if (cause instanceof InputError) return cause;
    throw cause;
  }
  throw new Error('nothing was refused');
}

const HEAD = 'iut: { name: a, role: client }\n';
const CASES: readonly (readonly [name: string, text: (n: number) => string, load: (file: string) => unknown])[] = [
  ['names in an ICS', (n) => `side: client\nics:\n${keys(n, '  ', 'SR/DM-SR-C-00')}`, (file) => loadIcs(file)],
  ['keys of an IUT file', (n) => HEAD + keys(n, '', 'pixi'), loadIut],
  ['PIXIT parameters', (n) => `${HEAD}accounts: {}\npixit:\n${keys(n, '  ', 'report.withi')}`, loadIut],
];

describe.each(CASES)('%s', (_, text, load) => {
  it('are told with near names as far as they are told', () => {
    const error = errorOf(text(500), load);
    const rest = error.each.length - MOST_TOLD;
    expect(rest).toBeGreaterThan(450);
    expect(error.message).toContain(`and ${rest} more`);
    expect(error.each.filter(({ parts }) => /^did you mean /.test(parts.cure ?? '')).length).toBeGreaterThan(10);
    // A check may look at a file twice: with the schema, and at what the schema does not refuse.
    const asked = vi.mocked(nearest).mock.calls.filter(([, known]) => [...known].length > 0);
    expect(asked.length).toBeLessThanOrEqual(3 * MOST_TOLD);
  });
});

it('as many as a file may have come to an end', { timeout: 300_000 }, () => {
  const most = LIMITS.inputFileEntries - 4;
  expect(errorOf(HEAD + keys(most, '', 'pixi'), loadIut).each.length).toBeGreaterThan(most);
});

it.each([
  ['keys', HEAD + keys(200_000, '', 'pixi'), 200_004],
  ['keys on one line', `{ ${keys(60_000, '', 'k').trim().replaceAll('\n', ', ')} }`, 119_999],
  ['entries of a list', `a:\n${'- b\n'.repeat(60_000)}`, 60_001],
  ['empty entries', `a: [${','.repeat(60_000)}]`, 60_001],
])('a file with too many %s is refused before any of them is looked at', (_, text, count) => {
  const { code, message } = errorOf(text, readYaml);
  expect(code).toBe('file-too-large');
  expect(message).toMatch(new RegExp(`wrong\\.yaml has ${count} keys and list entries; wanted at most ${LIMITS.inputFileEntries}$`));
});

it('the line of an error is the line of the file, whatever ends it', () => {
  for (const end of ['\n', '\r\n']) {
    const yaml = parseYaml(['a: 1', 'b: 2', 'c: 3'].join(end), 'x.yaml');
    expect(['a', 'b', 'c'].map((key) => yaml.error('e', [key], 'f').parts.sourceLine)).toEqual(['a: 1', 'b: 2', 'c: 3']);
  }
});
