/** Push by SIP MESSAGE over UDP (RFC 3428): a device that answers 200, and a sender that repeats itself until it is answered. */
import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { InputError } from '../../src/base/errors.js';
import type { Crossing, Direction, Tap } from '../../src/wire/frame.js';
import { lineValue } from '../../src/wire/octet-lines.js';
import { readSip, type SipMessage } from '../../src/wire/sip-read.js';
import { formatHostPort, parseHostPort } from '../http/address.js';
import { numbersOf } from '../http/numbers.js';
import type { PushContent } from '../lower-tester.js';
import { beside, type ReceivedPush } from './ota-http.js';

/** First interval between repetitions, and the longest (RFC 3261, 17.1.2.1). */
const T1 = 500;
const T2 = 4_000;
/** Answers kept for repetitions of what was answered already. */
const ANSWERS_KEPT = 256;

export interface SipReceiver {
  /** `host:port` that it listens on. */
  readonly address: string;
  close(): Promise<void>;
}

/** Binds and listens. Throws InputError `cannot-listen`. */
export async function startSipReceiver(options: {
  readonly listen: string;
  readonly tap: Tap;
  readonly direction: Direction;
  readonly handler: (push: ReceivedPush) => void;
}): Promise<SipReceiver> {
  const { host, port } = parseHostPort(options.listen);
  const socket = await bound(host, port, options.listen);
  const own = socket.address();
  const address = formatHostPort(own.address, own.port);
  const connection = numbersOf(options.tap).connection();
  const answered = new Map<string, string>();
  const answers: Direction = options.direction === 'to-iut' ? 'from-iut' : 'to-iut';
  socket.on('message', (data, peer) => {
    const exchange = numbersOf(options.tap).exchange();
    const there = formatHostPort(peer.address, peer.port);
    const message = readSip(data);
    const isPush = message?.method === 'MESSAGE';
    const crossing = { connection, exchange, transport: 'sip', channel: 'push' } as const;
    const unit = isPush ? 'datagram' : 'request';
    const came = options.tap({
      ...crossing,
      direction: options.direction,
      unit,
      from: there,
      to: address,
      body: new Uint8Array(data),
      ...(message ? {} : { trouble: 'bad-pdu' as const }),
    });
    const request = readSip(came.body);
    if (!request?.method || request.method === 'ACK') return;
    const key = [lineValue(request.headers, 'call-id'), lineValue(request.headers, 'cseq')].join(' ');
    const isRepeated = answered.has(key);
    const text =
      answered.get(key) ?? responseTo(request, request.method === 'MESSAGE' || request.method === 'OPTIONS' ? '200 OK' : '405 Method Not Allowed');
    answered.set(key, text);
    for (const oldest of answered.keys()) {
      if (answered.size <= ANSWERS_KEPT) break;
      answered.delete(oldest);
    }
    if (request.method === 'MESSAGE' && !isRepeated) options.handler(pushOf(request, came.body));
    const answer = options.tap({ ...crossing, direction: answers, unit: 'response', from: address, to: there, body: new TextEncoder().encode(text) });
    socket.send(answer.body, peer.port, peer.address, () => undefined);
  });
  return { address, close: () => new Promise((resolve) => socket.close(() => resolve())) };
}

function pushOf(message: SipMessage, octets: Uint8Array): ReceivedPush {
  return {
    contentType: lineValue(message.headers, 'content-type') ?? '',
    applicationId: lineValue(message.headers, 'x-wap-application-id') ?? '',
    ...beside((name) => lineValue(message.headers, name)),
    body: octets.subarray(message.bodyFrom, message.bodyTo),
    deviation: '',
  };
}

