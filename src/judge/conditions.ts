/**
 * Conditions that a check puts on its subject. Each is a row of the table: it says whether the places satisfy it, what was wanted and,
 * where one comes near, what it looks like instead. A condition never trims, never coerces a number, never ignores case.
 */
import { formOf, textOf } from '../wire/document.js';
import { checkContentModel } from '../wire/syncml-dtd.js';
import { documentOf, octetsOf } from './body.js';
import { charsetFault } from './charset.js';
import { countWords } from './count-words.js';
import { authenticated, credential, hmac, notificationDigest } from './digests.js';
import { notified } from './notified.js';
import { inRange } from './range.js';
import type { Check, Fields, Value } from './scenario.js';
import { encrypted, signature } from './signature.js';
import { type CheckContext, type Place, resolve } from './subject.js';

export interface ConditionResult {
  readonly ok: boolean;
  readonly wanted: string;
  /** Beside wanted and got: what is wrong, or which of several readings matched. */
  readonly message?: string;
  /** The places that decide; when empty, all places of the subject. */
  readonly places?: readonly Place[];
  /** Inconclusive rather than failed: the octets match another reading of an assumption. */
  readonly assumption?: string;
  /** Neither right nor wrong: the message says why it cannot be judged here. */
  readonly undecided?: 'not-applicable' | 'inconclusive' | 'review';
}

type Condition = (places: readonly Place[], wanted: Value, check: Check, context: CheckContext) => ConditionResult;

/** A condition that every place must satisfy, and that at least one place must exist for. */
function every(wanted: string, test: (place: Place) => boolean | string): (places: readonly Place[]) => ConditionResult {
  return (places) => {
    if (places.length === 0) return { ok: false, wanted, message: 'it is not there' };
    const bad: Place[] = [];
    const notes = new Set<string>();
    for (const place of places) {
      const result = test(place);
      if (result === true) continue;
      bad.push(place);
      if (typeof result === 'string' && result) notes.add(result);
    }
    if (bad.length === 0) return { ok: true, wanted };
    return { ok: false, wanted, places: bad, ...(notes.size ? { message: [...notes].join('; ') } : {}) };
  };
}

const list = (value: Value): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

function equalText(text: string, wanted: string): boolean | string {
  if (text === wanted) return true;
  if (text.trim() === wanted.trim()) return 'right but for white space around it';
  if (text.toLowerCase() === wanted.toLowerCase()) return 'right but for upper and lower case';
  if (/^\d+$/.test(text) && /^\d+$/.test(wanted) && Number(text) === Number(wanted)) return 'the same number, but other octets';
  return false;
}

/** With the text as it crossed, entities and all, where its octets are text: decoded, a wrong form looks like the right one. */
function asCrossed(place: Place): Place {
  if (!place.frame || place.element?.children.length !== 0 || place.from === place.to) return place;
  const text = Buffer.from(octetsOf(place.frame).subarray(place.from, place.to)).toString('utf8');
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? place : { ...place, text };
}

/** Text of the same or another subject in another step, to compare with. */
function other(wanted: Value, check: Check, context: CheckContext): Place[] {
  const reference = (typeof wanted === 'string' ? { step: wanted } : wanted) as Fields;
  const step = context.steps.find((s) => s.id === reference.step);
  const run = step && context.timeline.run(step.id);
  if (!step || !run) return [];
  const subject = Object.keys(reference).some((k) => k !== 'step') ? reference : check;
  return resolve(subject, { ...context, step, frames: run.frame ? [run.frame] : [] }).places;
}

