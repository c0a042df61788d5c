/** Which pushes are known for what they are: those with one thing wrong, and no noise. */
import { describe, expect, it } from 'vitest';
import { step, surroundings, syncml, Tape } from '../../tests/support/hand-made.js';
import { seededRandom } from '../base/random.js';
import type { FrameLine } from '../record/record.js';
import { type TriggerValues, writeNotification } from '../wire/notification-write.js';
import { type WspOutPush, writeWspPush } from '../wire/wsp-write.js';
import { notified } from './notified.js';
import { pushClassOf } from './push-class.js';
import { resolve } from './subject.js';
import { Timeline } from './timeline.js';

const DIGEST = new Uint8Array(16).fill(0xa7);
const RIGHT: TriggerValues = { sessionId: 0x7a5, serverIdentifier: 'com.example.server' };
const TYPE = { media: 0x44 };
const FOR_DM = { raw: Uint8Array.from([0xaf, 0x87]) };
/** In WBXML: an empty SyncHdr, then what is no token of SyncML. */
const BROKEN_WBXML = Uint8Array.from([0x02, 0xa4, 0x01, 0x6a, 0x00, 0x6d, 0x6c, 0x01, 0x04]);

const frameOf = (octets: Uint8Array): FrameLine => new Tape().push(octets).record().events[0] as FrameLine;
const classOf = (octets: Uint8Array) => pushClassOf(frameOf(octets));
const notification = (trigger: Partial<TriggerValues> = {}, digest = DIGEST): Uint8Array => writeNotification({ ...RIGHT, ...trigger }, digest);
const push = (given: Partial<WspOutPush> = {}): Uint8Array =>
  writeWspPush({ tid: 1, contentType: TYPE, headers: [FOR_DM], body: notification(), ...given });
const raw = (...head: readonly number[]): Uint8Array => Buffer.concat([Uint8Array.from(head), notification()]);
const octets = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('a notification', () => {
  it.each<[string, Uint8Array]>([
    ['is right', push()],
    ['is a confirmed push', push({ type: 7 })],
    ['is no push at all by its PDU type', push({ type: 5 })],
    ['announces more headers than octets', push({ headersLength: 100 })],
    ['has a content type of something else', push({ contentType: { media: 0x03 } })],
    ['has its content type in words', push({ contentType: { media: 'application/vnd.syncml.notification' } })],
    ['has the content type of a command', push({ contentType: { media: 0x42 } })],
    ['has no application id', push({ headers: [] })],
    ['has the application id of something else', push({ headers: [{ raw: Uint8Array.from([0xaf, 0x84]) }] })],
    ['has its application id before its content type', raw(1, 6, 3, 0xaf, 0x87, 0xc4)],
    ['is of version 1.2', push({ body: notification({ version: 12 }) })],
    ['has reserved bits set', push({ body: notification({ futureUse: 1 }) })],
    ['announces a longer name than there is', push({ body: notification({ lengthIdentifier: 99 }) })],
    ['announces a shorter name than there is', push({ body: notification({ lengthIdentifier: 4 }) })],
    ['has a name of one letter', push({ body: notification({ serverIdentifier: 's' }) })],
    ['is cut off', push({ body: notification().subarray(0, 20) })],
    ['has an empty digest', push({ body: notification({}, new Uint8Array(16)) })],
  ])('is known though it %s', (_, sent) => expect(classOf(sent)).toBe('notification'));
});

describe('a command', () => {
  it.each<[string, Partial<WspOutPush>]>([
    ['is in XML', { contentType: { media: 0x43 }, body: Buffer.from(syncml('')) }],
    ['has the content type of a notification', { body: Buffer.from(syncml('')) }],
    ['has neither content type nor application id of DM', { contentType: { media: 0x03 }, headers: [], body: Buffer.from(syncml('')) }],
    ['cannot be read', { contentType: { media: 0x42 }, body: BROKEN_WBXML }],
    ['is empty', { contentType: { media: 0x42 }, body: new Uint8Array(0) }],
  ])('is known though it %s', (_, given) => expect(classOf(push(given))).toBe('command'));
});

describe('noise', () => {
  it.each<[string, Uint8Array]>([
    ['whose third octet is a content type', octets('90a54cd88f08c1504a9a74124285912c28e52be1956641f8')],
    ['whose fourth octet is that of a command', octets('622e35c20b6d0dc8393801d67290cabd92646bf167e5983c')],
    ['that begins as a push does', octets('01 06 03 c4 00 00 11 22 33 44 55 66 77 88 99')],
    ['of zeros', new Uint8Array(100)],
    ['of text', Buffer.from('com.example.server '.repeat(6))],
    ['of another application', push({ contentType: { media: 0x3e }, headers: [{ raw: Uint8Array.from([0xaf, 0x84]) }] })],
    ['of data synchronisation', push({ contentType: { media: 0x4e }, headers: [{ raw: Uint8Array.from([0xaf, 0x85]) }] })],
    ['of nothing', new Uint8Array(0)],
  ])('%s is no push of DM', (_, sent) => expect(classOf(sent)).toBeUndefined());

  it('of any octets is none', () => {
    const random = seededRandom('noise');
    for (let n = 0; n < 20_000; n++) {
      const sent = random.octets(24 + (n % 80));
      // As bad as can be by its head, but for the application id.
      if (n % 2 === 0) sent.set([n & 0xff, 6, 1, 0xc2 + (n % 3)]);
      expect(classOf(sent), Buffer.from(sent).toString('hex')).toBeUndefined();
    }
  });

  it('says nothing of the session that was notified', () => {
    const noise = new Uint8Array(60).fill(0x42);
    const record = new Tape().push(noise).frame(syncml('<SessionID>7A5</SessionID>')).record();
    const steps = [step('s', 'receive')];
    const frames = [record.events[1] as FrameLine];
    const context = { step: steps[0] as (typeof steps)[0], steps, timeline: new Timeline(record, steps), surroundings: surroundings(), frames };
    const check = { at: '/SyncML/SyncHdr/SessionID', notified: 'yes' };
    expect(notified(resolve(check, context).places, 'yes', check, context)).toMatchObject({
      undecided: 'inconclusive',
      message: 'none stands before it',
    });
  });
});
