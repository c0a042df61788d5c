/** `dmct judge` on captures: what frames say by themselves is judged, the rest is not tested, and what cannot be read is told. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { withoutVolatile } from '../src/report/volatile.js';
import { dmct, PATIENT, REFERENCE, reportOf, temporaryFolder, wholeRun } from './support/dmct.js';
import { inProcess } from './support/in-process.js';

const cred = Buffer.from('device:secret').toString('base64');
const report = (session: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto>` +
  `<SessionID>${session}</SessionID><MsgID>1</MsgID><Target><LocURI>http://dm.example/dm</LocURI></Target><Source><LocURI>IMEI:1</LocURI></Source>` +
  `<Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-basic</Type></Meta><Data>${cred}</Data></Cred></SyncHdr>` +
  `<SyncBody><Alert><CmdID>1</CmdID><Data>1230</Data><Item><Meta><Format xmlns="syncml:metinf">chr</Format><Type xmlns="syncml:metinf">x</Type></Meta>` +
  `<Data><![CDATA[hot]]></Data></Item></Alert><Final/></SyncBody></SyncML>`;

const iutFile = (folder: string, role: 'client' | 'server', name = `acme-${role}`): string => {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `iut: { name: ${name}, role: ${role} }
accounts:
  default:
    server-id: com.acme.dm
    device-id: "IMEI:1"
    client: { type: basic, name: device, secret: secret }
    server: { type: basic, name: com.acme.dm, secret: other }
upper-tester: { kind: exec, command: ["true"] }
ics: { SR: "yes", NOTI: "no", SM: "no", OD: "no", CP: "no", XML: "yes" }
`,
  );
  return file;
};

/** A folder of raw files, and beside it the IUT files of both sides. */
function dump(files: Readonly<Record<string, string>>): { capture: string; client: string; server: string; out: string } {
  const folder = temporaryFolder();
  const capture = join(folder, 'dump');
  mkdirSync(capture);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(capture, name), text);
  return { capture, client: iutFile(folder, 'client'), server: iutFile(folder, 'server'), out: join(folder, 'out') };
}

const vectors = JSON.parse(readFileSync(join(packageRoot, 'tests/data/vectors.json'), 'utf8')) as { notification: { wspUdpHex: string }[] };

const verdicts = (out: string, iut: string, id: string): string[] =>
  reportOf(out, iut)
    .assertions.filter((a) => a.id === id)
    .map((a) => a.verdict);

