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
import { dmct, PATIENT, reportOf, temporaryFolder, textOf } from './support/dmct.js';
import { inProcess } from './support/in-process.js';
import { variant } from './support/iut-variants.js';

/** What the last command said that ran in this process. */
let said = { stdout: '', stderr: '' };
async function main(...args: readonly string[]): Promise<number> {
  const { code, ...rest } = await inProcess(...args);
  said = rest;
  return code;
}

/** Exactly one `dmct: …` on stderr, and nothing that only a programmer can read. */
function oneError(text: string): string {
  expect(text.match(/^dmct: /gm), text).toHaveLength(1);
  expect(text).not.toMatch(/^\s+at .*[:(]\d+|node:internal|harness fault|undefined|\[object/m);
  return text;
}

const REPORT = readFileSync(join(packageRoot, 'scenarios/sr/client/report.yaml'), 'utf8');
const IUT = readFileSync(join(packageRoot, 'simulators/iut/reference-client.yaml'), 'utf8').replace('name: reference-client', 'name: spoilt');

/** A text with one thing changed; a change that finds nothing to change is no test. */
function spoilt(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, () => to);
}

function fileWith(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
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
