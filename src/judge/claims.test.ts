import { describe, expect, it } from 'vitest';
import type { FrameLine } from '../record/record.js';
import { loadCatalogue } from '../scr/catalogue.js';
import { meaningOf } from '../scr/names.js';
import { type Claims, CONTRADICTABLE, type Contradiction, contradictions } from './claims.js';

let exchange = 0;
const frame = (about: Partial<FrameLine> & { readonly text?: string; readonly octets?: Uint8Array }): FrameLine => {
  const { text, octets, ...rest } = about;
  const body = Buffer.from(octets ?? new TextEncoder().encode(text ?? '')).toString('base64');
  return {
    e: 'frame',
    n: 1,
    at: 0,
    direction: 'from-iut',
    transport: 'http',
    unit: 'request',
    channel: 'dm',
    connection: 1,
    exchange: ++exchange,
    from: 'a',
    to: 'b',
    head: { method: 'POST', url: '/dm', version: '1.1', headers: [] },
    ...rest,
    body,
  } as FrameLine;
};

const message = (cred: string, body = '', session = '1'): string =>
  `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><SessionID>${session}</SessionID><Cred><Meta><Type xmlns="syncml:metinf">${cred}</Type></Meta><Data>x</Data></Cred></SyncHdr><SyncBody>${body}<Final/></SyncBody></SyncML>`;
const alert = (code: string): string => `<Alert><CmdID>1</CmdID><Data>${code}</Data></Alert>`;
/** SyncML with an empty SyncHdr. */
const WBXML = Uint8Array.from([0x02, 0xa4, 0x01, 0x6a, 0x00, 0x6d, 0x6c, 0x01, 0x01]);
/** Package #0 behind a WSP head with the content type of a notification. */
const NOTIFICATION = Uint8Array.from([1, 6, 3, 0xc4, 0xaf, 0x87, ...new Array<number>(16).fill(7), 0x03, 0x18, 0, 0, 0, 5, 1, 0x41]);
const hmac = (value: string): Partial<FrameLine> => ({
  head: { method: 'POST', url: '/dm', version: '1.1', headers: [['X-Syncml-Hmac', value]] },
});

const seen = (role: Claims['role'], denied: readonly string[], ...frames: FrameLine[]): readonly Contradiction[] =>
  contradictions(
    frames.map((line, i) => ({ line, n: i + 1 })),
    { role, denies: (name) => denied.includes(name) },
  );

/** For each name that can be contradicted: who, what shows it, and what does not. */
const CASES: readonly (readonly [string, Claims['role'], FrameLine, FrameLine])[] = [
  ['XML', 'client', frame({ text: message('x') }), frame({ octets: WBXML })],
  ['WBXML', 'client', frame({ octets: WBXML }), frame({ text: message('x') })],
  ['AUTH-BASIC', 'client', frame({ text: message('syncml:auth-basic') }), frame({ text: message('syncml:auth-md5') })],
  ['AUTH-MD5', 'client', frame({ text: message('syncml:auth-md5') }), frame({ text: message('syncml:auth-basic') })],
  [
    'AUTH-MD5',
    'server',
    frame({
      unit: 'response',
      text: message('', '<Status><CmdID>1</CmdID><Chal><Meta><Type xmlns="syncml:metinf">syncml:auth-md5</Type></Meta></Chal></Status>'),
    }),
    frame({ text: message('', '<Status><CmdID>1</CmdID><Data>212</Data></Status>') }),
  ],
  ['AUTH-MAC-MD5', 'client', frame(hmac('username=x, mac=y')), frame(hmac('algorithm=SHA256, username=x, mac=y'))],
  ['AUTH-MAC-SHA256', 'client', frame(hmac('algorithm=SHA256, username=x, mac=y')), frame(hmac('username=x, mac=y'))],
  [
    'AUTH-HTTP',
    'client',
    frame({ head: { method: 'POST', url: '/', version: '1.1', headers: [['Authorization', 'Basic eDp5']] } } as Partial<FrameLine>),
    frame({}),
  ],
  ['TLS', 'client', frame({ transport: 'https' }), frame({})],
  ['SR', 'client', frame({ text: message('x', alert('1230'), '0') }), frame({ text: message('x', alert('1230'), '1') })],
  ['NOTI', 'client', frame({ text: message('x', alert('1200')) }), frame({ text: message('x', alert('1201')) })],
  ['NOTI/SCR-DM-NOTI-C-001', 'client', frame({ text: message('x', alert('1200')) }), frame({ text: message('x', alert('1201')) })],
  ['NOTI/SCR-DM-NOTI-C-002', 'client', frame({ text: message('x', alert('1200')) }), frame({ text: message('x', alert('1201')) })],
  ...(['NOTI', 'NOTI/SCR-DM-NOTI-S-002', 'PUSH-WSP-UDP'] as const).map(
    (name) =>
      [
        name,
        'server',
        frame({ channel: 'push', unit: 'datagram', transport: 'udp', octets: NOTIFICATION }),
        frame({ channel: 'push', transport: 'sip', unit: 'datagram', text: 'x' }),
      ] as const,
  ),
  [
    'PUSH-OTA-HTTP',
    'server',
    frame({ channel: 'push', text: 'x' }),
    frame({
      channel: 'push',
      head: { method: 'POST', url: '/pap', version: '1.1', headers: [['Content-Type', 'multipart/related; boundary=b']] },
    } as Partial<FrameLine>),
  ],
  ['SMS', 'server', frame({ channel: 'push', unit: 'datagram', transport: 'smpp', text: 'x' }), frame({ channel: 'push', text: 'x' })],
];

