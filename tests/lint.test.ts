/** `dmct lint` as a user meets it: on dmct's own scenarios, and on copies with one thing wrong each. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { inProcess } from './support/in-process.js';

const root = mkdtempSync(join(tmpdir(), 'dmct-lint-'));
const folder = join(root, 'scenarios');
const SCHEMA = 'src/scenario/scenario.schema.json';
mkdirSync(join(root, 'src/scenario'), { recursive: true });
cpSync(join(packageRoot, SCHEMA), join(root, SCHEMA));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What the last command said. */
let said = { stdout: '', stderr: '' };
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(packageRoot, 'scenarios'), folder, { recursive: true });
});

async function dmct(...args: readonly string[]): Promise<number> {
  const { code, ...rest } = await inProcess(...args);
  said = rest;
  return code;
}
const lint = (...args: readonly string[]): Promise<number> => dmct('lint', '--scenarios', folder, ...args);
const lines = (): string[] => said.stdout.trimEnd().split('\n');
/** What lint says of errors and warnings, without the folder. */
const problems = (): string[] =>
  lines()
    .filter((line) => /: (error|warning): /.test(line))
    .map((line) => line.replace(`${folder}/`, ''));

/** Replaces the first `from` in a file, and gives the line it stands in. */
function spoil(file: string, from: string, to: string): number {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  const at = text.indexOf(from);
  if (at < 0) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(path, text.slice(0, at) + to + text.slice(at + from.length));
  return text.slice(0, at).split('\n').length;
}

const REPORT = 'sr/client/report.yaml';
const ACCEPTS = 'sr/server/accepts.yaml';
const IGNORES = 'noti/client/ignores.yaml';