describe('a capture of a whole run', () => {
  let runs: string;
  beforeAll(async () => {
    runs = (await wholeRun()).out;
  }, PATIENT);

  it.each(REFERENCE)('%s: what frames alone can say passes, the rest needs a stimulus', async (iut) => {
    const out = temporaryFolder();
    const { code, stdout } = await dmct('judge', join(runs, iut, 'record.pcapng'), '--iut', iut, '--out', out);
    const judged = reportOf(out, iut);
    const open = judged.assertions.filter((a) => !['pass', 'not-tested'].includes(a.verdict));
    // HTTPS is written into a pcapng as it was without TLS, and then lacks the MAC of a plain transport.
    const plain = open.filter((a) => !a.id.endsWith('/has-mac'));
    // Each row of the run begins with a reset, which a bystander does not see.
    for (const a of plain) expect([a.verdict, a.message]).toEqual(['inconclusive', expect.stringMatching(/over the first nonce|not handed over/)]);
    expect(code).toBe(plain.length < open.length ? 1 : open.length ? 3 : 0);
    expect(judged.assertions.filter((a) => a.verdict === 'pass').length).toBeGreaterThan(15);
    expect(new Set(judged.assertions.filter((a) => a.verdict === 'not-tested').map((a) => a.message?.split(':')[0]))).toContain('needs stimulus');
    expect(judged.run.capture).toMatchObject({ format: 'pcapng', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(stdout).toContain('judged from a capture, nothing was provoked');
    // The frames stand once, and the record that is written beside gives the same report.
    expect(new Set(judged.frames.map((f) => f.n)).size).toBe(judged.frames.length);
    const again = temporaryFolder();
    await dmct('judge', join(out, iut, 'record.ndjson'), '--iut', iut, '--out', again);
    expect(withoutVolatile(reportOf(again, iut))).toEqual(withoutVolatile(judged));
    const { id, started, finished } = judged.run;
    expect(reportOf(again, iut).run).toMatchObject({ id, started, finished });
  });
});

describe('a folder of raw files', () => {
  it('shows a right report of a client, and what the server answers it', async () => {
    const { capture, client, server, out } = dump({
      '1-client-to-server.xml': report('0'),
      '2-server-to-client.http': 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    });
    const { code } = await dmct('judge', capture, '--iut', client, '--iut', server, '--out', out);
    expect(code).toBe(0);
    expect(verdicts(out, 'acme-client', 'sr.client.report/cred-value')).toContain('pass');
    expect(verdicts(out, 'acme-client', 'sr.client.report/data-value')).toEqual(expect.not.arrayContaining(['pass', 'fail']));
    expect(verdicts(out, 'acme-server', 'sr.server.accepts/no-dm-answer')).toContain('pass');
  });

  it('shows one wrong octet with its place', async () => {
    const { capture, client, out } = dump({ '1-client-to-server.xml': report('0'), '2-client-to-server.xml': report('00') });
    const { code, stdout } = await dmct('judge', capture, '--iut', client, '--out', out);
    expect(code).toBe(1);
    expect(verdicts(out, 'acme-client', 'sr.client.report/session-zero')).toContain('fail');
    expect(stdout).toMatch(/in 1 of 2 \(sessionless report\).*wanted\s+"0", got\s+"00"/s);
    expect(stdout).toMatch(/frame 2, offset \d+, 2 octets of \d+: 30 30/);
  });

  it('fails as a whole where one side fails and nothing could be judged of the other', async () => {
    const { capture, client, server, out } = dump({ '1-client-to-server.xml': report('00') });
    const both = await dmct('judge', capture, '--iut', client, '--iut', server, '--out', out);
    expect([reportOf(out, 'acme-client').exit, reportOf(out, 'acme-server').exit, both.code]).toEqual([1, 6, 1]);
    const right = dump({ '1-client-to-server.xml': report('0') });
    expect((await dmct('judge', right.capture, '--iut', right.client, '--iut', right.server, '--out', right.out)).code).toBe(6);
  });

  it('leaves open what holds a message that cannot be read', async () => {
    const bad = dump({ '1-client-to-server.xml': report('0'), '2-client-to-server.xml': report('0').replaceAll('SyncML', 'SyncMl') });
    const unread = await dmct('judge', bad.capture, '--iut', bad.client, '--out', bad.out);
    expect(unread).toMatchObject({ code: 3, stdout: expect.stringContaining('note: frame 2: could not be made out; judged by nothing') });
  });

  it('takes a media type in any case and with any parameter', async () => {
    const post = (type: string): string =>
      `POST /dm HTTP/1.1\r\nContent-Type: ${type}\r\nContent-Length: ${report('0').length}\r\n\r\n${report('0')}`;
    const right = dump({ '1-client-to-server.http': post('Application/vnd.SyncML.dm+XML ; charset=utf-8') });
    expect((await dmct('judge', right.capture, '--iut', right.client, '--out', right.out)).code).toBe(0);
    const wrong = dump({ '1-client-to-server.http': post('text/xml') });
    expect((await dmct('judge', wrong.capture, '--iut', wrong.client, '--out', wrong.out)).code).toBe(1);
    expect(verdicts(wrong.out, 'acme-client', 'sr.client.report/media-type')).toContain('fail');
  });

  it.each<[string, string, string, { success: string; empty: string }, number]>([
    ['a success', report('0'), '204 No Content', { success: 'pass', empty: 'pass' }, 0],
    ['a fault of the server', report('0'), '500 Internal Server Error', { success: 'fail', empty: 'not-tested' }, 1],
    ['a refusal', report('0'), '401 Unauthorized', { success: 'fail', empty: 'not-tested' }, 1],
    ['that nothing is at that address', report('0'), '404 Not Found', { success: 'inconclusive', empty: 'not-tested' }, 3],
    ['a success for a device of somebody else', report('0').replace('IMEI:1', 'IMEI:2'), '200 OK', { success: 'not-tested', empty: 'not-tested' }, 6],
    ['a refusal of one', report('0').replace('IMEI:1', 'IMEI:2'), '401 Unauthorized', { success: 'not-tested', empty: 'not-tested' }, 6],
    ['a success for wrong credentials', report('0').replace(cred, 'eDp5'), '200 OK', { success: 'not-tested', empty: 'not-tested' }, 6],
    ['a success for a report of a wrong form', report('00'), '200 OK', { success: 'not-tested', empty: 'not-tested' }, 6],
    [
      'a fault where the nonce in force is not known',
      report('0').replace('syncml:auth-basic', 'syncml:auth-md5').replace(cred, Buffer.alloc(16, 7).toString('base64')),
      '500 Internal Server Error',
      { success: 'inconclusive', empty: 'not-tested' },
      3,
    ],
  ])('takes an empty answer for what it says: %s', async (_, asked, status, { success, empty }, code) => {
    const head = `POST /dm HTTP/1.1\r\nHost: dm.example\r\nContent-Type: application/vnd.syncml.dm+xml\r\nContent-Length: ${asked.length}\r\n\r\n`;
    const { capture, server, out } = dump({
      '1-client-to-server.http': head + asked,
      '2-server-to-client.http': `HTTP/1.1 ${status}\r\n${status.startsWith('204') ? '' : 'Content-Length: 0\r\n'}\r\n`,
    });
    if (asked.includes('auth-md5'))
      writeFileSync(server, readFileSync(server, 'utf8').replace('client: { type: basic,', 'client: { type: md5, nonce: QQ==,'));
    const ended = await inProcess('judge', capture, '--iut', server, '--out', out);
    const of = (id: string): string | undefined => verdicts(out, 'acme-server', `sr.server.accepts/${id}`)[0];
    expect({ success: of('success'), empty: of('no-dm-answer'), code: ended.code }).toEqual({ success, empty, code });
    const item = reportOf(out, 'acme-server').items.find(({ key }) => key === 'SR/DM-SR-S-001-M');
    expect(item?.verdict).toBe(success);
  });

  it('shows a server that answers a report with a message', async () => {
    const { capture, server, out } = dump({ '1-client-to-server.xml': report('0'), '2-server-to-client.xml': report('0') });
    expect((await dmct('judge', capture, '--iut', server, '--out', out)).code).toBe(1);
    expect(verdicts(out, 'acme-server', 'sr.server.accepts/no-dm-answer')).toContain('fail');
  });

  it('does not hold secrets of another account against a client, nor a nonce that nobody saw handed over', async () => {
    const md5 = report('0').replace('syncml:auth-basic', 'syncml:auth-md5').replace(cred, Buffer.alloc(16, 7).toString('base64'));
    const { capture, client, out } = dump({ '1-client-to-server.xml': md5 });
    expect((await dmct('judge', capture, '--iut', client, '--out', out)).code).toBe(3);
    expect(verdicts(out, 'acme-client', 'sr.client.report/cred-value')).toContain('inconclusive');
  });
});

describe('what is no capture, or says not enough', () => {
  it.each<[string, (d: ReturnType<typeof dump>) => string[], number, string]>([
    ['no IUT file', ({ capture }) => [capture], 2, 'says nothing of whose client and server'],
    ['two clients', ({ capture, client }) => [capture, '--iut', client, '--iut', 'reference-client'], 2, 'at most one client and one server'],
    ['two captures', ({ capture, client }) => [capture, capture, '--iut', client], 2, 'cannot be joined'],
    ['a file of another kind', ({ client }) => [client, '--iut', client], 2, 'is no capture that dmct knows'],
    ['nothing there', ({ client }) => ['nowhere.pcapng', '--iut', client], 2, 'no such file'],
  ])('%s', async (_, args, code, said) => {
    const d = dump({ '1-client-to-server.xml': report('0') });
    const ended = await dmct('judge', ...args(d), '--out', d.out);
    expect(ended.stderr).toContain(said);
    expect(ended.stderr).not.toContain('    at ');
    expect(ended.code).toBe(code);
  });
});

describe('what a capture does not hold', () => {
  it('is not held against a server: the envelope of a bare package #0, the port of a dumped push', async () => {
    const { capture, server, out } = dump({});
    const wsp = Buffer.from(vectors.notification[0]?.wspUdpHex ?? '', 'hex');
    writeFileSync(join(capture, '1-push.wsp'), wsp);
    writeFileSync(join(capture, '2-push.bin'), wsp.subarray(6));
    writeFileSync(server, readFileSync(server, 'utf8').replace('NOTI: "no"', 'NOTI: "yes", "NOTI:OSF": "yes", PUSH-WSP-UDP: "yes"'));
    await dmct('judge', capture, '--iut', server, '--out', out);
    const alert = (id: string): string[] => [...new Set(verdicts(out, 'acme-server', `noti.server.alert/${id}`))].sort();
    expect(alert('version')).toEqual(['not-tested', 'pass']);
    expect(reportOf(out, 'acme-server').assertions.find((a) => a.id === 'noti.server.alert/version' && a.verdict === 'pass')?.message).toMatch(
      /^in 2 of 2/,
    );
    for (const id of ['content-type', 'port', 'head-length']) expect(alert(id), id).not.toContain('fail');
    expect(alert('port')).toEqual(['not-tested']);
  });

  it('is not held against a client: a message that is there in part only', async () => {
    const { capture, client, out } = dump({});
    const headers = [{ name: 'Content-Type', value: 'application/vnd.syncml.dm+xml' }];
    const request = { method: 'POST', url: 'http://dm.example/dm', headers, postData: { text: report('00').replace('</SyncML>', '\ufffd') } };
    const entries = [{ startedDateTime: '2026-01-02T03:04:05Z', request, response: { status: 200, headers: [], content: {} } }];
    const file = join(capture, 'lossy.har');
    writeFileSync(file, JSON.stringify({ log: { entries } }));
    const { stdout } = await dmct('judge', file, '--iut', client, '--out', out);
    expect(stdout).toMatch(/octets were lost \(U\+FFFD\)/);
    expect(verdicts(out, 'acme-client', 'sr.client.report/session-zero')).toEqual(expect.not.arrayContaining(['pass', 'fail']));
  });
});
