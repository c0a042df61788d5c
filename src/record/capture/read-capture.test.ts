import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { answer, DEVICE, datagram, MESSAGE, type PcapShape, pcapOf, post, SERVER, Wire } from '../../../tests/support/packets.js';
import { udpPacket } from '../ip.js';
import type { Capture } from './capture.js';
import { readCapture } from './read-capture.js';

const vectors = JSON.parse(readFileSync(new URL('../../../tests/data/vectors.json', import.meta.url), 'utf8')) as {
  notification: { wspUdpHex: string }[];
};
const push = new Uint8Array(Buffer.from(vectors.notification[0]?.wspUdpHex ?? '', 'hex'));

const read = (packets: readonly Uint8Array[], shape?: PcapShape): Capture => readCapture(pcapOf(packets, shape));
const bodies = ({ frames }: Capture): string[] => frames.map(({ body }) => Buffer.from(body).toString('latin1'));
const told = ({ frames }: Capture): string[] =>
  frames.map((f) => [f.direction, f.unit, f.head?.method ?? f.head?.status ?? '-', f.body.length, f.trouble ?? ''].join(' ').trim());
const PAIR = [`from-iut request POST ${MESSAGE.length}`, `to-iut response 200 ${MESSAGE.length}`];

/** One exchange, its connection opened and closed. */
function exchange(asked = post(), answered = answer(), wire = new Wire()): Uint8Array[] {
  return [...wire.open(), ...wire.send(DEVICE, asked), ...wire.send(SERVER, answered), wire.fin(DEVICE), wire.fin(SERVER)];
}

