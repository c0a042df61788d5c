/** `dmct check` and `dmct run --list`: what is told before a run, and that the run then comes to the same. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../src/runner/check/check.js';
import { dmctIn, type Ended, PATIENT, reportOf, temporaryFolder, wholeRun } from './support/dmct.js';
import { variant } from './support/iut-files.js';

const STDIO = 'upper-tester: { kind: stdio, command: [node, ut.mjs] }';
/** Answers reset, configure and quiesce, and has nothing else. */
const SMALL = `import { createInterface } from 'node:readline';
for await (const line of createInterface({ input: process.stdin })) {
  const { id, primitive } = JSON.parse(line);
  console.log(JSON.stringify(['reset', 'configure', 'quiesce'].includes(primitive) ? { id, result: {} } : { id, unsupported: true }));
}
`;

interface Parts {
  readonly role?: string;
  readonly lower?: string;
  readonly push?: string;
  readonly credentials?: string;
  readonly upper?: string;
  readonly ics?: string;
  readonly pixit?: string;
}

function iutFolder({
  role = 'client',
  lower = '{}',
  push = '{ bearer: none }',
  credentials = '{ type: basic, name: a, secret: bcdef }',
  ...rest
}: Parts): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'ut.mjs'), SMALL);
  writeFileSync(
    join(folder, 'acme.yaml'),
    `iut: { name: acme, role: ${role} }
lower-tester: ${lower}
push: ${push}
accounts:
  default: { server-id: s, device-id: d, client: ${credentials}, server: ${credentials} }
${rest.upper ?? STDIO}
ics: ${rest.ics ?? '{ SR: "yes", XML: "yes", AUTH-BASIC: "yes", AUTH-MAC-SHA256: unknown }'}
pixit: ${rest.pixit ?? '{ report.type: x-acme:t, quiet.for: 1s, report.within: 2s }'}
`,
  );
  return folder;
}

async function check(parts: Parts, ...args: string[]): Promise<CheckResult & { readonly codes: readonly string[] }> {
  const { code, stdout, stderr } = await dmctIn(iutFolder(parts), ['check', 'acme.yaml', '--json', ...args]);
  expect(stderr).toBe('');
  const result = JSON.parse(stdout) as CheckResult;
  expect(code).toBe(result.exit);
  return { ...result, codes: result.problems.filter((p) => p.severity !== 'note').map((p) => `${p.severity} ${p.code}`) };
}
const messages = ({ problems }: CheckResult): string => problems.map((p) => `${p.severity} ${p.message}`).join('\n');

