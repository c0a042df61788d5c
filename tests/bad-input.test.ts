// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of scenarios are written like those of template strings
/**
 * Bad input, as a user meets it: one clear error that says what, where and what was wanted, the exit code of the contract, no stack trace, and
 * nothing written where it should not be. Each case takes something right and spoils one thing.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { loadScenario } from '../src/scenario/load.js';
import { selectScenarios } from '../src/scenario/selection.js';
import { fileWith, main, oneError, said } from './support/bad-input.js';
import { dmct, PATIENT, reportOf, temporaryFolder, textOf } from './support/dmct.js';
import { variant } from './support/iut-variants.js';

const REPORT = readFileSync(join(packageRoot, 'scenarios/sr/client/report.yaml'), 'utf8');
const IUT = readFileSync(join(packageRoot, 'simulators/iut/reference-client.yaml'), 'utf8').replace('name: reference-client', 'name: spoilt');

/** A text with one thing changed; a change that finds nothing to change is no test. */
function spoilt(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, () => to);
}

describe('a scenario', () => {
  it.each([
    ['unknown item', 'SR/DM-SR-C-002-M', 'SR/DM-SR-C-02-M', /:\d+:\d+: unknown item "SR\/DM-SR-C-02-M"[\s\S]*did you mean "SR\/DM-SR-C-002-M"/],
    ['unknown ICS word', 'ics: XML,', 'ics: XLM,', /:\d+:\d+: unknown item or capability "XLM"[\s\S]*"XML"/],
    ['ICS syntax', 'ics: XML,', 'ics: XML AND,', /:\d+:\d+: /],
    ['YAML syntax', 'title: The', 'title: [The', /:\d+:\d+: not YAML/],
    ['duplicate key', 'side: client', 'side: client\nside: client', /:5:1: the same key stands here twice/],
    ['unknown step verb', 'trigger: send-report', 'triger: send-report', /:19:5: unknown step verb "triger"[\s\S]*"trigger"/],
    ['unknown primitive', 'trigger: send-report', 'trigger: send-reprot', /:\d+: unknown primitive[\s\S]*"send-reprot"[\s\S]*"send-report"/],
    ['unknown condition', 'ascii: POST', 'asci: POST', /:\d+:\d+: unknown key "asci"[\s\S]*did you mean "ascii"/],
    ['unknown subject', 'at: /SyncML/SyncHdr/VerDTD, count: "1"', 'count: "1"', /the check says not what it is about \(row xml\); wanted one of/],
    [
      'bad path',
      'at: /SyncML/SyncHdr/VerDTD',
      'at: "/SyncML/SyncHdr[/VerDTD"',
      /:\d+:\d+: path "\/SyncML\/SyncHdr\[\/VerDTD" is not understood from/,
    ],
    ['bad range', 'count: "0..1"', 'count: "0-1"', /:\d+:\d+: "0-1" is not understood \(row xml\); wanted 1, >=1 or 1..3/],
    ['bad expression in a row', 'media-type: "${row.type}"', 'pattern: "${row.type}("', /:\d+:\d+: Invalid regular expression[\s\S]*row xml/],
    ['unknown nonce', 'nonce: [last-used, current]', 'nonce: [last-usd, current]', /:\d+:\d+: unknown nonce "last-usd"[\s\S]*"last-used"/],
    ['unknown form', 'forms: [cdata]', 'forms: [cdat]', /unknown form "cdat" \(row xml\)[\s\S]*"cdata"/],
    ['unknown row value', '${row.forms}', '${row.form}', /:\d+:\d+: unknown value of the row "form"[\s\S]*"forms"/],
    ['unknown PIXIT', '${pixit.quiet.for}', '${pixit.quiet.fro}', /:\d+:\d+: unknown PIXIT parameter "quiet.fro"[\s\S]*"quiet.for"/],
    ['no duration', 'within: "${pixit.report.within}"', 'within: "5 s"', /:\d+:\d+: "5 s" is no duration/],
    ['text for a time', 'within: "${pixit.report.within}"', 'within: "${pixit.report.type}"', /:\d+:\d+: "\$\{pixit.report.type\}" is no duration/],
    ['secret', '${account.default.device-id}', '${account.default.client.secret}', /:\d+:\d+: unknown field of an account "client.secret"/],
    ['unknown placeholder', '${account.default.device-id}', '${run.ID}', /:\d+:\d+: unknown placeholder "run.ID"/],
    ['unknown control', 'controls: [report]', 'controls: [reprot]', /:\d+: unknown step "reprot"[\s\S]*"report"/],
    ['unknown assertion in a mutant', 'kills: [posted]', 'kills: [psted]', /:\d+:\d+: unknown assertion "psted"[\s\S]*"posted"/],
    ['check that asks nothing', 'message: arrives }', 'at: /SyncML }', /the check asks nothing of its subject/],
  ])('%s', (_, from, to, says) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'report.yaml'), spoilt(REPORT, from, to));
    expect(() => selectScenarios('client', { folder })).toThrow(says);
    expect(() => selectScenarios('client', { folder })).toThrow(/^\S*report\.yaml:\d+/);
  });

  it.each([
    ['unknown push field', 'field: version, present', 'field: vesion, present', /unknown push field "vesion"[\s\S]*"version"/],
    ['bad bits', 'bits: "0000001011"', 'bits: "000000101x"', /wanted bits as 0 and 1/],
    ['bad octets', 'bytes: "af87"', 'bytes: "af8"', /wanted octets in hex/],
    ['bad number', 'at-most: "48"', 'at-most: "4x"', /wanted a number/],
  ])('of the server side: %s', (_, from, to, says) => {
    const text = readFileSync(join(packageRoot, 'scenarios/noti/server/alert.yaml'), 'utf8');
    expect(() => loadScenario(fileWith('alert.yaml', spoilt(text, from, to)))).toThrow(says);
  });

  it('that is right gives no error', () => {
    expect(loadScenario(fileWith('report.yaml', REPORT)).id).toBe('sr.client.report');
  });
});