describe("dmct's own scenarios", () => {
  it('hold, and what is not tested yet is told as information', async () => {
    const code = await dmct('lint');
    expect(problems()).toEqual([]);
    expect(code).toBe(0);
    expect(lines().filter((line) => line.includes(': information: '))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^scr\/cp\.yaml:\d+:\d+: information: CP: /)]),
    );
    expect(lines().at(-1)).toMatch(/^[1-9]\d* scenarios, [1-9]\d* rows, [1-9]\d* assertions, [1-9]\d* mutants: 0 errors, 0 warnings$/);
  });

  it('hold as a copy, too', async () => {
    expect(await lint()).toBe(0);
    expect(problems()).toEqual([]);
  });
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: placeholders of scenarios
describe('one thing wrong', () => {
  it.each([
    ['an unknown item', REPORT, 'SR/DM-SR-C-002-M', 'SR/DM-SR-C-02-M', /unknown item "SR\/DM-SR-C-02-M"; did you mean "SR\/DM-SR-C-002-M"/],
    [
      'an item of the other side',
      REPORT,
      'scr: [SR/DM-SR-C-002-M]',
      'scr: [SR/DM-SR-C-002-M, SR/DM-SR-S-001-M]',
      /SR\/DM-SR-S-001-M is asked of a server; this scenario is about a client/,
    ],
    ['an item twice', REPORT, 'scr: [SR/DM-SR-C-002-M]', 'scr: [SR/DM-SR-C-002-M, SR/DM-SR-C-002-M]', /stands twice at "alert-code"/],
    [
      'an item that nobody can observe',
      REPORT,
      'scr: [SR/DM-SR-C-002-M]',
      'scr: [SR/DM-SR-C-002-M, SR/SR-5.4-2]',
      /judges SR\/SR-5\.4-2, which the catalogue excludes/,
    ],
    [
      'an unknown ICS word',
      ACCEPTS,
      'XML AND AUTH-MAC-SHA256',
      'XML AND AUTH-MAC-SHA265',
      /unknown item or capability "AUTH-MAC-SHA265"; did you mean "AUTH-MAC-SHA256"/,
    ],
    ['a broken ICS expression', ACCEPTS, 'XML AND AUTH-MAC-SHA256', 'XML AND', /ends too early/],
    ['an ICS word of the other side', ACCEPTS, 'XML AND AUTH-MAC-SHA256', 'XML AND UI', /UI is a matter of the client; a server never has it/],
    [
      'an unknown fault',
      REPORT,
      'behave: never-reports',
      'behave: never-report',
      /unknown client fault "never-report"; did you mean "never-reports"/,
    ],
    ['a fault of the other side', REPORT, 'behave: never-reports', 'behave: store-before-checking', /unknown client fault "store-before-checking"/],
    ['an edit of no frame', REPORT, 'edit: { append: "3c2f78" }', 'edit: { step: silence, append: "3c2f78" }', /edits no received frame/],
    ['a broken placeholder', REPORT, '${pixit.report.format}', '${pixit.report.format', /is no placeholder; wanted \$\{row\.NAME\}/],
    [
      'an unknown PIXIT parameter',
      REPORT,
      '${pixit.report.format}',
      '${pixit.report.fromat}',
      /unknown PIXIT parameter "report\.fromat"(.*)report\.format/,
    ],
    ['a row without the value', REPORT, '${row.type}', '${row.typ}', /unknown value of the row "typ"(.*)"type"/],
    ['an unknown primitive', REPORT, 'trigger: send-report', 'trigger: send-reports', /"send-reports"(.*)"send-report"/],
    ['an unknown condition', REPORT, 'ascii: DM/1.3', 'asci: DM/1.3', /unknown key "asci"; did you mean "ascii"/],
    ['a control that is no step', REPORT, 'controls: [report]', 'controls: [repot]', /unknown step "repot"; did you mean "report"/],
    ['silence without a control', REPORT, 'controls: [report]', 'controls: []', /step "silence" has no controls/],
    ['a procedure without its parameter', IGNORES, 'session: "B01", account: default', 'session: "B01"', /session-starts needs "account"/],
    [
      'a parameter that the procedure does not know',
      IGNORES,
      'account: default',
      'acount: default',
      /unknown parameter of session-starts "acount"; did you mean "account"/,
    ],
    [
      'a procedure of the other side',
      'procedures/session-starts.yaml',
      'side: client',
      'side: server',
      /session-starts is for a server, but noti\.client\.[a-z-]+ uses it/,
    ],
    [
      'an idle parameter',
      'procedures/session-starts.yaml',
      'parameters: [session, account]',
      'parameters: [session, account, bearer]',
      /no step of session-starts reads \$\{with\.bearer\}/,
    ],
    ['a syntax error', REPORT, 'side: client', 'side: client: x', /not YAML/],
    [
      'another schema',
      REPORT,
      '../../../src/scenario/scenario.schema.json',
      '../../src/scenario/scenario.schema.json',
      /schema of the first line is not there/,
    ],
    ['no schema', REPORT, '# yaml-language-server: $schema=', '# ', /first line names no schema/],
  ])('%s', async (_, file, from, to, message) => {
    const line = spoil(file, from, to);
    expect(await lint()).toBe(2);
    expect(problems().filter((problem) => message.test(problem))).not.toEqual([]);
    const place = problems().find((problem) => message.test(problem)) ?? '';
    expect(place.startsWith(`${file}:`), place).toBe(true);
    expect(Math.abs(Number(/:(\d+)/.exec(place)?.[1]) - line), place).toBeLessThanOrEqual(1);
  });

  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above

  it('a PIXIT parameter that is read but not listed, or listed but not read', async () => {
    spoil(
      REPORT,
      'pixit: [report.type, report.format, report.data, report.within, quiet.for]',
      'pixit: [report.type, report.data, report.within, quiet.for, start.within]',
    );
    expect(await lint()).toBe(2);
    expect(problems()).toEqual([
      expect.stringContaining('read, but not listed in pixit: report.format'),
      expect.stringContaining('start.within is listed, but no step reads it'),
    ]);
  });

  it('a value of a row that nothing reads', async () => {
    const line = spoil(REPORT, 'encoding: xml, type', 'encoding: xml, colour: red, type');
    expect(await lint()).toBe(2);
    expect(problems()).toEqual([`${REPORT}:${line}:35: error: row xml: nothing reads \${row.colour}`]);
  });

  it('AND beside OR without brackets is a warning, which alone is no failure', async () => {
    const line = spoil(ACCEPTS, 'XML AND AUTH-MAC-SHA256', 'XML AND AUTH-MAC-SHA256 OR WBXML');
    expect(await lint()).toBe(0);
    expect(problems()).toEqual([expect.stringMatching(new RegExp(`^${ACCEPTS}:${line}:\\d+: warning: AND and OR are mixed .*OR in column 25`))]);
    expect(lines().at(-1)).toMatch(/0 errors, 1 warning$/);
  });

  it('a procedure that nobody uses is a warning', async () => {
    writeFileSync(
      join(folder, 'procedures/idle.yaml'),
      readFileSync(join(folder, 'procedures/session-starts.yaml'), 'utf8').replace('procedure: session-starts', 'procedure: idle'),
    );
    expect(await lint()).toBe(0);
    expect(problems()).toEqual([expect.stringContaining('warning: no scenario uses idle')]);
  });

  it('an id that is not the path, and the same id twice', async () => {
    cpSync(join(folder, REPORT), join(folder, 'sr/client/rapport.yaml'));
    expect(await lint()).toBe(2);
    expect(problems()).toEqual([
      expect.stringMatching(
        /^sr\/client\/rapport\.yaml:2:11: error: sr\.client\.report stands in sr\/client\/rapport\.yaml; wanted sr\/client\/report\.yaml/,
      ),
      expect.stringMatching(/^sr\/client\/report\.yaml:2:11: error: sr\.client\.report is the id of sr\/client\/rapport\.yaml too/),
    ]);
  });
});

