import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { LIMITS } from '../limits.js';
import { readWbxml } from '../wire/wbxml-read.js';
import { main } from './main.js';

interface Vectors {
  notification: { digestHex: string; triggerHex: string; wspUdpHex: string }[];
  notificationSms: { hex: string };
  push: { bootstrapD_networkid_wspUdpHex: string };
  wbxml: Record<string, { hex: string }>;
}
const vectors = JSON.parse(readFileSync(new URL('../../tests/data/vectors.json', import.meta.url), 'utf8')) as Vectors;
const folder = mkdtempSync(join(tmpdir(), 'dmct-decode-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

const path = (name: string): string => join(folder, name);
const file = (name: string, content: Uint8Array | string): string => {
  writeFileSync(path(name), content);
  return path(name);
};
const octets = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** Runs the command in this process: exit code and what it wrote. */
async function dmct(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const code = await main(args);
  vi.restoreAllMocks();
  return { code, out, err };
}

describe('dmct decode', () => {
  it('prints annotated octets', async () => {
    const { code, out, err } = await dmct('decode', file('a.wbxml', octets(vectors.wbxml.A?.hex ?? '')));
    expect([code, err]).toEqual([0, '']);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toBe(`${path('a.wbxml')}: wbxml, 120 octets`);
    expect(lines).toHaveLength(49);
    expect(lines.at(-1)).toMatch(/^0077 {2}01 +END SyncML$/);
    expect(out).not.toContain('\x1b');
  });

  it('takes hex text and says so', async () => {
    const hex = vectors.notificationSms.hex.replace(/(.{20})/g, '$1\n').toUpperCase();
    const { code, out } = await dmct('decode', file('sms.hex', hex));
    expect(code).toBe(0);
    expect(out).toMatch(/sms\.hex: sms, 55 octets \(read from hex text\)\n/);
    expect(out).toContain("server identifier 'com.mgmtsrv.manage'");
  });

  it('gives the contract as JSON', async () => {
    const { code, out } = await dmct('decode', '--json', file('boot.bin', octets(vectors.push.bootstrapD_networkid_wspUdpHex)));
    expect(code).toBe(0);
    const json = JSON.parse(out) as { kind: string; elements: Record<string, unknown>[]; findings: unknown[] };
    expect(Object.keys(json)).toEqual(['kind', 'elements', 'findings']);
    expect([json.kind, json.findings]).toEqual(['wsp', []]);
    expect(json.elements).toContainEqual({
      path: '/wsp/headers/x-wap-application-id',
      name: 'x-wap-application-id',
      ns: '',
      from: 50,
      to: 52,
      text: 'x-wap-application:syncml.dm',
      form: 'inline',
    });
    expect(json.elements).toContainEqual({
      path: '/wsp/SyncML/SyncBody/Add/Item/Data',
      name: 'Data',
      ns: 'SYNCML:SYNCML1.2',
      from: 210,
      to: 298,
      text: expect.any(String),
      form: 'opaque',
    });
    const whole = await dmct('decode', '--json', file('b.wbxml', octets(vectors.wbxml.B?.hex ?? '')));
    expect((JSON.parse(whole.out) as typeof json).elements).toContainEqual({
      path: '/SyncML/SyncBody/Alert/Item/Data',
      name: 'Data',
      ns: 'SYNCML:SYNCML1.2',
      from: 0xfc,
      to: 0x10a,
      text: '<r v="1"/>',
      form: 'opaque',
    });
  });

  it('prints the XML inside a push, CDATA for OPAQUE', async () => {
    const { code, out } = await dmct('decode', '--xml', file('b.wbxml', octets(vectors.wbxml.B?.hex ?? '')));
    expect(code).toBe(0);
    expect(out).toContain('        <Data><![CDATA[<r v="1"/>]]></Data>\n');
    const push = await dmct('decode', '--xml', file('boot.bin', octets(vectors.push.bootstrapD_networkid_wspUdpHex)));
    expect(push.out).toContain('          <MgmtTree xmlns="syncml:dmddf1.2">\n');
  });

  it('prints findings at the end with octet offsets, exit 0', async () => {
    const cut = octets(vectors.wbxml.A?.hex ?? '').subarray(0, 99);
    const { code, out } = await dmct('decode', file('cut.wbxml', cut));
    expect(code).toBe(0);
    expect(out).toMatch(/\n1 finding:\n {2}octet 99 \(0063\) {2}wbxml-missing-end: .*\n$/);
    const asXml = await dmct('decode', '--xml', path('cut.wbxml'));
    expect(asXml.err).toMatch(/^1 finding:\n {2}octet 99 /);
    expect(asXml.out).not.toContain('finding');
  });

  it('reads what --as says', async () => {
    const name = file('n1', octets(`${vectors.notification[0]?.digestHex}02d00000`));
    expect((await dmct('decode', name)).code).toBe(2);
    const { code, err } = await dmct('decode', name, '--as', 'notification');
    expect([code, err]).toEqual([2, expect.stringContaining('the message ends inside the future-use field')]);
    const longer = await dmct('decode', '--as', 'notification', file('n2', octets(`${vectors.notification[0]?.digestHex}02d00000001234`)));
    expect(longer.code).toBe(0);
    expect(longer.out).toContain('octet 23 (0017)  notification-truncated');
  });

  it('reads a pipe to its end', async () => {
    const pipe = path('pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', file('a.wbxml', octets(vectors.wbxml.A?.hex ?? '')), pipe]);
    const ended = new Promise((resolve) => writer.on('exit', resolve));
    const { code, out } = await dmct('decode', pipe);
    expect([code, out.includes('END SyncML')]).toEqual([0, true]);
    expect(await ended).toBe(0);
  });

  it('gives no control character of the document to the terminal as XML', async () => {
    const { code, out } = await dmct('decode', '--xml', file('esc.xml', '<a>&#27;\x1b[2J\x9b</a>'));
    expect(code).toBe(0);
    expect(out).not.toMatch(/[\x1b\x9b]/);
  });

  it.each([
    ['a missing file', () => ['decode', path('nowhere')], /cannot read .*nowhere: no such file/],
    ['a folder', () => ['decode', folder], /is a folder; wanted a file/],
    ['an empty file', () => ['decode', file('empty', '')], /empty is empty/],
    ['only blanks', () => ['decode', file('blank', ' \n')], /only white space/],
    ['an odd hex digit', () => ['decode', file('odd', '06 0')], /3 hex digits; wanted two for each octet/],
    ['plain text', () => ['decode', file('text', 'hello, world')], /cannot be read as any kind .* 68 65 6c 6c/],
    [
      'a capture',
      () => ['decode', fileURLToPath(new URL('../../tests/data/exported-pdus.pcapng', import.meta.url))],
      /it looks like a capture: dmct judge \S+exported-pdus\.pcapng --iut FILE --out DIR judges it/,
    ],
    ['a capture of a browser', () => ['decode', file('a.har', '{ "log": {} }')], /dmct judge \S+a\.har --iut FILE/],
    ['a record', () => ['decode', file('r.ndjson', '{"e":"run"}')], /dmct judge \S+r\.ndjson --iut FILE/],
    ['text as WBXML', () => ['decode', '--as', 'wbxml', file('text', 'hello, world')], /cannot be read as wbxml/],
    ['an unknown kind', () => ['decode', '--as', 'wbxm', file('text', 'x')], /did you mean "wbxml"/],
    ['an unknown option', () => ['decode', '--jsn', 'x'], /did you mean "--json"/],
    ['two outputs', () => ['decode', '--json', '--xml', 'x'], /exclude each other/],
    ['no file', () => ['decode'], /an argument is missing/],
    ['no XML in it', () => ['decode', '--xml', file('n', octets(vectors.notification[0]?.wspUdpHex ?? ''))], /holds no SyncML document/],
  ])('%s is one clear message and exit 2', async (_what, args, message) => {
    const { code, out, err } = await dmct(...args());
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^dmct: /);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('refuses a file that is too large without reading it', async () => {
    const name = file('large', '');
    truncateSync(name, LIMITS.decodeOctets + 1);
    const { code, err } = await dmct('decode', name);
    expect([code, err]).toEqual([2, expect.stringContaining(`at most ${LIMITS.decodeOctets} octets`)]);
  });

  it('explains itself', async () => {
    const { code, out } = await dmct('decode', '--help');
    expect(code).toBe(0);
    expect(out).toContain('usage: dmct decode FILE|- [--xml | --json | --tree] [--as wbxml|xml|notification|wsp|sms]');
  });
});

describe('dmct encode', () => {
  it.each(Object.keys(vectors.wbxml))('gives the octets of example %s back from its XML', async (id) => {
    const golden = octets(vectors.wbxml[id]?.hex ?? '');
    const { out: xml } = await dmct('decode', '--xml', file(`${id}.wbxml`, golden));
    const version = ['1.0', '1.1', '1.2', '1.3'][golden[0] as number] as string;
    const { code, out } = await dmct('encode', file(`${id}.xml`, xml), '--out', path(`${id}.out`), '--wbxml-version', version);
    expect(code).toBe(0);
    expect(out).toContain(`${golden.length} octets, WBXML ${version}, `);
    expect(readFileSync(path(`${id}.out`)).toString('hex')).toBe(golden.toString('hex'));
  });

  it('writes 1.3 unless told otherwise, and 1.1 and 1.2', async () => {
    const xml = file('m.xml', '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr/><SyncBody><Final/></SyncBody></SyncML>');
    for (const [args, octet] of [
      [[], 3],
      [['--wbxml-version', '1.1'], 1],
      [['--wbxml-version', '1.2'], 2],
    ] as const) {
      expect((await dmct('encode', xml, '--out', path('m.wbxml'), ...args)).code).toBe(0);
      expect(readFileSync(path('m.wbxml'))[0]).toBe(octet);
    }
  });

  it('keeps text, drops layout, comments and declarations, and tells what has no token', async () => {
    const xml = file('k.xml', '<SyncML xmlns="SYNCML:SYNCML1.2">\n <!-- c --><Data> a&amp;b </Data><Data></Data><Data/><Other/>\n</SyncML>');
    const { out } = await dmct('encode', xml, '--out', path('k.wbxml'));
    const { root } = readWbxml(readFileSync(path('k.wbxml')));
    expect(root?.pieces).toEqual([]);
    expect(root?.children.map((c) => [c.name, c.pieces.map((p) => p.text).join(), c.selfClosed])).toEqual([
      ['Data', ' a&b ', false],
      ['Data', '', false],
      ['Data', '', true],
      ['Other', '', true],
    ]);
    expect(out).toContain('wbxml-literal');
  });

  it('refuses XML that is not well-formed, with line, column and caret', async () => {
    const xml = file('bad.xml', '<a>\n  <b>&x;</c>\n</a>');
    const { code, err } = await dmct('encode', xml, '--out', path('bad.wbxml'));
    expect(code).toBe(2);
    expect(err).toContain(`dmct: ${xml}:2:6: not well-formed XML: `);
    expect(err).toContain('\n    <b>&x;</c>\n       ^\n');
  });

  it.each([
    ['no --out', () => ['encode', file('m.xml', '<a/>')], /--out is missing/],
    [
      'an unknown version',
      () => ['encode', file('m.xml', '<a/>'), '--out', path('o'), '--wbxml-version', '1.4'],
      /--wbxml-version is "1.4"; wanted 1.1 \| 1.2 \| 1.3/,
    ],
    ['a missing file', () => ['encode', path('nowhere'), '--out', path('o')], /no such file/],
    ['no XML at all', () => ['encode', file('t.xml', 'hello'), '--out', path('o')], /not well-formed XML/],
    ['the message as output', () => ['encode', file('m.xml', '<a/>'), '--out', path('m.xml')], /--out \S+m.xml is the message itself/],
    ['an output that cannot be written', () => ['encode', file('m.xml', '<a/>'), '--out', folder], /cannot write/],
  ])('%s is one clear message and exit 2', async (_what, args, message) => {
    const { code, err } = await dmct(...args());
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('dmct decode --tree', () => {
  const node =
    '<Node><NodeName>B</NodeName><RTProperties><ACL>Get=*</ACL><Format><chr/></Format><Type><MIME>text/plain</MIME></Type></RTProperties><Value>v</Value></Node>';
  const object = `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Node><NodeName>A</NodeName><Path>x</Path>${node}</Node></MgmtTree>`;
  const rows = (base: string): RegExp =>
    new RegExp(`object for ${base}: VerDTD 1.2, 2 nodes\\n.*\\n +${base}/x/A +node +- +-\\n +${base}/x/A/B +chr +text/plain +Get=\\* +v\\n`);

  it('lists an object that stands alone, with what deviates', async () => {
    const { code, out } = await dmct('decode', file('object.xml', object), '--tree');
    expect(code).toBe(0);
    expect(out).toMatch(rows('.'));
    expect(out).toContain('tnds-no-properties');
  });

  it.each([
    ['markup', object],
    ['CDATA', `<![CDATA[${object}]]>`],
    ['escaped text', object.replaceAll('&', '&amp;').replaceAll('<', '&lt;')],
  ])('lists an object inside a message as %s', async (name, data) => {
    const item = `<Item><Target><LocURI>./Inbox</LocURI></Target><Data>${data}</Data></Item>`;
    const message = `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncBody><Add>${item}</Add></SyncBody></SyncML>`;
    const { out } = await dmct('decode', file(`object-${name}.xml`, message), '--tree');
    expect(out).toMatch(rows('./Inbox'));
  });

  it.each([
    ['./Inbox', './Inbox/Box'],
    ['./Test/Box', './Test/Box'],
  ])('an object for %s makes the node %s: its root may be the Target itself', async (base, made) => {
    const box = `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Node><NodeName>Box</NodeName>${node}</Node></MgmtTree>`;
    const item = `<Item><Target><LocURI>${base}</LocURI></Target><Data>${box}</Data></Item>`;
    const message = `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncBody><Add>${item}</Add></SyncBody></SyncML>`;
    const { out } = await dmct('decode', file('target.xml', message), '--tree');
    expect(out.match(/^ +\.\/\S+/gm)?.map((uri) => uri.trim())).toEqual([made, `${made}/B`]);
  });

  it('lists an object embedded in a WBXML message', async () => {
    const { out } = await dmct('decode', file('d.hex', vectors.wbxml.D?.hex ?? ''), '--tree');
    expect(out).toContain('object for ./Inbox: VerDTD 1.2, 1 node');
    expect(out).toMatch(/\.\/Inbox\/CNN +node +urn:oma:mo:sample:1\.0/);
  });

  it('says so when there is none, and excludes the other forms', async () => {
    expect(await dmct('decode', file('none.hex', vectors.wbxml.A?.hex ?? ''), '--tree')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no management object'),
    });
    expect((await dmct('decode', '-', '--tree', '--json')).code).toBe(2);
  });
});
