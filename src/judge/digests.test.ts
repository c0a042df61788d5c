/** Credentials, MACs and notification digests: which reading matched, and which wrong one a value comes from. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, step, surroundings, syncml, Tape } from '../../tests/support/hand-made.js';
import { basicText, notificationDigest as digestOf, md5Text, SCHEMES } from '../dm/credentials.js';
import { formatHmacHeader } from '../dm/hmac-header.js';
import { type MacStrategyId, macText } from '../dm/mac.js';
import { base64OfOctets, DEFAULT_NONCES, octetsOfBase64 } from '../dm/nonce.js';
import type { FrameLine, RowRecord } from '../record/record.js';
import { writeNotification, writeTrigger } from '../wire/notification-write.js';
import { writeWspPush } from '../wire/wsp-write.js';
import { CONDITIONS, type ConditionResult } from './conditions.js';
import type { Check, Fields } from './scenario.js';
import { resolve } from './subject.js';
import type { Surroundings } from './surroundings.js';
import { Timeline } from './timeline.js';

const { name, secret } = ACCOUNT.client;
const nonce = (text: string): Uint8Array => new TextEncoder().encode(text);
const b64 = (text: string): string => base64OfOctets(nonce(text));

function result(check: Check, record: RowRecord, given: Partial<Surroundings> = {}): ConditionResult {
  const steps = [step('report', 'receive')];
  const timeline = new Timeline(record, steps);
  const frames = record.events.filter((e): e is FrameLine => e.e === 'frame');
  const context = { step: steps[0]!, steps, timeline, surroundings: surroundings(given), frames };
  const [condition, value] = Object.entries(check).find(([key]) => key in CONDITIONS) as [string, Fields];
  return CONDITIONS[condition]!(resolve(check, context).places, value, check, context);
}

const known = (): Tape =>
  new Tape().fact('nonce.client.current', b64('one')).fact('nonce.client.current', b64('two')).fact('nonce.client.used', b64('one'));

describe('credential', () => {
  const cred = (type: string, data: string): string =>
    syncml(`<Cred><Meta><Type xmlns="syncml:metinf">${type}</Type></Meta><Data>${data}</Data></Cred>`);
  const judge = (data: string, asked: Fields = {}, given: Partial<Surroundings> = {}) =>
    result({ at: '/SyncML/SyncHdr/Cred', credential: asked }, known().frame(cred(SCHEMES.md5, data)).record(), given);

  it('matches over the latest nonce of the name that is asked for, and names it', () => {
    expect(judge(md5Text(name, secret, nonce('two')))).toMatchObject({ ok: true, message: 'nonce: current, md5' });
    expect(judge(md5Text(name, secret, nonce('one')), { nonce: ['last-used'] })).toMatchObject({ ok: true, message: 'nonce: last-used, md5' });
    expect(judge(md5Text(name, secret, octetsOfBase64('Tm9uY2U=')), { nonce: 'first' })).toMatchObject({ ok: true });
    for (const reading of DEFAULT_NONCES)
      expect(judge(md5Text(name, secret, reading.octets), { nonce: ['default'] })).toMatchObject({
        ok: true,
        message: `nonce: ${reading.name}, md5`,
      });
  });

  it.each([
    ['an older nonce', md5Text(name, secret, nonce('one')), 'nonce current of earlier, replaced since'],
    ['the first nonce', md5Text(name, secret, octetsOfBase64('Tm9uY2U=')), 'nonce first'],
    ['the default nonce', md5Text(name, secret, new Uint8Array(4)), 'nonce default (4 zero octets)'],
    ['the nonce of the other direction', md5Text(name, secret, octetsOfBase64('c2VydmVy')), 'nonce of the other direction'],
    ['the Base64 text of the nonce', md5Text(name, secret, nonce(b64('two'))), 'nonce Base64 text of current'],
    ['the secret of the other direction', md5Text(ACCOUNT.server.name, ACCOUNT.server.secret, nonce('two')), 'secret of the other direction'],
    ['another account', md5Text('Vanessa', 'FabShoes', nonce('two')), 'secret of account other'],
  ])('names %s', (_, data, reading) => {
    const { ok, message } = judge(data);
    expect(ok).toBe(false);
    expect(message).toContain('it is exactly the value for: ');
    expect(message).toContain(reading);
  });

  it('never names what is wanted as what it is instead', () => {
    const { wanted, message } = judge(md5Text(name, secret, nonce('one')));
    expect(wanted).toContain('over nonce current');
    expect(message).toBe('it is exactly the value for: nonce current of earlier, replaced since | nonce last-used');
    expect(judge(md5Text(name, secret, nonce('one')), { nonce: ['last-used'] })).toMatchObject({ ok: true });
    expect(judge(md5Text(name, secret, nonce('two')), { nonce: ['last-used'] }).message).toBe('it is exactly the value for: nonce current');
    const raw = createHash('md5').update(`${name}:${secret}:`).update('two').digest('base64');
    expect(judge(raw).message).toBe('it is exactly the value for: no inner hash');
  });

  it('says so when no reading gives the value, there is none, or no nonce is known', () => {
    expect(judge('AAAA')).toMatchObject({ ok: false, message: 'no reading known to us gives this value' });
    expect(judge('AAAA', { nonce: ['pending'] })).toMatchObject({ ok: false, message: 'no such nonce is known at this point' });
    const without = (hdr: string) => result({ at: '/SyncML/SyncHdr/Cred', credential: {} }, known().frame(syncml(hdr)).record());
    expect(without('')).toMatchObject({ ok: false, message: 'there is no Cred' });
    expect(without('<Cred/>')).toMatchObject({ ok: false, message: 'the Cred has no Data' });
    expect(without('<Cred><Data>x</Data></Cred>')).toMatchObject({ ok: false, message: 'its Meta Type is missing' });
    expect(without('<Cred><Meta><Type>auth-md5</Type></Meta><Data>x</Data></Cred>')).toMatchObject({ message: 'its Meta Type is "auth-md5"' });
  });

  it('marks the Data that is empty, however it is written', () => {
    for (const data of ['<Data/>', '<Data></Data>', '<Data><![CDATA[]]></Data>']) {
      const text = syncml(`<Cred><Meta><Type xmlns="syncml:metinf">${SCHEMES.md5}</Type></Meta>${data}</Cred>`);
      const { ok, message, places } = result({ at: '/SyncML/SyncHdr/Cred', credential: {} }, known().frame(text).record());
      expect({ ok, message }).toEqual({ ok: false, message: 'its Data is empty' });
      const [place] = places ?? [];
      expect([text.slice(place?.from, place?.to), place?.element?.name]).toEqual([data, 'Data']);
    }
  });

  it('takes a Basic credential by its name and secret alone', () => {
    const basic = (data: string) => result({ at: '/SyncML/SyncHdr/Cred', credential: {} }, new Tape().frame(cred(SCHEMES.basic, data)).record());
    expect(basic(basicText(name, secret))).toMatchObject({ ok: true });
    const says = (data: string) => basic(data).message;
    expect(basic(basicText(name, 'else'))).toMatchObject({ ok: false });
    expect(says(basicText(name, 'else'))).toBe('it is a basic credential of user "Bruce2" with another secret');
    expect(says(basicText('Bruce', secret))).toBe('it is a basic credential of user "Bruce" instead of "Bruce2" with the right secret');
    expect(says(basicText('Bruce', 'a:b'))).toBe('it is a basic credential of user "Bruce" instead of "Bruce2" with another secret');
    expect(says('Bruce2:else')).toBe('it is no Base64 of name:secret');
    expect(says(basicText('Vanessa', 'FabShoes'))).toBe('it is exactly the value for: secret of account other');
  });

  it('knows only what was recorded before the frame crossed', () => {
    const record = known()
      .frame(cred(SCHEMES.md5, md5Text(name, secret, nonce('three'))))
      .fact('nonce.client.current', b64('three'))
      .record();
    expect(result({ at: '/SyncML/SyncHdr/Cred', credential: {} }, record)).toMatchObject({
      ok: false,
      message: 'no reading known to us gives this value',
    });
  });

  it('takes the nonces of the account that is asked for', () => {
    const record = known()
      .fact('nonce.client.current@other', b64('theirs'))
      .frame(cred(SCHEMES.md5, md5Text('Vanessa', 'FabShoes', nonce('theirs'))))
      .record();
    expect(result({ at: '/SyncML/SyncHdr/Cred', credential: { account: 'other' } }, record)).toMatchObject({ ok: true });
  });
});

describe('hmac', () => {
  const BODY = syncml('');
  const header = (algorithm: string, strategy: MacStrategyId, user: string = name): string =>
    formatHmacHeader(algorithm, user, macText(strategy, { name, secret, nonce: nonce('two'), body: new TextEncoder().encode(BODY) }));
  const judge = (value: string | readonly string[] | undefined, asked: Fields = {}, assume: Readonly<Record<string, string>> = {}) => {
    const headers = [value ?? []].flat().map((each) => ['x-syncml-hmac', each] as const);
    const record = known()
      .frame(BODY, { head: { method: 'POST', url: '/', version: '1.1', headers } })
      .record();
    return result({ http: 'x-syncml-hmac', hmac: asked }, record, { assume });
  };

  it('leaves the verdict open while the formula is an assumption, and settles it by the pinned one', () => {
    expect(judge(header('SHA256', 'composed-sha256'))).toMatchObject({
      ok: false,
      assumption: 'U3',
      message: 'it matches the reading composed-sha256',
    });
    expect(judge(header('SHA256', 'composed-sha256'), {}, { U3: 'composed-sha256' })).toMatchObject({
      ok: true,
      message: 'nonce: current, composed-sha256',
    });
    expect(judge(header('SHA256', 'rfc2104-b64key'), {}, { U3: 'rfc2104-b64key' })).toMatchObject({ ok: true });
  });

  it('names another reading than the pinned one', () => {
    const { ok, assumption, message } = judge(header('SHA256', 'rfc2104-b64key'), {}, { U3: 'composed-sha256' });
    expect(ok).toBe(false);
    expect(assumption).toBeUndefined();
    expect(message).toContain('RFC 2104 HMAC-SHA256, key B64(H(name:secret))');
  });

  it('with MD5 rests on no assumption', () => {
    expect(judge(header('MD5', 'composed-md5'), { algorithm: 'md5' })).toMatchObject({ ok: true });
    expect(judge(header('', 'composed-md5'), { algorithm: 'md5' })).toMatchObject({ ok: true });
  });

  it('does not match where a parameter or the header stands there twice, whichever is right', () => {
    const right = header('MD5', 'composed-md5');
    const md5 = { algorithm: 'md5' };
    expect(judge(`${right}, mac=AAAA`, md5)).toMatchObject({ ok: false, message: 'mac stands there twice' });
    expect(judge(`${right}, username="${name}"`, md5)).toMatchObject({ ok: false, message: 'username stands there twice' });
    expect(judge([right, right], md5)).toMatchObject({ ok: false, message: 'the header stands there 2 times' });
  });

  it('says what is wrong with the header itself', () => {
    expect(judge(undefined)).toMatchObject({ ok: false, message: 'the header is missing' });
    expect(judge('algorithm=SHA256')).toMatchObject({ ok: false, message: 'username is missing' });
    expect(judge(header('', 'composed-sha256'))).toMatchObject({ message: 'its algorithm is absent, which means MD5' });
    expect(judge(header('MD5', 'composed-md5'))).toMatchObject({ message: 'its algorithm is MD5' });
    expect(judge(header('SHA256', 'composed-sha256', 'Vanessa'))).toMatchObject({ message: 'its username is "Vanessa"' });
  });
});

describe('notification digest', () => {
  const fields = { sessionId: 7, serverIdentifier: ACCOUNT['server-id'] };
  const trigger = writeTrigger(fields);
  const judge = (digest: Uint8Array, asked: Fields = {}) => {
    const body = writeNotification(fields, digest);
    const wsp = writeWspPush({ tid: 1, contentType: { media: 0x44 }, body });
    return result({ field: 'digest', digest: asked }, new Tape().fact('nonce.server.current', b64('srv')).push(wsp).record());
  };

  it('is made with the credentials of the server over the nonce that is asked for', () => {
    expect(judge(digestOf(ACCOUNT['server-id'], ACCOUNT.server.secret, nonce('srv'), trigger))).toMatchObject({
      ok: true,
      message: 'nonce: current, notification',
    });
    expect(judge(digestOf(ACCOUNT['server-id'], ACCOUNT.server.secret, new Uint8Array(4), trigger), { nonce: 'default' })).toMatchObject({
      ok: true,
    });
  });

  it.each([
    ['the credentials of the client', digestOf(name, secret, nonce('srv'), trigger), 'secret of the other direction'],
    ['the first nonce', digestOf(ACCOUNT['server-id'], ACCOUNT.server.secret, octetsOfBase64('c2VydmVy'), trigger), 'nonce first'],
    ['the default nonce', digestOf(ACCOUNT['server-id'], ACCOUNT.server.secret, new Uint8Array(4), trigger), 'nonce default (4 zero octets)'],
  ])('names %s', (_, digest, reading) => {
    const { ok, message } = judge(digest);
    expect(ok).toBe(false);
    expect(message).toContain(reading);
  });

  it('that is missing or made of nothing is said to be', () => {
    expect(judge(new Uint8Array(16))).toMatchObject({ ok: false, message: 'no reading known to us gives this value' });
    expect(result({ field: 'digest', digest: {} }, new Tape().record())).toMatchObject({ ok: false, message: 'there is no digest' });
  });
});
