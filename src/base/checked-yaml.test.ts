import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readCheckedYaml } from './checked-yaml.js';
import { packageRoot } from './package-root.js';
import { readYaml } from './yaml.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-checked-'));
afterAll(() => rmSync(folder, { recursive: true }));
const SCHEMA = 'src/scr/capabilities.schema.json';
const right = readFileSync(join(packageRoot, 'scr/capabilities.yaml'), 'utf8');
const file = join(folder, 'capabilities.yaml');

test.each(['value', 'nothing'] as const)('a file that is remembered (%s) gives the same value and the same places', (keep) => {
  writeFileSync(file, `${right}# ${keep} ${Date.now()}\n`);
  const fresh = readYaml(file);
  for (const time of ['first', 'again']) {
    const yaml = readCheckedYaml(file, SCHEMA, keep);
    expect(yaml.value, time).toEqual(fresh.value);
    expect(yaml.text, time).toBe(fresh.text);
    expect(yaml.at(['capabilities', 'XML']), time).toEqual(fresh.at(['capabilities', 'XML']));
    expect(yaml.error('code', ['capabilities', 'XML'], 'found').message, time).toBe(fresh.error('code', ['capabilities', 'XML'], 'found').message);
  }
});

test('a wrong file is refused each time, also after the same file was right', () => {
  writeFileSync(file, right);
  readCheckedYaml(file, SCHEMA);
  writeFileSync(file, `${right}\nnonsense: x\n`);
  for (let time = 0; time < 2; time++) expect(() => readCheckedYaml(file, SCHEMA)).toThrow('unknown key "nonsense"');
});

test('a file that is not there is told as by readYaml', () => {
  expect(() => readCheckedYaml(join(folder, 'absent.yaml'), SCHEMA)).toThrow('no such file');
});
