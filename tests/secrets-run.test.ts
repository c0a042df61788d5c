/**
 * A whole run with secrets that nobody could mistake for anything else, that fails and crashes wherever it can, and prints them: nothing that it
 * writes or says holds one, in whatever form, but for the raw octets of the record (record.ndjson, record.pcapng), which are evidence.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { packageRoot } from '../src/base/package-root.js';
import { dmct, type Ended, filesBelow, PATIENT, playwright, reportOf, temporaryFolder } from './support/dmct.js';

type Tree = { [key: string]: string | string[] | Tree };

const STRONG = {
  client: 'Zq7"<client>&täst-0xBEEF',
  server: 'Wv9-server-5ecret',
  other: `long-${'0123456789abcdef'.repeat(20)}`,
  pin: 'Pin-482-915-marked',
  env: 'Env-Kx81-marked',
} as const;
/** What stands in every message, and what is next to nothing: the report must survive them. */
const WEAK = { word: 'Data', tiny: '1' };
const EVIDENCE = /(^|\/)(record\.ndjson|record\.pcapng|rows\/.*\.ndjson)$/;

/** An IUT like the reference client, with these secrets and, if wanted, another adapter. */
function iutFile(name: string, change: (tree: Tree) => void): string {
  const tree = parse(readFileSync(join(packageRoot, 'simulators/iut/reference-client.yaml'), 'utf8'), { schema: 'failsafe' }) as Tree;
  (tree.iut as Tree).name = name;
  (tree['upper-tester'] as Tree).cwd = packageRoot;
  const accounts = tree.accounts as Record<string, { client: Tree; server: Tree }>;
  const account = accounts.default as { client: Tree; server: Tree };
  account.client = { type: 'basic', name: 'Bruce2', secret: STRONG.client };
  account.server = { type: 'basic', name: 'com.mgmtsrv.manage', secret: STRONG.server };
  (accounts.other as { client: Tree }).client.secret = STRONG.other;
  (tree.pixit as Tree)['report.type'] = STRONG.pin;
  Object.assign(tree.pixit as Tree, { 'start.within': '2s', 'report.within': '2s', 'response.within': '2s' });
  tree.secret = ['pixit.report.type'];
  change(tree);
  const file = join(temporaryFolder(), `${name}.yaml`);
  writeFileSync(file, stringify(tree));
  return file;
}

/** Every way in which a secret may be written down. */
function formsOf(secret: string): string[] {
  const octets = Buffer.from(secret);
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const basic = Buffer.from(`Bruce2:${secret}`).toString('base64');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    xml,
    xml.replaceAll('"', '&quot;'),
    encodeURIComponent(secret),
    octets.toString('base64'),
    octets.toString('hex'),
    octets.toString('hex').toUpperCase(),
    [...octets].map((o) => o.toString(16).padStart(2, '0')).join(' '),
    octets.toString('latin1'),
    basic,
    Buffer.from(basic).toString('hex'),
    [...Buffer.from(basic)].map((o) => o.toString(16).padStart(2, '0')).join(' '),
  ];
}

/** The text, what its Base64 and its zip entries hold, and what theirs hold. */
function layersOf(octets: Buffer, depth = 0): string[] {
  const texts = [octets.toString('utf8'), octets.toString('latin1')];
  if (depth === 3) return texts;
  const inner = [...(texts[0] as string).matchAll(/[A-Za-z0-9+/]{12,}={0,2}/g)].map(([text]) => Buffer.from(text, 'base64'));
  return [...texts, ...inner.flatMap((part) => layersOf(part, depth + 1)), ...zipEntries(octets).flatMap((part) => layersOf(part, depth + 1))];
}

function zipEntries(octets: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = octets.indexOf('PK\x03\x04', 0, 'latin1'); at >= 0; at = octets.indexOf('PK\x03\x04', at + 4, 'latin1')) {
    const from = at + 30 + octets.readUInt16LE(at + 26) + octets.readUInt16LE(at + 28);
    try {
      entries.push(octets.readUInt16LE(at + 8) === 8 ? inflateRawSync(octets.subarray(from)) : octets.subarray(from));
    } catch {
      // No entry after all.
    }
  }
  return entries;
}

function leaks(octets: Buffer, where: string): string[] {
  const layers = layersOf(octets).join('\0');
  return Object.entries(STRONG).flatMap(([name, secret]) =>
    formsOf(secret).flatMap((form, i) => (layers.includes(form) ? [`${where}: ${name} in form ${i}`] : [])),
  );
}

