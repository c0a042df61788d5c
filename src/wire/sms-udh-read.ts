/** Reads the user data header of a short message (TS 23.040, section 9.2.3.24) and with it WDP over SMS: never throws. */
import type { Finding } from './document.js';
import { type Field, FindingList, hex, hexNumber, octetField } from './field.js';
import { ELEMENT, ELEMENTS } from './sms-table.js';

export interface UserDataElement {
  readonly from: number;
  readonly to: number;
  readonly id: number;
  readonly name: string;
  readonly dataFrom: number;
  readonly data: Uint8Array;
  /** Ports and concatenation in words; other elements as hex. */
  readonly text: string;
}

/** Ports of 8 or 16 bits, as the fields' `bits` says. */
export interface Ports {
  readonly destinationPort: Field<number>;
  readonly originPort: Field<number>;
}

export interface Concatenation {
  /** Of 8 or 16 bits. */
  readonly reference: Field<number>;
  readonly total: Field<number>;
  /** 1-based place of this part. */
  readonly sequence: Field<number>;
}

export interface UserData {
  readonly from: number;
  readonly to: number;
  /** Octets of the header after this one. */
  readonly headerLength?: Field<number>;
  readonly elements: readonly UserDataElement[];
  readonly destinationPort?: Field<number>;
  readonly originPort?: Field<number>;
  readonly concatenation?: Concatenation;
  /** First octet after the header. */
  readonly payloadFrom: number;
  readonly payload: Uint8Array;
  readonly findings: readonly Finding[];
}

/** Reads octets `at` to `to` (default: the end) as user data that starts with a header. */
export function readUserData(octets: Uint8Array, at = 0, to = octets.length): UserData {
  const end = Math.min(to, octets.length);
  const from = Math.min(Math.max(0, at), end);
  const findings = new FindingList();
  const length = from < end ? octets[from] : undefined;
  if (length === undefined) {
    findings.add('sms-truncated', end, 'there is no user data header');
    return { from, to: end, elements: [], payloadFrom: end, payload: octets.subarray(end, end), findings: findings.list };
  }
  const headerTo = Math.min(from + 1 + length, end);
  if (from + 1 + length > end) findings.add('sms-header-length', from, `the header says ${length} octets, ${end - from - 1} are left`);
  const elements = readElements(octets, from + 1, headerTo, findings);
  const ports = lastOf(elements, portsOf);
  const concatenation = lastOf(elements, concatenationOf);
  if (concatenation) {
    const { sequence, total } = concatenation;
    if (sequence.value < 1 || sequence.value > total.value)
      findings.add('sms-concatenation', sequence.from, `part ${sequence.text} of ${total.text}`);
  }
  return {
    from,
    to: end,
    headerLength: octetField(from, from + 1, length, String(length)),
    elements,
    ...ports,
    ...(concatenation ? { concatenation } : {}),
    payloadFrom: headerTo,
    payload: octets.subarray(headerTo, end),
    findings: findings.list,
  };
}

function readElements(octets: Uint8Array, at: number, end: number, findings: FindingList): UserDataElement[] {
  const elements: UserDataElement[] = [];
  const seen = new Set<number>();
  for (let next = at; next < end; ) {
    const id = octets[next] as number;
    const length = next + 1 < end ? (octets[next + 1] as number) : undefined;
    if (length === undefined) {
      findings.add('sms-truncated', next, `element ${hexNumber(id)} has no length`);
      break;
    }
    const dataFrom = next + 2;
    const to = Math.min(dataFrom + length, end);
    if (dataFrom + length > end)
      findings.add('sms-element-length', next + 1, `element ${hexNumber(id)} says ${length} octets, ${end - dataFrom} are left`);
    const known = ELEMENTS[id];
    if (known?.octets !== undefined && known.octets !== length) {
      findings.add('sms-element-length', next + 1, `${known.name}: length ${length}, ${known.octets} wanted`);
    }
    if (seen.has(id)) findings.add('sms-element-repeated', next, `element ${hexNumber(id)} stands twice; the last one counts`);
    seen.add(id);
    const element = { from: next, to, id, name: known?.name ?? hexNumber(id), dataFrom, data: octets.subarray(dataFrom, to), text: '' };
    elements.push({ ...element, text: elementText(element) });
    next = to;
  }
  return elements;
}

function elementText(element: UserDataElement): string {
  const ports = portsOf(element);
  if (ports) return `to ${ports.destinationPort.text}, from ${ports.originPort.text}`;
  const part = concatenationOf(element);
  if (part) return `part ${part.sequence.text} of ${part.total.text}, reference ${part.reference.text}`;
  return hex(element.data);
}

/** The number in `size` octets at place `at` of an element's data. */
function numberIn({ data, dataFrom }: UserDataElement, at: number, size: 1 | 2): Field<number> {
  const value = size === 1 ? (data[at] ?? 0) : (data[at] ?? 0) * 256 + (data[at + 1] ?? 0);
  return octetField(dataFrom + at, dataFrom + at + size, value, String(value));
}

function portsOf(element: UserDataElement): Ports | undefined {
  const size = element.id === ELEMENT.ports16 ? 2 : 1;
  if ((element.id !== ELEMENT.ports8 && element.id !== ELEMENT.ports16) || element.data.length < 2 * size) return undefined;
  return { destinationPort: numberIn(element, 0, size), originPort: numberIn(element, size, size) };
}

function concatenationOf(element: UserDataElement): Concatenation | undefined {
  const size = element.id === ELEMENT.concatenation16 ? 2 : 1;
  if ((element.id !== ELEMENT.concatenation8 && element.id !== ELEMENT.concatenation16) || element.data.length < size + 2) return undefined;
  return { reference: numberIn(element, 0, size), total: numberIn(element, size, 1), sequence: numberIn(element, size + 1, 1) };
}

function lastOf<T>(elements: readonly UserDataElement[], give: (element: UserDataElement) => T | undefined): T | undefined {
  for (const element of elements.toReversed()) {
    const found = give(element);
    if (found) return found;
  }
  return undefined;
}
