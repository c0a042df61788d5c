/**
 * Every way in which a scenario can have our server answer otherwise, seen from the other end of a socket: the octets are wrong in
 * exactly that way, and right in everything else. Outside readers (wbxml2xml) say what they make of the WBXML.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServerPolicy } from '../simulators/lower-tester.js';
import { startLowerServer } from '../simulators/server/lower-server.js';
import { seededRandom } from '../src/base/random.js';
import type { Fields } from '../src/judge/scenario.js';
import { WayLedger } from '../src/scenario/way-ledger.js';
import { readAnswers } from '../src/scenario/ways.js';
import type { Crossing } from '../src/wire/frame.js';
import { temporaryFolder } from './support/dmct.js';
import { BASIC_ACCOUNT, leafIn, leavesIn, lengthIn } from './support/messages.js';
import { post, type Raw, rawExchange, unchunked } from './support/raw-http.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

async function serverIn(answers: Fields[], policy: ServerPolicy = {}, account: Record<string, unknown> = BASIC_ACCOUNT) {
  const crossings: Crossing[] = [];
  const server = await startLowerServer({
    listen: '127.0.0.1:0',
    path: '/dm',
    publicUrl: 'http://x/dm',
    accounts: { default: account as unknown as typeof BASIC_ACCOUNT },
    tap: (c) => {
      crossings.push(c);
      return c;
    },
    fact: () => undefined,
    random: seededRandom('ways'),
  });
  cleanup.push(() => server.close());
  const ledger = new WayLedger();
  server.policy({
    operations: [[{ command: 'Get', uri: './DevInfo/DevId' }], []],
    ...policy,
    answers: readAnswers(answers).map((way) => ledger.watched(way, 'this way')),
  });
  const idle: string[] = [];
  /** What is said of ways that came to nothing. */
  const withoutEffect = (): readonly string[] => {
    ledger.tell((_, why) => idle.push(why));
    return idle;
  };
  return { server, crossings, withoutEffect, exchange: (body: string, type?: string) => rawExchange(server.connect, post(body, type)) };
}