function leaksOf(out: string, ended: Ended): string[] {
  const files = filesBelow(out).filter((file) => !EVIDENCE.test(file));
  expect(files.length).toBeGreaterThan(8);
  return [
    ...files.flatMap((file) => leaks(readFileSync(join(out, file)), file)),
    ...leaks(Buffer.from(ended.stdout), 'stdout'),
    ...leaks(Buffer.from(ended.stderr), 'stderr'),
  ];
}

const CRASHES = (tree: Tree): void => {
  // It says all that it was told, in words and in Base64, and dies.
  const code = `process.stdin.on('data', (d) => { process.stderr.write(d + '\\n' + Buffer.from(d).toString('base64') + '\\n' + process.env.DEVICE + '\\n'); if (/"send-report"|"configure"/.test(d)) process.kill(process.pid, 'SIGSEGV'); else process.stdout.write('{"id":' + /"id":(\\d+)/.exec(d)[1] + ',"result":{}}\\n'); })`;
  tree['upper-tester'] = { kind: 'stdio', command: ['node', '-e', code], timeout: '60s', env: { DEVICE: STRONG.env } };
  tree.secret = ['pixit.report.type', 'upper-tester.env.DEVICE'];
};

describe('a run with secrets', { timeout: PATIENT }, () => {
  const out = temporaryFolder();
  const failing = iutFile('failing', (tree) => {
    const command = (tree['upper-tester'] as Tree).command as string[];
    command.push('--fault', 'report-with-generic-alert');
  });
  let ended: Ended;
  beforeAll(async () => {
    ended = await dmct('run', '--iut', failing, '--iut', iutFile('crashing', CRASHES), '--scr', 'SR/*', '--out', out);
  }, PATIENT);

  it('shows them to nobody: not in a file, not on the terminal', () => {
    expect([ended.code, ended.stderr.includes('harness fault')]).toEqual([1, false]);
    expect(leaksOf(out, ended)).toEqual([]);
  });

  it('failed and crashed as it should, and says so', () => {
    const { assertions, frames, pixit } = reportOf(out, 'failing');
    expect(assertions.filter((a) => a.verdict === 'fail').length).toBeGreaterThan(3);
    expect(pixit.values['report.type']).toBe('[secret]');
    const bodies = frames.map((f) => Buffer.from(f.base64 ?? '', 'base64').toString('latin1'));
    expect(bodies.some((body) => /<Data>\*{20,}<\/Data>/.test(body))).toBe(true);
    expect(reportOf(out, 'crashing').assertions.some((a) => a.message?.includes('iut-crash') && a.message.includes('[secret]'))).toBe(true);
  });

  it('crossed the wire all the same: the record holds the octets, so that it can be judged again to the same verdicts', async () => {
    const record = join(out, 'failing', 'record.ndjson');
    expect(leaks(readFileSync(record), 'record')).not.toEqual([]);
    const again = temporaryFolder();
    const judged = await dmct('judge', record, '--iut', failing, '--out', again);
    expect(reportOf(again, 'failing').assertions).toEqual(reportOf(out, 'failing').assertions);
    expect(leaksOf(again, judged)).toEqual([]);
  });

  it('shows none through plain Playwright, nor in what mutants say', async () => {
    const plain = temporaryFolder();
    const shown = await playwright(['test', '--config', join(packageRoot, 'dist/src/runner/playwright.config.js'), '--list'], {});
    expect(leaks(Buffer.from(shown.stdout + shown.stderr), 'list')).toEqual([]);
    const baseline = join(plain, 'known.yaml');
    const made = await dmct('baseline', join(out, 'failing', 'report.json'), '--out', baseline);
    expect(leaks(Buffer.concat([readFileSync(baseline), Buffer.from(made.stdout + made.stderr)]), 'baseline')).toEqual([]);
  });
});

