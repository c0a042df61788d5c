import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { mentionsIn } from './covering.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-covering-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds the assertions that name an item, at any depth, with their place', () => {
  mkdirSync(join(folder, 'sr/client'), { recursive: true });
  writeFileSync(
    join(folder, 'sr/client/report.yaml'),
    'scenario: sr.client.report\nsteps:\n  - id: fire\n  - id: report\n    expect:\n      - { id: code, scr: [SR/A, SR/B] }\n      - { id: item, scr: [SR/B] }\n',
  );
  writeFileSync(join(folder, 'notes.txt'), 'scr: [SR/A]');
  expect(mentionsIn(folder).map(({ item, assertion, line }) => [item, assertion, line])).toEqual([
    ['SR/A', 'sr.client.report/code', 6],
    ['SR/B', 'sr.client.report/code', 6],
    ['SR/B', 'sr.client.report/item', 7],
  ]);
});

it('finds nothing where there is no folder', () => expect(mentionsIn(join(folder, 'none'))).toEqual([]));
