/** Reads one SMPP 3.4 PDU as far as a push needs it, with the octet range of the short message in it. Never throws. */
import { COMMANDS, ESM_USER_DATA_HEADER, MESSAGE_PAYLOAD, RESPONSE, SMPP_HEAD_OCTETS } from './smpp-table.js';

export interface SmppMessage {
  readonly source: string;
  readonly destination: string;
  readonly esmClass: number;
  readonly hasUserDataHeader: boolean;
  readonly dataCoding: number;
  /** Octets of short_message, or of message_payload when that is used instead. */
  readonly from: number;
  readonly to: number;
}

export interface SmppPdu {
  /** command_length as it stands there. */
  readonly length: number;
  /** `submit_sm`, `submit_sm_resp`, `unknown`. */
  readonly command: string;
  readonly isResponse: boolean;
  readonly status: number;
  readonly sequence: number;
  /** Of a bind. */
  readonly systemId?: string;
  /** Of submit_sm, deliver_sm and data_sm; absent when the body does not hold. */
  readonly message?: SmppMessage;
}

/** Undefined when there is not even a whole header. */
export function readSmpp(octets: Uint8Array): SmppPdu | undefined {
  if (octets.length < SMPP_HEAD_OCTETS) return undefined;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const id = view.getUint32(4);
  const isResponse = id >= RESPONSE;
  const name = COMMANDS[isResponse ? id - RESPONSE : id];
  const command = name === undefined ? 'unknown' : isResponse && name !== 'generic_nack' ? `${name}_resp` : name;
  const cursor = new Cursor(octets);
  const isBind = name?.startsWith('bind') === true;
  const systemId = isBind ? cursor.text() : undefined;
  const message = isResponse ? undefined : MESSAGES.includes(command) ? readMessage(cursor, command === 'data_sm') : undefined;
  return {
    length: view.getUint32(0),
    command,
    isResponse,
    status: view.getUint32(8),
    sequence: view.getUint32(12),
    ...(systemId === undefined ? {} : { systemId }),
    ...(message ? { message } : {}),
  };
}

const MESSAGES = ['submit_sm', 'deliver_sm', 'data_sm'];

function readMessage(cursor: Cursor, isData: boolean): SmppMessage | undefined {
  cursor.text(); // service_type
  cursor.skip(2);
  const source = cursor.text();
  cursor.skip(2);
  const destination = cursor.text();
  const esmClass = cursor.octet();
  if (!isData) {
    cursor.skip(2); // protocol_id, priority_flag
    cursor.text();
    cursor.text(); // schedule_delivery_time, validity_period
    cursor.skip(2); // registered_delivery, replace_if_present_flag
  } else cursor.skip(1);
  const dataCoding = cursor.octet();
  if (!isData) cursor.skip(1); // sm_default_msg_id
  const length = isData ? 0 : cursor.octet();
  const from = cursor.at;
  cursor.skip(length ?? 0);
  if (
    source === undefined ||
    destination === undefined ||
    esmClass === undefined ||
    dataCoding === undefined ||
    length === undefined ||
    cursor.isPast
  )
    return undefined;
  const place = length > 0 ? { from, to: from + length } : (payloadOf(cursor) ?? { from, to: from });
  return { source, destination, esmClass, hasUserDataHeader: (esmClass & ESM_USER_DATA_HEADER) !== 0, dataCoding, ...place };
}

function payloadOf(cursor: Cursor): { from: number; to: number } | undefined {
  for (;;) {
    const tag = cursor.two();
    const length = cursor.two();
    if (tag === undefined || length === undefined) return undefined;
    const from = cursor.at;
    cursor.skip(length);
    if (cursor.isPast) return undefined;
    if (tag === MESSAGE_PAYLOAD) return { from, to: from + length };
  }
}

/** Walks over the body; what is not there is undefined, and `isPast` stays set. */
class Cursor {
  at = SMPP_HEAD_OCTETS;
  isPast = false;
  constructor(private readonly octets: Uint8Array) {}

  octet(): number | undefined {
    const value = this.octets[this.at];
    this.skip(1);
    return value;
  }

  two(): number | undefined {
    const high = this.octet();
    const low = this.octet();
    return high === undefined || low === undefined ? undefined : high * 256 + low;
  }

  /** Up to a zero octet. */
  text(): string | undefined {
    const end = this.octets.indexOf(0, this.at);
    if (end < 0) {
      this.isPast = true;
      return undefined;
    }
    const text = Buffer.from(this.octets.subarray(this.at, end)).toString('latin1');
    this.at = end + 1;
    return text;
  }

  skip(count: number): void {
    this.at += count;
    if (this.at > this.octets.length) this.isPast = true;
  }
}