describe('dmct check', () => {
  it('says that nothing would be judged, as the run does, when the adapter lacks what everything needs', async () => {
    const result = await check({ upper: `${STDIO.slice(0, -2)}, primitives: [reset, configure, quiesce] }` });
    expect(result.codes).toEqual([]);
    expect(result.exit).toBe(6);
    const item = result.items?.find(({ key }) => key === 'SR/DM-SR-C-002-M');
    expect(item).toMatchObject({ outlook: 'not-applicable', reason: 'upper-tester.primitives does not list "send-report"' });
  });

  it('tells all faults of the IUT file at once, with their lines', async () => {
    const result = await check({ lower: '{ listen: "127.0.0.1:99999" }', ics: 'gone.ics.yaml', pixit: '{ quiet.for: soon, tree.lef: x }' });
    expect(result.exit).toBe(2);
    expect(result.problems.map((p) => [p.code, p.where?.line])).toEqual([
      ['iut-value', 2],
      ['iut-file-missing', 7],
      ['pixit-value', 8],
      ['pixit-unknown', 8],
    ]);
    expect(result.items).toBeUndefined();
  });

  it.each<[string, Parts, string[], RegExp]>([
    ['a mandatory item answered no', { ics: '{ SR: "yes", "SR/DM-SR-C-002-M": "no", XML: "yes" }' }, ['contradiction mandatory-no'], /DM-SR-C-002-M/],
    [
      'a prerequisite denied',
      { ics: '{ SR: "yes", XML: "yes", TLS: "no", AUTH-MAC-SHA256: "no" }' },
      ['contradiction needs'],
      /TLS OR AUTH-MAC-SHA256/,
    ],
    [
      'credentials that the ICS denies',
      { ics: '{ SR: "yes", XML: "yes", AUTH-BASIC: "no" }' },
      ['contradiction ics-denies'],
      /of the type basic, but the ICS says AUTH-BASIC = no/,
    ],
    ['no encoding', { ics: '{ SR: "yes", XML: "no", WBXML: "no" }' }, ['contradiction no-encoding'], /neither XML nor WBXML/],
    [
      'notifications without a bearer',
      { ics: '{ SR: "yes", NOTI: "yes", "NOTI:OCF": "yes", XML: "yes" }' },
      ['contradiction no-push'],
      /NOTI\/SCR-DM-NOTI-C-002/,
    ],
    [
      'a bearer that the ICS denies',
      { push: '{ bearer: wsp-udp }', ics: '{ SR: "yes", XML: "yes", PUSH-WSP-UDP: "no" }' },
      ['contradiction ics-denies'],
      /push\.bearer is wsp-udp/,
    ],
    ['TLS without a certificate', { ics: '{ SR: "yes", XML: "yes", TLS: "yes" }' }, ['contradiction no-tls'], /no key and certificate/],
    ['an ICS word that nobody knows', { ics: '{ SR: "yes", XLM: "yes" }' }, ['missing unknown-name'], /XLM/],
    ['0.0.0.0 as an address to come to', { lower: '{ listen: "0.0.0.0:0" }' }, ['missing iut-value'], /told to come to http:\/\/0\.0\.0\.0/],
    [
      'a PIXIT value that is needed',
      { pixit: '{ quiet.for: 1s }' },
      ['missing pixit-unset'],
      /report\.type is not set; \d+ rows need it for \d+ items of SR: SR\//,
    ],
    ['a program that is not there', { upper: 'upper-tester: { kind: stdio, command: [./gone.sh] }' }, ['missing upper-tester-start'], /gone\.sh/],
    [
      'a program that may not be started',
      { upper: 'upper-tester: { kind: stdio, command: [./ut.mjs] }' },
      ['missing upper-tester-start'],
      /not executable/,
    ],
    [
      'an adapter that dies',
      { upper: 'upper-tester: { kind: stdio, command: [node, -e, "process.exit(3)"] }' },
      ['missing set-up'],
      /iut-crash in reset/,
    ],
    [
      'an adapter that says nothing',
      { upper: 'upper-tester: { kind: stdio, command: [sleep, "60"], timeout: 300ms }' },
      ['missing set-up'],
      /iut-hang in reset/,
    ],
    [
      'an adapter that ends by a signal',
      { upper: 'upper-tester: { kind: exec, command: [sh, -c, "kill -9 $$"] }' },
      ['missing set-up'],
      /iut-crash in reset/,
    ],
    [
      'a web service that is not there',
      { upper: 'upper-tester: { kind: http, url: "http://127.0.0.1:9/ut" }' },
      ['missing set-up'],
      /iut-unreachable in reset/,
    ],
    ['an ICS word that is near none', { ics: '{ SR: "yes", QQQQQQ: "yes" }' }, ['missing unknown-name'], /QQQQQQ/],
    [
      'a server that is not there',
      { role: 'server', lower: '{ url: "http://127.0.0.1:9/dm" }', pixit: '{}' },
      ['missing unreachable'],
      /the server at .* takes no connection/,
    ],
    [
      'a push gateway that is not there',
      { push: '{ bearer: pap, to: "http://127.0.0.1:9/pap" }' },
      ['missing unreachable'],
      /the push gateway at http:\/\/127\.0\.0\.1:9\/pap takes no connection: connect ECONNREFUSED/,
    ],
    [
      'a device that does not listen for pushes over HTTP',
      { push: '{ bearer: ota-http, to: "127.0.0.1:9" }' },
      ['missing unreachable'],
      /the device at 127\.0\.0\.1:9, where pushes go, takes no connection/,
    ],
  ])('finds %s', { timeout: PATIENT }, async (_, parts, codes, message) => {
    const result = await check(parts);
    expect(result.codes).toEqual(codes);
    expect(messages(result)).toMatch(message);
    expect(result.problems.filter((p) => p.severity !== 'note').every((p) => p.where !== undefined && (p.cure ?? '') !== '')).toBe(true);
  });

  it('says of an address that is none of this machine so, and not that others can reach it', { timeout: PATIENT }, async () => {
    const ics = '{ NOTI: "yes", XML: "yes", AUTH-BASIC: "yes" }';
    const result = await check({ push: '{ bearer: smpp, to: "192.0.2.1:2775" }', lower: '{ listen: "192.0.2.1:8080" }', ics });
    expect(result.codes).toEqual(['missing cannot-listen', 'missing cannot-listen']);
    expect(result.problems.flatMap(({ code, cure }) => (code === 'cannot-listen' ? [cure] : []))).toEqual([
      expect.stringMatching(/^this machine has no such address/),
      expect.stringMatching(/^this machine has no such address/),
    ]);
    expect(messages(result)).not.toContain('reachable from the network');
    const name = await check({ push: '{ bearer: smpp, to: "nohost.invalid:2775" }', ics });
    expect(name.problems.find(({ code }) => code === 'cannot-listen')?.cure).toMatch(/^no such name is known here/);
    expect(messages(name)).not.toContain('reachable from the network');
  });

  it.each([
    ['a push gateway', 'pap', (port: number) => `http://127.0.0.1:${port}/pap`],
    ['a device', 'ota-http', (port: number) => `127.0.0.1:${port}`],
  ] as const)('sends nothing to %s that is there', async (_, bearer, to) => {
    const came: Buffer[] = [];
    let ended: Promise<unknown> | undefined;
    const gateway = createServer((socket) => {
      socket.on('data', (octets) => came.push(octets));
      ended = new Promise((resolve) => socket.once('close', resolve));
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const result = await check({ push: `{ bearer: ${bearer}, to: "${to((gateway.address() as AddressInfo).port)}" }` });
    expect(result.codes).toEqual([]);
    expect(ended).toBeDefined();
    await ended;
    expect(came).toEqual([]);
    await new Promise((resolve) => gateway.close(resolve));
  });

  it('finds a port that is taken, and says who can reach one that is not on loopback', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const result = await check({ lower: `{ listen: "127.0.0.1:${port}" }` });
    await new Promise((resolve) => taken.close(resolve));
    expect(result.codes).toEqual(['missing cannot-listen']);
    const open = await check({ lower: '{ listen: "192.0.2.7:8080", url: "http://dm.example/dm" }' }, '--static');
    expect(messages(open)).toContain('note acme: dmct listens on 192.0.2.7:8080, reachable from the network');
  });

  it('with --static starts nothing, and reads a selection', async () => {
    const result = await check(
      { upper: 'upper-tester: { kind: stdio, command: [node, -e, "process.exit(3)"] }' },
      '--static',
      '--scr',
      'SR/DM-SR-C-002-M',
    );
    expect(result.exit).toBe(0);
    expect(result.items?.map(({ key }) => key)).toEqual(['SR/DM-SR-C-002-M']);
  });

  it('says that what stands outside of a session has a Cred beside the MAC, of whom that is asked', async () => {
    const credentials = '{ type: mac-md5, name: a, secret: bcdef, nonce: YQ== }';
    const ics = (said: string): string => `{ XML: "yes", WBXML: "yes", AUTH-MAC-MD5: "yes", AUTH-BASIC: "yes", ${said} }`;
    const told = async (parts: Parts): Promise<string[]> =>
      (await check(parts, '--static')).problems
        .filter(({ code }) => code === 'cred-beside-mac')
        .map(({ severity, message }) => `${severity}: ${message}`);
    expect(await told({ credentials, ics: ics('SR: "yes"') })).toEqual([
      'note: a sessionless report must have a Cred (SR/DM-SR-C-006-M) also where x-syncml-hmac authenticates it: accounts.default.client (mac-md5)',
    ]);
    expect(await told({ role: 'server', credentials, ics: ics('SM: "yes"') })).toEqual([
      'note: a command message must have a Cred (SM/DM-SM-S-007-M) also where x-syncml-hmac authenticates it: accounts.default.server (mac-md5)',
    ]);
    expect(await told({ credentials, ics: ics('CP: "yes"') })).toEqual([]);
    expect(await told({ ics: ics('SR: "yes"') })).toEqual([]);
  });

  it('tells which readings a verdict waits for', async () => {
    const result = await check({ ics: '{ SR: "yes", XML: "yes", AUTH-BASIC: "yes", AUTH-MAC-SHA256: "yes" }' }, '--static');
    expect(result.items?.find(({ key }) => key === 'SR/SR-5.2.1-1')).toMatchObject({
      outlook: 'assumption',
      reason: 'rests on U3, not pinned in the PIXIT',
    });
  });

  it('foretells what a run of the reference pair comes to, item by item', { timeout: PATIENT }, async () => {
    const { out } = await wholeRun();
    for (const name of ['reference-client', 'reference-server']) {
      const { stdout } = await dmctIn(temporaryFolder(), ['check', name, '--static', '--json']);
      const { items = [] } = JSON.parse(stdout) as CheckResult;
      const foretold = Object.fromEntries(items.map(({ key, outlook }) => [key, outlook]));
      const verdicts = reportOf(out, name).items;
      expect(verdicts.length).toBe(items.length);
      const meant: Readonly<Record<string, string>> = {
        pass: 'tested',
        'not-tested': 'no-scenario',
        'not-applicable': 'not-applicable',
        excluded: 'excluded',
      };
      expect(foretold).toEqual(Object.fromEntries(verdicts.map(({ key, verdict }) => [key, meant[verdict]])));
      expect(reportOf(out, name).findings).toEqual([]);
    }
  });

  it('is not ready for a server that claims only what demands nothing of a server', async () => {
    const folder = iutFolder({ role: 'server', ics: '{ CP: "yes", XML: "yes", AUTH-BASIC: "yes" }' });
    const { code, stdout } = await dmctIn(folder, ['check', 'acme.yaml', '--static']);
    expect(code).toBe(6);
    expect(stdout).toMatch(/^NOTHING TO JUDGE {2}/m);
    expect(stdout).not.toContain('READY');
  });

  it('calls wrong what is wrong, and missing what is missing', async () => {
    const folder = iutFolder({ lower: '{ listen: "127.0.0.1:99999" }', ics: 'gone.ics.yaml' });
    const { code, stdout } = await dmctIn(folder, ['check', 'acme.yaml']);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^WRONG +iut-file: lower-tester\.listen/m);
    expect(stdout).toMatch(/^MISSING +iut-file: ics names gone\.ics\.yaml/m);
    expect(stdout).toMatch(/^NOT READY {2}1 wrong, 1 missing \(exit 2\)$/m);
  });

  it('counts as open only what nobody has answered', async () => {
    const base = 'SR: "yes", NOTI: "no", SM: "no", OD: "no", CP: "no", XML: "yes", AUTH-BASIC: "yes"';
    // An item of SR needs AUTH-MAC-SHA256, which is not answered either: it is left out, as --list and --items say.
    const silent = await check({ ics: `{ ${base} }` }, '--static');
    expect(silent.problems.filter(({ code }) => code === 'open')).toEqual([]);
    expect(silent.items?.find(({ key }) => key === 'SR/SR-5.2.1-1')?.outlook).toBe('not-applicable');
    const open = await check({ ics: `{ ${base}, AUTH-MAC-SHA256: unknown, WBXML: unknown }` }, '--static');
    expect(messages(open)).toMatch(/note 2 answers are open, and count as yes: [A-Z0-9-]+, [A-Z0-9-]+$/m);
  });

  it('names the command that lists open answers, and it works for an ICS inside the IUT file', async () => {
    const folder = iutFolder({ ics: '{ SR: "yes", "SR/DM-SR-C-002-M": "no", XML: "yes", AUTH-BASIC: "yes", AUTH-MAC-SHA256: unknown }' });
    const file = join(folder, 'acme.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('name: acme,', 'name: acme, vendor: Me, product: M2, version: "1",'));
    const checked = (await dmctIn(folder, ['check', 'acme.yaml', '--static'])).stdout;
    expect(checked).toContain('dmct ics check acme.yaml lists them');
    // As at the head of a run.
    expect(checked).toMatch(/^acme 1 \(Me M2\), DM client\n/);
    const { code, stdout } = await dmctIn(folder, ['ics', 'check', 'acme.yaml']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^acme\.yaml:7:\d+: violation: SR\/DM-SR-C-002-M/m);
    expect(stdout).toMatch(/^acme\.yaml: SR \(client\), \d+ items claimed, 1 violation, \d+ open$/m);
    expect((await dmctIn(folder, ['ics', 'check', 'acme.yaml', '--side', 'server'])).stderr).toContain('the IUT of acme.yaml is a client');
  });

  it('foretells that a reading under which nothing is signed leaves the signature not applicable', { timeout: PATIENT }, async () => {
    const iut = variant({ role: 'server', name: 'unsigned', assume: { U8: 'none-required' } });
    const key = 'SM/SM-5.2-17';
    const { stdout } = await dmctIn(temporaryFolder(), ['check', iut, '--static', '--json', '--scr', key]);
    const foretold = (JSON.parse(stdout) as CheckResult).items?.find((item) => item.key === key);
    expect(foretold).toMatchObject({ outlook: 'not-applicable', reason: expect.stringContaining('U8 is pinned to none-required') });
    const out = temporaryFolder();
    await dmctIn(out, ['run', '--iut', iut, '--scr', key, '--out', 'out']);
    expect(reportOf(join(out, 'out'), 'unsigned').items.find((item) => item.key === key)?.verdict).toBe('not-applicable');
  });

  it('prints a table and each item with its reason', async () => {
    const { code, stdout } = await dmctIn(iutFolder({}), ['check', 'acme.yaml', '--items']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^SR client +\d+ /m);
    expect(stdout).toMatch(/^NOTI\/SCR-DM-NOTI-C-001 +not-applicable +ICS: NOTI\/SCR-DM-NOTI-C-001 = no/m);
    expect(stdout).toMatch(/^READY {2}dmct run --iut acme\.yaml$/m);
  });

  it.each([
    [['nowhere.yaml'], 'nowhere.yaml'],
    [['refrence-client'], 'reference-client'],
  ])('of %j is exit 2 with one line', async (args, message) => {
    const { code, stdout } = await dmctIn(temporaryFolder(), ['check', ...args]);
    expect(code).toBe(2);
    expect(stdout).toContain(message);
    expect(stdout).toContain('NOT READY');
  });
});

describe('dmct run', () => {
  const list = (parts: Parts, ...args: string[]): Promise<Ended> => dmctIn(iutFolder(parts), ['run', '--iut', 'acme.yaml', '--list', ...args]);

  it('--list says which rows would run and why not, and runs nothing', async () => {
    const { code, stdout } = await list({}, '--scr', 'SR/*');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^acme, DM client: \d+ rows; \d+ runs/);
    expect(stdout).toMatch(/^ {2}runs +sr\.client\.report\[xml\]$/m);
    expect(stdout).toMatch(/^ {2}not applicable +sr\.client\.report\[wbxml\]: ICS: WBXML = no \(not answered\)$/m);
    const missing = await list({ pixit: '{}' }, '--scr', 'SR/*');
    expect(missing.stdout).toMatch(/^ {2}cannot run +sr\.client\.report\[xml\]: PIXIT: report\.type not set$/m);
    expect(missing.code).toBe(6);
    expect((await list({}, '--scr', 'SR/NOPE')).code).toBe(6);
  });

  it('says before any traffic who can reach it, and once, at the end, what is wrong with the ICS', { timeout: PATIENT }, async () => {
    const folder = iutFolder({
      lower: '{ listen: "0.0.0.0:0", url: "http://127.0.0.1/dm" }',
      ics: '{ SR: "yes", "SR/DM-SR-C-002-M": "no", XML: "yes", AUTH-BASIC: "yes" }',
    });
    const run = (...selection: string[]): Promise<Ended> => dmctIn(folder, ['run', '--iut', 'acme.yaml', ...selection, '--out', 'out']);
    const { code, stdout, stderr } = await run('--scenario', 'sr.client.report');
    expect(stderr).toContain('dmct: acme: dmct listens on 0.0.0.0:0, reachable from the network\n');
    expect(stderr).not.toContain('DM-SR-C-002-M');
    expect(stdout.match(/^ICS {2}SR\/DM-SR-C-002-M$/gm)).toHaveLength(1);
    // The adapter has no send-report: nothing judged weighs more than the ICS.
    expect(code).toBe(6);
    const findings = [{ kind: 'static', code: 'mandatory-no', name: 'SR/DM-SR-C-002-M', where: 'acme.yaml:7' }];
    expect(reportOf(join(folder, 'out'), 'acme').findings).toMatchObject(findings);
    expect(readFileSync(join(folder, 'out/acme/junit.xml'), 'utf8')).toContain('<testsuite name="ics"');

    // Of what was not selected it is told that there is something; the report holds it.
    const aside = '1 finding about the ICS beside what was selected: dmct ics check tells, and';
    for (const selection of [
      ['--scr', 'SR/DM-SR-C-004-M'],
      ['--scenario', 'sr.client.integrity'],
    ]) {
      const part = await run(...selection);
      expect(part.stdout).not.toMatch(/^ICS /m);
      expect(part.stdout).toContain(aside);
      expect(reportOf(join(folder, 'out'), 'acme').findings).toMatchObject(findings);
    }
    expect((await run('--scr', 'SR/DM-SR-C-002-M')).stdout).toMatch(/^ICS {2}SR\/DM-SR-C-002-M$/m);

    // A run that is refused leaves no report to say it.
    writeFileSync(join(folder, 'acme.yaml'), readFileSync(join(folder, 'acme.yaml'), 'utf8').replace('report.type: x-acme:t, ', ''));
    const refused = await run();
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/dmct: ICS of acme: acme\.yaml:7:\d+: SR\/DM-SR-C-002-M = no, but SR is claimed and the item is mandatory\n/);
  });
});