const CRED = `<Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-basic</Type></Meta><Data>${btoa('Bruce2:OhBehave')}</Data></Cred>`;
const message = (msgId: number, commands: string, cred = CRED, session = '7A5'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto>` +
  `<SessionID>${session}</SessionID><MsgID>${msgId}</MsgID><Target><LocURI>http://x/dm</LocURI></Target><Source><LocURI>IMEI:1</LocURI></Source>${cred}</SyncHdr>` +
  `<SyncBody>${commands}<Final/></SyncBody></SyncML>`;
const PACKAGE_1 = message(1, '<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>');
/** What our server would say by itself. */
async function plain(policy: ServerPolicy = {}, account?: Record<string, unknown>): Promise<Raw> {
  return (await serverIn([], policy, account)).exchange(PACKAGE_1);
}

describe('an answer of our server', () => {
  const MESSAGES: readonly [way: Fields, look: (raw: Raw, right: Raw) => void, policy?: ServerPolicy][] = [
    [{ 'resp-uri': 'http://y/z' }, (raw) => expect(leafIn(raw, 'RespURI')).toBe('http://y/z')],
    [
      { 'resp-uri': 'none' },
      (raw, right) => expect([leafIn(right, 'RespURI') !== undefined, leafIn(raw, 'RespURI')]).toEqual([true, undefined]),
      { respUri: true },
    ],
    [{ 'max-msg-size': '600' }, (raw) => expect(leafIn(raw, 'MaxMsgSize')).toBe('600')],
    [{ 'session-id': '0' }, (raw) => expect(leafIn(raw, 'SessionID')).toBe('0')],
    [{ 'msg-id': '5' }, (raw) => expect(leafIn(raw, 'MsgID')).toBe('5')],
    [{ verdtd: '1.1' }, (raw) => expect(leafIn(raw, 'VerDTD')).toBe('1.1')],
    [{ verproto: 'DM/9.9' }, (raw) => expect(leafIn(raw, 'VerProto')).toBe('DM/9.9')],
    [
      { cred: 'none' },
      (raw, right) => expect([right.body.includes('<Cred>'), raw.body.includes('<Cred>')]).toEqual([true, false]),
      { serverAuth: 'basic' },
    ],
    [
      { cred: 'bad' },
      (raw, right) => {
        const [bad, good] = [raw, right].map((r) => Buffer.from(/<Cred>.*?<Data>([^<]*)</s.exec(r.body.toString())?.[1] ?? '', 'base64'));
        expect(good?.toString()).toBe('com.acme.manage:ServerPwd');
        expect(bad).toHaveLength(good?.length ?? 0);
        expect(bad).not.toEqual(good);
      },
      { serverAuth: 'basic' },
    ],
    [{ status: '503' }, (raw) => expect(raw.body.toString()).toMatch(/<Cmd>SyncHdr<\/Cmd>.*?<Data>503<\/Data>/)],
    [{ final: 'no' }, (raw, right) => expect([right.body.includes('<Final/>'), raw.body.includes('<Final/>')]).toEqual([true, false])],
    [
      { 'cmd-ids': 'same' },
      (raw, right) =>
        expect([leavesIn(right, 'CmdID'), leavesIn(raw, 'CmdID')]).toEqual([
          ['1', '2', '3'],
          ['1', '1', '1'],
        ]),
    ],
    [{ 'cmd-ids': 'zero' }, (raw) => expect(leavesIn(raw, 'CmdID')).toEqual(['0', '0', '0'])],
    [{ 'cmd-ids': 'none' }, (raw) => expect(leavesIn(raw, 'CmdID')).toEqual([])],
    [{ commands: 'none' }, (raw) => expect(raw.body.toString()).toContain('<SyncBody><Final/></SyncBody>')],
    [{ commands: 'statuses' }, (raw) => expect([...raw.body.toString().matchAll(/<(Status|Get)>/g)].map((m) => m[1])).toEqual(['Status', 'Status'])],
    [{ order: 'body-before-header' }, (raw) => expect(raw.body.toString()).toMatch(/<SyncML [^>]*><SyncBody>.*<\/SyncBody><SyncHdr>/s)],
    [{ order: 'body-reversed' }, (raw) => expect(raw.body.toString()).toMatch(/<SyncBody><Final\/><Get>.*<Status>.*<\/Status><\/SyncBody>/s)],
    [{ order: 'commands-reversed' }, (raw) => expect(raw.body.toString()).toMatch(/<Get><Item>.*<\/Item><CmdID>/s)],
    [{ encoding: 'wbxml' }, (raw) => expect([raw.head.includes('+wbxml'), raw.body[0]]).toEqual([true, 3])],
  ];
  it.each(MESSAGES.map(([way, look, policy]) => ({ name: JSON.stringify(way), way, look, policy })))('$name', async ({ way, look, policy }) => {
    const { exchange, withoutEffect } = await serverIn([way], policy);
    const raw = await exchange(PACKAGE_1);
    expect(withoutEffect()).toEqual([]);
    expect(raw.head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(lengthIn(raw)).toBe(String(raw.body.length));
    look(raw, await plain(policy));
  });

  it.each([
    ['none', /<Status>(?:(?!<Chal>).)*<\/Status>/s],
    ['basic', /<Chal><Meta><Format [^>]*>b64<\/Format><Type [^>]*>syncml:auth-basic<\/Type><\/Meta><\/Chal>/],
    ['md5', /<Type [^>]*>syncml:auth-md5<\/Type><NextNonce/],
    ['mac', /<Type [^>]*>syncml:auth-MAC<\/Type><NextNonce/],
    ['unknown', /<Type [^>]*>syncml:auth-none-such<\/Type><NextNonce/],
    ['no-type', /<Chal><Meta><Format [^>]*>b64<\/Format><NextNonce/],
    ['no-format', /<Chal><Meta><Type [^>]*>syncml:auth-md5<\/Type><NextNonce/],
    ['no-nonce', /<Type [^>]*>syncml:auth-md5<\/Type><\/Meta><\/Chal>/],
    ['wrong-namespace', /<Chal><Meta><Format>b64<\/Format><Type>syncml:auth-md5<\/Type><NextNonce>/],
  ])('{"chal":"%s"}', async (chal, wanted) => {
    const { exchange, withoutEffect } = await serverIn([{ chal }], { clientAuth: 'md5' });
    const [right, raw] = [await plain({ clientAuth: 'md5' }), await exchange(PACKAGE_1)];
    // It is by MD5 as it is.
    expect(withoutEffect()).toEqual(chal === 'md5' ? ['this way: chal "md5" is right for this IUT and changed no octet of what was sent'] : []);
    expect(right.body.toString()).toMatch(/<Chal><Meta><Format xmlns="syncml:metinf">b64<\/Format><Type [^>]*>syncml:auth-md5<\/Type><NextNonce/);
    expect(raw.body.toString()).toMatch(wanted);
    expect(leafIn(raw, 'Data')).toBe(leafIn(right, 'Data'));
  });

  it.each([
    ['mac-sha256', /mac=(\S+)/i],
    ['md5', /<Cred>.*<Data>([^<]+)<\/Data><\/Cred>/s],
  ] as const)('{"credentials":"bad"} of a server with %s', async (type, shown) => {
    const server = { type, name: 'com.acme.manage', secret: 'ServerPwd', nonce: 'bm9uY2U=' };
    const account = { ...BASIC_ACCOUNT, server };
    const [right, wrong] = [
      await serverIn([], { serverAuth: type }, account),
      await serverIn([{ credentials: 'bad' }], { serverAuth: type }, account),
    ];
    const value = (raw: Raw): string => shown.exec(raw.head + raw.body.toString())?.[1] ?? '';
    const [good, bad] = [value(await right.exchange(PACKAGE_1)), value(await wrong.exchange(PACKAGE_1))];
    expect([good.length > 0, bad.length, bad === good]).toEqual([true, good.length, false]);
    expect(wrong.withoutEffect()).toEqual([]);
  });

  it.each(['none', 'bad'])('{"mac":"%s"}', async (mac) => {
    const account = {
      ...BASIC_ACCOUNT,
      client: { type: 'none', name: '', secret: '' },
      server: { type: 'mac-sha256', name: 'com.acme.manage', secret: 'ServerPwd', nonce: 'bm9uY2U=' },
    };
    const policy = { serverAuth: 'mac-sha256' } as const;
    const [right, raw] = [await plain(policy, account), await (await serverIn([{ mac }], policy, account)).exchange(PACKAGE_1)];
    const macOf = (r: Raw): string | undefined => /x-syncml-hmac: .*mac=(\S+)/i.exec(r.head)?.[1];
    expect(macOf(right)).toBeDefined();
    expect(raw.body).toEqual(right.body);
    if (mac === 'none') expect(macOf(raw)).toBeUndefined();
    else expect([macOf(raw)?.length, macOf(raw) === macOf(right)]).toEqual([macOf(right)?.length, false]);
  });

  const HTTP: readonly [way: Fields, look: (raw: Raw, right: Raw) => void][] = [
    [
      { status: '503' },
      (raw) => expect([raw.head.split('\r\n')[0], lengthIn(raw), raw.body.length]).toEqual(['HTTP/1.1 503 Service Unavailable', '0', 0]),
    ],
    [{ drop: 'before-head' }, (raw) => expect(raw.octets).toHaveLength(0)],
    [{ drop: 'after-head' }, (raw, right) => expect([lengthIn(raw), raw.body.length]).toEqual([lengthIn(right), 0])],
    [
      { drop: 'mid-body' },
      (raw, right) => {
        expect(lengthIn(raw)).toBe(lengthIn(right));
        expect(raw.body).toEqual(right.body.subarray(0, Math.floor(right.body.length / 2)));
      },
    ],
    [
      { chunked: 'yes' },
      (raw, right) => {
        expect([lengthIn(raw), /transfer-encoding: chunked/i.test(raw.head)]).toEqual([undefined, true]);
        expect(unchunked(raw.body).body).toEqual(right.body);
        expect(unchunked(raw.body).count).toBeGreaterThan(1);
      },
    ],
    [
      { version: '1.0' },
      (raw, right) => {
        expect(raw.head).toMatch(/^HTTP\/1\.0 200 OK\r\n/);
        expect([raw.body, lengthIn(raw)]).toEqual([right.body, lengthIn(right)]);
      },
    ],
    [
      { length: 'longer' },
      (raw, right) => {
        expect(Number(lengthIn(raw))).toBeGreaterThan(raw.body.length);
        expect(raw.body).toEqual(right.body);
      },
    ],
    [
      { length: 'shorter' },
      (raw, right) => {
        expect(Number(lengthIn(raw))).toBeLessThan(raw.body.length);
        expect(raw.body).toEqual(right.body);
      },
    ],
    [{ length: 'none' }, (raw, right) => expect([lengthIn(raw), raw.body]).toEqual([undefined, right.body])],
    [{ body: 'empty' }, (raw) => expect([lengthIn(raw), raw.body.length]).toEqual(['0', 0])],
    [
      { 'content-type': 'text/html' },
      (raw, right) => expect([/content-type: (\S+)/i.exec(raw.head)?.[1], raw.body]).toEqual(['text/html', right.body]),
    ],
    [{ 'content-type': 'none' }, (raw, right) => expect([/content-type/i.test(raw.head), raw.body]).toEqual([false, right.body])],
  ];
  it.each(HTTP.map(([http, look]) => ({ name: JSON.stringify(http), http, look })))('{"http":$name}', async ({ http, look }) => {
    const { exchange, crossings, withoutEffect } = await serverIn([{ nth: '1', http }]);
    const raw = await exchange(PACKAGE_1);
    expect(withoutEffect()).toEqual([]);
    look(raw, await plain());
    // The record tells what crossed, and the same message sent again has the answer that it did not get.
    const told = crossings.find((c) => c.unit === 'response');
    if (http.drop === 'before-head') expect(told).toBeUndefined();
    else if (http.chunked === undefined) expect(Buffer.from(told?.body ?? [])).toEqual(raw.body);
    if (['status', 'drop', 'length'].some((key) => key in http)) expect((await exchange(PACKAGE_1)).body.toString()).toContain('<Get>');
  });

  it('{"http":{"delay":…}} comes when its time has passed, and its connection is not held by it', async () => {
    const { exchange, server } = await serverIn([
      { nth: '1', http: { delay: '300ms' } },
      { nth: '2', http: { delay: '1h' } },
    ]);
    const from = performance.now();
    expect((await exchange(PACKAGE_1)).body.toString()).toContain('<Get>');
    expect(performance.now() - from).toBeGreaterThanOrEqual(295);
    const held = exchange(PACKAGE_1);
    await server.close();
    expect((await held).octets).toHaveLength(0);
    cleanup.length = 0;
  });

  it('is picked by its number, by its session and by what it answers', async () => {
    const { exchange } = await serverIn([
      { nth: '2', 'msg-id': '22' },
      { session: '2', nth: '1', 'msg-id': '21' },
      { to: 'report', http: { status: '500' } },
    ]);
    const next = message(2, '<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>212</Data></Status>');
    expect(leafIn(await exchange(PACKAGE_1), 'MsgID')).toBe('1');
    expect(leafIn(await exchange(next), 'MsgID')).toBe('22');
    expect(leafIn(await exchange(message(1, '<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>', CRED, '7A6')), 'MsgID')).toBe('21');
    const report = `<Alert><CmdID>1</CmdID><Data>1230</Data><Item><Meta><Format xmlns="syncml:metinf">chr</Format><Type xmlns="syncml:metinf">urn:x</Type></Meta><Data>x</Data></Item></Alert>`;
    expect((await exchange(message(1, report, CRED, '0'))).head).toMatch(/^HTTP\/1\.1 500 /);
  });
});

describe('WBXML of our server', () => {
  const tool = spawnSync('wbxml2xml', ['-h']);
  const folder = temporaryFolder();
  /** What libwbxml makes of it; undefined when it refuses. */
  const read = (octets: Buffer): string | undefined => {
    const [from, to] = [join(folder, 'a.wbxml'), join(folder, 'a.xml')];
    writeFileSync(from, octets);
    const { status } = spawnSync('wbxml2xml', ['-m', '0', '-k', '-o', to, from]);
    return status === 0 ? readFileSync(to, 'utf8') : undefined;
  };
  const cases: readonly [way: Fields, look: (body: Buffer) => void, isRead: boolean][] = [
    [{ 'wbxml-version': '1.0' }, (b) => expect([...b.subarray(0, 4)]).toEqual([0, 0xa4, 0x01, 0]), true],
    [{ 'wbxml-version': '1.1' }, (b) => expect([...b.subarray(0, 5)]).toEqual([1, 0xa4, 0x01, 0x6a, 0]), true],
    [{ 'wbxml-version': '1.2' }, (b) => expect(b[0]).toBe(2), true],
    [{ 'wbxml-version': '1.3' }, (b) => expect(b[0]).toBe(3), true],
    [{ 'public-id': 'number' }, (b) => expect([...b.subarray(1, 3)]).toEqual([0xa4, 0x01]), true],
    [{ 'public-id': 'string' }, (b) => expect([b[1], b.includes('-//SYNCML//DTD SyncML 1.2//EN\0')]).toEqual([0, true]), true],
    [{ 'public-id': 'unknown' }, (b) => expect(b[1]).toBe(1), false],
    [{ strings: 'inline' }, (b) => expect([b.includes('\x03DM/1.3\0'), b[4]]).toEqual([true, 0]), true],
    [{ strings: 'opaque' }, (b) => expect([b.includes('\xc3\x06DM/1.3', 0, 'latin1'), b[4]]).toEqual([true, 0]), true],
    [{ strings: 'table' }, (b) => expect([b.includes('DM/1.3\0'), b.includes('\x03DM/1.3\0'), (b[4] ?? 0) > 0]).toEqual([true, false, true]), true],
  ];
  it.skipIf(tool.error !== undefined && !process.env.CI).each(cases.map(([way, look, isRead]) => ({ name: JSON.stringify(way), way, look, isRead })))(
    '$name (wbxml2xml reads it: $isRead)',
    async ({ way, look, isRead }) => {
      const { exchange } = await serverIn([way], { encoding: 'wbxml' });
      const { body, head } = await exchange(PACKAGE_1);
      expect(head).toContain('application/vnd.syncml.dm+wbxml');
      look(body);
      expect(read(body)?.includes('<VerProto>DM/1.3</VerProto>') ?? false).toBe(isRead);
    },
  );
});
