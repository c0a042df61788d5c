/** `dmct new` as its users meet it: what it begins loads, is linted, runs and is killed; what was there stays as it was. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkoutCopy } from './support/checkout.js';
import { dmct, filesBelow, PATIENT, reportOf, temporaryFolder } from './support/dmct.js';
import { inProcess } from './support/in-process.js';

const STARTS = [
  ['sr', 'client', 'SR/DM-SR-C-002-M'],
  ['sr', 'server', 'SR/DM-SR-S-001-M'],
  ['noti', 'client', 'NOTI/SCR-DM-NOTI-C-001'],
  ['noti', 'server', 'NOTI/SCR-DM-NOTI-S-001'],
  ['sm', 'client', 'SM/DM-SM-C-001-M'],
  ['sm', 'server', 'SM/DM-SM-S-001-M'],
  ['od', 'client', 'OD/DM-SM-C-001-M'],
  ['od', 'server', 'OD/DM-SM-S-001-M'],
  ['cp', 'client', 'CP/DM-CP-DMPRO-01'],
] as const;

describe('dmct new scenario, for a vendor', { timeout: PATIENT }, () => {
  const mine = join(temporaryFolder(), 'mine');
  const file = join(mine, 'sr/client/begun.yaml');
  beforeAll(async () => {
    for (const [edition, side, item] of STARTS) {
      const { code, stdout } = await dmct('new', 'scenario', `${edition}.${side}.begun`, '--scr', item, '--scenarios', mine);
      expect(stdout).toContain(`wrote ${join(mine, edition, side, 'begun.yaml')}\n`);
      expect(code).toBe(0);
    }
  });

  it('begins one that lint finds nothing wrong with but what is to be filled in, each by its line', async () => {
    const { code, stdout } = await dmct('lint', '--scenarios', mine);
    expect(code).toBe(2);
    const errors = stdout.split('\n').filter((line) => line.includes(': error: '));
    expect(errors).toHaveLength(3 * STARTS.length);
    for (const error of errors) {
      const [, name = '', line = '', column = ''] = /^(.*):(\d+):(\d+): error: not written yet: ./.exec(error) ?? [];
      expect(
        readFileSync(name, 'utf8')
          .split('\n')
          [Number(line) - 1]?.slice(Number(column) - 1),
        error,
      ).toMatch(/^FILL IN: /);
    }
  });

  it('begins one that no IUT is judged by before it is written; others are not held up by it', async () => {
    const run = (...more: string[]) => inProcess('run', '--scenarios', mine, '--iut', 'reference-client', '--out', temporaryFolder(), ...more);
    const line = readFileSync(file, 'utf8').slice(0, readFileSync(file, 'utf8').indexOf('FILL IN')).split('\n').length;
    for (const more of [[], ['--list']]) {
      const { code, stdout, stderr } = await run('--scenario', 'sr.client.begun', ...more);
      expect(stderr).toContain(`${file}:${line}: sr.client.begun is not written yet: "FILL IN" stands in it; wanted the checks of its author`);
      expect(stderr).toMatch(/\n {2}dmct lint names each mark by its line: say what it asks for, then take it out/);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    }
    expect((await run()).stderr).toContain('stands in it, and in 4 more;');
    const written = join(mine, 'sr/client/written.yaml');
    writeFileSync(written, readFileSync(file, 'utf8').replaceAll('FILL IN: ', '').replace('sr.client.begun', 'sr.client.written'));
    const alone = await dmct('run', '--scenarios', mine, '--iut', 'reference-client', '--out', temporaryFolder(), '--scenario', 'sr.client.written');
    rmSync(written);
    expect(alone).toMatchObject({ code: 0, stdout: expect.stringContaining('assertions: 2 pass') });
  });

  it('begins one that lint has nothing against once it is filled in', async () => {
    for (const path of filesBelow(mine)) {
      const text = readFileSync(join(mine, path), 'utf8').replaceAll('FILL IN: ', '');
      writeFileSync(join(mine, path), text);
    }
    expect(await dmct('lint', '--scenarios', mine)).toMatchObject({ code: 0, stdout: expect.stringContaining(': 0 errors, 0 warnings') });
  });

  it('begins one that runs, passes with a right implementation, and is seen to fail', async () => {
    const out = temporaryFolder();
    const run = await dmct('run', '--scenarios', mine, '--out', out);
    expect(run.stderr).toBe('');
    expect(run.code).toBe(0);
    const told = ['reference-client', 'reference-server'].flatMap((iut) => reportOf(out, iut).assertions);
    expect(new Set(told.map((a) => a.items[0]))).toEqual(new Set(STARTS.map(([, , item]) => item)));
    expect(told.every((a) => a.verdict === 'pass')).toBe(true);
    const begun = readFileSync(file, 'utf8');
    writeFileSync(file, `${begun}# FILL IN: one more mutant\n`);
    const unfinished = await dmct('judge', join(out, 'reference-client/record.ndjson'), '--scenarios', mine, '--out', join(out, 'unfinished'));
    expect(unfinished).toMatchObject({ code: 2, stderr: expect.stringContaining('sr.client.begun is not written yet') });
    writeFileSync(file, begun);
    const again = await dmct('judge', join(out, 'reference-client/record.ndjson'), '--scenarios', mine, '--out', join(out, 'again'));
    expect(again.code).toBe(0);
    const lost = await dmct('judge', join(out, 'reference-client/record.ndjson'), '--out', join(out, 'lost'));
    expect(lost).toMatchObject({ code: 2, stderr: expect.stringContaining('a scenario of your own is found with --scenarios DIR') });
    const mutate = await dmct('mutate', '--scenarios', mine, '--out', out);
    expect(mutate).toMatchObject({ code: 0, stdout: expect.stringMatching(/^13 of 13 mutants killed/) });
  });

  it('is gated with a baseline of its own ids, and of those of dmct', async () => {
    const baseline = join(mine, '..', 'known.yaml');
    writeFileSync(
      baseline,
      'known:\n  - { assertion: sr.client.begun/dm-sr-c-002-m, reason: r }\n  - { assertion: sr.client.report/posted, reason: r }\n',
    );
    const run = ['run', '--iut', 'reference-client', '--scenario', 'sr.client.begun', '--out', temporaryFolder(), '--baseline', baseline];
    expect(await dmct(...run, '--scenarios', mine)).toMatchObject({
      code: 5,
      stdout: expect.stringContaining('sr.client.begun/dm-sr-c-002-m passes now'),
    });
    expect(await dmct('run', '--scenario', 'sr.client.report', '--out', temporaryFolder(), '--baseline', baseline)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('unknown assertion "sr.client.begun/dm-sr-c-002-m"'),
    });
  });

  it.each([
    [['sr.client.begun', '--scr', 'SR/DM-SR-C-002-M'], /is there already\n {2}nothing is overwritten/],
    [['sr.client.report', '--scr', 'SR/DM-SR-C-002-M'], /dmct has a scenario sr\.client\.report already/],
    [['sr.client.x', '--scr', 'SR/DM-SR-C-02-M'], /unknown item "SR\/DM-SR-C-02-M"\n {2}did you mean "SR\/DM-SR-C-002-M"/],
    [['sr.client.x', '--scr', 'SR/DM-SR-S-001-M'], /SR\/DM-SR-S-001-M is asked of a server/],
    [['sr.client.x', '--scr', 'SR/SR-5.4-2'], /no tester can judge SR\/SR-5\.4-2/],
    [['sr.client.x', '--side', 'server', '--scr', 'SR/DM-SR-C-002-M'], /sr\.client\.x says client, --side says server/],
    [['acme.mine.x', '--scr', 'SR/DM-SR-C-002-M'], /does not say which side is under test/],
    [['../../x.client.y', '--scr', 'SR/DM-SR-C-002-M'], /"\.\.\/\.\.\/x\.client\.y" is no id for a scenario/],
    [['Report', '--scr', 'SR/DM-SR-C-002-M'], /"Report" is no id for a scenario; wanted an edition, a side and a purpose/],
    [['sr.client.x'], /--scr is missing/],
  ])('refuses %s', async (args, message) => {
    const before = readFileSync(file, 'utf8');
    const { code, stderr } = await inProcess('new', 'scenario', ...args, '--scenarios', mine);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(filesBelow(mine)).toHaveLength(STARTS.length);
  });

  it('puts steps into a file, of which nothing else changes', async () => {
    const text = readFileSync(file, 'utf8')
      .replaceAll('FILL IN: ', '')
      .replace('  - id: report\n', '\n  # a comment that stays\n  - id: report   # and this one\n');
    writeFileSync(file, text);
    const inserted: string[] = [];
    for (const [verb, ...more] of [
      ['quiet', '--after', 'report', '--id', 'silence'],
      ['observe'],
      ['use', '--after', 'fire'],
      ['trigger'],
      ['send'],
      ['receive'],
    ]) {
      const before = readFileSync(file, 'utf8');
      const { code, stdout, stderr } = await dmct('new', 'step', verb as string, '--scenario', file, ...more);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      const [, line = '', id = ''] = /:(\d+): step (\S+)\n$/.exec(stdout) ?? [];
      const after = readFileSync(file, 'utf8');
      expect(after.split('\n')[Number(line) - 1]).toBe(`  - id: ${id}`);
      const [old, now] = [before, after].map((t) => t.split('\n'));
      const lost = old?.filter((l) => !now?.includes(l)) ?? [];
      expect(
        lost.every((l) => l.startsWith('pixit: ')),
        lost.join('\n'),
      ).toBe(true);
      inserted.push(id);
    }
    expect(inserted).toEqual(['silence', 'observe-1', 'use-1', 'trigger-1', 'send-1', 'receive-1']);
    const now = readFileSync(file, 'utf8');
    expect([...now.matchAll(/^ {2}- id: (\S+)/gm)].map((m) => m[1])).toEqual([
      'fire',
      'use-1',
      'report',
      'silence',
      'observe-1',
      'trigger-1',
      'send-1',
      'receive-1',
    ]);
    expect(now).toContain('\n  # a comment that stays\n  - id: report   # and this one\n');
    const lint = await dmct('lint', '--scenarios', mine);
    expect(lint.stdout).toContain(`${STARTS.length} scenarios, `);
    expect(lint.stdout.split('\n').filter((l) => l.startsWith(`${file}:`))).toEqual([]);
    const { code, stdout } = await dmct(
      'run',
      '--scenarios',
      mine,
      '--scenario',
      'sr.client.begun',
      '--iut',
      'reference-client',
      '--out',
      temporaryFolder(),
    );
    expect(stdout).toContain('assertions: 2 pass');
    expect(code).toBe(0);
  });

  it.each([
    [['quite', '--scenario', file], /unknown verb "quite"\n {2}did you mean "quiet"/],
    [['flurb', '--scenario', file], /unknown verb "flurb"; wanted trigger \| send \| receive \| quiet \| observe \| use\n/],
    [['quiet', '--scenario', file, '--after', 'nix'], /unknown step "nix"; wanted fire \| .*report.*\n/],
    [['quiet'], /--scenario is missing/],
    [['quiet', '--scenario', file, '--after', 'reprot'], /unknown step "reprot"\n {2}did you mean "report"/],
    [['quiet', '--scenario', file, '--id', 'fire'], /there is a step "fire" already/],
    [['quiet', '--scenario', file, '--id', 'a b'], /"a b" is no id for a step/],
    [['quiet', '--scenario', join(mine, 'none.yaml')], /no such file/],
  ])('refuses a step: %s', async (args, message) => {
    const before = readFileSync(file, 'utf8');
    const { code, stderr } = await inProcess('new', 'step', ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

it('names what can be begun', async () => {
  expect(await inProcess('new', 'foo')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('unknown word after "dmct new" "foo"; wanted item | scenario | step | fault'),
  });
});

describe('dmct new item and fault, in a checkout', { timeout: PATIENT }, () => {
  const root = checkoutCopy();
  const own = (...args: string[]) => spawnSync(process.execPath, [join(root, 'dist/src/cli/main.js'), ...args], { cwd: root, encoding: 'utf8' });
  const text = (name: string): string => readFileSync(join(root, name), 'utf8');
  const ROW = ['--side', 'client', '--status', 'mandatory', '--section', '5.2', '--text', "The client's report says who it is."];

  it('adds a row where it is wanted, counts it, locks it; lint then asks for the assertion', () => {
    const [table, lock] = [text('scr/sr.yaml'), text('scr/ids.lock')];
    const made = own('new', 'item', 'SR/SR-5.2-99', ...ROW, '--after', 'SR-5.2-0');
    expect(made.stderr).toBe('');
    expect(made.stdout).toMatch(/^scr\/sr\.yaml:\d+: SR\/SR-5\.2-99\nscr\/ids\.lock: SR\/SR-5\.2-99\n/);
    const line = Number(/:(\d+):/.exec(made.stdout)?.[1]);
    expect(text('scr/sr.yaml').split('\n')[line - 1]).toBe('  - id: SR-5.2-99');
    const lines = (t: string): string[] => t.split('\n');
    const added = lines(text('scr/sr.yaml')).filter((l) => !lines(table).includes(l));
    expect(added).toContain('counts: { scr: 10, row: 0, statement: 12 }');
    expect(added).toContain("    text: 'The client''s report says who it is.'");
    expect(lines(table).filter((l) => !lines(text('scr/sr.yaml')).includes(l))).toEqual(['counts: { scr: 10, row: 0, statement: 11 }']);
    expect(text('scr/ids.lock')).toBe(lock.replace('SR/SR-5.2-0\n', 'SR/SR-5.2-0\nSR/SR-5.2-99\n'));
    expect(own('scr', 'show', 'SR/SR-5.2-99').stdout).toContain("The client's report says who it is.");
    const lint = own('lint');
    expect(lint.status).toBe(2);
    expect(lint.stdout).toMatch(
      new RegExp(`^scr/sr\\.yaml:${line}:9: error: no assertion of a client scenario covers SR/SR-5\\.2-99; write one`, 'm'),
    );
    expect(own('new', 'scenario', 'sr.client.who', '--scr', 'SR/SR-5.2-99').stdout).toContain('wrote scenarios/sr/client/who.yaml');
    const then = own('lint').stdout;
    expect(then).not.toContain('no assertion of a client scenario');
    expect(then).toMatch(/^scenarios\/ids\.lock:\d+:1: error: sr\.client\.who\/sr-5-2-99 is not in the list yet/m);
    expect(then).toMatch(/^scenarios\/sr\/client\/who\.yaml:\d+:\d+: error: not written yet/m);
  });

  it('holds scr/ids.lock: a row that is gone, and one that nobody published', () => {
    const [table, lock] = [text('scr/sr.yaml'), text('scr/ids.lock')];
    writeFileSync(join(root, 'scr/ids.lock'), lock.replace('SR/SR-5.2-0\n', 'SR/SR-5.2-00\n'));
    const { stdout } = own('lint');
    expect(stdout).toMatch(/^scr\/ids\.lock:\d+:1: error: SR\/SR-5\.2-00 was published and is gone; ids are permanent: give it back/m);
    expect(stdout).toMatch(/^scr\/ids\.lock:\d+:1: error: SR\/SR-5\.2-0 is not in the list yet; run dmct lint --update-lock/m);
    expect(own('lint', '--update-lock').stdout).toContain('1 id was added to ids.lock');
    expect(text('scr/ids.lock').split('\n')).toEqual(expect.arrayContaining(['SR/SR-5.2-0', 'SR/SR-5.2-00']));
    writeFileSync(join(root, 'scr/ids.lock'), lock);
    expect(text('scr/sr.yaml')).toBe(table);
  });

  it.each([
    [['item', 'SR/DM-SR-C-002-M', ...ROW], /SR\/DM-SR-C-002-M is in scr\/ids\.lock already/],
    [['item', 'SX/SR-1', ...ROW], /unknown edition "SX"\n {2}did you mean "SM" or "SR"/],
    [['item', 'SR/a b', ...ROW], /"a b" is no id for an item/],
    [['item', 'SR/SR-5.2-98', ...ROW, '--after', 'SR-5.2-00'], /unknown item of SR "SR-5\.2-00"\n {2}did you mean/],
    [['item', 'SR/SR-5.2-98', ...ROW.slice(0, -2)], /--text is missing; wanted the requirement in own words/],
    [['item', 'SR/SR-5.2-98', ...ROW, '--kind', 'row'], /SR\/SR-5\.2-98: a row needs its group/],
    [['item', 'SR/SR-5.2-98', ...ROW.slice(0, -1), 'short'], /text is "short"/],
    [['item', 'SR/SR-5.2-98', ...ROW, '--observability', 'wired'], /--observability is "wired"[\s\S]*did you mean "wire"/],
    [['fault', 'client', 'dead', '--breaks', 'SR/DM-SR-C-001-M', '--wrong', 'is dead from the beginning'], /there is a client fault "dead" already/],
    [['fault', 'clinet', 'x', '--breaks', 'SR/DM-SR-C-001-M', '--wrong', 'is dead from the beginning'], /unknown side "clinet"/],
    [['fault', 'client', '../x', '--breaks', 'SR/DM-SR-C-001-M', '--wrong', 'is dead from the beginning'], /"\.\.\/x" is no id for a fault/],
    [['fault', 'client', 'x', '--breaks', 'SR/DM-SR-S-001-M', '--wrong', 'is dead from the beginning'], /is asked of a server/],
    [['fault', 'client', 'x', '--breaks', 'SR/DM-SR-C-001-M', '--wrong', 'Dead.'], /--wrong is "Dead\."; wanted one line/],
  ])('refuses %s', (args, message) => {
    const before = [text('scr/sr.yaml'), text('scr/ids.lock'), filesBelow(join(root, 'simulators')).length];
    const { status, stderr } = own('new', ...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect([text('scr/sr.yaml'), text('scr/ids.lock'), filesBelow(join(root, 'simulators')).length]).toEqual(before);
  });

  it('begins a fault that compiles, is listed and can be played', () => {
    for (const [side, item] of [
      ['client', 'SR/DM-SR-C-001-M'],
      ['server', 'SR/DM-SR-S-001-M'],
    ] as const) {
      const made = own('new', 'fault', side, 'begun-fault', '--breaks', item, '--wrong', "does not mind the owner's wish");
      expect(made.stderr).toBe('');
      expect(made.stdout).toContain(`wrote simulators/faults/${side}/begun-fault.ts\n`);
    }
    for (const side of ['client', 'server'])
      expect(own('lint').stdout).toMatch(
        new RegExp(`^simulators/faults/${side}/begun-fault\\.ts:3:5: error: not written yet: decide otherwise`, 'm'),
      );
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], { cwd: root });
    for (const side of ['client', 'server']) {
      expect(own('simulate', side, '--list-faults').stdout).toMatch(/^begun-fault +does not mind the owner's wish \(SR\//m);
      expect(own('completion', 'bash').stdout).toContain('begun-fault');
    }
  });
});

it('an installed package has no tables of its own to write into', () => {
  const root = checkoutCopy();
  rmSync(join(root, 'src/cli/main.ts'));
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'dist/src/cli/main.js'), 'new', 'item', 'SR/X-1'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('this dmct is an installed package; a new item belongs into its sources');
});
