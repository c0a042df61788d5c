/**
 * What a check says is looked at when its file is loaded, so that a slip of the pen is an error with its place and never a verdict:
 * paths, patterns, ranges, fields, nonces, names of other steps. The schema has seen to the keys already.
 */
import { nearest } from '../base/nearest.js';
import { DIGEST_ALGORITHMS, NONCE_NAMES } from '../judge/digests.js';
import { MODIFIERS } from '../judge/evaluate.js';
import { isPushField, PUSH_FIELDS } from '../judge/push.js';
import { isRange } from '../judge/range.js';
import type { Check, Fields, Value } from '../judge/scenario.js';
import { pathProblem } from '../judge/select.js';
import { SUBJECTS } from '../judge/subject.js';

export interface Problem {
  /** Keys from the check to what is wrong; empty: the check itself. */
  readonly path: readonly string[];
  readonly found: string;
  readonly wanted?: string;
  readonly cure?: string;
}

const FORMS = ['cdata', 'chars', 'opaque', 'inline', 'table', 'empty'];
const ORACLES = ['reports', 'nodes'];
const RANGE_WANTED = '1, >=1 or 1..3';

type Look = (value: Value, steps: readonly string[]) => Omit<Problem, 'path'> | undefined;

/** What is put in when the row runs cannot be looked at before. */
const isOpen = (value: Value): boolean => typeof value === 'string' && value.includes('${');
const texts = (value: Value): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

function text(wanted: string, isGood: (text: string) => boolean): Look {
  return (value) => (isGood(String(value)) ? undefined : { found: `"${String(value)}" is not understood`, wanted });
}

function named(kind: string, known: readonly string[]): Look {
  return (value) => {
    const bad = texts(value).find((t) => !isOpen(t) && !known.includes(t));
    if (bad === undefined) return undefined;
    const near = nearest(bad, known);
    return {
      found: `unknown ${kind} "${bad}"`,
      ...(near.length ? { cure: `did you mean ${near.map((n) => `"${n}"`).join(' or ')}?` } : { wanted: known.join(' | ') }),
    };
  };
}

function keys(table: Readonly<Record<string, Look>>): Look {
  return (value, steps) => {
    if (typeof value === 'string') return undefined;
    for (const [key, inner] of Object.entries(value as Fields)) {
      const look = Object.hasOwn(table, key) ? table[key] : undefined;
      const problem = look ? (isOpen(inner) ? undefined : look(inner, steps)) : named('key', Object.keys(table))(key, steps);
      if (problem) return problem;
    }
    return undefined;
  };
}

const anything: Look = () => undefined;
const otherStep: Look = (value, steps) => {
  const reference = typeof value === 'string' ? { step: value } : (value as Fields);
  if (reference.step === undefined) return { found: 'it names no step', wanted: '{ step: …, and what to compare there }' };
  return named('step', steps)(reference.step, steps) ?? rest(reference);
};
const rest = ({ step: _step, ...subject }: Fields): Omit<Problem, 'path'> | undefined =>
  Object.keys(subject).length === 0 ? undefined : problemsOf(subject, [], true)[0];

const DIGEST = { account: anything, direction: named('direction', ['client', 'server']), nonce: named('nonce', NONCE_NAMES) };

const LOOKS: Readonly<Record<string, Look>> = {
  at: (value) => {
    const problem = pathProblem(String(value));
    return problem === undefined ? undefined : { found: problem, wanted: "/SyncML/SyncHdr/SessionID, Item[2], Status[CmdRef='0'], *, //Name" };
  },
  http: text('the name of an HTTP header', (t) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(t)),
  'push-header': text('the name of a header', (t) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(t)),
  field: (value) => (isPushField(String(value)) ? undefined : named('push field', PUSH_FIELDS)(value, [])),
  oracle: named('list of an upper tester', ORACLES),
  count: text(RANGE_WANTED, isRange),
  range: text(RANGE_WANTED, isRange),
  'each-has': (value) => {
    const bad = Object.entries(value as Fields).find(([, range]) => !isOpen(range) && !isRange(String(range)));
    return bad && { found: `"${String(bad[1])}" is no number of ${bad[0]}`, wanted: RANGE_WANTED };
  },
  bytes: text('octets in hex', (t) => /^(?:[0-9a-f]{2})+$/i.test(t.replace(/\s+/g, ''))),
  bits: text('bits as 0 and 1', (t) => /^[01]+$/.test(t)),
  'at-most': text('a number', (t) => /^\d{1,9}$/.test(t)),
  'octets-at-most': text('a number', (t) => /^\d{1,9}$/.test(t)),
  form: named('form', FORMS),
  pattern: (value) => {
    try {
      new RegExp(`^(?:${String(value)})$`, 'su');
      return undefined;
    } catch (cause) {
      return { found: (cause as Error).message, wanted: 'a regular expression of JavaScript, flags s and u' };
    }
  },
  'one-of': (value) => (texts(value).length ? undefined : { found: 'the list is empty', wanted: 'at least one text' }),
  'same-as': otherStep,
  'differs-from': otherStep,
  credential: keys(DIGEST),
  authenticated: keys(DIGEST),
  hmac: keys({ ...DIGEST, algorithm: named('algorithm', DIGEST_ALGORITHMS) }),
  signature: keys({ account: anything }),
  encrypted: keys({ account: anything, text: anything }),
  digest: keys({ account: anything, nonce: DIGEST.nonce }),
};

/** All that is wrong with one check. `steps`: ids that it may compare with. */
export function problemsOf(check: Check, steps: readonly string[], isReference = false): Problem[] {
  const subjects = SUBJECTS.filter((s) => s in check);
  const problems: Problem[] = [];
  if (subjects.length !== 1) {
    const found = subjects.length === 0 ? 'the check says not what it is about' : `the check is about ${subjects.join(' and ')} at once`;
    problems.push({ path: subjects.slice(1, 2), found, wanted: `one of ${SUBJECTS.join(', ')}` });
  }
  const conditions = Object.keys(check).filter((key) => !SUBJECTS.includes(key) && !MODIFIERS.has(key));
  if (check.message !== undefined && conditions.length > 0)
    problems.push({
      path: [conditions[0] as string],
      found: 'a message only arrives or does not',
      cure: 'put the condition into a check of its own',
    });
  if (subjects.length === 1 && check.message === undefined && conditions.length === 0 && !isReference)
    problems.push({ path: [], found: 'the check asks nothing of its subject', wanted: 'a condition, as present: "yes"' });
  for (const [key, value] of Object.entries(check)) {
    const look = LOOKS[key];
    const problem = look && !isOpen(value) ? look(value, steps) : undefined;
    if (problem) problems.push({ path: [key], ...problem });
  }
  return problems;
}
