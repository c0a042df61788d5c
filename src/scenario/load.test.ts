/** From YAML to a scenario: what is put in, what is looked up, and where every slip is said to stand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { bindScenario } from './bind-row.js';
import { loadScenario } from './load.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-load-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: placeholders of scenarios
const GOOD = `scenario: sr.client.x
title: x
side: client
purpose: x
ics: SR
pixit: [report.within]
given: { encoding: "\${row.encoding}" }
each:
  xml: { ics: XML, encoding: xml, with: { session: "1" } }
  wbxml: { encoding: wbxml, with: { session: "2" } }
steps:
  - { id: control, use: session-starts, with: { session: "B01", account: default }, otherwise: inconclusive }
  - id: alert
    send: notification
    with: "\${row.with}"
  - id: report
    receive: message
    within: "\${pixit.report.within}"
    otherwise: fail
    expect:
      - { id: arrives, scr: [SR/DM-SR-C-001-M], message: arrives }
      - { id: zero, scr: [SR/SR-5.2-2b], note: why, assumption: U3, at: /SyncML/SyncHdr/SessionID, ascii: "\${row.encoding}-\${run.id}" }
  - id: silence
    controls: [control]
    quiet: { for: 5s, of: message }
    expect:
      - { id: none, scr: [SR/DM-SR-C-001-M], message: none }
mutants:
  - { id: mute, behave: never-reports, kills: [arrives], rows: [xml] }
  - { id: edited, edit: { step: report, at: /SyncML/SyncHdr/SessionID, content: "\${row.encoding}" }, kills: [zero], also: [none] }
  - { id: dead, behave: [dead, hang], verdict: inconclusive }
`;
let n = 0;
function write(text: string): string {
  const file = join(folder, `s${++n}.yaml`);
  writeFileSync(file, text);
  return file;
}
const load = (text = GOOD) => loadScenario(write(text));

describe('a scenario', () => {
  const scenario = load();

  it('has its rows, applicability apart from values', () => {
    expect(scenario).toMatchObject({ id: 'sr.client.x', side: 'client', ics: 'SR', pixit: ['report.within'], line: 1 });
    expect(scenario.rows).toEqual([
      { name: 'xml', ics: 'XML', values: { encoding: 'xml', with: { session: '1' } } },
      { name: 'wbxml', ics: '', values: { encoding: 'wbxml', with: { session: '2' } } },
    ]);
    const rowless = GOOD.replace(/each:\n.*\n.*\n/, '')
      .replace('with: "${row.with}"', 'with: { session: "1" }')
      .replaceAll('${row.encoding}', 'xml')
      .replace(', rows: [xml]', '');
    expect(load(rowless).rows).toEqual([{ values: {}, ics: '' }]);
  });

  it('takes the controls of a procedure for steps of that procedure', () => {
    const scenario = loadScenario(join(packageRoot, 'scenarios/sm/client/silent.yaml'));
    const inner = scenario.steps.filter((step) => step.group !== undefined && step.controls.length > 0);
    expect(inner.length).toBeGreaterThan(0);
    for (const step of inner) for (const control of step.controls) expect(control).toMatch(new RegExp(`^${step.group}/`));
  });

  it('has the steps of its procedures behind the step that uses them', () => {
    expect(scenario.steps.map((s) => [s.id, s.verb, s.group])).toEqual([
      ['control', 'use', undefined],
      ['control/alert', 'send', 'control'],
      ['control/package1', 'receive', 'control'],
      ['alert', 'send', undefined],
      ['report', 'receive', undefined],
      ['silence', 'quiet', undefined],
    ]);
    expect(scenario.steps[1]?.with).toEqual({ session: 'B01', account: 'default' });
    expect(scenario.steps[2]?.holds).toEqual([{ at: '/SyncML/SyncHdr/SessionID', ascii: 'B01' }]);
  });

  it('has assertions with items, line and nothing but the check in the check', () => {
    expect(scenario.steps[4]?.expect[1]).toEqual({
      id: 'zero',
      scr: ['SR/SR-5.2-2b'],
      assumption: 'U3',
      line: 22,
      check: { at: '/SyncML/SyncHdr/SessionID', ascii: '${row.encoding}-${run.id}' },
    });
  });

  it('has mutants of both kinds', () => {
    expect(scenario.mutants).toEqual([
      { id: 'mute', kind: 'behave', behave: ['never-reports'], kills: ['arrives'], also: [], rows: ['xml'], line: 29 },
      {
        id: 'edited',
        kind: 'edit',
        edit: expect.objectContaining({ step: 'report' }),
        behave: [],
        kills: ['zero'],
        also: ['none'],
        rows: [],
        line: 30,
      },
      { id: 'dead', kind: 'behave', behave: ['dead', 'hang'], kills: [], also: [], verdict: 'inconclusive', rows: [], line: 31 },
    ]);
  });

  it('says what an absent step means when the file does not', () => {
    expect(scenario.steps.map((s) => s.otherwise)).toEqual(['inconclusive', 'continue', 'inconclusive', 'continue', 'fail', 'continue']);
  });

  it('keeps numbers as they are written', () => {
    expect(load(GOOD.replace('session: "1"', 'session: 007')).rows[0]?.values.with).toEqual({ session: '007' });
  });

  it('is told by its octets', () => {
    expect(load().sha256).toBe(scenario.sha256);
    expect(load(`${GOOD}\n# a comment`).sha256).not.toBe(scenario.sha256);
  });
});

describe('binding a row', () => {
  const scenario = load();
  const lookup = (name: string) => `<${name}>`;

  it('puts everything in, a whole map too, and leaves the scenario as it was', () => {
    const bound = bindScenario(scenario, scenario.rows[1]!, lookup);
    expect(bound.given).toEqual({ encoding: 'wbxml' });
    expect(bound.steps[3]?.with).toEqual({ session: '2' });
    expect(bound.steps[4]?.with).toEqual({ within: '<pixit.report.within>' });
    expect(bound.steps[4]?.expect[1]?.check.ascii).toBe('wbxml-<run.id>');
    expect(bound.mutants[1]?.edit?.content).toBe('wbxml');
    expect(scenario.given).toEqual({ encoding: '${row.encoding}' });
  });

  it('puts in what stands in the values of the row', () => {
    const row = { name: 'r', ics: '', values: { encoding: 'xml-${run.id}', with: { session: '${run.id}' } } };
    const bound = bindScenario(scenario, row, lookup);
    expect(bound.given).toEqual({ encoding: 'xml-<run.id>' });
    expect(bound.steps[3]?.with).toEqual({ session: '<run.id>' });
  });

  it('refuses a row that lacks a value', () => {
    expect(() => bindScenario(scenario, { name: 'r', ics: '', values: {} }, lookup)).toThrow(
      expect.objectContaining({ code: 'unknown-row-value', message: expect.stringContaining('row "r" has no such value') }),
    );
  });
});

describe('a slip', () => {
  it.each([
    ['an unknown key', 'title: x', 'titel: x', 'schema-unknown-key', 2, 'did you mean "title"?'],
    ['a side that is none', 'side: client', 'side: clinet', 'schema-value', 3, 'did you mean "client"?'],
    ['an unknown condition', 'ascii:', 'asci:', 'schema-unknown-key', 22, 'did you mean "ascii"?'],
    ['an unknown verb', 'receive: message', 'recieve: message', 'unknown-verb', 17, 'did you mean "receive"?'],
    ['a receive without otherwise', '    otherwise: fail\n', '', 'schema-missing-key', 16, 'lacks "otherwise"'],
    ['an unknown procedure', 'use: session-starts', 'use: session-start', 'unknown-procedure', 12, 'did you mean "session-starts"?'],
    ['an unknown parameter', 'account: default', 'acount: default', 'unknown-parameter', 12, 'did you mean "account"?'],
    ['a missing parameter', ', account: default', '', 'missing-parameter', 12, 'needs "account"'],
    ['an unknown control', 'controls: [control]', 'controls: [contrl]', 'unknown-step', 24, 'did you mean "control"?'],
    ['two steps of one name', 'id: silence', 'id: report', 'duplicate-id', 24, 'called "report"'],
    ['two assertions of one name', 'id: none,', 'id: zero,', 'duplicate-id', 28, 'called "zero"'],
    ['two mutants of one name', 'id: dead,', 'id: mute,', 'duplicate-id', 31, 'called "mute"'],
    ['an unknown assertion in kills', 'kills: [arrives]', 'kills: [arives]', 'unknown-assertion', 29, 'did you mean "arrives"?'],
    ['an unknown row of a mutant', 'rows: [xml]', 'rows: [xlm]', 'unknown-row', 29, 'unknown row "xlm"'],
    ['a mutant without aim', ', kills: [zero], also: [none]', '', 'mutant-aimless', 30, 'neither kills'],
    ['an edit of an unknown step', 'step: report', 'step: raport', 'unknown-step', 30, 'did you mean "report"?'],
    ['the same key twice', 'title: x', 'title: x\ntitle: y', 'yaml-duplicate-key', 3, 'twice'],
    ['no YAML', 'title: x', 'title: x: y', 'yaml-syntax', 2, 'not YAML'],
  ])('%s is said with its line', (_, from, to, code, line, message) => {
    expect(GOOD).toContain(from);
    let error: unknown;
    try {
      load(GOOD.replace(from, to));
    } catch (cause) {
      error = cause;
    }
    expect(error).toBeInstanceOf(InputError);
    const { code: found, parts, message: text } = error as InputError;
    expect(found).toContain(code);
    expect(text).toContain(message);
    expect(parts.where?.file).toContain(folder);
    expect(Math.abs((parts.where?.line ?? 0) - line), text).toBeLessThanOrEqual(1);
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