/** Via, From, To, Call-ID and CSeq go back as they came (RFC 3261, 8.2.6.2). */
function responseTo(request: SipMessage, status: string): string {
  const back = request.headers.filter(({ name }) => ['via', 'from', 'to', 'call-id', 'cseq'].includes(name.toLowerCase()));
  const lines = back.map(({ name, value }) => `${name}: ${value}${name.toLowerCase() === 'to' && !/;tag=/.test(value) ? ';tag=dmct' : ''}`);
  return [`SIP/2.0 ${status}`, ...lines, ...(status.startsWith('405') ? ['Allow: MESSAGE, OPTIONS'] : []), 'Content-Length: 0', '', ''].join('\r\n');
}

/** Sends a push and waits for its final answer; gives its status, or nothing when none came in time. Repetitions are frames too. */
export async function sendSip(options: {
  readonly to: string;
  readonly push: PushContent;
  readonly tap: Tap;
  readonly direction: Direction;
  readonly timeoutMs: number;
}): Promise<number | undefined> {
  const { tap, direction, push } = options;
  const { host, port } = parseHostPort(options.to);
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('error', () => undefined);
  try {
    await new Promise<void>((resolve, reject) => socket.connect(port, host, (cause?: Error) => (cause ? reject(cause) : resolve()))).catch(
      (cause: Error) => {
        throw new InputError('cannot-send', { found: `cannot send a push to ${options.to}: ${cause.message}`, cure: 'check push.to' });
      },
    );
    const own = socket.address();
    const here = formatHostPort(own.address, own.port);
    const there = formatHostPort(host, port);
    const numbers = numbersOf(tap);
    const crossing = { connection: numbers.connection(), exchange: numbers.exchange(), transport: 'sip', channel: 'push' } as const;
    const message = messageOctets(push, here, there, crossing.exchange);
    const send = (): void => {
      const sent: Crossing = tap({ ...crossing, direction, unit: 'datagram', from: here, to: there, body: message });
      socket.send(sent.body, () => undefined);
    };
    const answers: Direction = direction === 'to-iut' ? 'from-iut' : 'to-iut';
    return await new Promise<number | undefined>((resolve) => {
      let repeat: NodeJS.Timeout;
      const over = setTimeout(() => done(undefined), options.timeoutMs);
      const done = (status: number | undefined): void => {
        clearTimeout(over);
        clearTimeout(repeat);
        resolve(status);
      };
      socket.on('message', (data) => {
        const answer = tap({ ...crossing, direction: answers, unit: 'response', from: there, to: here, body: new Uint8Array(data) });
        const status = readSip(answer.body)?.status;
        if (status !== undefined && status >= 200) done(status);
      });
      const go = (wait: number): void => {
        send();
        repeat = setTimeout(() => go(Math.min(2 * wait, T2)), wait);
      };
      go(T1);
    });
  } finally {
    socket.close();
  }
}

function messageOctets(push: PushContent, here: string, there: string, exchange: number): Uint8Array {
  const mark = createHash('sha256').update(push.body).update(String(exchange)).digest('hex').slice(0, 16);
  const head = [
    `MESSAGE sip:device@${there} SIP/2.0`,
    `Via: SIP/2.0/UDP ${here};branch=z9hG4bK${mark}`,
    'Max-Forwards: 70',
    `From: <sip:dmct@${here}>;tag=${mark.slice(0, 8)}`,
    `To: <sip:device@${there}>`,
    `Call-ID: ${mark}@dmct`,
    'CSeq: 1 MESSAGE',
    `Content-Type: ${push.contentType}`,
    ...(push.applicationId === undefined ? [] : [`X-Wap-Application-Id: ${push.applicationId}`]),
    ...(push.headers ?? []).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${push.body.length}`,
  ];
  return new Uint8Array(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), push.body]));
}

function bound(host: string, port: number, text: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', (cause) => {
      socket.close();
      reject(
        new InputError('cannot-listen', { found: `cannot listen for SIP on ${text}: ${cause.message}`, cure: 'choose a free address, or port 0' }),
      );
    });
    socket.bind(port, host, () => {
      socket.removeAllListeners('error');
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}
