import { describe, expect, it } from 'vitest';
import type { HttpHead } from '../../wire/frame.js';
import { readWspPush } from '../../wire/wsp-read.js';
import { writeWspPush } from '../../wire/wsp-write.js';
import { MAC_STRATEGIES, MAC_STRATEGY_IDS } from '../mac.js';
import { hmacForPush } from './hmac-for-push.js';
import { matchHmacOfPush, readHmacOfPush } from './hmac-of-push.js';

const body = Buffer.from("<SyncML xmlns='SYNCML:SYNCML1.2'></SyncML>");
const nonce = Buffer.from('Nonce');
const input = { name: 'Bruce2', secret: 'OhBehave', nonce, body };
const key = { name: 'own', user: 'Bruce2', secret: 'OhBehave' };
const nonces = [{ name: 'Nonce', octets: nonce }];
const onWsp = (headers: Parameters<typeof writeWspPush>[0]['headers']) =>
  readWspPush(writeWspPush({ tid: 1, contentType: { media: 0x44 }, headers: headers ?? [], body }));
const onHttp = (...headers: (readonly [string, string])[]): HttpHead => ({ method: 'POST', url: '/', version: '1.1', headers });

describe('x-syncml-hmac on a push', () => {
  it.each(MAC_STRATEGY_IDS)('%s over WSP and OTA-HTTP, there and back', (strategy) => {
    const hmac = hmacForPush(strategy, input);
    const push = onWsp([hmac.wsp]);
    expect(push.findings).toEqual([]);
    for (const read of [readHmacOfPush(push), readHmacOfPush(onHttp(hmac.http))]) {
      expect(read).toMatchObject({ value: hmac.value, username: 'Bruce2', hash: MAC_STRATEGIES[strategy].hash, findings: [] });
      if (!read) throw new Error('nothing was read');
      expect(matchHmacOfPush(read, push.body, key, nonces, [strategy])).toMatchObject({ kind: 'match', formula: strategy });
      expect(matchHmacOfPush(read, Buffer.from('tampered'), key, nonces, [strategy]).kind).not.toBe('match');
      expect(matchHmacOfPush(read, push.body, { ...key, secret: 'other' }, nonces, [strategy])).toEqual({ kind: 'none' });
    }
  });

  it('is text NUL text NUL on WSP, at the octets that are named', () => {
    const { value, wsp } = hmacForPush('composed-sha256', input);
    expect(value).toBe('algorithm=SHA256, username="Bruce2", mac=XtWvk5vgcs3t5vXbthFkPkkU7B5KhiUmvHJ8CX+D66U=');
    const octets = writeWspPush({ tid: 1, contentType: { media: 0x44 }, headers: [wsp], body });
    const { range } = readHmacOfPush(readWspPush(octets)) ?? {};
    expect(Buffer.from(octets.subarray(range?.from, range?.to)).toString('latin1')).toBe(`x-syncml-hmac\0${value}\0`);
  });

  it('names another formula, a header that stands twice, and none at all', () => {
    const other = hmacForPush('rfc2104-b64key', input);
    const read = readHmacOfPush(onHttp(['X-SyncML-HMAC', other.value], other.http));
    expect(read?.findings.map((f) => f.code)).toEqual(['hmac-several']);
    expect(matchHmacOfPush(read as NonNullable<typeof read>, body, key, nonces)).toMatchObject({ kind: 'near' });
    expect(readHmacOfPush(onWsp([]))).toBeUndefined();
    expect(readHmacOfPush(onHttp())).toBeUndefined();
    expect(matchHmacOfPush(readHmacOfPush(onHttp(['x-syncml-hmac', 'username="a"'])) as NonNullable<typeof read>, body, key, nonces)).toEqual({
      kind: 'none',
    });
  });
});