describe('an exchange over HTTP', () => {
  it('is read with its head, its ends and its times', () => {
    const file = pcapOf(exchange());
    const capture = readCapture(file);
    expect(told(capture)).toEqual(PAIR);
    expect(bodies(capture)).toEqual([MESSAGE, MESSAGE]);
    const [request, response] = capture.frames;
    expect(request).toMatchObject({
      transport: 'http',
      channel: 'dm',
      connection: 1,
      exchange: 1,
      from: '192.0.2.9:40000',
      to: '198.51.100.7:8080',
      at: 0,
    });
    expect(request?.head?.headers[0]).toEqual(['Host', 'dm.example']);
    expect(request?.head).toMatchObject({ method: 'POST', url: '/dm', version: '1.1' });
    expect(response).toMatchObject({ connection: 1, exchange: 1, from: '198.51.100.7:8080', to: '192.0.2.9:40000' });
    expect(response?.at).toBeGreaterThan(0);
    expect(Number.isInteger(response?.at)).toBe(true);
    expect(capture).toMatchObject({ format: 'pcap', file, notes: [] });
    expect(capture.sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
  });

  it.each<[string, PcapShape]>([
    ['big-endian', { isBig: true }],
    ['with nanoseconds', { isNano: true }],
    ['big-endian with nanoseconds', { isBig: true, isNano: true }],
    ['over Ethernet', { link: 1, before: Buffer.from('0102030405060708090a0b0c0800', 'hex') }],
    ['in two VLANs', { link: 1, before: Buffer.from('0102030405060708090a0b0c88a800018100000208 00'.replace(' ', ''), 'hex') }],
    ['Linux cooked', { link: 113, before: Buffer.from(`${'00'.repeat(14)}0800`, 'hex') }],
    ['Linux cooked 2', { link: 276, before: Buffer.from(`0800${'00'.repeat(18)}`, 'hex') }],
    ['loopback of BSD', { link: 0, before: Buffer.from('02000000', 'hex') }],
    ['loopback of OpenBSD', { link: 108, before: Buffer.from('00000002', 'hex') }],
  ])('is the same in a file %s', (_, shape) => {
    const capture = read(exchange(), shape);
    expect(told(capture)).toEqual(PAIR);
    expect(capture.frames[1]?.at).toBe(read(exchange()).frames[1]?.at);
  });

  it('does not mind order, repetition and overlap of segments', () => {
    const wire = new Wire();
    const open = wire.open();
    const asked = wire.send(DEVICE, post());
    const answered = wire.send(SERVER, answer());
    const whole = new Wire();
    whole.open();
    const [once] = whole.send(DEVICE, post(), 100);
    const mixed = [...open, asked[2], asked[0], asked[0], once, ...asked.slice(3).reverse(), asked[1], ...answered] as Uint8Array[];
    expect(bodies(read(mixed))).toEqual([MESSAGE, MESSAGE]);
  });

  it('is found in a connection that is seen from the middle on', () => {
    const wire = new Wire();
    wire.open();
    const before = wire.send(DEVICE, post('<x/>'), 50).slice(2);
    const capture = read([...before, ...wire.send(DEVICE, post()), ...wire.send(SERVER, answer())]);
    expect(told(capture)).toEqual(PAIR);
  });

  it('is marked when the capture misses some of it, and the next one is whole', () => {
    const wire = new Wire();
    const open = wire.open();
    const asked = wire.send(DEVICE, post());
    asked.splice(4, 1);
    const packets = [...open, ...asked, ...wire.send(SERVER, answer()), ...wire.send(DEVICE, post()), ...wire.send(SERVER, answer())];
    const capture = read(packets);
    expect(capture.frames.map((f) => f.trouble ?? '')).toEqual(['not-captured', '', '', '']);
    expect(told(capture).slice(2)).toEqual(PAIR);
    expect(capture.notes).toEqual(['1 DM message is not whole in the capture (not-captured)']);
  });

  it('is told to be short when the peer ended it', () => {
    const wire = new Wire();
    const packets = [...wire.open(), ...wire.send(DEVICE, post()), ...wire.send(SERVER, answer().slice(0, -20)), wire.fin(SERVER), wire.fin(DEVICE)];
    expect(told(read(packets))[1]).toBe(`to-iut response 200 ${MESSAGE.length - 20} short-body`);
    const none = new Wire();
    expect(told(read([...none.open(), ...none.send(DEVICE, post()), none.reset(SERVER)]))[1]).toBe('to-iut response - 0 aborted');
  });

  it.each<[string, (open: Uint8Array[], asked: Uint8Array[], answered: Uint8Array[]) => Uint8Array[]]>([
    ['the response stands before the request', (open, asked, answered) => [...open, ...answered, ...asked]],
    [
      'the response stands before the last segment of the request',
      (open, asked, answered) => [...open, ...asked.slice(0, -1), ...answered, ...asked.slice(-1)],
    ],
    ['everything stands in the reverse order', (open, asked, answered) => [...open, ...[...asked, ...answered].reverse()]],
  ])('is whole when %s', (_, order) => {
    const wire = new Wire();
    const first = order(wire.open(), wire.send(DEVICE, post()), wire.send(SERVER, answer()));
    const second = order([], wire.send(DEVICE, post('<SyncML 2/>')), wire.send(SERVER, answer('')));
    const capture = read([...first, ...second, wire.fin(DEVICE), wire.fin(SERVER)]);
    expect(told(capture)).toEqual([...PAIR, 'from-iut request POST 11', 'to-iut response 200 0']);
    expect(capture.frames.map((f) => f.exchange)).toEqual([1, 1, 2, 2]);
    expect(capture.notes).toEqual([]);
  });

  it('is that of the nth response to the nth request when two that are pipelined are answered before they stand in the file', () => {
    const wire = new Wire();
    const open = wire.open();
    const asked = wire.send(DEVICE, post() + post('<SyncML 2/>'));
    const capture = read([...open, ...wire.send(SERVER, answer() + answer('')), ...asked]);
    expect(capture.frames.map((f) => [f.exchange, f.unit, f.body.length].join(' ')).sort()).toEqual(
      [`1 request ${MESSAGE.length}`, `1 response ${MESSAGE.length}`, '2 request 11', '2 response 0'].sort(),
    );
  });

  const early = 'HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n';
  it.each<[string, (wire: Wire) => Uint8Array[], string[]]>([
    ['the server aborts', (wire) => [wire.reset(SERVER)], ['not-captured']],
    ['the server answers early and aborts', (wire) => [...wire.send(SERVER, early, 99), wire.reset(SERVER)], ['not-captured', '']],
    ['the server answers early and closes', (wire) => [...wire.send(SERVER, early, 99), wire.fin(SERVER)], ['not-captured', '']],
    ['the client ends after an early answer', (wire) => [...wire.send(SERVER, early, 99), wire.fin(DEVICE), wire.fin(SERVER)], ['not-captured', '']],
    ['the server closes and the client aborts', (wire) => [wire.fin(SERVER), wire.reset(DEVICE)], ['not-captured']],
    ['the client aborts', (wire) => [wire.reset(DEVICE)], ['short-body']],
    ['the client closes', (wire) => [wire.fin(DEVICE), wire.fin(SERVER)], ['short-body']],
  ])('whose request is under way when %s says whose fault that is', (_, end, wanted) => {
    const wire = new Wire();
    const asked = [...wire.open(), ...wire.send(DEVICE, post().slice(0, -30))];
    const capture = read([...asked, ...end(wire)]);
    expect(capture.frames.map((f) => f.trouble ?? '')).toEqual(wanted);
    expect(capture.frames.map((f) => f.unit)).toEqual(['request', 'response'].slice(0, wanted.length));
    expect(capture.frames[0]?.body).toHaveLength(MESSAGE.length - 30);
  });

  it('whose request goes on after an early answer and the end of the server is whole', () => {
    const wire = new Wire();
    const open = wire.open();
    const [first, ...rest] = wire.send(DEVICE, post(), 150) as [Uint8Array, ...Uint8Array[]];
    expect(told(read([...open, first, ...wire.send(SERVER, early, 99), wire.fin(SERVER), ...rest, wire.fin(DEVICE)]))).toEqual([
      PAIR[0],
      'to-iut response 413 0',
    ]);
  });

  it('whose response the client aborts is not the fault of the server', () => {
    const wire = new Wire();
    const packets = [...wire.open(), ...wire.send(DEVICE, post()), ...wire.send(SERVER, answer().slice(0, -20)), wire.reset(DEVICE)];
    expect(read(packets).frames.map((f) => f.trouble ?? '')).toEqual(['', 'not-captured']);
  });

  it('that begins on the ports of one before is another connection', () => {
    const capture = read([...exchange(), ...exchange(post(), answer(), new Wire(DEVICE, SERVER, 77))]);
    expect(told(capture)).toEqual([...PAIR, ...PAIR]);
    expect(capture.frames.map((f) => f.connection)).toEqual([1, 1, 2, 2]);
  });

  it.each<[string, string, string, string[]]>([
    [
      'chunked',
      post()
        .replace(/Content-Length: \d+/, 'Transfer-Encoding: chunked')
        .replace(MESSAGE, `5;x=y\r\n<?xml\r\n2\r\n?>\r\n0\r\nX: trailer\r\n\r\n`),
      answer(''),
      ['from-iut request POST 7', 'to-iut response 200 0'],
    ],
    ['to the end of the connection', post(), `HTTP/1.0 200 OK\r\n\r\n${MESSAGE}`, PAIR],
    ['after 100 Continue', post(MESSAGE, 'Expect: 100-continue\r\n'), `HTTP/1.1 100 Continue\r\n\r\n${answer()}`, PAIR],
    ['pipelined', post() + post(), answer() + answer(''), [PAIR[0], PAIR[1], PAIR[0], 'to-iut response 200 0'] as string[]],
    ['after an empty line', `\r\n${post()}\r\n${post()}`, answer() + answer(), [...PAIR, ...PAIR]],
    ['with a wrong length', post().replace(/Length: \d+/, 'Length: x'), answer(), ['from-iut request POST 0 bad-http', PAIR[1] as string]],
    [
      'with a body where none was announced',
      post(MESSAGE).replace(/Content-Length: \d+\r\n/, ''),
      answer(),
      ['from-iut request POST 0', PAIR[1] as string],
    ],
  ])('is read %s', (_, asked, answered, wanted) =>
    expect(told(read(exchange(asked, answered))).toSorted()).toEqual(expect.arrayContaining(wanted.toSorted())),
  );

  it('keeps the octets that crossed, whatever Content-Encoding its head tells', () => {
    const packed = gzipSync(MESSAGE);
    const capture = read(exchange(post(packed.toString('latin1'), 'Content-Encoding: gzip\r\n')));
    expect(Buffer.from(capture.frames[0]?.body ?? [])).toEqual(packed);
  });
});

describe('octets that cross twice', () => {
  const other = MESSAGE.replace('<SyncBody/>', '<SyncBodY/>');
  const contradicts = (count: number): string =>
    count === 1
      ? '1 direction of a TCP connection holds octets twice, and not the same: its messages prove nothing'
      : `${count} directions of TCP connections hold octets twice, and not the same: their messages prove nothing`;
  const whole = (count: number): string =>
    count === 1 ? '1 DM message is not whole in the capture (not-captured)' : `${count} DM messages are not whole in the capture (not-captured)`;
  /** The same segments with other octets, made as by a sender that began there, too. */
  const again = (asked: string, size = 40): Uint8Array[] => {
    const wire = new Wire();
    wire.open();
    return wire.send(DEVICE, asked, size);
  };

  it.each<[string, (first: Uint8Array[], second: Uint8Array[], asked: string) => Uint8Array[]]>([
    ['one after the other', (first, second) => [...first, ...second]],
    ['each at once', (first, second) => first.flatMap((segment, n) => [segment, second[n] as Uint8Array])],
    ['before their turn', (first, second) => [...first.slice(1), ...second.slice(1), first[0] as Uint8Array]],
    [
      'in segments of another length, before their turn',
      (first, _, asked) => [...first.slice(1), ...again(asked, 33).slice(2), first[0] as Uint8Array],
    ],
    ['in segments of another length', (first, _, asked) => [...first, ...again(asked, 33)]],
  ])('and are not the same prove nothing: %s', (_, mixed) => {
    for (const [a, b] of [
      [MESSAGE, other],
      [other, MESSAGE],
    ] as const) {
      const wire = new Wire();
      const packets = [...wire.open(), ...mixed(wire.send(DEVICE, post(a)), again(post(b)), post(b)), ...wire.send(SERVER, answer())];
      const capture = read([...packets, wire.fin(DEVICE), wire.fin(SERVER)]);
      expect(capture.frames.map((f) => f.trouble ?? '')).toEqual(['not-captured', '']);
      expect(capture.notes.toSorted()).toEqual([contradicts(1), whole(1)].toSorted());
    }
  });

  it('and are not the same are those of another connection with the ports and numbers of one that is over, or of one that is not', () => {
    for (const end of [(wire: Wire) => [wire.fin(DEVICE), wire.fin(SERVER)], () => []]) {
      const [first, second] = [new Wire(), new Wire()];
      const one = [...first.open(), ...first.send(DEVICE, post()), ...first.send(SERVER, answer()), ...end(first)];
      const two = [...second.open(), ...second.send(DEVICE, post(other)), ...second.send(SERVER, answer(other)), ...end(second)];
      const capture = read([...one, ...two]);
      expect(capture.frames.map((f) => f.trouble ?? '')).toEqual(['not-captured', 'not-captured']);
      expect(capture.notes.toSorted()).toEqual([contradicts(2), whole(2)].toSorted());
    }
  });

  it('and are the same are told once, as is the octet by which a sender asks whether its peer is still there', () => {
    const wire = new Wire();
    const asked = [...wire.open(), ...wire.send(DEVICE, post())];
    // RFC 9293, 3.8.4: one octet of garbage, with the number of the last one that was sent.
    const alive = Buffer.from(again(post(), 1).at(-1) as Uint8Array);
    alive[alive.length - 1] = 0;
    const capture = read([...asked, ...again(post()), alive, ...wire.send(SERVER, answer()), wire.fin(DEVICE), wire.fin(SERVER)]);
    expect(told(capture)).toEqual(PAIR);
    expect(capture.notes).toEqual([]);
  });

  it('so late that what stood there is forgotten are counted', () => {
    const wire = new Wire();
    const long = [...wire.open(), ...wire.send(DEVICE, post('x'.repeat(3_000_000)), 60_000)];
    const capture = read([...long, ...again(post(other), 60), ...wire.send(SERVER, answer())]);
    expect(capture.notes).toEqual([expect.stringMatching(/^\d TCP segments came too late to be compared with what crossed before$/)]);
  });
});

describe('an abort', () => {
  it('in the head of a request leaves nothing that could be judged, and what was left out is counted', () => {
    const wire = new Wire();
    const begun = [...wire.open(), ...wire.send(DEVICE, post().slice(0, 40)), wire.reset(SERVER)];
    const rest = wire.send(DEVICE, post().slice(40));
    const capture = read([...begun, ...rest, wire.fin(DEVICE)]);
    expect(capture.frames).toEqual([]);
    expect(capture.notes).toEqual([
      '1 HTTP message ends in the middle of its head and was left out',
      `${rest.length} TCP segments came after the end of their connections and were left out`,
    ]);
  });
});

describe('what is no DM', () => {
  it('is left out and counted, unless it goes to the address of DM', () => {
    const web = 'GET /index.html HTTP/1.1\r\nHost: dm.example\r\n\r\n';
    const odd = 'POST /dm HTTP/1.1\r\nHost: dm.example\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi';
    const page = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n';
    const capture = read(exchange(odd + web + post(), page + page + answer()));
    expect(told(capture)).toEqual(['from-iut request POST 2', PAIR[0], 'to-iut response 404 0', PAIR[1]]);
    expect(capture.notes).toEqual(['1 HTTP exchange has nothing to do with DM and was left out']);
  });

  it('is named: TLS with a cure, other protocols, other datagrams, other packets', () => {
    const tls = new Wire({ ...DEVICE, port: 41_000 }, { ...SERVER, port: 443 });
    const mail = new Wire({ ...DEVICE, port: 42_000 }, { ...SERVER, port: 25 });
    const icmp = Uint8Array.from(datagram(push));
    icmp[9] = 1;
    const { frames, notes } = read([
      ...tls.open(),
      ...tls.send(tls.client, '\x16\x03\x01\x00\x05hello'),
      ...mail.open(),
      ...mail.send(mail.server, '220 mail.example ESMTP\r\n'),
      datagram(Buffer.from('a name is asked'), 53),
      icmp,
    ]);
    expect(frames).toEqual([]);
    expect(notes.map((n) => n.split(':')[0])).toEqual([
      '1 UDP datagram is no push and was left out',
      '1 IP packet is neither TCP nor UDP and was left out',
      '1 TCP connection to port 443 is encrypted (TLS) and was left out',
      '1 TCP connection is neither HTTP nor SMPP and was left out',
    ]);
    expect(notes[2]).toMatch(/Export PDUs/);
  });

  it('is a link that cannot be read', () =>
    expect(read(exchange(), { link: 147 }).notes).toEqual([`${exchange().length} packets of link type 147 cannot be read`]));
});

describe('a push', () => {
  it('over UDP goes to the device', () => {
    const { frames } = read([datagram(push), datagram(push, 40_404), datagram(Buffer.from('no WSP at all'), 2949)]);
    expect(frames.map((f) => [f.direction, f.unit, f.channel, f.transport, f.to])).toEqual(
      [2948, 40_404, 2949].map((port) => ['to-iut', 'datagram', 'push', 'udp', `192.0.2.9:${port}`]),
    );
    expect(frames.map(({ body }) => Buffer.from(body).toString('hex'))).toEqual(
      [push, push, Buffer.from('no WSP at all')].map((o) => Buffer.from(o).toString('hex')),
    );
  });

  it('is nothing that goes from an address and port to itself, nor other traffic in which an octet means a content type', () => {
    const toItself = udpPacket({ ...DEVICE, port: 2948 }, { ...DEVICE, port: 2948 }, push, 1);
    const other = Buffer.from([1, 6, 1, 0xc4, ...new Array<number>(60).fill(0x99)]);
    expect(read([toItself, datagram(other, 40_404)])).toMatchObject({
      frames: [],
      notes: ['1 UDP datagram went from an address and port to itself and was left out', '1 UDP datagram is no push and was left out'],
    });
  });

  it('in fragments is put together, in any order', () => {
    const whole = Buffer.from(datagram(push));
    const part = (from: number, to: number, isLast: boolean): Uint8Array => {
      const packet = Buffer.concat([whole.subarray(0, 20), whole.subarray(20 + from, 20 + to)]);
      packet.writeUInt16BE(packet.length, 2);
      packet.writeUInt16BE((isLast ? 0 : 0x2000) | (from / 8), 6);
      return packet;
    };
    const parts = [part(16, 32, false), part(32, whole.length - 20, true), part(0, 16, false)];
    expect(read(parts).frames.map(({ body }) => body)).toEqual([push]);
    expect(read(parts.slice(1))).toMatchObject({ frames: [], notes: ['1 IP datagram has fragments that are not in the capture'] });
  });

  it('over IPv6 with headers before UDP', () => {
    const udp = Buffer.from(datagram(push)).subarray(20);
    const head = Buffer.from(`60000000000000 40${'20010db8'.padEnd(32, '0')}${'20010db8'.padEnd(31, '0')}9`.replace(' ', ''), 'hex');
    const packet = Buffer.concat([head, Buffer.from('1100000000000000', 'hex'), udp]);
    packet.writeUInt16BE(packet.length - 40, 4);
    packet[6] = 0;
    expect(read([packet]).frames).toMatchObject([{ from: '[2001:db8::]:9200', to: '[2001:db8::9]:2948', body: push }]);
  });

  it('over HTTP goes to the device, whose answer comes back', () => {
    const wrapped = 'HTTP/1.1 200 OK\r\nContent-Type: application/vnd.syncml.notification\r\n\r\nxyz';
    const asked = `POST /wappush HTTP/1.1\r\nHost: device\r\nContent-Type: application/http\r\nContent-Length: ${wrapped.length}\r\n\r\n${wrapped}`;
    const capture = read(exchange(asked, 'HTTP/1.1 204 No Content\r\nX-Wap-Push-Status: 400\r\n\r\n'));
    expect(capture.frames.map((f) => [f.direction, f.unit, f.channel])).toEqual([
      ['to-iut', 'request', 'push'],
      ['from-iut', 'response', 'push'],
    ]);
  });

  it('that was captured in part only is left out', () => {
    expect(read([datagram(push)], { snap: 40 })).toMatchObject({
      frames: [],
      notes: ['1 packet was captured in part only: capture with a greater snapshot length (tcpdump -s 0)'],
    });
  });
});

test('what Wireshark has exported out of TLS is read as HTTPS, a message in several records once', () => {
  // tshark 4.0 made it of two exchanges between http.client and http.server of Python, with the keys: -U 'OSI layer 7'.
  const { frames, notes } = readCapture(new URL('../../../tests/data/exported-pdus.pcapng', import.meta.url).pathname);
  const sent = ['<SyncML>message</SyncML>', '<SyncML>answer</SyncML>'];
  expect(bodies({ frames } as Capture)).toEqual([...sent, ...sent]);
  expect(frames.map((f) => [f.transport, f.direction, f.connection, f.exchange])).toEqual([
    ['https', 'from-iut', 1, 1],
    ['https', 'to-iut', 1, 1],
    ['https', 'from-iut', 1, 2],
    ['https', 'to-iut', 1, 2],
  ]);
  expect(frames[0]?.to).toBe('127.0.0.1:44433');
  expect(notes).toEqual([]);
});

test('a file that ends in the middle of a packet gives what stands before', () => {
  const file = pcapOf([datagram(push), datagram(push)]);
  const octets = readFileSync(file);
  const cut = pcapOf([]);
  const { writeFileSync } = process.getBuiltinModule('node:fs');
  writeFileSync(cut, octets.subarray(0, octets.length - 5));
  const { frames, notes } = readCapture(cut);
  expect(frames).toHaveLength(1);
  expect(notes[0]).toMatch(/ends in the middle of a packet/);
});

test('what is no capture is refused with what it begins with', () => {
  const file = pcapOf([]);
  process.getBuiltinModule('node:fs').writeFileSync(file, 'BM\x01\x02 no capture');
  expect(() => readCapture(file)).toThrow(/is no capture that dmct knows: it begins with 42 4d 01 02; wanted pcap, pcapng, HAR/);
  expect(() => readCapture(`${file}.gone`)).toThrow(/no such file/);
});
