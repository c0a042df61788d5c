import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { noIutLines } from './no-iut.js';

it('tells the IUT files that stand in the folder, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dmct-no-iut-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [pair] = noIutLines(folder);
  expect(noIutLines(folder)).toEqual([pair]);
  expect(noIutLines(join(folder, 'nowhere'))).toEqual([pair]);
  writeFileSync(join(folder, 'thermo.yaml'), '# mine\niut: { name: thermo, role: client }\n');
  writeFileSync(join(folder, 'other one.yml'), 'iut:\n  name: other\n');
  writeFileSync(join(folder, 'known.yaml'), 'known:\n  - iut: thermo\n');
  writeFileSync(join(folder, 'notes.txt'), 'iut: x\n');
  mkdirSync(join(folder, 'folder.yaml'));
  expect(noIutLines(folder)).toEqual([pair, "yours: --iut 'other one.yml' or --iut thermo.yaml"]);
});
