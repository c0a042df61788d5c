/** One check on the frames that it looks at: whether every condition holds, and the octets that show it. Pure; controls and steps are the judge's. */
import { cut } from '../base/cut.js';
import type { FrameLine } from '../record/record.js';
import { BARE_PUSH } from '../wire/frame.js';
import { documentOf, isCoded, octetsOf } from './body.js';
import { CONDITIONS, type ConditionResult } from './conditions.js';
import { countWords } from './count-words.js';
import { inRange } from './range.js';
import type { Check, Value } from './scenario.js';
import { parentPath, select } from './select.js';
import { type CheckContext, type Place, resolve, SUBJECTS } from './subject.js';
import { troubleOf } from './trouble.js';
import { heedUnread } from './unread.js';

export interface JudgedEvidence {
  /** Number within the row; 0: no frame. */
  readonly frame: number;
  readonly from: number;
  readonly to: number;
  readonly hex: string;
  readonly wanted: string;
  readonly got: string;
}

export const EVIDENCE_MOST = 6;
const HEX_OCTETS = 32;
/** Conditions that an octet which never came could satisfy. */
const NEGATIVE = ['absent', 'empty', 'lacks', 'octets-at-most'];
/** Keys of a check that are neither subject nor condition. */
export const MODIFIERS: ReadonlySet<string> = new Set(['tolerate', 'frames', 'key', 'where', 'only-over']);

/** Subjects of which a frame has but one, in words. The baseline's fingerprint knows them. */
const LABELS: Readonly<Record<string, string>> = {
  body: 'the body',
  'http-status': 'the HTTP status',
  'http-method': 'the HTTP method',
  'http-target': 'the target of the HTTP request',
};

/** Transports whose frames are WSP PDUs: headers as codes, a port. On the others a push has textual headers. */
const OVER_WSP: readonly FrameLine['transport'][] = ['udp', 'file', 'smpp'];

/** Whether a frame crossed over what `only-over` names: a transport, `wsp`, or `plain`, which is all that does not protect by itself. */
export function crossedOver({ transport, from }: FrameLine, over: string): boolean {
  if (over === 'plain') return transport !== 'https';
  return over === 'wsp' ? OVER_WSP.includes(transport) && from !== BARE_PUSH : transport === over;
}

export interface Outcome {
  readonly ok: boolean;
  readonly message?: string;
  readonly evidence: JudgedEvidence[];
  readonly assumption?: string;
  readonly undecided?: NonNullable<ConditionResult['undecided']>;
  readonly unreadable?: string;
}

/** `frames` of the context are what the check looks at; the first one decides whether there is anything to look at. */
export function evaluate(check: Check, context: CheckContext): Outcome {
  const outcome = conclude(check, context);
  return 'oracle' in check ? heedUnread(outcome, check, context, resolve(check, context).places) : outcome;
}

function conclude(check: Check, context: CheckContext): Outcome {
  const { frames, step } = context;
  const [only] = frames;
  const spoilt = only && troubleOf(only);
  if (spoilt !== undefined && only?.head === undefined && only?.unit !== 'datagram')
    return { ok: false, evidence: [], unreadable: `not reached: ${spoilt}` };
  if (spoilt !== undefined && NEGATIVE.some((name) => name in check))
    return { ok: false, message: `what came is not whole: ${spoilt}`, evidence: [whole(only, 'a whole HTTP message')] };
  const missing = only && missingParent(only, check);
  if (missing !== undefined) return { ok: false, evidence: [], unreadable: `not reached: there is no ${missing}` };
  // Of a body with a coding its own deviations are not known either.
  const needsDocument = 'at' in check || 'conforms' in check || ('well-formed' in check && only !== undefined && isCoded(only));
  const absenceAsked = 'absent' in check;
  if (needsDocument && only && !absenceAsked) {
    const document = documentOf(only);
    if (!document.root && (step.what === 'message' || check.at !== undefined)) {
      const finding = document.findings[0];
      const why = `the body cannot be read${finding ? `: ${finding.message}` : ' as SyncML'}${spoilt === undefined ? '' : ` (${spoilt})`}`;
      return { ok: false, evidence: [], unreadable: `not reached: ${why}` };
    }
  }
  const { subject, wanted, places } = resolve(check, context);
  if (subject === 'message') {
    return {
      ok: frames.length > 0,
      ...(frames.length ? {} : { message: 'nothing came' }),
      evidence: places.map((p) => evidence(p, 'a message arrives')),
    };
  }
  const label = LABELS[subject] ?? `${subject} ${typeof wanted === 'string' ? wanted : JSON.stringify(wanted)}`;
  const collected: JudgedEvidence[] = [];
  const notes: string[] = [];
  for (const [name, value] of Object.entries(check)) {
    if (SUBJECTS.includes(name) || MODIFIERS.has(name)) continue;
    const condition = CONDITIONS[name];
    if (!condition) throw new Error(`unknown condition "${name}"`);
    const result = condition(places, value as Value, check, context);
    const deciding = result.places?.length ? result.places : places;
    if (!result.ok) {
      const shown = deciding.length ? deciding.slice(0, EVIDENCE_MOST).map((p) => evidence(p, result.wanted)) : [whole(only, result.wanted)];
      return {
        ok: false,
        message: explain(label, result, deciding),
        evidence: shown,
        ...(result.assumption ? { assumption: result.assumption } : {}),
        ...(result.undecided ? { undecided: result.undecided } : {}),
      };
    }
    if (result.message && name !== 'count' && name !== 'present') notes.push(result.message);
    for (const place of deciding.slice(0, EVIDENCE_MOST - collected.length)) collected.push(evidence(place, result.wanted));
  }
  const shown = dedupe(collected);
  const positive = 'count' in check || 'absent' in check || 'lacks' in check || 'has' in check;
  return {
    ok: true,
    ...(notes.filter(Boolean).length && !positive ? { message: notes.filter(Boolean).join('; ') } : {}),
    evidence: shown.length ? shown : [nothingThere(only, check)],
  };
}

