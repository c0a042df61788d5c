/** Records that are given to `dmct judge`: damaged ones and those that do not go together are refused; what is told of the others stands in their report. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { loadScenario } from '../src/scenario/load.js';
import { fileWith, main, oneError, said } from './support/bad-input.js';
import { reportOf, temporaryFolder, textOf } from './support/dmct.js';

describe('a record', () => {
  const run = {
    e: 'run',
    format: 'dmct-record/1',
    id: 'x',
    seed: '1',
    started: '2026-01-01T00:00:00.000Z',
    command: 'dmct run',
    tool: 'dmct 0.1.0',
    planned: ['sr.client.report[xml]'],
    scr: [],
    iut: { name: 'reference-client', vendor: '', product: '', version: '1', role: 'client', file: 'reference-client' },
  };
  const judge = (lines: readonly unknown[], ...more: readonly string[]): Promise<number> => {
    const file = fileWith('record.ndjson', lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
    return main('judge', file, '--out', join(temporaryFolder(), 'out'), ...more);
  };

  it.each([
    ['a damaged line', [run, '{"e":"row"', { e: 'row-end', at: 1 }], /record\.ndjson:2: this line is not JSON/],
    ['a line of no kind', [run, { e: 'frme' }], /record\.ndjson:2: /],
    ['no run line', [{ e: 'row', scenario: 'a', sha256: '' }], /record\.ndjson:1: the first line is a "row" line; wanted a "run" line/],
    ['nothing', [], /record\.ndjson is empty/],
    ['a row that no scenario has', [{ ...run, planned: ['sr.client.gone'] }], /the record holds sr\.client\.gone, which this dmct does not have/],
    ['another IUT, whose file is not given', [{ ...run, iut: { ...run.iut, name: 'acme' } }], /the record is of "acme"; wanted its IUT file/],
  ])('with %s', async (_, lines, says) => {
    expect(await judge(lines)).toBe(2);
    expect(oneError(said.stderr)).toMatch(says);
  });

  it('of another IUT than the file describes', async () => {
    expect(await judge([run], '--iut', 'reference-server')).toBe(2);
    expect(oneError(said.stderr)).toMatch(
      /the record is of "reference-client", simulators\/iut\/reference-server\.yaml describes "reference-server"/,
    );
  });

  const { sha256 } = loadScenario(join(packageRoot, 'scenarios/sr/client/report.yaml'));
  const row = { e: 'row', scenario: 'sr.client.report', row: 'xml', sha256 };
  const step = { e: 'step', id: 'wait', at: 1, state: 'absent' };
  const end = { e: 'row-end', at: 2 };
  const recordWith = (name: string, ...lines: readonly unknown[]): string =>
    fileWith(name, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const judgeAll = (...files: readonly string[]): Promise<number> => main('judge', ...files, '--out', join(temporaryFolder(), 'out'));

  it.each<[string, readonly unknown[], readonly unknown[]]>([
    ['that say different things', [row, step, end], [row, { ...step, state: 'skipped' }, end]],
    ['of which one was cut off', [row, step, end], [row, step]],
    ['of which one is of another text', [row, end], [{ ...row, sha256: 'ff' }, end]],
  ])('that holds a row twice, or with another one, %s: neither is chosen', async (_, one, other) => {
    for (const [a, b] of [
      [one, other],
      [other, one],
    ] as const) {
      const [first, second] = [recordWith('first.ndjson', run, ...a), recordWith('second.ndjson', run, ...b)];
      expect(await judgeAll(first, second)).toBe(2);
      expect(oneError(said.stderr)).toContain(`${second}:2: sr.client.report[xml] is recorded here and, otherwise, at ${first}:2`);
      const both = recordWith('both.ndjson', run, ...a, ...b);
      expect(await judgeAll(both)).toBe(2);
      expect(oneError(said.stderr)).toContain(`${both}:${a.length + 2}: sr.client.report[xml] is recorded here and, otherwise, at ${both}:2`);
    }
  });

  it('that holds the same row twice, octet for octet, holds it once', async () => {
    const file = recordWith('record.ndjson', run, row, step, end);
    expect(await judgeAll(file)).toBe(6);
    expect(await judgeAll(file, recordWith('copy.ndjson', run, row, step, end, row, step, end))).toBe(6);
    expect(said.stderr).toBe('');
  });

  it.each<[string, object, RegExp]>([
    [
      'version',
      { iut: { ...run.iut, version: '4.3' } },
      /other\.ndjson is of reference-client with version 4\.3, .*first\.ndjson of reference-client with version 1$/m,
    ],
    ['seed', { seed: '2' }, /other\.ndjson is of reference-client with seed 2, .*first\.ndjson of reference-client with seed 1/],
    ['choice of items', { scr: ['SR/*'] }, /other\.ndjson is of reference-client with scr SR\/\*, .*first\.ndjson of reference-client with scr ""/],
  ])('is not joined with one of another %s', async (_, changed, says) => {
    expect(await judgeAll(recordWith('first.ndjson', run), recordWith('other.ndjson', { ...run, ...changed, planned: [] }))).toBe(2);
    expect(oneError(said.stderr)).toMatch(says);
  });

  /** Judged with this exit code, what is told: in report.json, and by the summary and nowhere else. */
  async function noted(exit: number, ...files: readonly string[]): Promise<readonly string[]> {
    const out = temporaryFolder();
    expect(await main('judge', ...files, '--out', out)).toBe(exit);
    expect(said.stderr).toBe('');
    const notes = reportOf(out, 'reference-client').notes?.filter((note) => said.stdout.replace(/\s+/g, ' ').includes(`note: ${note}`)) ?? [];
    for (const note of notes) expect(textOf(out, 'reference-client', 'summary.md')).toContain(note.slice(0, 20));
    return notes;
  }

  it('is joined with one of another run, as a shard is, and that is told', async () => {
    const other = { ...run, id: 'y', planned: ['sr.client.report[wbxml]'] };
    const files = [recordWith('first.ndjson', run, row, end), recordWith('other.ndjson', other, { ...row, row: 'wbxml' }, end)];
    expect(await noted(6, ...files)).toEqual([expect.stringMatching(/^records of 2 runs are joined: x \(.*first\.ndjson\), y \(.*other\.ndjson\)$/)]);
  });

  it('of another version of the IUT than its file describes is judged, and that is told', async () => {
    expect(await noted(4, recordWith('record.ndjson', { ...run, iut: { ...run.iut, version: '0' } }))).toEqual([
      'the record is of version "0"; the report names "1", as simulators/iut/reference-client.yaml does',
    ]);
  });

  it('that ends in the middle of a line is judged as far as it goes, and that is told', async () => {
    const file = fileWith('record.ndjson', `${JSON.stringify(run)}\n${JSON.stringify(row)}\n{"e":"st`);
    expect(await noted(4, file)).toEqual([expect.stringMatching(/record\.ndjson ends in the middle of a line; what was recorded before is judged$/)]);
  });

  it('of a row that was not planned', async () => {
    const file = recordWith('record.ndjson', { ...run, planned: [] }, row, end);
    expect(await judgeAll(file)).toBe(2);
    expect(oneError(said.stderr)).toContain(`${file}:2: sr.client.report[xml] is recorded here, and the "run" line of this file does not plan it`);
  });

  it('whose IUT is of the other side than its rows', async () => {
    const file = recordWith('record.ndjson', { ...run, iut: { ...run.iut, role: 'server' } }, row, end);
    expect(await judgeAll(file)).toBe(2);
    expect(oneError(said.stderr)).toContain(`${file}:1: iut.role is server, and sr.client.report[xml] is a test of a client`);
  });

  it('whose IUT is of the other side than its file describes', async () => {
    const file = recordWith('record.ndjson', { ...run, planned: [], iut: { ...run.iut, role: 'server' } });
    expect(await judgeAll(file)).toBe(2);
    expect(oneError(said.stderr)).toContain(`${file}:1: iut.role is server, and simulators/iut/reference-client.yaml describes a client`);
  });

  it('that an editor has saved with a byte order mark is a record all the same', async () => {
    expect(await judgeAll(fileWith('record.ndjson', `\uFEFF${JSON.stringify(run)}\n`))).toBe(4);
    expect(said.stderr).toBe('');
  });

  it.each([
    ['nothing was planned', 6, []],
    ['what was planned did not run', 4, ['sr.client.report[xml]']],
  ] as const)('in which %s is exit %i, not green', async (_, code, planned) => {
    expect(await judge([{ ...run, planned }])).toBe(code);
    expect(said.stdout).not.toMatch(/^CONFORMANT/m);
  });
});
