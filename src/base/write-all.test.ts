import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeAll } from './write-file.js';

const folder = (): string => mkdtempSync(join(process.env.DMCT_TEST_ROOT ?? tmpdir(), 'write-'));

it('several files are written with their modes, or, when one fails, none', () => {
  const dir = folder();
  writeAll([
    { path: join(dir, 'a'), data: 'A' },
    { path: join(dir, 'b'), data: 'B', mode: 0o755 },
  ]);
  expect(readdirSync(dir)).toEqual(['a', 'b']);
  expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('A');
  expect(statSync(join(dir, 'b')).mode & 0o777).toBe(0o755);
  const wrong = (): void =>
    writeAll([
      { path: join(dir, 'c'), data: 'C' },
      { path: join(dir, 'a', 'd'), data: 'D' },
    ]);
  expect(wrong).toThrow(/cannot write \S+\/a\/d/);
  expect(readdirSync(dir)).toEqual(['a', 'b']);
  expect(existsSync(join(dir, 'c'))).toBe(false);
});

it('nothing new is left of them where the last cannot take its name', () => {
  const dir = folder();
  mkdirSync(join(dir, 'taken', 'x'), { recursive: true });
  expect(() => writeAll([{ path: join(dir, 'taken'), data: 'D' }])).toThrow(/cannot write \S+ \(\w+\)/);
  expect(readdirSync(dir)).toEqual(['taken']);
});
