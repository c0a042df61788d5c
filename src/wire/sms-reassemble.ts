/** Puts the parts of a concatenated short message together (TS 23.040, section 9.2.3.24.1), and says what is wrong with them. */
import type { Finding } from './document.js';
import { FindingList } from './field.js';
import { readUserData, type UserData } from './sms-udh-read.js';

export interface Reassembled {
  /** The parts' data in order of sequence, as far as they are there. */
  readonly payload: Uint8Array;
  /** Every part is there exactly as announced. */
  readonly complete: boolean;
  readonly destinationPort?: number;
  readonly originPort?: number;
  readonly reference?: number;
  readonly total: number;
  /** Where each octet came from: `index` into the parts given, `from`/`to` in the payload. */
  readonly pieces: readonly { readonly index: number; readonly sequence: number; readonly from: number; readonly to: number }[];
  /** `at` is the index of the part the finding is about, for findings inside a part too. */
  readonly findings: readonly Finding[];
}

/** `parts`: user data of each short message, header included, in order of arrival. A single unconcatenated part is complete by itself. */
export function reassemble(parts: readonly Uint8Array[]): Reassembled {
  const findings = new FindingList();
  const read = parts.map((part) => readUserData(part));
  for (const [index, data] of read.entries()) for (const f of data.findings) findings.add(f.code, index, `octet ${f.at}: ${f.message}`);
  const first = read[0];
  if (!first) {
    findings.add('sms-part-missing', 0, 'there is no part');
    return { payload: new Uint8Array(0), complete: false, total: 0, pieces: [], findings: findings.list };
  }
  const lead = partOf(first) ?? { reference: 0, bits: 8, total: 1, sequence: 1 };
  const bySequence = place(read, lead, findings);
  const pieces: { index: number; sequence: number; from: number; to: number }[] = [];
  let at = 0;
  let missing = 0;
  for (let sequence = 1; sequence <= lead.total; sequence++) {
    const index = bySequence.get(sequence);
    if (index === undefined) {
      missing += 1;
      findings.add('sms-part-missing', parts.length, `part ${sequence} of ${lead.total} is missing`);
      continue;
    }
    const length = (read[index] as UserData).payload.length;
    pieces.push({ index, sequence, from: at, to: at + length });
    at += length;
  }
  const payload = new Uint8Array(at);
  for (const piece of pieces) payload.set((read[piece.index] as UserData).payload, piece.from);
  return {
    payload,
    complete: missing === 0 && lead.total > 0,
    ...(first.destinationPort && first.originPort ? { destinationPort: first.destinationPort.value, originPort: first.originPort.value } : {}),
    ...(first.concatenation ? { reference: lead.reference } : {}),
    total: lead.total,
    pieces,
    findings: findings.list,
  };
}

interface Part {
  readonly reference: number;
  /** Length of the reference. */
  readonly bits: number;
  readonly total: number;
  readonly sequence: number;
}

function partOf({ concatenation: c }: UserData): Part | undefined {
  return c && { reference: c.reference.value, bits: c.reference.bits, total: c.total.value, sequence: c.sequence.value };
}

/** Index of the part that fills each sequence number; parts of another message and repetitions are left out. */
function place(read: readonly UserData[], lead: Part, findings: FindingList): Map<number, number> {
  const bySequence = new Map<number, number>();
  let highest = 0;
  const ports = portText(read[0]);
  for (const [index, data] of read.entries()) {
    const own = partOf(data) ?? (read.length === 1 ? lead : undefined);
    if (!own) {
      findings.add('sms-not-concatenated', index, 'this part has no concatenation element; it is left out');
      continue;
    }
    if (own.reference !== lead.reference || own.bits !== lead.bits) {
      findings.add('sms-reference', index, `reference ${own.reference}, the first part has ${lead.reference}; this part is left out`);
      continue;
    }
    if (own.total !== lead.total) findings.add('sms-total', index, `announces ${own.total} parts, the first part ${lead.total}`);
    if (portText(data) !== ports) findings.add('sms-ports', index, 'other ports than the first part');
    if (bySequence.has(own.sequence)) {
      findings.add('sms-part-repeated', index, `part ${own.sequence} came before; this one is left out`);
      continue;
    }
    if (own.sequence < highest) findings.add('sms-part-order', index, `part ${own.sequence} comes after part ${highest}`);
    highest = Math.max(highest, own.sequence);
    bySequence.set(own.sequence, index);
  }
  return bySequence;
}

function portText(data: UserData | undefined): string {
  return `${data?.destinationPort?.text}/${data?.originPort?.text}`;
}