describe('every assertion is seen to fail', () => {
  const MUTE = '  - { id: put, behave: reports-by-put, kills: [posted] }\n';

  it('or lint names it', async () => {
    spoil(REPORT, MUTE, '');
    expect(await lint()).toBe(2);
    expect(problems()).toEqual([expect.stringMatching(/^sr\/client\/report\.yaml:\d+:9: error: no mutant kills sr\.client\.report\/posted/)]);
  });

  it('or an exception says why not', async () => {
    spoil(REPORT, MUTE, '');
    writeFileSync(
      join(folder, 'mutant-exceptions.yaml'),
      'exceptions:\n  - { assertion: sr.client.report/posted, reason: our device can only POST }\n',
    );
    expect(await lint()).toBe(0);
    expect(problems()).toEqual([]);
  });

  it('an exception without need, without reason or for nothing is an error', async () => {
    const exception = (text: string): void => writeFileSync(join(folder, 'mutant-exceptions.yaml'), `exceptions:\n  - ${text}\n`);
    exception('{ assertion: sr.client.report/posted, reason: our device can only POST }');
    expect(await lint()).toBe(2);
    expect(problems()).toEqual([
      expect.stringMatching(/^mutant-exceptions\.yaml:2:18: error: a mutant kills sr\.client\.report\/posted: the exception is no longer needed/),
    ]);
    exception('{ assertion: sr.client.report/psoted, reason: our device can only POST }');
    expect(await lint()).toBe(2);
    expect(problems()).toEqual([expect.stringContaining('unknown assertion "sr.client.report/psoted"; did you mean "sr.client.report/posted"')]);
    exception('{ assertion: sr.client.report/posted }');
    expect(await lint()).toBe(2);
    expect(problems()).toEqual([expect.stringContaining('lacks "reason"')]);
  });
});

