/** `dmct scr`, `dmct ics` and `dmct coverage` as a user meets them: exit code, output, messages. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import { packageRoot } from '../base/package-root.js';
import type { Verdict } from '../judge/verdict.js';
import type { Report } from '../report/report.js';
import { main } from './main.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-scr-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());
let files = 0;
const file = (content: unknown): string => {
  const path = join(folder, `${files++}`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

/** Runs the command in this process: exit code and what it wrote. */
async function dmct(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const into = (take: (text: string) => void) => (text: string | Uint8Array) => {
    take(String(text));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(into((text) => (out += text)));
  vi.spyOn(process.stderr, 'write').mockImplementation(into((text) => (err += text)));
  const code = await main(args);
  vi.restoreAllMocks();
  return { code, out, err };
}

describe('dmct scr', () => {
  it('lists by edition, side and status', async () => {
    const { code, out } = await dmct('scr', 'list', '--edition', 'NOTI,SR', '--side', 'server', '--kind', 'scr');
    expect(code).toBe(0);
    const keys = out
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/)[0]);
    expect(keys).toEqual(['SR/DM-SR-S-001-M', 'SR/DM-SR-S-003-M', ...[1, 2, 3, 4].map((n) => `NOTI/SCR-DM-NOTI-S-00${n}`), '6']);
    expect((await dmct('scr', 'list', '--edition', 'NOTI', '--status', 'mandatory', '--kind', 'scr', '--keys')).out).toBe('NOTI/SCR-DM-NOTI-S-003\n');
  });

  it('lists everything as JSON and as keys in the form of the lock', async () => {
    const items = JSON.parse((await dmct('scr', 'list', '--json')).out) as { key: string }[];
    expect(items).toHaveLength(296);
    expect((await dmct('scr', 'list', '--keys')).out).toBe(readFileSync(join(packageRoot, 'scr/ids.lock'), 'utf8'));
  });

  it('shows one requirement with assumption, reason and place', async () => {
    const { code, out } = await dmct('scr', 'show', 'SR-5.2.1-1');
    expect(code).toBe(0);
    expect(out).toContain('SR/SR-5.2.1-1\n');
    expect(out).toMatch(/^ {2}U3 +How is the HMAC-SHA256/m);
    expect(out).toMatch(/^ {2}stands in +scr\/sr\.yaml:\d+$/m);
    expect((await dmct('scr', 'show', 'NOTI/N-7.2-1')).out).toMatch(/^ {2}excluded +OBEX/m);
    expect(out.split('\n').every((line) => line.length <= 120)).toBe(true);
  });

  it.each<[string[], number, string]>([
    [['scr', 'show', 'DM-SM-S-004-M'], 2, 'SM/DM-SM-S-004-M or OD/DM-SM-S-004-M'],
    [['scr', 'show', 'SR/DM-SR-S-002-M'], 2, 'does not exist'],
    [['scr', 'show', 'SR/DM-SR-C-OO1-M'], 2, 'did you mean "SR/DM-SR-C-001-M"'],
    [['scr', 'show'], 2, 'an argument is missing'],
    [['scr', 'list', '--edition', 'S'], 2, 'wanted SR | SM | OD | NOTI | CP'],
    [['scr', 'list', '--edition', 'SR', '--kind', 'row'], 6, 'no requirement fits'],
    [['scr', 'lst'], 2, 'did you mean "list"'],
    [['scr'], 2, 'list, show'],
    [['scr', 'list', '--sid', 'client'], 2, '"--side"'],
  ])('%j ends with %i', async (args, wanted, message) => {
    const { code, out, err } = await dmct(...args);
    expect(code).toBe(wanted);
    expect(err).toContain(message);
    expect(out).toBe('');
  });
});

