/**
 * A check in words: a phrase for each subject, condition and modifier. What had no phrase would be told as it is written; a test holds that
 * everything a scenario may say has one.
 */
import type { Check, Fields, Value } from '../judge/scenario.js';
import { alternatives, inWords, listOf, quoted, quotedWords, valueWords } from './placeholders.js';

/** What a step looks at, in one and in many: `message` frames of a `receive: push` are pushes. */
export const FRAME_WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  message: ['DM message', 'DM messages'],
  'http-response': ['HTTP response', 'HTTP responses'],
  push: ['push', 'pushes'],
  any: ['frame', 'frames'],
};

type SubjectPhrase = (wanted: Value, check: Check, frame: string) => string;

export const SUBJECT_WORDS: Readonly<Record<string, SubjectPhrase>> = {
  message: (wanted, _, frame) => (wanted === 'none' ? `no ${frame} comes` : `${/^H/.test(frame) ? 'an' : 'a'} ${frame} comes`),
  at: (path) => `element ${String(path)}`,
  http: (name) => `HTTP header ${String(name)}`,
  'push-header': (name) => `header ${String(name)} of the push`,
  'http-status': () => 'the HTTP status',
  'http-method': () => 'the HTTP method',
  'http-target': () => 'the target of the HTTP request (path and query)',
  body: (_, __, frame) => `the body of the ${frame}`,
  field: (name) => `field ${String(name)} of the push`,
  oracle: (list, check) => {
    const where =
      check.where === undefined
        ? ''
        : ` whose ${Object.entries(check.where as Fields)
            .map(([name, value]) => `${name} is ${valueWords(value)}`)
            .join(' and ')}`;
    const of = `${list === 'reports' ? 'reports' : 'nodes'} that the upper tester reads out${where}`;
    return check.key === undefined ? `the ${of}` : `the ${String(check.key)} of the ${of}`;
  },
};

type Phrase = (wanted: Value, check: Check) => string;

const range = (text: string): string => {
  const words = inWords(text);
  const least = /^>=(.+)$/.exec(words);
  const between = /^(.+)\.\.(.+)$/.exec(words);
  if (least) return `at least ${least[1]}`;
  return between ? `${between[1]} to ${between[2]}` : `exactly ${words}`;
};
const oneOf = (value: Value): string => alternatives(listOf(value).map(quoted));
const signer = (value: Value): string => {
  const { account, direction } = value as Fields;
  return `of ${direction === 'server' ? 'the server' : 'the client'} for account ${account === undefined ? 'default' : inWords(String(account))}`;
};
const nonces = (value: Value): string => {
  const { nonce } = value as Fields;
  return nonce === undefined ? '' : ` over the ${alternatives(listOf(nonce))} nonce`;
};
const elsewhere = (value: Value): string => {
  if (typeof value === 'string') return `in step ${value}`;
  const { step, ...subject } = value as Fields;
  const rest = Object.keys(subject).length === 0 ? '' : `${subjectWords(subject, 'push')} `;
  return `${rest}in step ${String(step)}`;
};

