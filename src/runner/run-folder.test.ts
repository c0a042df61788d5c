/** No IUT is called as something that a run writes, or one would take the place of the other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ACCOUNTS, iutFile } from '../../tests/fixtures/upper-tester/make-iut.js';
import { packageRoot } from '../base/package-root.js';
import { loadIut } from '../iut/iut-file.js';
import { RUN_NAMES } from './run-folder.js';

it.each(RUN_NAMES)('a name that a run writes itself is refused: %s', (name) => {
  const load = (): unknown => loadIut(iutFile(`iut: { name: ${name}, role: client }\n${ACCOUNTS}upper-tester: { kind: manual }\n`));
  expect(load).toThrow(/acme\.yaml:1:14: iut\.name is "[^"]+"; wanted .*not a name that dmct gives to what it writes/);
  expect(readFileSync(join(packageRoot, 'docs/iut-file.md'), 'utf8')).toContain(`\`${name}\``);
});

it('no other name is refused for that, and the error lists them', () => {
  const schema = JSON.parse(readFileSync(join(packageRoot, 'src/iut/iut.schema.json'), 'utf8'));
  const { pattern, description } = schema.properties.iut.properties.name;
  const refused = /^\^\(\?!\(\?:(.*?)\)\$\)/.exec(pattern)?.[1]?.replaceAll('\\', '').split('|');
  expect(refused).toEqual(RUN_NAMES);
  expect(/to what it writes \((.*)\)/.exec(description)?.[1]?.split(', ')).toEqual(RUN_NAMES);
});
