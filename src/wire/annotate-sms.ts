/** A short message as elements and lines: a whole TPDU (with or without the service centre in front), or user data alone. */
import { type AnnotationSink, quoted, visible } from './annotation.js';
import { type Field, hex, hexNumber } from './field.js';
import { USER_DATA_OCTETS } from './sms-table.js';
import { readTpdu, septetText, type Tpdu } from './sms-tpdu-read.js';
import { readUserData, type UserData } from './sms-udh-read.js';

/** The octets that a short message carries, when it is one that carries octets. */
export interface SmsPayload {
  readonly from: number;
  readonly to: number;
  readonly header?: UserData;
  /** False: nothing of it made sense. */
  readonly understood: boolean;
}

/** What a user data header that is worth the name holds: ports or a place in a concatenated message, and nothing wrong. */
export function looksLikeUserData(octets: Uint8Array): boolean {
  if (octets.length > USER_DATA_OCTETS) return false;
  const data = readUserData(octets);
  return data.findings.length === 0 && (data.destinationPort !== undefined || data.concatenation !== undefined);
}

/** Offset of a TPDU without any finding: 0, or behind a service-centre address; undefined when there is none. */
export function findTpdu(octets: Uint8Array): number | undefined {
  return [0, serviceCentreTo(octets)].find((at) => at !== undefined && at < octets.length && readTpdu(octets, at).findings.length === 0);
}

/** Modems put the address of the service centre before the TPDU: length octet, type of address, digits. */
function serviceCentreTo(octets: Uint8Array): number | undefined {
  const length = octets[0];
  if (length === undefined || length > 12) return undefined;
  return length === 0 || (octets[1] as number) >> 4 === 9 || octets[1] === 0x81 ? 1 + length : undefined;
}

export function annotateSms(sink: AnnotationSink, octets: Uint8Array, base: string): SmsPayload {
  const at = looksLikeUserData(octets) ? undefined : findTpdu(octets);
  if (at !== undefined) return annotateTpdu(sink, octets, at, base);
  const alone = readUserData(octets);
  if (!alone.destinationPort && !alone.concatenation) {
    // Nothing fits without a finding: the reading as a TPDU names more fields.
    const tpdu = readTpdu(octets);
    if (tpdu.userDataLength) return annotateTpdu(sink, octets, 0, base);
  }
  annotateHeader(sink, alone, base);
  sink.find(alone.findings);
  return { from: alone.payloadFrom, to: octets.length, header: alone, understood: alone.elements.length > 0 };
}

function annotateTpdu(sink: AnnotationSink, octets: Uint8Array, at: number, base: string): SmsPayload {
  if (at > 0) sink.field(`${base}/smsc`, 0, at, hex(octets.subarray(0, at)), 0, 'service centre');
  const t = readTpdu(octets, at);
  const put = (name: string, field: Field<unknown> | undefined, label: string): void => {
    if (field) sink.field(`${base}/${name}`, field.from, field.to, field.text, 0, `${label} ${visible(field.text)}`);
  };
  put('type', t.first, 'SMS');
  put('message-reference', t.messageReference, 'message reference');
  put('address', t.address, t.type === 'submit' ? 'destination' : 'originator');
  put('protocol-id', t.protocolId, 'protocol id');
  put('data-coding', t.dataCoding, 'data coding');
  put('timestamp', t.timestamp, 'service centre time');
  put('validity', t.validity, 'validity period');
  put('user-data-length', t.userDataLength, 'user data length');
  sink.find(t.findings);
  const to = t.userDataFrom + t.userData.length;
  const understood = t.type !== undefined && t.userDataLength !== undefined;
  if (t.header) {
    annotateHeader(sink, t.header, base);
    return { from: t.header.payloadFrom, to, header: t.header, understood };
  }
  const text = textOfUserData(t);
  if (text === undefined) return { from: t.userDataFrom, to, understood };
  sink.field(`${base}/text`, t.userDataFrom, to, text, 0, `text ${quoted(text)}`);
  return { from: to, to, understood };
}

function textOfUserData(t: Tpdu): string | undefined {
  if (t.alphabet === '7-bit') return septetText(t.userData, Math.min(t.userDataLength?.value ?? 0, Math.floor((t.userData.length * 8) / 7)));
  return t.alphabet === 'ucs2' ? new TextDecoder('utf-16be').decode(t.userData) : undefined;
}

const ELEMENT_PATHS: Readonly<Record<number, string>> = { 0: 'concatenation', 4: 'ports', 5: 'ports', 8: 'concatenation' };

function annotateHeader(sink: AnnotationSink, data: UserData, base: string): void {
  const { headerLength } = data;
  if (!headerLength) return;
  sink.field(`${base}/udh/length`, headerLength.from, headerLength.to, headerLength.text, 0, `user data header of ${headerLength.text} octets`);
  for (const e of data.elements) {
    sink.field(
      `${base}/udh/${ELEMENT_PATHS[e.id] ?? hexNumber(e.id)}`,
      e.from,
      e.to,
      e.text,
      1,
      `element ${hexNumber(e.id)}${e.name === hexNumber(e.id) ? '' : ` ${e.name}`}: ${e.text}`,
    );
  }
  sink.line(data.elements.at(-1)?.to ?? headerLength.to, data.payloadFrom, 1, 'no part of an element');
}