it('with a secret that is a word of the language, or one character, leaves the report whole', { timeout: PATIENT }, async () => {
  const out = temporaryFolder();
  const file = iutFile('weak', (tree) => {
    const accounts = tree.accounts as Record<string, { client: Tree; server: Tree }>;
    (accounts.default as { client: Tree }).client.secret = WEAK.word;
    (accounts.default as { server: Tree }).server.secret = WEAK.tiny;
  });
  const { stdout } = await dmct('run', '--iut', file, '--scenario', 'sr.client.report', '--out', out);
  const { assertions, frames } = reportOf(out, 'weak');
  expect(assertions.filter((a) => a.verdict === 'pass').length).toBeGreaterThan(5);
  const message = frames.map((f) => Buffer.from(f.base64 ?? '', 'base64').toString('latin1')).find((body) => body.includes('<SyncML')) ?? '';
  expect(message).toMatch(/<VerDTD>1\.2<\/VerDTD>.*<Cred>.*<Data>\*+<\/Data>.*<Alert>.*<Data>1230<\/Data>/s);
  expect(stdout).toMatch(/SR client/);
  for (const basic of [`Bruce2:${WEAK.word}`, `com.mgmtsrv.manage:${WEAK.tiny}`])
    expect(JSON.stringify(frames)).not.toContain(Buffer.from(Buffer.from(basic).toString('base64')).toString('base64').slice(0, 12));
});

it('credentials that no IUT file knows are shown to nobody either; what is wrong with them is told', { timeout: PATIENT }, async () => {
  const theirs = 'Field-secret-6-of-the-device';
  const out = temporaryFolder();
  const device = `
    const [primitive, url] = process.argv.slice(1);
    if (primitive !== 'send-report') process.exit(0);
    const cred = Buffer.from('Bruce2:${theirs}').toString('base64');
    const message = '<?xml version="1.0" encoding="UTF-8"?><SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto>' +
      '<SessionID>0</SessionID><MsgID>1</MsgID><Target><LocURI>' + url + '</LocURI></Target><Source><LocURI>IMEI:493005100592800</LocURI></Source><Cred>' +
      '<Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-basic</Type></Meta><Data>' + cred + '</Data></Cred></SyncHdr>' +
      '<SyncBody><Alert><CmdID>1</CmdID><Data>1230</Data><Item><Meta><Format xmlns="syncml:metinf">chr</Format></Meta><Data>x</Data></Item></Alert><Final/></SyncBody></SyncML>';
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/vnd.syncml.dm+xml', authorization: 'Basic ' + cred }, body: message });`;
  const file = iutFile('foreign', (tree) => {
    tree['upper-tester'] = { kind: 'exec', command: ['node', '--input-type=module', '-e', device, '{primitive}', '{url}'], timeout: '20s' };
    (tree.ics as Tree).WBXML = 'no';
    tree['lower-tester'] = { listen: '127.0.0.1:0', path: '/dm' };
  });
  const run = async (...args: string[]) => {
    const ended = await dmct(...args, '--iut', file, '--out', out);
    const files = filesBelow(out).filter((name) => !EVIDENCE.test(name));
    const leaking = [
      ...files.map((name) => [name, readFileSync(join(out, name))] as const),
      ['terminal', Buffer.from(ended.stdout + ended.stderr)] as const,
    ]
      .filter(([, octets]) => formsOf(theirs).some((form) => layersOf(octets).join('\0').includes(form)))
      .map(([name]) => name);
    expect(leaking).toEqual([]);
    return ended;
  };
  const { stdout } = await run('run', '--scenario', 'sr.client.report');
  expect(stdout.replace(/\s+/g, ' ')).toContain('it is a basic credential of user "Bruce2" with another secret');
  const { assertions, frames } = reportOf(out, 'foreign');
  const [shown] = assertions.find((a) => a.id === 'sr.client.report/cred-value')?.evidence ?? [];
  expect(shown).toMatchObject({ got: '[secret]', hex: expect.stringMatching(/^(2a){16,}$/) });
  expect(frames.flatMap((f) => f.head?.headers ?? [])).toContainEqual(['authorization', 'Basic [secret]']);
  await run('judge', join(out, 'foreign', 'record.ndjson'));
});

it('a place that holds no value is an error with the nearest one', { timeout: PATIENT }, async () => {
  const file = iutFile('wrong', (tree) => {
    tree.secret = ['pixit.report.typ'];
  });
  const { code, stderr } = await dmct('run', '--iut', file, '--out', temporaryFolder());
  expect(stderr).toMatch(/wrong\.yaml:\d+:\d+: unknown value of this file "pixit\.report\.typ"[\s\S]*did you mean "pixit\.report\.type"/);
  expect([code, leaks(Buffer.from(stderr), 'stderr')]).toEqual([2, []]);
});