describe('dmct ics', () => {
  it('prints a form that check accepts', async () => {
    const form = await dmct('ics', 'proforma', '--edition', 'SR,NOTI', '--side', 'client');
    expect(form.code).toBe(0);
    const { code, out } = await dmct('ics', 'check', file(form.out));
    expect(code).toBe(0);
    expect(out).toMatch(/: SR, NOTI \(client\), \d+ items claimed, 0 violations, \d+ open\n$/);
  });

  it('writes the form to a file whose schema line leads to the schema', async () => {
    const path = join(folder, 'form.yaml');
    expect((await dmct('ics', 'proforma', '--out', path)).code).toBe(0);
    const schema = /\$schema=(\S+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
    expect(JSON.parse(readFileSync(join(folder, schema), 'utf8'))).toHaveProperty('properties.ics');
  });

  it('never overwrites answers, unless they are kept or it is told to', async () => {
    const path = join(folder, 'answered.yaml');
    const again = ['ics', 'proforma', '--edition', 'SR', '--side', 'client', '--out', path];
    await dmct(...again);
    const answered = readFileSync(path, 'utf8').replace(/^ {2}XML: .*$/m, '  XML: yes # mine');
    expect(answered).toContain('# mine');
    writeFileSync(path, answered);
    const other = file(answered);
    for (const args of [again, [...again, '--from', other]]) {
      const { code, err, out } = await dmct(...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).toBe(
        `dmct: ${path} is there already, and its answers would be lost\n  keep them with --from ${path}, choose another name, or overwrite it with --force; nothing was written\n`,
      );
      expect(readFileSync(path, 'utf8')).toBe(answered);
    }
    expect((await dmct('ics', 'proforma', '--from', path, '--out', path)).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toMatch(/^ {2}XML: yes # mine$/m);
    expect((await dmct(...again, '--force')).code).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toContain('# mine');
    expect((await dmct('ics', 'proforma', '--out', '/dev/null')).code).toBe(0);
  });

  it('names the place of each contradiction and ends with 1', async () => {
    const path = file('side: client\nics:\n  SR: yes\n  SR/DM-SR-C-002-M: no\n  NOTI/SCR-DM-NOTI-C-001: yes\n  TLS: yes\n');
    const { code, out } = await dmct('ics', 'check', path);
    expect(code).toBe(1);
    expect(out).toContain(`${path}:4:21: violation: SR/DM-SR-C-002-M = no`);
    expect(out).toContain(`${path}:5:27: violation: NOTI/SCR-DM-NOTI-C-001 = yes requires SCR-DM-NOTI-C-002`);
    expect(out).toContain('2 violations');
  });

  it.each<[string, string]>([
    ['ics:\n  SR/DM-SR-C-020-M: yes\n', ':2:21: unknown item "SR/DM-SR-C-020-M"'],
    ['ics: 7\n', 'wanted'],
    ['', 'lacks "ics"'],
    ['ics: [\n', 'not YAML'],
  ])('refuses %j with 2', async (text, message) => {
    const { code, err } = await dmct('ics', 'check', file(text));
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('refuses a file that is not there with 2', async () => expect((await dmct('ics', 'check', join(folder, 'none'))).code).toBe(2));
});

describe('dmct coverage', () => {
  const report = (verdicts: readonly Verdict[]): Report => sampleReport({ verdicts: verdicts.map((v) => [v, 1] as const), rows: 40 });

  it('tells covered from not covered and lists the latter', async () => {
    const sample = report(['pass', 'not-tested']);
    const reached = new Set(sample.assertions.filter((a) => a.verdict === 'pass').flatMap((a) => a.items));
    const { code, out } = await dmct('coverage', file(sample), '--json');
    expect(code).toBe(0);
    const { total } = JSON.parse(out) as { total: { covered: number; uncovered: string[] } };
    expect(total.covered).toBe(sample.items.filter((i) => reached.has(i.key)).length);
    expect(total.uncovered).toEqual(sample.items.filter((i) => !reached.has(i.key) && i.verdict !== 'excluded').map((i) => i.key));
    const text = (await dmct('coverage', file(sample))).out;
    for (const key of total.uncovered) expect(text).toMatch(new RegExp(`^  ${key.replaceAll('.', '\\.')}  `, 'm'));
  });

  it('keeps the bar: 0 on it, 1 under it', async () => {
    const sample = file(report(['pass', 'fail']));
    const { percent } = JSON.parse((await dmct('coverage', sample, '--json')).out) as { percent: number };
    expect(percent).toBeGreaterThan(20);
    expect(percent).toBeLessThan(99);
    expect((await dmct('coverage', sample, '--fail-under', String(percent))).code).toBe(0);
    const under = await dmct('coverage', sample, '--fail-under', '99.5');
    expect(under).toMatchObject({ code: 1 });
    expect(under.err).toContain('under the bar of 99.5 %');
  });

  it('is 6 when nothing was executed or nothing is selected', async () => {
    const idle = await dmct('coverage', file(report(['not-tested', 'not-applicable'])), '--fail-under', '0');
    expect(idle).toMatchObject({ code: 6 });
    expect(idle.err).toContain('no assertion of the run was executed');
    expect(await dmct('coverage', file(report(['pass'])), '--status', 'informative')).toMatchObject({ code: 6 });
  });

  it.each<[string, unknown, string[], string]>([
    ['no JSON', '{', [], 'not JSON'],
    ['another format', { format: 'dmct-report/2' }, [], 'dmct-report/1'],
    ['a wrong bar', report(['pass']), ['--fail-under', '101'], 'a number from 0 to 100'],
    ['a wrong status', report(['pass']), ['--status', 'mandatry'], 'did you mean "mandatory"'],
  ])('is 2 for %s', async (_, content, args, message) => {
    const { code, err } = await dmct('coverage', file(content), ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