/** Absence below a parent that is not there proves nothing: the path of that parent. */
function missingParent(frame: FrameLine, check: Check): string | undefined {
  const isOptional = 'absent' in check || ('count' in check && inRange(0, String(check.count)));
  if (!isOptional || check.at === undefined) return undefined;
  const parent = parentPath(String(check.at));
  return parent === undefined || select(documentOf(frame).root, parent).length > 0 ? undefined : parent;
}

function explain(label: string, result: ConditionResult, places: readonly Place[]): string {
  const got = places[0] && result.places?.length ? `, got ${quote(places[0].text)}` : '';
  return `${label}: wanted ${result.wanted}${got}${result.message ? ` (${result.message})` : ''}`;
}

export function summary(frame: FrameLine): string {
  const line = frame.head?.method
    ? `${frame.head.method} ${frame.head.url}`
    : frame.head?.status
      ? `HTTP ${frame.head.status}`
      : `${frame.transport} ${frame.unit}`;
  return `${line}, ${octetsOf(frame).length} octets`;
}

/** At the length of earlier versions: fingerprints count what an inconclusive control says. */
const quote = (text: string): string => JSON.stringify(text.length > 80 ? cut(text, 77) : text);

export function evidence(place: Place, wanted: string): JudgedEvidence {
  const octets = place.frame ? octetsOf(place.frame).subarray(place.from, place.to) : place.octets;
  return {
    frame: place.frame?.n ?? 0,
    from: place.from,
    to: place.to,
    hex: Buffer.from(octets.subarray(0, HEX_OCTETS)).toString('hex'),
    wanted,
    got: fraction(place) ?? (place.text === '' ? (place.element ? `<${place.element.name}>` : `${octets.length} octets`) : cut(place.text, 200)),
  };
}

/** The bits of a field that is not whole octets. */
const fraction = ({ bits, from, to }: Place): string | undefined => (bits === undefined || bits.length === 8 * (to - from) ? undefined : bits);

export function whole(frame: FrameLine | undefined, wanted: string): JudgedEvidence {
  if (!frame) return { frame: 0, from: 0, to: 0, hex: '', wanted, got: 'nothing' };
  return {
    frame: frame.n,
    from: 0,
    to: octetsOf(frame).length,
    hex: Buffer.from(octetsOf(frame).subarray(0, HEX_OCTETS)).toString('hex'),
    wanted,
    got: 'nothing',
  };
}

/** Of a check that holds though nothing is there: an optional element that is absent, or one that must be. */
function nothingThere(frame: FrameLine | undefined, check: Check): JudgedEvidence {
  return check.count === undefined ? whole(frame, 'nothing') : { ...whole(frame, countWords(check)), got: 'absent, which is allowed' };
}

function dedupe(list: readonly JudgedEvidence[]): JudgedEvidence[] {
  const seen = new Set<string>();
  return list.filter((e) => {
    const key = `${e.frame}/${e.from}/${e.to}/${e.wanted}`;
    return seen.size !== seen.add(key).size;
  });
}
