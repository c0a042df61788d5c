/** What `dmct check` and `dmct run --list` foretell of an IUT file is what a run of it comes to, row by row and item by item. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../src/runner/check/check.js';
import { dmctIn, PATIENT, reportOf, temporaryFolder } from './support/dmct.js';
import { type Variant, variant } from './support/iut-files.js';

const NO_EDITION = { SR: 'no', SM: 'no', OD: 'no', NOTI: 'no', '"NOTI:OCF"': 'no', '"NOTI:OSF"': 'no', CP: 'no' } as const;
const SET_UP = ['reset', 'configure', 'quiesce'] as const;

/** How the run, and `--list` before it, call what became of a row. */
const isIdle = (state: string): boolean => state === 'not applicable' || state === 'not-applicable';

async function foretoldAndRun(given: Variant, scenarios: readonly string[]) {
  const selected = scenarios.flatMap((glob) => ['--scenario', glob]);
  const iut = variant(given);
  const folder = temporaryFolder();
  const list = await dmctIn(folder, ['run', '--iut', iut, '--list', ...selected]);
  const check = await dmctIn(folder, ['check', iut, '--static', '--json', ...selected]);
  const run = await dmctIn(folder, ['run', '--iut', iut, '--out', 'out', ...selected]);
  expect(run.stderr).not.toContain('PIXIT');
  const { items = [], rows } = JSON.parse(check.stdout) as CheckResult;
  const listed = [...list.stdout.matchAll(/^ {2}(runs in part|runs|not applicable|cannot run) +(\S+?)(?:: .*)?$/gm)];
  const report = reportOf(join(folder, 'out'), given.name);
  const record = readFileSync(join(folder, 'out', given.name, 'record.ndjson'), 'utf8')
    .trim()
    .split('\n');
  return {
    listed: Object.fromEntries(listed.map(([, state = '', row = '']) => [row, isIdle(state) ? 'idle' : state.split(' ')[0]])),
    judged: Object.fromEntries(
      report.scenarios.map(({ id, row, verdict }) => [row === undefined ? id : `${id}[${row}]`, isIdle(verdict) ? 'idle' : 'runs']),
    ),
    idle: report.scenarios.filter(({ verdict }) => isIdle(verdict)),
    driven: record.filter((line) => line.startsWith('{"e":"row",')).length,
    rows,
    foretold: Object.fromEntries(items.map(({ key, outlook }) => [key, outlook])),
    verdicts: Object.fromEntries(report.items.map(({ key, verdict }) => [key, verdict])),
  };
}

/** What `dmct check` calls what is then judged so; of an IUT that does all right. */
const MEANT: Readonly<Record<string, string>> = {
  pass: 'tested',
  review: 'review',
  'not-tested': 'no-scenario',
  'not-applicable': 'not-applicable',
  excluded: 'excluded',
};

describe('what is foretold is what a run comes to', () => {
  it.each<[string, Omit<Variant, 'name'>, readonly string[]]>([
    ['a client without a way for pushes', { role: 'client', bearer: 'none' }, ['noti.client.*', 'sr.client.report', 'sm.client.*']],
    [
      'a client whose pushes only the adapter could deliver',
      { role: 'client', bearer: 'exec', primitives: [...SET_UP, 'send-report'] },
      ['noti.client.*', 'sr.client.report', 'sm.client.applies'],
    ],
    [
      'a client that can be asked nothing',
      { role: 'client', primitives: SET_UP },
      ['cp.*', 'sr.client.*', 'sm.client.silent', 'sm.client.access-rights', 'sm.client.applies'],
    ],
    [
      'a client that claims another edition than what a value is for',
      {
        role: 'client',
        ics: { ...NO_EDITION, CP: 'yes' },
        primitives: [...SET_UP, 'start-session'],
        unset: ['report.type', 'mo.id', 'tree.exec'],
      },
      ['*'],
    ],
    ['a client whose bearer has no port', { role: 'client', bearer: 'sip' }, ['noti.client.foreign-push']],
    ['a server without a way for pushes', { role: 'server', bearer: 'none' }, ['noti.*', 'sm.*', 'sr.server.*']],
    [
      'a server that is told to notify, and nothing else',
      { role: 'server', primitives: [...SET_UP, 'notify'] },
      ['noti.server.alert', 'sm.*', 'sr.*'],
    ],
    ['a server that claims one edition', { role: 'server', ics: { ...NO_EDITION, SR: 'yes' } }, ['*']],
  ])('for %s', { timeout: PATIENT }, async (_, given, scenarios) => {
    const { listed, judged, idle, driven, rows, foretold, verdicts } = await foretoldAndRun({ ...given, name: 'variant' }, scenarios);
    expect(listed).toEqual(judged);
    expect(Object.values(listed).filter((state) => state !== 'idle')).toHaveLength(driven);
    expect(rows?.['not-applicable']).toBe(idle.length);
    expect(idle.every(({ reason }) => (reason ?? '') !== '')).toBe(true);
    expect(foretold).toEqual(Object.fromEntries(Object.entries(verdicts).map(([key, verdict]) => [key, MEANT[verdict] ?? verdict])));
  });
});
