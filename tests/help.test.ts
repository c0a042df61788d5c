/** Help, manual and completion say what the commands say: all are made from one table, and a newcomer finds an example and the exit codes. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { COMMANDS, leaves } from '../src/cli/commands.js';
import { manualPage } from '../src/cli/manual-page.js';
import { helpText } from '../src/cli/options.js';
import { dmct } from './support/dmct.js';

const all = await leaves();
const has = (program: string): boolean => spawnSync('which', [program]).status === 0;

describe('help', () => {
  it.each(all.map((leaf) => [leaf.words.join(' '), leaf] as const))(
    'of dmct %s teaches: usage, what it does, an example, exit codes',
    (name, { spec, summary }) => {
      const text = helpText(spec);
      expect(text.split('\n')[0]).toMatch(new RegExp(`^usage: dmct ${name}( |$)`));
      expect(spec.about.trim().length).toBeGreaterThan(40);
      expect(summary).toMatch(/^[a-zI].{8,}[^.]$/);
      expect(spec.examples?.length, 'examples').toBeGreaterThan(0);
      expect(
        spec.examples?.some((line) => line.includes(`dmct ${name}`)),
        'an example of this very command',
      ).toBe(true);
      expect(spec.exit, 'exit codes').toMatch(/\b0 .*\b2 /s);
      for (const option of Object.keys(spec.options)) expect(text).toContain(`--${option}`);
      const mentioned = [
        ...`${spec.usage} ${(spec.examples ?? []).filter((line) => line.includes(`dmct ${name}`)).join(' ')}`.matchAll(/(?<![\w-])--([a-z][\w-]*)/g),
      ];
      for (const [, option = ''] of mentioned) expect(Object.keys(spec.options), `--${option}`).toContain(option);
      if (spec.positionals) expect(spec.takes?.length, 'what completes the arguments').toBeGreaterThan(0);
    },
  );

  it('is reached by dmct help COMMAND and by --help alike', async () => {
    const [asked, flagged, part] = await Promise.all([dmct('help', 'run'), dmct('run', '--help'), dmct('help', 'scr', 'list')]);
    expect(asked).toMatchObject({ code: 0, stdout: flagged.stdout });
    expect(part.stdout).toContain('usage: dmct scr list');
    const overview = await dmct('help');
    for (const name of Object.keys(COMMANDS)) expect(overview.stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
    expect(await dmct()).toMatchObject({ code: 2, stdout: '', stderr: overview.stdout });
  });

  it('names the nearest of an unknown command, or where all are listed', async () => {
    expect(await dmct('rnu')).toMatchObject({ code: 2, stderr: 'dmct: unknown command "rnu"\n  did you mean "run"?\n' });
    expect(await dmct('help', 'jugde')).toMatchObject({ code: 2, stderr: 'dmct: unknown command "jugde"\n  did you mean "judge"?\n' });
    expect(await dmct('constructor')).toMatchObject({ code: 2, stderr: expect.stringContaining('unknown command "constructor"') });
    expect((await dmct('zzzzzzzzzz')).stderr).toContain('dmct help lists them all');
  });
});

describe('the manual', () => {
  it('is up to date', async () => {
    expect(readFileSync(join(packageRoot, 'man/dmct.1'), 'utf8') === (await manualPage()), 'npm run man writes it').toBe(true);
  });
  it.skipIf(!has('groff'))('is sound roff (skipped where groff is not installed)', () => {
    const shown = spawnSync('groff', ['-man', '-Tutf8', '-ww', join(packageRoot, 'man/dmct.1')], { encoding: 'utf8' });
    expect(shown.stderr).toBe('');
    const text = shown.stdout.replace(/\x1b\[[\d;]*m/g, '');
    for (const { words } of all) expect(text).toContain(`dmct ${words.join(' ')}`);
    expect(text).toContain('dmct scr list --edition SR --side client');
  });
});

describe('completion', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dmct-completion-'));
  beforeAll(async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { code, stdout } = await dmct('completion', shell);
      expect(code).toBe(0);
      writeFileSync(join(folder, `dmct.${shell}`), stdout);
    }
    writeFileSync(join(folder, 'my record.ndjson'), '');
    writeFileSync(join(folder, 'zero-length'), '');
  });
  it('refuses another shell', async () => {
    expect(await dmct('completion', 'bsh')).toMatchObject({ code: 2, stderr: 'dmct: unknown shell "bsh"\n  did you mean "bash" or "zsh"?\n' });
  });

  /** Words as typed, the last one being completed, and what is offered. */
  const CASES: readonly (readonly [typed: readonly string[], offered: readonly string[]])[] = [
    [['ju'], ['judge']],
    [
      ['scr', ''],
      ['list', 'show'],
    ],
    [['help', 'ju'], ['judge']],
    [
      ['run', '--sc'],
      ['--scenario', '--scenarios', '--scr'],
    ],
    [
      ['run', '--scr', 'SR/DM-SR-S'],
      ['SR/DM-SR-S-001-M', 'SR/DM-SR-S-003-M'],
    ],
    [['run', '--policy', 's'], ['strict']],
    [['run', '--iut', 'reference-c'], ['reference-client']],
    [['mutate', '--scenario', 'sr.client.re'], ['sr.client.report']],
    [['scr', 'list', '--edition', 'N'], ['NOTI']],
    [['scr', 'show', 'SR/DM-SR-C-008'], ['SR/DM-SR-C-008-M']],
    [['simulate', 's'], ['server']],
    [['simulate', 'server', '--fault', 'zero-'], ['zero-digest']],
    [['new', 'step', 'q'], ['quiet']],
    [['judge', 'my'], ['my record.ndjson']],
    [['judge', '--out', 'out', 'my'], ['my record.ndjson']],
  ];
  const linesOf = (out: string): string[] =>
    out
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  const titled = CASES.map(([typed, offered]) => [typed.join(' '), typed, offered] as const);

  it.each(titled)('bash: dmct %s', (_, typed, offered) => {
    const script = `source dmct.bash; COMP_WORDS=(dmct "$@"); COMP_CWORD=$#; _dmct; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync('bash', ['--norc', '-c', script, 'bash', ...typed], { cwd: folder, encoding: 'utf8' });
    expect(linesOf(out)).toEqual([...offered].sort());
  });
  it('bash: registers it, and completes --option=value, which bash takes apart', () => {
    const script = `source dmct.bash; complete -p dmct; COMP_WORDS=(dmct run --scr = SR/DM-SR-S-001); COMP_CWORD=4; _dmct; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['--norc', '-c', script], { cwd: folder, encoding: 'utf8' })).toBe('complete -F _dmct dmct\nSR/DM-SR-S-001-M\n');
    const short = `source dmct.bash; COMP_WORDS=(dmct run --scr DM-SR-S-001); COMP_CWORD=3; _dmct; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['--norc', '-c', short], { cwd: folder, encoding: 'utf8' })).toBe('DM-SR-S-001-M\n');
  });

  it.skipIf(!has('fish')).each(titled)('fish, if installed: dmct %s', (_, typed, offered) => {
    const script = `source dmct.fish; complete -C ${JSON.stringify(`dmct ${typed.join(' ')}`)} | string split -f1 \\t`;
    const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
    const { stdout } = spawnSync('fish', ['--no-config', '-c', script], { cwd: folder, encoding: 'utf8', env });
    expect(linesOf(stdout)).toEqual([...offered].sort());
  });

  it('fish: no value is told with the words of its option', () => {
    const lines = readFileSync(join(folder, 'dmct.fish'), 'utf8').split('\n');
    expect(lines.filter((line) => / -l policy .*-a 'no-new-failures owned strict'/.test(line)).length).toBeGreaterThan(0);
    expect(lines.filter((line) => / -l /.test(line) && / -a /.test(line) && / -d /.test(line))).toEqual([]);
  });

  it.skipIf(!has('zsh'))('zsh: completes an item in an interactive shell (skipped where zsh is not installed)', () => {
    writeFileSync(
      join(folder, 'drive.zsh'),
      `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1="> "; autoload -U compinit; compinit -u -D; source ./dmct.zsh; print RE""ADY'
zpty -r z out '*READY*'
zpty -w -n z $'dmct scr show SR/DM-SR-S-003\\t'
zpty -r z out '*SR/DM-SR-S-003-M*'
print -r -- "$out"
`,
    );
    const { stdout, signal } = spawnSync('zsh', ['-f', 'drive.zsh'], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    expect(signal).toBeNull();
    expect(stdout).toContain('SR/DM-SR-S-003-M');
  });
});
