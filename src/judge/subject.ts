/**
 * What a check is about: the first key of a check names the subject (`at`, `http`, `push-header`, `http-status`, `body`, `field`, `oracle`, `message`),
 * the other keys are conditions on it. A subject resolves to the places where it stands, each with its octet range.
 */
import type { FrameLine } from '../record/record.js';
import { type Element, textOf } from '../wire/document.js';
import { documentOf, octetsOf } from './body.js';
import { pushFields, reassembledField } from './push.js';
import { pushPayload } from './push-payload.js';
import type { Check, Step, Value } from './scenario.js';
import { select } from './select.js';
import type { Surroundings } from './surroundings.js';
import type { Timeline } from './timeline.js';

/** One place where a subject stands. */
export interface Place {
  /** The frame, or undefined for what the upper tester said. */
  readonly frame?: FrameLine;
  /** Octets in the frame's body; both 0 for heads and upper-tester answers. */
  readonly from: number;
  readonly to: number;
  readonly octets: Uint8Array;
  readonly text: string;
  readonly element?: Element;
  /** Bits as a string of 0 and 1, for bit fields. */
  readonly bits?: string;
  /** An entry that an oracle gave. */
  readonly entry?: Readonly<Record<string, unknown>>;
}

export interface CheckContext {
  readonly step: Step;
  readonly steps: readonly Step[];
  readonly timeline: Timeline;
  readonly surroundings: Surroundings;
  /** Frames the check looks at: the one that the step received, or all of a kind with `frames`. */
  readonly frames: readonly FrameLine[];
}

type Resolver = (wanted: Value, check: Check, context: CheckContext) => Place[];

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Place of an element: its text's octets where it has any, else its content, else the whole element. */
export function placeOf(frame: FrameLine, element: Element): Place {
  const pieces = element.pieces.filter((p) => p.form !== 'comment' && p.form !== 'pi');
  const text = textOf(element);
  const first = pieces[0];
  const last = pieces.at(-1);
  const inTable = pieces.some((p) => p.form === 'table');
  const range =
    first && last && last.dataTo > first.dataFrom && !inTable && element.children.length === 0
      ? { from: first.dataFrom, to: last.dataTo }
      : { from: element.from, to: element.to };
  return { frame, ...range, octets: encode(text), text, element };
}

const RESOLVERS: Readonly<Record<string, Resolver>> = {
  message: (_, __, { frames }) => frames.map((frame) => ({ frame, from: 0, to: octetsOf(frame).length, octets: octetsOf(frame), text: '' })),
  at: (path, _, { frames }) => frames.flatMap((frame) => select(documentOf(frame).root, String(path)).map((element) => placeOf(frame, element))),
  http: (name, _, { frames }) =>
    frames.flatMap((frame) =>
      (frame.head?.headers ?? [])
        .filter(([n]) => n.toLowerCase() === String(name).toLowerCase())
        .map(([, value]) => ({ frame, from: 0, to: 0, octets: encode(value), text: value })),
    ),
  'push-header': (name, _, { frames }) =>
    frames.flatMap((frame) =>
      pushPayload(frame, octetsOf(frame))
        .headers.filter((header) => header.name.toLowerCase() === String(name).toLowerCase())
        .map(({ value, from, to }) => ({ frame, from, to, octets: encode(value), text: value })),
    ),
  'http-status': (_, __, { frames }) =>
    frames.flatMap((frame) => {
      const text = frame.head?.status === undefined ? undefined : String(frame.head.status);
      return text === undefined ? [] : [{ frame, from: 0, to: 0, octets: encode(text), text }];
    }),
  'http-method': (_, __, { frames }) =>
    frames.flatMap((frame) => {
      const text = frame.head?.method;
      return text === undefined ? [] : [{ frame, from: 0, to: 0, octets: encode(text), text }];
    }),
  'http-target': (_, __, { frames }) =>
    frames.flatMap((frame) => {
      const text = frame.head?.url;
      return text === undefined ? [] : [{ frame, from: 0, to: 0, octets: encode(text), text }];
    }),
  body: (_, __, { frames }) =>
    frames.map((frame) => {
      const octets = octetsOf(frame);
      return { frame, from: 0, to: octets.length, octets, text: Buffer.from(octets).toString('latin1') };
    }),
  field: (name, _, { frames }) => {
    const [, whole] = /^reassembled\.(.+)$/.exec(String(name)) ?? [];
    return whole === undefined ? frames.flatMap((frame) => pushFields(frame, String(name))) : reassembledField(frames, whole);
  },
  oracle: (name, check, { step, timeline }) => {
    const result = timeline.calls(step.id).findLast((c) => c.outcome === 'done' && String(name) in (c.result ?? {}))?.result ?? {};
    const listed = result[String(name)];
    const entries = Array.isArray(listed) ? (listed as Record<string, unknown>[]) : [];
    const key = check.key === undefined ? undefined : String(check.key);
    return entries
      .filter((entry) => matches(entry, check.where))
      .map((entry) => {
        const text = key === undefined ? JSON.stringify(entry) : String(entry[key] ?? '');
        return { from: 0, to: 0, octets: encode(text), text, entry };
      });
  },
};

/** `where: { uri: ./Test/L1 }`: entries of an oracle that carry exactly these values. */
function matches(entry: Record<string, unknown>, where: Value | undefined): boolean {
  if (where === undefined || typeof where === 'string' || Array.isArray(where)) return true;
  return Object.entries(where).every(([k, v]) => String(entry[k] ?? '') === String(v));
}

export const SUBJECTS: readonly string[] = Object.keys(RESOLVERS);

/** The subject of a check and the places where it stands. */
export function resolve(check: Check, context: CheckContext): { subject: string; wanted: Value; places: Place[] } {
  const subject = SUBJECTS.find((s) => s in check);
  if (subject === undefined) throw new Error(`a check needs one of ${SUBJECTS.join(', ')}`);
  const wanted = check[subject] as Value;
  return { subject, wanted, places: (RESOLVERS[subject] as Resolver)(wanted, check, context) };
}
