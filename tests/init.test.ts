/** `dmct init`, as a newcomer uses it: in an empty folder outside the repository, and then what it prints is done as it stands. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { loadIut } from '../src/iut/iut-file.js';
import { icsOf } from '../src/scenario/surroundings.js';
import { staticReview } from '../src/scr/static-review.js';
import { dmctIn, filesBelow, PATIENT, reportOf, temporaryFolder, textOf } from './support/dmct.js';

const MAIN = join(packageRoot, 'dist/src/cli/main.js');
const CLIENT = ['--role', 'client', '--name', 'acme', '--yes'];
const made = async (...args: string[]): Promise<string> => {
  const folder = temporaryFolder();
  const { code, stderr } = await dmctIn(folder, ['init', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return folder;
};
const edit = (file: string, from: string | RegExp, to: string): void => {
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
};

describe('dmct init', () => {
  it('overwrites no link that leads nowhere, and says how a value begins with a dash', { timeout: PATIENT }, async () => {
    const folder = temporaryFolder();
    symlinkSync('/nonexistent/acme.yaml', join(folder, 'acme.yaml'));
    expect((await dmctIn(folder, ['init', ...CLIENT])).stderr).toMatch(/^dmct: acme\.yaml is there already/);
    expect((await dmctIn(folder, ['init', ...CLIENT, '--force'])).stderr).toMatch(/^dmct: acme\.yaml is no file/);
    expect(readdirSync(folder)).toEqual(['acme.yaml']);
    expect((await dmctIn(folder, ['init', '--role', 'client', '--name', '-x'])).stderr).toMatch(
      /^dmct: --name has no value before -x\n.*--name=-x\n$/,
    );
  });

  it('writes four files, says what they are, and the next commands work as they are printed', { timeout: PATIENT }, async () => {
    const folder = temporaryFolder();
    const { code, stdout } = await dmctIn(folder, ['init', 'here', ...CLIENT, '--vendor', 'Acme', '--product', 'X1']);
    expect(code).toBe(0);
    expect(filesBelow(folder)).toEqual(['here/acme.ics.yaml', 'here/acme.pixit.yaml', 'here/acme.yaml', 'here/ut.mjs']);
    const next = [...stdout.matchAll(/^ {2}(node .*?) +# /gm)].map(([, line]) => line as string);
    expect(next.map((line) => line.replace(MAIN, 'dmct'))).toEqual([
      'node dmct check here/acme.yaml',
      'node dmct run --iut here/acme.yaml',
      'node dmct ics check here/acme.ics.yaml',
    ]);
    const [check, run, ics] = next.map((line) =>
      spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? folder } }),
    );
    expect(check?.stdout).toMatch(/^READY {2}dmct run --iut here\/acme\.yaml$/m);
    expect(check?.status).toBe(0);
    expect(run?.stdout).toContain('CONFORMANT');
    expect(run?.status).toBe(0);
    expect(ics?.status).toBe(0);
    // It says what was really driven, and it was driven.
    const report = reportOf(join(folder, 'reports/latest'), 'acme');
    expect(report.iut).toMatchObject({ vendor: 'Acme', product: 'X1 (for now: the reference client of dmct)' });
    expect(report.totals.assertions.pass).toBeGreaterThan(100);
    expect(report.findings).toEqual([]);
  });

  it.each([
    ['client', 'python', 'basic'],
    ['server', 'shell', 'mac-md5'],
    ['client', 'node', 'mac-md5'],
    ['server', 'node', 'mac-sha256'],
  ])('makes a %s with an adapter for %s and credentials of type %s that runs at once', { timeout: PATIENT }, async (role, adapter, auth) => {
    const folder = await made('--role', role, '--name', 'acme', '--adapter', adapter, '--auth', auth, '--edition', 'SR,SM,OD,NOTI', '--yes');
    const { code, stdout, stderr } = await dmctIn(folder, ['run', '--iut', 'acme.yaml', '--scr', 'SR/*', '--out', 'out']);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(reportOf(join(folder, 'out'), 'acme').totals.items.pass).toBeGreaterThan(2);
    expect(staticReview(icsOf(loadIut(join(folder, 'acme.yaml')))).filter(({ severity }) => severity === 'violation')).toEqual([]);
  });

  it.each([
    ['shell', 'ut.sh', /do_send_report\(\) \{\n {2}reference # REPLACE/, 'do_send_report() {\n  unsupported'],
    ['node', 'ut.mjs', /'send-report': \(args\) => .*/, "'send-report': () => unsupported,"],
    ['python', 'ut.py', 'return reference("send-report", args)', 'return UNSUPPORTED'],
  ] as const)('a function of the %s adapter that is replaced counts', { timeout: PATIENT }, async (adapter, file, from, to) => {
    const folder = await made(...CLIENT, '--adapter', adapter);
    edit(join(folder, file), from, to);
    expect((await dmctIn(folder, ['run', '--iut', 'acme.yaml', '--scenario', 'sr.client.report', '--out', 'replaced'])).code).toBe(6);
    expect(new Set(reportOf(join(folder, 'replaced'), 'acme').assertions.map((a) => a.verdict))).toEqual(new Set(['not-applicable']));
  });

  it('makes an adapter that really drives what it says: a fault given to it shows', { timeout: PATIENT }, async () => {
    const folder = await made(...CLIENT, '--adapter', 'shell');
    edit(join(folder, 'acme.yaml'), 'ut.sh]', 'ut.sh, --fault, report-without-cred]');
    const { code } = await dmctIn(folder, ['run', '--iut', 'acme.yaml', '--scenario', 'sr.client.report', '--out', 'wrong']);
    expect(code).toBe(1);
    expect(reportOf(join(folder, 'wrong'), 'acme').assertions.some((a) => a.verdict === 'fail')).toBe(true);
  });

  it('names every missing flag when there is no terminal to ask on, and writes nothing', async () => {
    const folder = temporaryFolder();
    const { code, stderr } = await dmctIn(folder, ['init']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'dmct: --role and --name are missing, and there is no terminal to ask on; wanted --role client|server --name NAME\n  dmct init --help tells the other flags, which all have defaults\n',
    );
    expect(filesBelow(folder)).toEqual([]);
  });

  it.each([
    [['--role', 'cleint'], '--role is "cleint"; wanted client | server\n  did you mean "client"?'],
    [['--name', '../x'], '--name is "../x"; wanted letters'],
    [['--edition', 'SR,NOTE'], 'did you mean "NOTI"?'],
    [['--encoding', ''], '--encoding is ""'],
    [['--listen', '8080'], '--listen is "8080"; wanted host:port'],
    [['--path', 'oma/dm'], '--path is "oma/dm"; wanted a path that begins with /'],
    [['--url', 'http://x/dm'], '--url says nothing for this client'],
    [['--server-id', 'a\u001bb'], '--server-id is'],
    [['--colour', 'x'], '--colour'],
    [['--listen', '127.0.0.1:70000'], 'wanted a port from 0 to 65535'],
    [['--listen', '0.0.0.0:9000'], 'wanted an address of this machine that the device can reach'],
  ])('refuses %j', async (args, message) => {
    const folder = temporaryFolder();
    const { code, stderr } = await dmctIn(folder, ['init', ...CLIENT, ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.startsWith('dmct: ')).toBe(true);
    expect(filesBelow(folder)).toEqual([]);
  });

  it.each([
    [['--edition', 'SR,CP'], 'wanted some of SR,SM,OD,NOTI\n  CP demands nothing of a server'],
    [['--url', 'http://127.0.0.1:99999/dm'], 'its port 99999 is above 65535'],
  ])('refuses %j for a server', async (args, message) => {
    const folder = temporaryFolder();
    const { code, stderr } = await dmctIn(folder, ['init', '--role', 'server', '--name', 'acme', '--yes', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(filesBelow(folder)).toEqual([]);
  });

  it('takes the words of a choice in any case, and tells in its help all that the dialogue offers', async () => {
    const folder = await made(...CLIENT, '--adapter', 'Python', '--edition', 'sr,noti', '--auth', 'BASIC');
    expect(filesBelow(folder)).toContain('ut.py');
    expect(loadIut(join(folder, 'acme.yaml')).accounts.default?.client.type).toBe('basic');
    expect((await dmctIn(folder, ['init', '--help'])).stdout.replace(/\s+/g, ' ')).toContain('wsp-udp | ota-http | smpp | pap, for a server | sip');
  });

  it('takes awkward words as they are', async () => {
    const odd = `it's "5" # {x}: \\ é`;
    const folder = await made(...CLIENT, '--vendor', odd, '--product', odd, '--server-id', odd, '--user', odd, '--iut-version', odd);
    expect(loadIut(join(folder, 'acme.yaml'))).toMatchObject({
      vendor: odd,
      version: odd,
      accounts: { default: { 'server-id': odd, client: { name: odd } } },
    });
  });

  it('overwrites nothing, and leaves no half of it, unless told to', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'd'));
    writeFileSync(join(folder, 'd/ut.mjs'), 'mine');
    const refused = await dmctIn(folder, ['init', 'd', ...CLIENT]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('d/ut.mjs is there already');
    expect(filesBelow(folder)).toEqual(['d/ut.mjs']);
    expect((await dmctIn(folder, ['init', 'd', ...CLIENT, '--force'])).code).toBe(0);
    expect(readFileSync(join(folder, 'd/ut.mjs'), 'utf8')).toContain('REPLACE');
  });

  it('keeps secrets in the environment when told to, and then they stand nowhere', { timeout: PATIENT }, async () => {
    const folder = await made(...CLIENT, '--secrets', 'env');
    const args = ['run', '--iut', 'acme.yaml', '--scenario', 'sr.client.report', '--out', 'out'];
    const unset = await dmctIn(folder, args);
    expect(unset.code).toBe(2);
    expect(unset.stderr).toContain('ACME_CLIENT_SECRET, which is not set');
    expect(unset.stderr).toContain('also acme.yaml:');
    const secrets = { ACME_CLIENT_SECRET: 'Cl13nt-s3cret-x', ACME_SERVER_SECRET: 'S3rv3r-s3cret-y' };
    const { code, stdout, stderr } = await dmctIn(folder, args, secrets);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    const everything = [stdout, ...filesBelow(folder).map((file) => textOf(folder, file))].join('\n');
    for (const secret of Object.values(secrets)) expect(everything).not.toContain(secret);
  });

  const hasTmux = spawnSync('tmux', ['-V']).status === 0;
  it.skipIf(!hasTmux)(
    `asks on a terminal, again after a wrong answer${hasTmux ? '' : ' (skipped: no tmux here)'}`,
    { timeout: PATIENT },
    async () => {
      const folder = temporaryFolder();
      const tmux = (...args: string[]) => spawnSync('tmux', ['-L', `dmct-${process.pid}`, ...args], { encoding: 'utf8' }).stdout;
      const shows = async (wanted: RegExp): Promise<string> => {
        const deadline = Date.now() + 60_000;
        for (;;) {
          const screen = tmux('capture-pane', '-p', '-J', '-S', '-');
          if (wanted.test(screen)) return screen;
          if (Date.now() > deadline) throw new Error(`never showed ${wanted}:\n${screen}`);
          await setTimeout(50);
        }
      };
      const type = async (prompt: RegExp, answer: string): Promise<void> => {
        await shows(prompt);
        tmux('send-keys', answer, 'Enter');
      };
      tmux('new-session', '-d', '-x', '200', '-y', '60', '-c', folder, `'${process.execPath}' '${MAIN}' init --vendor Acme; echo ended $?; read x`);
      try {
        await type(/DM server\? \(client \| server\) $/m, 'cleint');
        await type(/"cleint" will not do; wanted client \| server\. did you mean "client"\?[\s\S]*DM server\? \(client \| server\)/, 'client');
        await type(/A short name, for files and reports: /, 'pad');
        await type(/product called\? \[pad\]/, '');
        await type(/Which version of it\? \[1\]/, '4.2');
        await type(/editions does it claim\? \(SR,SM,OD,NOTI,CP\) \[SR,NOTI\]/, 'SR NOTI SM');
        await type(/write messages\? .*\[xml,wbxml\]/, 'xml');
        await type(/Where shall dmct listen/, '');
        await type(/Which path .* \[\/dm\]/, '/gw/oma');
        await type(/pushes reach the device\?/, 'ota-http');
        await type(/Which credentials/, 'basic');
        await type(/The server id/, '');
        await type(/The device id/, '');
        await type(/The name that the device shows/, 'Bruce2');
        await type(/secrets be kept/, '');
        await type(/language will you write/, 'Python');
        const screen = await shows(/ended \d/);
        expect(screen).not.toMatch(/Who makes it/);
        expect(screen).toMatch(/wrote ut\.py/);
        expect(screen).toMatch(/ended 0/);
      } finally {
        tmux('kill-server');
      }
      expect(loadIut(join(folder, 'pad.yaml'))).toMatchObject({ vendor: 'Acme', version: '4.2', push: { bearer: 'ota-http' }, role: 'client' });
      expect(loadIut(join(folder, 'pad.yaml')).lowerTester.path).toBe('/gw/oma');
      const ics = icsOf(loadIut(join(folder, 'pad.yaml')));
      expect(['SM', 'OD', 'XML', 'WBXML', 'AUTH-BASIC', 'AUTH-MD5'].map((name) => ics.claimed(name).value)).toEqual([
        'yes',
        'no',
        'yes',
        'no',
        'yes',
        'no',
      ]);
    },
  );
});