export const CONDITION_WORDS: Readonly<Record<string, Phrase>> = {
  count: (n) => `there ${n === '1' ? 'is' : 'are'} ${range(String(n))}`,
  absent: () => 'is not there',
  present: () => 'is there',
  ascii: (text) => `is the octets of ${quoted(String(text))}, no more and no less`,
  text: (text) => `is exactly ${quoted(String(text))}`,
  bytes: (hex) => `is the octets ${inWords(String(hex))} (hexadecimal)`,
  pattern: (pattern) => `matches /${inWords(String(pattern))}/ from end to end`,
  'media-type': (types) => `is the media type ${alternatives(listOf(types).map(inWords))}, in any case and with any parameters`,
  'one-of': (list) => `is ${oneOf(list)}`,
  'not-one-of': (list) => `is not ${oneOf(list)}`,
  range: (text) => `is a decimal number, ${range(String(text))}`,
  form: (forms) => `is written as ${alternatives(listOf(forms).map(inWords))}`,
  ns: (ns) => `has the namespace ${quotedWords(String(ns))}`,
  children: (names) => `holds ${alternatives(listOf(names))} and nothing else`,
  'each-has': (counts) =>
    `each holds ${Object.entries(counts as Fields)
      .map(([name, n]) => `${range(String(n))} ${name}`)
      .join(' and ')}`,
  unique: () => 'no value stands twice',
  constant: () => 'has the same value everywhere',
  'counts-up': () => 'counts 1, 2, 3 and so on',
  'same-as': (other) => `is the same as ${elsewhere(other)}`,
  'differs-from': (other) => `is another than ${elsewhere(other)}`,
  bits: (bits) => `has the bits ${inWords(String(bits))}`,
  'at-most': (n) => `is at most ${inWords(String(n))}`,
  'octets-at-most': (n) => `is at most ${inWords(String(n))} octets long`,
  empty: () => 'holds no octet',
  has: (text) => `one of them has ${quoted(String(text))}`,
  lacks: (text) => `none of them has ${quoted(String(text))}`,
  'well-formed': () => 'can be read without any deviation',
  'length-of': (text) => `is the number of octets of ${quoted(String(text))}`,
  notified: () => 'is the session id of a notification that came before',
  conforms: () => 'follows the content model of the SyncML DTD',
  authenticated: (value) => `shows the right credentials, in Cred or as x-syncml-hmac as the account has them, ${signer(value)}${nonces(value)}`,
  credential: (value) => `holds the right credentials ${signer(value)}${nonces(value)}`,
  hmac: (value) => `is the right MAC (${String((value as Fields).algorithm ?? 'sha256')}) ${signer(value)}${nonces(value)}`,
  digest: (value) => `is the right notification digest of account ${inWords(String((value as Fields).account ?? 'default'))}${nonces(value)}`,
  signature: (value) => `carries a right XML signature of the server of account ${inWords(String((value as Fields).account ?? 'default'))}`,
  encrypted: (value) => `is encrypted for the device, and ${quoted(String((value as Fields).text ?? ''))} comes out`,
};

/** What stands behind the conditions; '' where the subject has told it already. */
export const MODIFIER_WORDS: Readonly<Record<string, (value: Value) => string>> = {
  tolerate: (names) => `${alternatives(listOf(names))} beside them ${listOf(names).length === 1 ? 'does' : 'do'} no harm`,
  frames: (kind) => `looked at in all ${FRAME_WORDS[String(kind)]?.[1] ?? String(kind)} since the last act`,
  key: () => '',
  where: () => '',
  'only-over': (transport) =>
    transport === 'plain' ? 'judged only where the frame does not cross over HTTPS' : `judged only where the frame crosses over ${String(transport)}`,
};

/** The subject of a check. `kind` is the kind of frame that its step looks at, '' when it looks at none. */
export function subjectWords(check: Check, kind: string): string {
  const subject = Object.keys(SUBJECT_WORDS).find((s) => s in check);
  if (subject === undefined) throw new Error(`a check without a subject: ${JSON.stringify(check)}`);
  const frame = FRAME_WORDS[String(check.frames ?? kind)]?.[0] ?? 'message';
  return inWords((SUBJECT_WORDS[subject] as SubjectPhrase)(check[subject] as Value, check, frame));
}

/** One sentence: `element /SyncML/SyncHdr/SessionID: there is exactly 1; is the octets of "0", no more and no less`. */
export function checkWords(check: Check, kind: string): string {
  const conditions: string[] = [];
  const modifiers: string[] = [];
  for (const [key, value] of Object.entries(check)) {
    if (key in SUBJECT_WORDS) continue;
    const condition = CONDITION_WORDS[key];
    const modifier = MODIFIER_WORDS[key];
    if (condition) conditions.push(condition(value, check));
    else if (modifier) modifiers.push(modifier(value));
    else conditions.push(`${key} ${valueWords(value)}`);
  }
  const told = modifiers.filter((words) => words !== '');
  const behind = told.length === 0 ? '' : ` (${told.join('; ')})`;
  const subject = subjectWords(check, kind);
  return conditions.length === 0 ? `${subject}${behind}` : `${subject}: ${conditions.join('; ')}${behind}`;
}