describe('dmct run refuses before anything starts', () => {
  it.each([
    [
      'unset PIXIT',
      'report.type: x-dmct:temperature',
      'report.format: chr',
      /^dmct: \S+\.yaml:\d+:\d+: the PIXIT value report\.type is not set; \d+ rows need it for \d+ items of SR[\s\S]*below pixit/,
    ],
    ['YAML syntax', 'push: {', 'push: {{', /spoilt\.yaml:\d+:\d+: not YAML/],
    ['duplicate key', 'ics:\n', 'ics:\n  SR: "yes"\n', /the same key stands here twice/],
    ['unknown ICS item', 'SM: unknown', 'SMM: unknown', /:\d+:\d+: unknown[\s\S]*"SMM"/],
    [
      'program that is not there',
      'command: [node,',
      'command: [no-such-program,',
      /spoilt\.yaml:\d+:\d+: the upper tester "no-such-program" cannot be started/,
    ],
    ['missing ICS file', 'ics:\n', 'ics: gone.ics.yaml\nicz:\n', /spoilt\.yaml:\d+:\d+: /],
    [
      'missing account',
      'device-id: "IMEI:493005100592800"\n    client: { type: md5, name: Bruce2',
      'client: { type: md5, name: Bruce2',
      /accounts\.default lacks "device-id"/,
    ],
    ['role of no kind', 'role: client', 'role: clint', /did you mean "client"/],
  ])('%s', async (_, from, to, says) => {
    const text = spoilt(
      from === 'report.type: x-dmct:temperature' ? spoilt(IUT, '  report.type: x-dmct:temperature\n', '') : IUT,
      from === 'report.type: x-dmct:temperature' ? 'report.format: chr' : from,
      to,
    );
    const out = join(temporaryFolder(), 'out');
    expect(await main('run', '--iut', fileWith('spoilt.yaml', text), '--out', out)).toBe(2);
    expect(oneError(said.stderr)).toMatch(says);
    expect(existsSync(out)).toBe(false);
    expect(said.stdout).toBe('');
  });

  it('an ICS file that is not there, at the line that names it', async () => {
    const text = `${IUT.slice(0, IUT.indexOf('\nics:'))}\nics: gone.ics.yaml\n`;
    expect(await main('run', '--iut', fileWith('spoilt.yaml', text), '--out', temporaryFolder())).toBe(2);
    expect(oneError(said.stderr)).toMatch(/spoilt\.yaml:\d+:\d+: ics names gone\.ics\.yaml/);
  });

  it('a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const out = join(temporaryFolder(), 'out');
    const file = fileWith('spoilt.yaml', spoilt(IUT, 'listen: 127.0.0.1:0', `listen: 127.0.0.1:${port}`));
    expect(await main('run', '--iut', file, '--out', out)).toBe(2);
    server.close();
    expect(oneError(said.stderr)).toMatch(
      new RegExp(`spoilt\\.yaml:\\d+:\\d+: dmct cannot listen on 127\\.0\\.0\\.1:${port}: .*EADDRINUSE[\\s\\S]*port 0`),
    );
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    [2, ['run', '--iut', 'refrence-client'], /unknown IUT "refrence-client"[\s\S]*did you mean "reference-client"/],
    [2, ['run', '--iut', './gone.yaml'], /cannot read \.\/gone\.yaml: no such file/],
    [2, ['run', '--iut', join(packageRoot, 'src')], /is not a file/],
    [2, ['run', '--sed', '1'], /unknown option "--sed"[\s\S]*"--seed"/],
    [2, ['run', '--seed', 'a b'], /--seed is "a b"/],
    [2, ['run', '--seed', ''], /--seed is ""/],
    [2, ['run', '--seed'], /--seed/],
    [2, ['run', '--workers', '0'], /--workers is "0"/],
    [2, ['run', 'scenario'], /unexpected argument "scenario"/],
    [2, ['rum'], /unknown command "rum"[\s\S]*"run"/],
    [6, ['run', '--scenario', 'sr.client.reprot'], /no scenario is selected[\s\S]*sr\.client\.report/],
    [6, ['run', '--scr', 'SR/DM-SR-C-02-M'], /no item matches --scr SR\/DM-SR-C-02-M[\s\S]*SR\/DM-SR-C-002-M/],
    [2, ['judge', 'gone.ndjson', '--out', 'x'], /cannot read gone\.ndjson: no such file/],
    [2, ['judge', 'gone.ndjson'], /--out is missing/],
    [2, ['judge', '--out', 'x'], /an argument is missing/],
    [2, ['mutate'], /--out is missing/],
    [2, ['mutate', '--out', 'x', '--side', 'clent'], /--side is "clent"; wanted client \| server/],
    [6, ['mutate', '--out', 'x', '--scenario', 'none.*'], /no scenario is selected by --scenario none\.\*/],
    [
      6,
      ['mutate', '--out', 'x', '--scenario', 'sr.clent.report'],
      /no scenario is selected by --scenario sr\.clent\.report\n {2}did you mean sr\.client\.report/,
    ],
    [
      6,
      ['mutate', '--out', 'x', '--side', 'client', '--scenario', 'sr.server.accepts'],
      /no client scenario [^\n]*\n {2}sr\.server\.accepts is about a server/,
    ],
    [2, ['run', '--scenarios', 'nowhere'], /there is no scenario in nowhere[\s\S]*dmct new scenario/],
    [2, ['coverage', 'gone.json'], /gone\.json/],
    [2, ['report', 'gone.json', '--out', 'x'], /gone\.json/],
    [2, ['decode', 'gone.wbxml'], /gone\.wbxml/],
  ] as const)('exit %i: dmct %j', async (code, args, says) => {
    expect(await main(...args)).toBe(code);
    expect(oneError(said.stderr)).toMatch(says);
    expect(existsSync('x')).toBe(false);
  });
});

