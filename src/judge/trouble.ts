/** Trouble at the transport and with the upper tester, in words, so that "nothing came" says why. */
import type { CallLine, FrameLine } from '../record/record.js';
import type { TransportTrouble } from '../wire/frame.js';

const WORDS: Readonly<Record<TransportTrouble, string>> = {
  aborted: 'the connection ended in the middle',
  'short-body': 'fewer octets came than Content-Length announces',
  'too-large': 'more octets came than dmct takes',
  'bad-http': 'what came is no HTTP',
  'bad-pdu': 'what came is no PDU of SMPP, or no SIP',
  surplus: 'octets came after the end of the answer',
  timeout: 'it did not come to its end in time',
  refused: 'the connection was refused',
  tls: 'the TLS handshake failed',
  'not-captured': 'the capture does not hold all of it',
};

/** `short-body: fewer octets came than …`, or undefined for a frame that crossed whole. */
export function troubleOf(frame: Pick<FrameLine, 'trouble'>): string | undefined {
  return frame.trouble && `${frame.trouble}: ${WORDS[frame.trouble]}`;
}

/** What is wrong with the head of a request by HTTP itself, or undefined. */
export function headFault({ unit, head }: Pick<FrameLine, 'unit' | 'head'>): string | undefined {
  if (unit !== 'request' || !head) return undefined;
  const { version, headers } = head;
  // Before 1.0 there were no heads at all (RFC 1945, 4.1).
  if (version !== '1.1' && version !== '1.0') return `the request is of HTTP/${version}, wanted 1.1 or 1.0`;
  // RFC 2616, 14.23; RFC 9112, 3.2: every request of HTTP/1.1 has Host, and has it once.
  const hosts = headers.filter(([name]) => name.toLowerCase() === 'host').length;
  if (hosts === 0 && version === '1.1') return 'the request has no Host, which HTTP/1.1 demands';
  return hosts > 1 ? `the request has ${hosts} Host headers` : undefined;
}

/** Trouble of these frames, each kind once. */
export function troublesOf(frames: readonly FrameLine[]): string[] {
  return [...new Set(frames.map(troubleOf).filter((t) => t !== undefined))];
}

/** What went wrong with the IUT behind the upper tester: `iut-crash: …`. */
export function iutTrouble(calls: readonly CallLine[]): string | undefined {
  const call = calls.find((c) => c.outcome.startsWith('iut-'));
  return call && `${call.outcome}${call.why === undefined ? '' : `: ${call.why}`}`;
}
