/**
 * A frame: octets that crossed a boundary once (design, section 1), before any parser saw them.
 * Simulators report each crossing to a Tap; the record keeps it; a mutant's tap may hand back edited octets instead.
 */

export type Direction = 'from-iut' | 'to-iut';
export type Transport = 'http' | 'https' | 'udp' | 'smpp' | 'sip' | 'file';

export interface HttpHead {
  /** Of a request. */
  readonly method?: string;
  readonly url?: string;
  /** Of a response. */
  readonly status?: number;
  readonly reason?: string;
  /** '1.1' or '1.0'. */
  readonly version: string;
  /** As received: order, case and repetitions kept. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What went wrong at the transport while this frame crossed. */
export type TransportTrouble =
  | 'aborted'
  | 'short-body'
  | 'too-large'
  | 'bad-http'
  | 'bad-pdu'
  /** Octets after a whole answer, on its connection, that belong to no message. */
  | 'surplus'
  | 'timeout'
  | 'refused'
  | 'tls'
  /** It crossed whole perhaps, but a capture made by another tool does not hold all of it: nothing is to be concluded from what is missing. */
  | 'not-captured';

export interface Crossing {
  readonly direction: Direction;
  readonly transport: Transport;
  readonly unit: 'request' | 'response' | 'datagram';
  /** What the frame is for: the DM address, or a push to the device. */
  readonly channel: 'dm' | 'push';
  /** Connection number within the row; request and response of one exchange share `exchange`. */
  readonly connection: number;
  readonly exchange: number;
  /** `address:port`. */
  readonly from: string;
  readonly to: string;
  readonly head?: HttpHead;
  readonly body: Uint8Array;
  readonly trouble?: TransportTrouble;
}

/**
 * `from` of a datagram that is a whole WSP PDU in a file: handed over by an upper tester, or put together from several short messages.
 * Others in a file are user data of short messages.
 */
export const HANDED_PUSH = 'push';
/** `from` of a datagram in a file that is what a push carries, without any envelope: a bare package #0. */
export const BARE_PUSH = 'bare-push';

/** Called with every crossing before anything parses it. What it returns is what the simulator goes on with. */
export type Tap = (crossing: Crossing) => Crossing;

/** First value of a header, name compared without case; undefined when absent. */
export function header(head: HttpHead | undefined, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return head?.headers.find(([n]) => n.toLowerCase() === wanted)?.[1];
}
