/** UDP datagrams that are pushes: WSP on its registered ports or with DM in its head (WAP-230, 8.2.4.2), and SIP MESSAGE (RFC 3428). */
import { looksLikeNotification } from '../../wire/notification-likely.js';
import { lineValue } from '../../wire/octet-lines.js';
import { readSip, type SipMessage } from '../../wire/sip-read.js';
import { readWspPush } from '../../wire/wsp-read.js';
import { CONFIRMED_PUSH_PDU, PUSH_PDU } from '../../wire/wsp-table.js';
import { isDmApplication, isPushType, looksLikeSyncml } from './dm-content.js';
import type { Keeper } from './keeper.js';
import type { Tally } from './tally.js';

const PUSH_PORT = /:294[89]$/;
/** SIP requests whose answers are looked out for. */
const MOST_ASKED = 1_024;

export interface Datagram {
  /** `address:port`. */
  readonly from: string;
  readonly to: string;
  readonly payload: Uint8Array;
  readonly ms: number;
}

/** Whether octets are a WSP push that DM is meant to get. */
export function isDmPush(octets: Uint8Array): boolean {
  if (octets[1] !== PUSH_PDU && octets[1] !== CONFIRMED_PUSH_PDU) return false;
  const { contentType, applicationId, body } = readWspPush(octets);
  if (isDmApplication(applicationId?.text)) return true;
  // A code is one octet, which in other traffic means something else.
  return isPushType(contentType?.mediaType) && (contentType?.mediaForm === 'text' || looksLikeNotification(body) || looksLikeSyncml(body));
}

export class Datagrams {
  readonly #asked = new Map<string, object>();
  readonly #ends = new Map<string, object>();

  constructor(
    private readonly keeper: Keeper,
    private readonly tally: Tally,
  ) {}

  /** The octets are copied when they are kept. */
  take(datagram: Datagram): void {
    // What a program tells itself, such as that all before it has arrived.
    if (datagram.from === datagram.to) {
      return void this.tally.add(
        'UDP datagram went from an address and port to itself and was left out',
        'UDP datagrams went from an address and port to themselves and were left out',
      );
    }
    const sip = readSip(datagram.payload);
    if (sip) return void this.#sip(sip, datagram);
    if (PUSH_PORT.test(datagram.to) || isDmPush(datagram.payload)) return void this.#keep(datagram, 'udp', 'to-iut', 'datagram', {});
    this.tally.add('UDP datagram is no push and was left out', 'UDP datagrams are no pushes and were left out');
  }

  #sip(sip: SipMessage, datagram: Datagram): void {
    const call = lineValue(sip.headers, 'call-id') ?? '';
    const isPush =
      sip.method === 'MESSAGE' &&
      (isPushType(lineValue(sip.headers, 'content-type')) || isDmApplication(lineValue(sip.headers, 'x-wap-application-id')));
    const known = this.#asked.get(call);
    if (isPush) {
      const exchange = known ?? {};
      this.#asked.set(call, exchange);
      if (this.#asked.size > MOST_ASKED) this.#asked.delete(this.#asked.keys().next().value as string);
      return void this.#keep(datagram, 'sip', 'to-iut', 'datagram', exchange);
    }
    if (sip.status !== undefined && known) return void this.#keep(datagram, 'sip', 'from-iut', 'response', known);
    this.tally.add('SIP message is no DM push and was left out', 'SIP messages are no DM pushes and were left out');
  }

  #keep(
    { from, to, payload, ms }: Datagram,
    transport: 'udp' | 'sip',
    direction: 'from-iut' | 'to-iut',
    unit: 'datagram' | 'response',
    exchange: object,
  ): void {
    const key = `${transport} ${[from, to].sort().join(' ')}`;
    const connection = this.#ends.get(key) ?? {};
    this.#ends.set(key, connection);
    this.keeper.frame({ direction, transport, unit, channel: 'push', connection, exchange, from, to, body: new Uint8Array(payload), ms });
  }
}