describe('an answer no', () => {
  it.each(CASES)('for %s (%s) is contradicted by what shows it, and by nothing else', (name, role, showing, other) => {
    expect(seen(role, [name], other)).toEqual([]);
    const [found, ...rest] = seen(role, [name], other, showing, showing);
    expect(rest).toEqual([]);
    expect(found).toMatchObject({ name, count: 2, evidence: { frame: 2 } });
    expect(seen(role, [], showing)).toEqual([]);
    expect(seen(role, [name], { ...showing, direction: 'to-iut' })).toEqual([]);
    expect(seen(role, [name], { ...showing, edited: true })).toEqual([]);
  });

  it('for SM is contradicted by a command message only when the draft is denied, too', () => {
    const command = frame({ channel: 'push', text: message('x') });
    expect(seen('server', ['SM'], command)).toEqual([]);
    expect(seen('server', ['SM', 'OD'], command)).toMatchObject([{ name: 'SM', message: 'it sent a command message' }]);
  });

  it('is not contradicted by noise that comes to an open port', () => {
    const noise = ['90a54cd88f08c1504a9a74124285912c28e52be1956641f8', '622e35c20b6d0dc8393801d67290cabd92646bf167e5983c'];
    const datagrams = noise.map((hex) => frame({ channel: 'push', unit: 'datagram', transport: 'udp', octets: Buffer.from(hex, 'hex') }));
    expect(seen('server', CONTRADICTABLE, ...datagrams)).toEqual([]);
  });

  it('names the octets', () => {
    const [found] = seen('client', ['AUTH-MD5'], frame({ text: message('syncml:auth-md5') }));
    const text = message('syncml:auth-md5').slice(found?.evidence.from, found?.evidence.to);
    expect(text).toBe('<Type xmlns="syncml:metinf">syncml:auth-md5</Type>');
  });

  it('is watched for names that the catalogue has, each of them tried here', () => {
    const catalogue = loadCatalogue();
    for (const name of CONTRADICTABLE) expect(meaningOf(catalogue, name).name).toBe(name);
    const tried = new Set([...CASES.map(([name]) => name), 'SM', 'OD']);
    expect(CONTRADICTABLE.filter((name) => !tried.has(name))).toEqual([]);
  });

  it('is not contradicted by octets that are no message at all', () => {
    const hostile = ['', '<', '\u0000', '<SyncM', 'a'.repeat(1000)].map((text) => frame({ text }));
    const pushes = hostile.map((f) => ({ ...f, channel: 'push', unit: 'datagram', transport: 'smpp' }) as FrameLine);
    expect(seen('client', CONTRADICTABLE, ...hostile)).toEqual([]);
    expect(
      seen(
        'server',
        CONTRADICTABLE.filter((n) => n !== 'SMS'),
        ...pushes,
      ),
    ).toEqual([]);
  });
});
