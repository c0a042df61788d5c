/**
 * The lower tester answers as well as it can after a violation, so that later steps are judged: peers made by hand that break one thing in the
 * middle of a session, and go on.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { startLowerClient } from '../simulators/client/lower-client.js';
import { startLowerServer } from '../simulators/server/lower-server.js';
import { seededRandom } from '../src/base/random.js';
import { post, type Raw, rawExchange, rawServer } from './support/raw-http.js';

const ACCOUNT = {
  'server-id': 'com.acme.manage',
  'device-id': 'IMEI:1',
  client: { type: 'basic', name: 'Bruce2', secret: 'OhBehave' },
  server: { type: 'basic', name: 'com.acme.manage', secret: 'ServerPwd' },
} as const;

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

const cred = (secret = 'OhBehave'): string =>
  `<Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-basic</Type></Meta><Data>${btoa(`Bruce2:${secret}`)}</Data></Cred>`;
interface Message {
  readonly msgId: string;
  readonly commands?: string;
  readonly secret?: string;
  readonly proto?: string;
  readonly dtd?: string;
  readonly session?: string;
  readonly final?: string;
}
const xml = ({ msgId, commands = '', secret, proto = 'DM/1.3', dtd = '1.2', session = '7A5', final = '<Final/>' }: Message): string =>
  `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>${dtd}</VerDTD><VerProto>${proto}</VerProto><SessionID>${session}</SessionID><MsgID>${msgId}</MsgID>` +
  `<Target><LocURI>http://x/dm</LocURI></Target><Source><LocURI>IMEI:1</LocURI></Source>${cred(secret)}</SyncHdr><SyncBody>${commands}${final}</SyncBody></SyncML>`;
const ALERT = '<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>';
const status = (id: number, msgRef: string, cmdRef: string, cmd: string): string =>
  `<Status><CmdID>${id}</CmdID><MsgRef>${msgRef}</MsgRef><CmdRef>${cmdRef}</CmdRef><Cmd>${cmd}</Cmd><Data>200</Data></Status>`;
/** Answers package #2, whose Get is the third command. */
const ANSWER = status(1, '1', '0', 'SyncHdr') + status(2, '1', '3', 'Get');
const asked = (raw: Raw): string[] => [...raw.body.toString().matchAll(/<Get>.*?<LocURI>([^<]*)</gs)].map((m) => m[1] as string);

describe('our server', () => {
  async function server(): Promise<(body: string | Buffer) => Promise<Raw>> {
    const lower = await startLowerServer({
      listen: '127.0.0.1:0',
      path: '/dm',
      publicUrl: 'http://x/dm',
      accounts: { default: ACCOUNT },
      tap: (c) => c,
      fact: () => undefined,
      random: seededRandom('keeps going'),
    });
    cleanup.push(() => lower.close());
    lower.policy({ operations: [[{ command: 'Get', uri: './A' }], [{ command: 'Get', uri: './B' }]] });
    return (body) => rawExchange(lower.connect, post(body.toString()));
  }

  it.each<[name: string, second: string | undefined, third: string]>([
    ['a body that is no message, then goes on', 'This is no SyncML.', xml({ msgId: '2', commands: ANSWER })],
    ['half a message, then the whole', xml({ msgId: '2', commands: ANSWER }).slice(0, 200), xml({ msgId: '2', commands: ANSWER })],
    ['an empty body, then goes on', '', xml({ msgId: '2', commands: ANSWER })],
    ['a MsgID that never counts up', undefined, xml({ msgId: '1', commands: ANSWER })],
    ['a MsgID that jumps', undefined, xml({ msgId: '99', commands: ANSWER })],
    ['a MsgID that is no number', undefined, xml({ msgId: 'x', commands: ANSWER })],
    ['no MsgID', undefined, xml({ msgId: '', commands: ANSWER }).replace('<MsgID></MsgID>', '')],
    ['no Status for the header', undefined, xml({ msgId: '2', commands: status(2, '1', '3', 'Get') })],
    ['no Status at all', undefined, xml({ msgId: '2' })],
    ['other children first', undefined, xml({ msgId: '2' }).replace(/(<SyncHdr>.*<\/SyncHdr>)(<SyncBody>.*<\/SyncBody>)/s, '$2$1')],
    ['another VerProto', undefined, xml({ msgId: '2', commands: ANSWER, proto: 'SyncML/1.1' })],
    ['another VerDTD', undefined, xml({ msgId: '2', commands: ANSWER, dtd: '1.1' })],
  ])('asks on after %s', async (_, second, third) => {
    const exchange = await server();
    expect(asked(await exchange(xml({ msgId: '1', commands: ALERT })))).toEqual(['./A']);
    if (second !== undefined) expect((await exchange(second)).head).toMatch(/^HTTP\/1\.1 /);
    expect(asked(await exchange(third))).toEqual(['./B']);
  });

  it.each<[string, Message]>([
    ['a version that is not ours', { msgId: '1', commands: ALERT, proto: 'DM/9.9' }],
    ['a DTD that is not ours', { msgId: '1', commands: ALERT, dtd: '1.0' }],
  ])('begins a session in spite of %s', async (_, message) => {
    expect(asked(await (await server())(xml(message)))).toEqual(['./A']);
  });

  it('challenges wrong credentials twice, then serves the client as one without', async () => {
    const exchange = await server();
    const bodies = [];
    for (const msgId of ['1', '2', '3'])
      bodies.push(await exchange(xml({ msgId, commands: msgId === '1' ? ALERT : ALERT + status(2, msgId, '0', 'SyncHdr'), secret: 'wrong' })));
    expect(bodies.map((b) => [/<Cmd>SyncHdr<\/Cmd>.*?<Data>(\d+)/s.exec(b.body.toString())?.[1], asked(b)])).toEqual([
      ['401', []],
      ['401', []],
      ['200', ['./A']],
    ]);
    expect(asked(await exchange(xml({ msgId: '4', commands: status(1, '3', '4', 'Get'), secret: 'wrong' })))).toEqual(['./B']);
  });

  it('gives the end of its package to a client that asks for more of it', async () => {
    const exchange = await server();
    await exchange(xml({ msgId: '1', commands: ALERT }));
    const more = await exchange(xml({ msgId: '2', commands: `${ANSWER}<Alert><CmdID>3</CmdID><Data>1222</Data></Alert>`, final: '' }));
    expect([more.body.includes('<Final/>'), more.body.includes('1222</Data>')]).toEqual([true, false]);
    expect(asked(await exchange(xml({ msgId: '3', commands: status(1, '2', '0', 'SyncHdr') })))).toEqual(['./B']);
  });
});

