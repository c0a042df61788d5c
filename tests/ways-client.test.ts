/** Ways in which a scenario can have our client send otherwise, seen by the server at the other end of a socket. */
import { afterEach, describe, expect, it } from 'vitest';
import { startLowerClient } from '../simulators/client/lower-client.js';
import { seededRandom } from '../src/base/random.js';
import type { Fields } from '../src/judge/scenario.js';
import { readWay, readWays } from '../src/scenario/ways.js';
import { BASIC_ACCOUNT, leafIn, leavesIn, lengthIn } from './support/messages.js';
import { type Raw, rawServer, unchunked } from './support/raw-http.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

describe('a message of our client', () => {
  const isWhole = (soFar: Buffer): boolean => soFar.includes('</SyncML>') || soFar.includes('0\r\n\r\n');
  const EMPTY = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

  async function clientTo(address: string) {
    const client = await startLowerClient({
      accounts: { default: BASIC_ACCOUNT },
      url: `http://${address}/dm`,
      timeoutMs: 20_000,
      tap: (c) => c,
      fact: () => undefined,
      random: seededRandom('ways'),
    });
    cleanup.push(() => client.close());
    return client;
  }

  async function sent(way: Fields, until = isWhole): Promise<Raw[]> {
    const server = await rawServer(until, () => EMPTY);
    cleanup.push(() => server.close());
    await (await clientTo(server.address)).runSession({ account: 'default', alert: '1201', messages: readWays([way]) });
    return server.requests;
  }

  it.each<[Fields, (raw: Raw) => void]>([
    [{ final: 'no' }, (raw) => expect(raw.body.includes('<Final')).toBe(false)],
    [{ 'cmd-ids': 'same' }, (raw) => expect(new Set(leavesIn(raw, 'CmdID'))).toEqual(new Set(['1']))],
    [{ cred: 'none' }, (raw) => expect(raw.body.includes('<Cred>')).toBe(false)],
    [{ 'session-id': 'G' }, (raw) => expect(leafIn(raw, 'SessionID')).toBe('G')],
    [{ order: 'body-before-header' }, (raw) => expect(raw.body.indexOf('<SyncBody>')).toBeLessThan(raw.body.indexOf('<SyncHdr>'))],
    [{ http: { 'content-type': 'text/plain' } }, (raw) => expect(raw.head).toMatch(/content-type: text\/plain/i)],
    [
      { http: { version: '1.0' } },
      (raw) => expect([/^POST \/dm HTTP\/1\.0\r\n/.test(raw.head), lengthIn(raw)]).toEqual([true, String(raw.body.length)]),
    ],
    [
      { http: { chunked: 'yes' } },
      (raw) => expect([lengthIn(raw), unchunked(raw.body).body.toString().endsWith('</SyncML>')]).toEqual([undefined, true]),
    ],
    [{ http: { length: 'longer' } }, (raw) => expect(Number(lengthIn(raw))).toBe(raw.body.length + 64)],
    [{ http: { length: 'shorter' } }, (raw) => expect(Number(lengthIn(raw))).toBe(Math.floor(raw.body.length / 2))],
    [{ http: { length: 'none' } }, (raw) => expect([lengthIn(raw), raw.body.length > 0]).toEqual([undefined, true])],
  ])('%j', async (way, look) => {
    const [first] = await sent(way);
    expect(first?.head).toMatch(/^POST \/dm HTTP\/1\.[01]\r\n/);
    look(first as Raw);
  });

  it('{"http":{"body":"empty"}}', async () => {
    const [first] = await sent({ http: { body: 'empty' } }, (soFar) => soFar.includes('\r\n\r\n'));
    expect([lengthIn(first as Raw), first?.body.length]).toEqual(['0', 0]);
  });

  it.each(['before-head', 'after-head', 'mid-body'])('{"http":{"drop":"%s"}}, and is sent again in full', async (drop) => {
    const [first, second] = await sent({ nth: '1', http: { drop } });
    const whole = second?.body.length ?? 0;
    expect(second?.body.toString()).toContain('</SyncML>');
    expect(first?.isReset).toBe(false);
    if (drop === 'before-head') expect(first?.octets).toHaveLength(0);
    else expect([lengthIn(first as Raw), first?.body.length]).toEqual([String(whole), drop === 'after-head' ? 0 : Math.floor(whole / 2)]);
  });

  it('a report goes in a way too', async () => {
    const server = await rawServer(isWhole, () => EMPTY);
    cleanup.push(() => server.close());
    const client = await clientTo(server.address);
    await client.sendReport({
      account: 'default',
      reports: [{ type: 'urn:t', format: 'chr', data: 'x' }],
      way: readWay({ 'cmd-ids': 'zero', http: { version: '1.0' } }),
    });
    const [raw] = server.requests;
    expect([raw?.head.split('\r\n')[0], leavesIn(raw as Raw, 'CmdID')]).toEqual(['POST /dm HTTP/1.0', ['0']]);
  });
});