const TABLE: Readonly<Record<string, Condition>> = {
  count: (places, wanted, check) => ({
    ok: inRange(places.length, String(wanted)),
    wanted: countWords(check),
    message: `there ${places.length === 1 ? 'is' : 'are'} ${places.length}`,
  }),
  absent: (places) => ({ ok: places.length === 0, wanted: 'nothing', message: 'it is there' }),
  present: (places) => ({ ok: places.length > 0, wanted: 'it is there', message: 'it is not there' }),
  ascii: (places, wanted) => every(JSON.stringify(wanted), (p) => equalText(p.text, String(wanted)))(places),
  text: (places, wanted) => every(JSON.stringify(wanted), (p) => equalText(p.text, String(wanted)))(places),
  bytes: (places, wanted) => {
    const want = String(wanted).replace(/\s+/g, '').toLowerCase();
    return every(want, (p) => hex(p.frame ? octetsOf(p.frame).subarray(p.from, p.to) : p.octets) === want)(places);
  },
  pattern: (places, wanted) => {
    const pattern = new RegExp(`^(?:${String(wanted)})$`, 'su');
    return every(`/${String(wanted)}/`, (p) => pattern.test(p.text))(places);
  },
  // Type and subtype in any case, parameters or none (RFC 9110, 8.3.1).
  'media-type': (places, wanted) =>
    every(list(wanted).join(' or '), (p) => {
      const isIt = list(wanted).includes((p.text.split(';')[0] as string).trim().toLowerCase());
      return isIt && p.frame?.channel === 'dm' ? (charsetFault(p.frame, p.text) ?? true) : isIt;
    })(places),
  'one-of': (places, wanted) => every(`one of ${list(wanted).join(', ')}`, (p) => list(wanted).includes(p.text))(places),
  range: (places, wanted) =>
    every(`a number in ${String(wanted)}`, (p) => (/^\d+$/.test(p.text) ? inRange(Number(p.text), String(wanted)) : 'it is no decimal number'))(
      places,
    ),
  form: (places, wanted) => {
    const result = every(`written as ${list(wanted).join(' or ')}`, (p) => {
      if (!p.element) return 'it has no form';
      if (p.element.children.length > 0) return `it has element content (${p.element.children.map((c) => c.name).join(', ')})`;
      const form = formOf(p.element);
      return list(wanted).includes(form) ? true : `it is written as ${form}`;
    })(places);
    return result.places ? { ...result, places: result.places.map(asCrossed) } : result;
  },
  ns: (places, wanted) =>
    every(`namespace ${String(wanted)}`, (p) => (p.element?.ns === wanted ? true : `its namespace is "${p.element?.ns ?? ''}"`))(places),
  children: (places, wanted, check) => {
    const allowed = new Set([...list(wanted), ...list(check.tolerate ?? [])]);
    return every(`only ${list(wanted).join(', ')} inside`, (p) => {
      const foreign = p.element?.children.find((c) => !allowed.has(c.name));
      if (foreign) return `${foreign.name} stands inside`;
      return p.element?.children.some((c) => list(wanted).includes(c.name)) ? true : 'none of them stands inside';
    })(places);
  },
  'each-has': (places, wanted) => {
    const counts = Object.entries(wanted as Fields);
    return every(`each with ${counts.map(([n, r]) => `${String(r)} ${n}`).join(', ')}`, (p) => {
      for (const [name, range] of counts) {
        const n = p.element?.children.filter((c) => c.name === name).length ?? 0;
        if (!inRange(n, String(range))) return `one has ${n} ${name}`;
      }
      return true;
    })(places);
  },
  unique: (places) => {
    const seen = new Set<string>();
    const twice = places.filter((p) => seen.size === seen.add(p.text).size);
    if (places.length === 0) return { ok: false, wanted: 'values that differ', message: 'none is there' };
    return { ok: twice.length === 0, wanted: 'values that differ', places: twice, message: twice.length ? `"${twice[0]?.text}" stands twice` : '' };
  },
  constant: (places) => {
    const first = places[0];
    const wanted = 'the same value everywhere';
    if (!first) return { ok: false, wanted, message: 'none is there' };
    const off = places.filter((p) => p.text !== first.text);
    return { ok: off.length === 0, wanted: `${JSON.stringify(first.text)} everywhere`, places: off };
  },
  'counts-up': (places) => {
    const off = places.filter((p, i) => p.text !== String(i + 1));
    if (places.length === 0) return { ok: false, wanted: '1, 2, 3 …', message: 'none is there' };
    return { ok: off.length === 0, wanted: '1, 2, 3 …', places: off };
  },
  'same-as': (places, wanted, check, context) => {
    const reference = other(wanted, check, context)[0];
    if (!reference) return { ok: false, wanted: 'the same as in the other step', message: 'the other step has no such value' };
    return every(JSON.stringify(reference.text), (p) => p.text === reference.text)(places);
  },
  'differs-from': (places, wanted, check, context) => {
    const reference = other(wanted, check, context)[0];
    if (!reference) return { ok: false, wanted: 'another value than in the other step', message: 'the other step has no such value' };
    return every(`anything but ${JSON.stringify(reference.text)}`, (p) => p.text !== reference.text)(places);
  },
  bits: (places, wanted) => every(`bits ${String(wanted)}`, (p) => (p.bits === wanted ? true : `the bits are ${p.bits ?? 'missing'}`))(places),
  'at-most': (places, wanted) => every(`at most ${String(wanted)}`, (p) => Number(p.text) <= Number(wanted))(places),
  'octets-at-most': (places, wanted) => every(`at most ${String(wanted)} octets`, (p) => p.octets.length <= Number(wanted))(places),
  'length-of': (places, wanted) => {
    const octets = Buffer.byteLength(String(wanted));
    return every(`${octets}, the octets of ${JSON.stringify(wanted)}`, (p) => p.text === String(octets))(places);
  },
  // Nothing that came at all holds no octets either: closing without an answer is silence too.
  empty: (places) => ({ ok: places.every((p) => p.octets.length === 0), wanted: 'no octets', places: places.filter((p) => p.octets.length > 0) }),
  'not-one-of': (places, wanted) => {
    const found = places.filter((p) => list(wanted).includes(p.text));
    return { ok: found.length === 0, wanted: `none of ${list(wanted).join(', ')}`, places: found };
  },
  has: (places, wanted) => ({
    ok: places.some((p) => mentions(p, String(wanted))),
    wanted: `an entry with ${JSON.stringify(wanted)}`,
    message: places.length ? 'none of the entries has it' : 'there is no entry at all',
  }),
  lacks: (places, wanted) => {
    const found = places.filter((p) => mentions(p, String(wanted)));
    return { ok: found.length === 0, wanted: `no entry with ${JSON.stringify(wanted)}`, places: found, message: 'an entry has it' };
  },
  'well-formed': (places) =>
    every('octets without deviation', (p) => {
      const finding = p.frame && documentOf(p.frame).findings[0];
      return finding ? `${finding.code} at octet ${finding.at}: ${finding.message}` : true;
    })(places),
  conforms: (places) => {
    for (const place of places) {
      const finding = place.frame && checkContentModel(documentOf(place.frame))[0];
      if (finding) {
        const at = { ...place, from: finding.at, to: finding.to };
        return { ok: false, wanted: 'the content model of the DTD', places: [at], message: finding.message };
      }
    }
    return { ok: places.length > 0, wanted: 'the content model of the DTD' };
  },
  credential,
  hmac,
  authenticated,
  digest: notificationDigest,
  notified,
  signature,
  encrypted,
};

/** What may be absent, by `count: "0..1"`, satisfies the conditions beside the count when it is absent. */
function orAbsent(condition: Condition): Condition {
  return (places, wanted, check, context) =>
    places.length === 0 && check.count !== undefined && inRange(0, String(check.count))
      ? { ok: true, wanted: countWords(check) }
      : condition(places, wanted, check, context);
}

export const CONDITIONS: Readonly<Record<string, Condition>> = Object.fromEntries(
  Object.entries(TABLE).map(([name, condition]) => [name, name === 'count' ? condition : orAbsent(condition)]),
);

function mentions(place: Place, wanted: string): boolean {
  return place.entry ? Object.values(place.entry).some((v) => String(v).includes(wanted)) : place.text.includes(wanted);
}

/** Text of a Meta child in the element or its command, used by several conditions. */
export function metaText(place: Place, name: string): string | undefined {
  const meta = place.element?.children.find((c) => c.name === 'Meta');
  const direct =
    meta?.children.find((c) => c.name === name) ?? meta?.children.find((c) => c.name === 'MetInf')?.children.find((c) => c.name === name);
  return direct && textOf(direct);
}