describe('an output folder', () => {
  const inTheWay = (): string => fileWith('file', 'mine');

  it('that is a file is left as it is', async () => {
    const file = inTheWay();
    expect(await main('run', '--iut', 'reference-client', '--out', file)).toBe(2);
    expect(oneError(said.stderr)).toMatch(/cannot write .*a file stands where a folder is wanted/s);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('that cannot be written: run and mutate', async () => {
    // Below /proc nothing can be made, not even by root, to whom permissions say nothing.
    expect(await main('run', '--iut', 'reference-client', '--out', '/proc/dmct-out')).toBe(2);
    expect(oneError(said.stderr)).toMatch(/cannot write \/proc\/dmct-out/);
    expect(await main('mutate', '--scenario', 'sr.client.capability-node', '--first-row', '--out', '/proc/dmct-out')).toBe(2);
    expect(oneError(said.stderr)).toMatch(/cannot write \/proc\/dmct-out/);
  });

  it('on a full disk', async () => {
    expect(await main('encode', fileWith('minimal.xml', '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr/></SyncML>'), '--out', '/dev/full')).toBe(2);
    expect(oneError(said.stderr)).toMatch(/cannot write \/dev\/full \(ENOSPC\)[\s\S]*the disk is full/);
  });
});

it('an upper tester that is no program is bad input to the whole run, told once', { timeout: PATIENT }, async () => {
  const folder = temporaryFolder();
  const script = join(folder, 'no-interpreter');
  writeFileSync(script, '#!/no/such/interpreter\n');
  chmodSync(script, 0o755);
  const iut = join(folder, 'spoilt.yaml');
  writeFileSync(iut, spoilt(IUT, 'command: [node, dist/simulators/client/program.js, --demand-signatures]', `command: [${script}]`));
  const ended = await dmct('run', '--iut', iut, '--scenario', 'sr.client.report', '--out', join(folder, 'out'));
  expect(ended.code, ended.stderr).toBe(2);
  expect(oneError(ended.stderr)).toMatch(/spoilt\.yaml:\d+:\d+: the upper tester cannot be started/);
});

it('a push gateway that takes no push ends rows midway: every form of the report tells the exit code of the run', { timeout: PATIENT }, async () => {
  const folder = temporaryFolder();
  const gateway = createHttpServer((_, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void gateway.close());
  const { port } = gateway.address() as AddressInfo;
  const iut = variant('client', folder, 'no-gateway', (file) => {
    file.push = { bearer: 'pap', to: `http://127.0.0.1:${port}/pap` };
  });
  const out = join(folder, 'out');
  const ended = await dmct('run', '--iut', iut.file, '--scenario', 'noti.client.session', '--out', out);
  expect(ended.code, ended.stderr).toBe(2);
  expect(oneError(ended.stderr)).toMatch(/the push gateway at .* does not take the push: HTTP 503/);
  expect(ended.stdout).toMatch(/^BAD INPUT [^(]*\(exit 2\)$/m);
  expect(reportOf(out, 'no-gateway').exit).toBe(2);
  expect(textOf(out, 'no-gateway', 'index.html')).toContain('(exit 2)');
  expect(textOf(out, 'index.html')).toContain('(exit 2)');
  expect(textOf(out, 'no-gateway', 'summary.md')).toMatch(/exit code 2/);
  expect(textOf(out, 'no-gateway', 'sarif.json')).toMatch(/"exitCode": 2/);
  expect(textOf(out, 'no-gateway', 'badge.svg')).toContain('bad input');
});

it('an IUT without an account that only excluded rows need is no error', { timeout: PATIENT }, async () => {
  const server = readFileSync(join(packageRoot, 'simulators/iut/reference-server.yaml'), 'utf8');
  const long = /\n {2}long:[\s\S]*?\n\nupper-tester/;
  expect(server).toMatch(long);
  const text = spoilt(server.replace(long, '\n\nupper-tester'), 'SMS: "yes"', 'SMS: "no"')
    .replace('name: reference-server', 'name: small')
    .replace('dist/simulators', join(packageRoot, 'dist/simulators'))
    .replaceAll('simulators/iut/', join(packageRoot, 'simulators/iut/'));
  const out = temporaryFolder();
  const ended = await dmct('run', '--iut', fileWith('small.yaml', text), '--scenario', 'noti.server.s*', '--out', out);
  expect(ended.code, ended.stderr).toBe(0);
  expect(readdirSync(out)).toContain('small');
});

it('a scenario folder copied elsewhere and spoilt in one file is refused as a whole', () => {
  const folder = join(temporaryFolder(), 'scenarios');
  mkdirSync(folder);
  cpSync(join(packageRoot, 'scenarios/sr/client'), folder, { recursive: true });
  expect(selectScenarios('client', { folder }).length).toBeGreaterThan(3);
  const other = join(temporaryFolder(), 'scenarios');
  cpSync(folder, other, { recursive: true });
  writeFileSync(join(other, 'nonce.yaml'), 'scenario: x\n');
  expect(() => selectScenarios('client', { folder: other })).toThrow(/nonce\.yaml/);
});

describe('an option that cannot be meant', () => {
  it.each([
    [['--shard', '3/2'], /--shard is "3\/2"; wanted I\/N/],
    [['--workers', '0'], /--workers is "0"; wanted a number/],
    [['--shard', '1/2'], /--list tells the rows of all shards/],
  ])('is refused beside --list, too: %j', async (args, says) => {
    expect(await main('run', '--iut', 'reference-client', ...args, '--list')).toBe(2);
    expect(oneError(said.stderr)).toMatch(says);
    expect(said.stdout).toBe('');
  });

  it.each([
    ['judge', 'x.ndjson', '--out', ''],
    ['run', '--out='],
    ['run', '--iut', ''],
    ['mutate', '--out', ''],
  ])('is a path without a name: dmct %s %s %s %s', async (...args) => {
    expect(await main(...args.filter((arg) => arg !== undefined))).toBe(2);
    expect(oneError(said.stderr)).toMatch(/^dmct: --(out|iut) is empty; wanted (DIR|FILE)/);
  });
});
