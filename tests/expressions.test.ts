/** Boolean conditions of scenarios, over the commands: which rows apply is what AND, OR and NOT mean; a mix is warned of, a slip refused. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { PATIENT, temporaryFolder } from './support/dmct.js';
import { inProcess } from './support/in-process.js';

const NAMES = ['AUTH-BASIC', 'AUTH-MD5', 'WBXML'] as const;
/** B, M and W stand for the names. */
const long = (short: string): string => short.replace(/(?<![-\w])[BMW](?![-\w])/g, (letter) => NAMES['BMW'.indexOf(letter)] as string);
/** `row: expression`, and whether AND and OR stand on one level. */
const ROWS: readonly (readonly [expression: string, isMixed: boolean])[] = [
  ['B OR M AND W', true],
  ['B AND M OR W', true],
  ['B AND M OR NOT B AND W', true],
  ['NOT B OR M AND NOT W', true],
  ['NOT B AND M', false],
  ['NOT B OR M', false],
  ['NOT (B OR M) AND W', false],
  ['NOT (B AND M) OR W', false],
  ['(B OR M) AND W', false],
  ['B OR (M AND W)', false],
  ['NOT NOT B', false],
];

/** A folder with one scenario, a row for each expression, and an IUT file for each set of answers. */
function folderWith(expressions: readonly string[]): string {
  const folder = join(temporaryFolder(), 'mine');
  const rows = expressions.map((text, n) => `  r${n}: { ics: "${text}" }\n`).join('');
  mkdirSync(join(folder, 'own'), { recursive: true });
  writeFileSync(
    join(folder, 'own/conditions.yaml'),
    `# yaml-language-server: $schema=${join(packageRoot, 'src/scenario/scenario.schema.json')}
scenario: own.conditions
title: Conditions
side: client
purpose: Which rows apply.
given: { encoding: xml }
each:
${rows}
steps:
  - { id: fire, trigger: send-report, with: { reports: [{ type: a, format: chr, data: b }] }, otherwise: inconclusive }
  - id: report
    receive: message
    within: 1s
    otherwise: fail
    expect:
      - { id: code, scr: [SR/DM-SR-C-002-M], at: /SyncML/SyncBody/Alert/Data, ascii: "1230" }
mutants:
  - { id: wrong, edit: { at: /SyncML/SyncBody/Alert/Data, content: "0" }, kills: [code] }
`,
  );
  return folder;
}

const IUT = (answers: string): string => `iut: { name: acme, role: client }
accounts: { default: { server-id: s, device-id: d, client: { type: none }, server: { type: none } } }
upper-tester: { kind: exec, command: ["true"] }
ics: { SR: "yes", XML: "yes", ${answers} }
`;

describe('a condition', { timeout: PATIENT }, () => {
  const worlds = Array.from({ length: 8 }, (_, bits) => [1, 2, 4].map((bit) => (bits & bit) !== 0));

  it.each(worlds.map((world) => [world]))('has its meaning where the answers are %j', async (world) => {
    const folder = folderWith(ROWS.map(([text]) => long(text)));
    const iut = join(folder, '../acme.yaml');
    writeFileSync(iut, IUT(NAMES.map((name, n) => `${name}: "${world[n] ? 'yes' : 'no'}"`).join(', ')));
    const { stdout, stderr } = await inProcess('run', '--iut', iut, '--scenarios', folder, '--scenario', 'own.conditions', '--list');
    const [B, M, W] = world as [boolean, boolean, boolean];
    const meant = [
      B || (M && W),
      (B && M) || W,
      (B && M) || (!B && W),
      !B || (M && !W),
      !B && M,
      !B || M,
      !(B || M) && W,
      !(B && M) || W,
      (B || M) && W,
      B || (M && W),
      B,
    ];
    expect(stderr).toBe('');
    const runs = ROWS.map((_, n) => new RegExp(`^ +runs +own\\.conditions\\[r${n}\\]`, 'm').test(stdout));
    expect(runs, stdout).toEqual(meant);
  });

  it('that mixes AND and OR without brackets is warned of, at its place, and no other', async () => {
    const { stdout } = await inProcess('lint', '--scenarios', folderWith(ROWS.map(([text]) => long(text))));
    const warned = [...stdout.matchAll(/conditions\.yaml:(\d+):\d+: warning: AND and OR are mixed without brackets \(OR in column \d+ of/g)];
    expect(warned.map(([, line]) => Number(line) - 8)).toEqual(ROWS.flatMap(([, isMixed], n) => (isMixed ? [n] : [])));
  });

  it.each([
    ['(B OR M', 'the expression ends too early (column 24); wanted ")" for the bracket in column 1'],
    ['B OR M)', '")" cannot stand here (column 23)'],
    ['NOT B AND', 'the expression ends too early'],
    ['B OR MD6', 'unknown item or capability "MD6"'],
    ['SR/DM-SR-C-02-M AND B', 'unknown item "SR/DM-SR-C-02-M"'],
    ['B OR OR M', '"OR" cannot stand here'],
  ])('%s is one error with its column, in lint and run', async (short, message) => {
    const folder = folderWith(['AUTH-BASIC', long(short)]);
    const iut = join(folder, '../acme.yaml');
    writeFileSync(iut, IUT('AUTH-BASIC: "yes"'));
    const text = long(short);
    const wrong = /MD6|DM-SR-C-02-M/.exec(message);
    const told = /\(column (\d+)\)/.exec(message)?.[1];
    const { code, stderr } = await inProcess('run', '--iut', iut, '--scenarios', folder, '--scenario', 'own.conditions', '--list');
    expect(code).toBe(2);
    expect(stderr.match(/^dmct: /gm)).toHaveLength(1);
    expect(stderr).toContain(message);
    const column = Number(/conditions\.yaml:9:(\d+): /.exec(stderr)?.[1]) - '  r1: { ics: "'.length;
    if (told !== undefined) expect(column).toBe(Number(told));
    if (wrong) expect(column).toBe(text.indexOf(text.includes('SR/') ? 'SR/' : wrong[0]) + 1);
    const lint = await inProcess('lint', '--scenarios', folder);
    expect(lint.code).toBe(2);
    expect(lint.stdout.match(/: error: /g), lint.stdout).toHaveLength(1);
    expect(lint.stdout).toMatch(new RegExp(`conditions\\.yaml:9:${column + '  r1: { ics: "'.length}: error: `));
  });
});