describe('what is published', () => {
  it('is covered: an SR item without assertion is an error at its place in the table', async () => {
    const text =
      readFileSync(join(folder, 'sr/server/accepts.yaml'), 'utf8') + readFileSync(join(folder, 'sr/server/ignores-unauthenticated.yaml'), 'utf8');
    expect(text).toContain('SR/SR-5.2.1-2');
    const file = join(folder, 'sr/server/ignores-unauthenticated.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(', SR/SR-5.2.1-2', ''));
    expect(await lint()).toBe(2);
    expect(problems()).toEqual([
      expect.stringMatching(/^scr\/sr\.yaml:\d+:\d+: error: no assertion of a server scenario covers SR\/SR-5\.2\.1-2; write one/),
    ]);
  });

  it('stays: a renamed assertion is gone and new at once; --update-lock adds, and takes nothing away', async () => {
    spoil(REPORT, 'id: posted', 'id: post');
    spoil(REPORT, 'kills: [posted]', 'kills: [post]');
    expect(await lint()).toBe(2);
    expect(problems()).toEqual([
      expect.stringMatching(/^ids\.lock:\d+:1: error: sr\.client\.report\/posted was published and is gone/),
      expect.stringMatching(/^ids\.lock:\d+:1: error: sr\.client\.report\/post is not in the list yet; run dmct lint --update-lock/),
    ]);
    expect(await lint('--update-lock')).toBe(2);
    expect(said.stdout).toContain('1 id was added to ids.lock');
    expect(problems()).toEqual([expect.stringContaining('sr.client.report/posted was published and is gone')]);
    const lock = readFileSync(join(folder, 'ids.lock'), 'utf8').split('\n');
    expect(lock).toEqual(expect.arrayContaining(['sr.client.report/post', 'sr.client.report/posted']));
    spoil(REPORT, 'id: post,', 'id: posted,');
    spoil(REPORT, 'kills: [post]', 'kills: [posted]');
    expect(await lint()).toBe(2);
    expect(lock.filter((line) => line !== '' && !line.startsWith('#'))).toEqual(
      [...lock.filter((line) => line !== '' && !line.startsWith('#'))].sort(),
    );
  });

  it('is not asked of a folder without ids.lock; --update-lock makes one, which claims no edition as a whole', async () => {
    rmSync(join(folder, 'ids.lock'));
    rmSync(join(folder, 'noti'), { recursive: true });
    expect(await lint()).toBe(0);
    expect(said.stdout).toContain('there is no list of published ids');
    expect(await lint('--update-lock')).toBe(0);
    expect(problems().filter((problem) => !problem.includes('no scenario uses'))).toEqual([]);
    expect(said.stdout).toMatch(/noti\.yaml:\d+:\d+: information: NOTI: no scenario is about any of its \d+ items \(4 more are excluded\)/);
  });

  it('covers what ids.lock claims as a whole; --update-lock keeps the claim', async () => {
    const claim = readFileSync(join(folder, 'ids.lock'), 'utf8').split('\n')[1] as string;
    expect(claim).toBe('# complete: SR, SM, OD, NOTI');
    rmSync(join(folder, 'noti'), { recursive: true });
    spoil('ids.lock', 'sr.client.report/posted\n', '');
    expect(await lint('--update-lock')).toBe(2);
    expect(problems().filter((problem) => /no assertion of a (client|server) scenario covers NOTI\//.test(problem)).length).toBeGreaterThan(20);
    expect(readFileSync(join(folder, 'ids.lock'), 'utf8')).toContain(`\n${claim}\n`);
  });

  it('claims an edition that exists', async () => {
    spoil('ids.lock', 'SR, SM, OD, NOTI', 'SR, NOTY');
    expect(await lint()).toBe(2);
    expect(problems()).toEqual([expect.stringMatching(/^ids\.lock:2:1: error: unknown edition "NOTY"; did you mean "NOTI"/)]);
  });

  it('claims, in dmct itself, every edition but CP, of which a few rows are covered', async () => {
    await dmct('lint', '--json');
    const { problems: told } = JSON.parse(said.stdout) as { problems: { code: string; message: string }[] };
    expect(told.filter((p) => p.code === 'not-covered').map((p) => p.message)).toEqual([
      expect.stringMatching(/^CP: \d+ of 148 items are not covered yet/),
    ]);
  });
});

describe('--json', () => {
  it('gives problems with code and place, and the counts', async () => {
    const line = spoil(REPORT, 'SR/DM-SR-C-002-M', 'SR/DM-SR-C-02-M');
    expect(await lint('--json')).toBe(2);
    const told = JSON.parse(said.stdout) as { format: string; problems: object[]; counts: Record<string, number>; locked: number };
    expect(told).toMatchObject({ format: 'dmct-lint/1', locked: 0 });
    expect(told.counts.scenarios).toBeGreaterThan(40);
    expect(told.problems).toContainEqual({
      severity: 'error',
      code: 'unknown-item',
      message: expect.stringContaining('did you mean "SR/DM-SR-C-002-M"'),
      file: join(folder, REPORT),
      line,
      column: expect.any(Number),
    });
  });
});

it('names by line what is not written yet, and publishes none of its ids', async () => {
  spoil('ids.lock', 'sr.client.report/posted\n', '');
  const line = spoil(REPORT, 'mutants:\n', '# FILL IN: one more\nmutants:\n');
  expect(await lint('--update-lock')).toBe(2);
  expect(problems()).toEqual([
    expect.stringMatching(/^ids\.lock:\d+:1: error: sr\.client\.report\/posted is not in the list yet/),
    `${REPORT}:${line}:3: error: not written yet: one more`,
  ]);
});

it('tells of every broken file at once, and then not of what they hide', async () => {
  spoil(REPORT, 'side: client', 'side: clinet');
  spoil(IGNORES, 'otherwise: fail', 'otherwise: fial');
  expect(await lint()).toBe(2);
  expect(problems().map((problem) => problem.split(':')[0])).toEqual([IGNORES, REPORT]);
  expect(said.stdout).toContain('coverage and published ids are looked at when all files load');
  expect(said.stdout).toContain('did you mean "client"');
});

it('refuses a folder without scenarios and an unknown option with exit 2', async () => {
  expect(await dmct('lint', '--scenarios', join(root, 'nowhere'))).toBe(2);
  expect(said.stderr).toContain('there is no scenario in');
  expect(await dmct('lint', '--scenarois', folder)).toBe(2);
  expect(said.stderr).toContain('--scenarios');
});