describe('our client', () => {
  const GET = (id: string, uri: string): string => `<Get><CmdID>${id}</CmdID><Item><Target><LocURI>${uri}</LocURI></Target></Item></Get>`;
  const answer = (n: number, more: { session?: string; commands?: string } = {}): string =>
    `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto><SessionID>${more.session ?? '1'}</SessionID><MsgID>${n}</MsgID>` +
    `<Target><LocURI>IMEI:1</LocURI></Target><Source><LocURI>http://x/dm</LocURI></Source></SyncHdr><SyncBody>` +
    `${status(1, String(n), '0', 'SyncHdr')}${more.commands ?? ''}<Final/></SyncBody></SyncML>`;
  const http = (body: string, line = '200 OK', length = Buffer.byteLength(body)): string =>
    `HTTP/1.1 ${line}\r\nContent-Type: application/vnd.syncml.dm+xml\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`;
  const first = answer(1, { commands: GET('5', './DevInfo/DevId') });

  it.each<[string, string]>([
    ['another SessionID', http(answer(1, { session: '2', commands: GET('5', './DevInfo/DevId') }))],
    ['HTTP 500 with a message', http(first, '500 Internal Server Error')],
    ['HTTP 202 with a message', http(first, '202 Accepted')],
    ['fewer octets than it announced', http(first, '200 OK', Buffer.byteLength(first) + 10)],
    ['a MsgID that is none', http(first.replace('<MsgID>1</MsgID>', '<MsgID>x</MsgID>'))],
    ['no Status for the header', http(first.replace(/<Status>.*<\/Status>/s, ''))],
  ])('answers a server that gives %s', async (_, reply) => {
    const server = await rawServer(
      (soFar) => soFar.includes('</SyncML>'),
      (nth) => (nth === 1 ? reply : http(answer(2))),
    );
    cleanup.push(() => server.close());
    const client = await startLowerClient({
      accounts: { default: ACCOUNT },
      url: `http://${server.address}/dm`,
      timeoutMs: 20_000,
      tap: (c) => c,
      fact: () => undefined,
      random: seededRandom('keeps going'),
    });
    cleanup.push(() => client.close());
    await client.runSession({ account: 'default', alert: '1200', sessionId: '1' });
    expect(server.requests[1]?.body.toString()).toMatch(/<Results>.*<Data>IMEI:1<\/Data>/s);
  });
});
