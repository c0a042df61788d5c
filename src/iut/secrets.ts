/**
 * Secrets never leave the tester: whatever prints or writes text passes it through `redact`. A secret is found as it stands, in Base64
 * (also inside longer Base64, e.g. of name:secret), in hex, and each of these as JSON, XML and URLs escape it.
 */
import { cut } from '../base/cut.js';
import { octetsOf, Reading, readingOf, readings } from './escaped.js';
import type { Iut } from './iut.js';
import { type Form, formsOf, Search, SHORT } from './secret-forms.js';

const MARK = '[secret]';
/** Inside a name, wherever. */
const SECRET_NAME = /authorization|cookie|password|passwd|passphrase|secret|token|apikey|credential/i;
/** As a word of it, with `_` after each word: a keyboard is no key, and neither is what tells of one; PWD alone is the current folder. */
const SECRET_WORD =
  /(?:^|_)(?:(?<!public_|idempotency_|host_)keys?_(?!(?:file|path|dir|folder|url|uri|id|name|label|type|format|size|length|alg|slot|index|count|version|checking|usage)_)|psk_|pass_$|(?<=_)pwd_$)/;

/** A value that only a word of its name makes secret has to be long enough not to hide half of every report. */
function isSecret(name: string, value: string): boolean {
  const words = name.replace(/([a-z0-9])(?=[A-Z])/g, '$1_').replace(/[^A-Za-z0-9]+/g, '_');
  return SECRET_NAME.test(name) || (value.length >= SHORT && SECRET_WORD.test(`${words.toLowerCase()}_`));
}

/**
 * Every secret text of an IUT file: account secrets, headers and environment values that are secret by their name, and what the file marks.
 */
export function secretsOf(iut: Pick<Iut, 'accounts' | 'upperTester' | 'secrets'>): string[] {
  const credentials = Object.values(iut.accounts).flatMap((account) => [account.client, account.server]);
  const accounts = credentials.map(({ secret }) => secret);
  // Of a short secret the Base64 alone would not be known; with the name before it, it is.
  const basic = credentials
    .filter(({ type, secret }) => type === 'basic' && secret !== '')
    .map((c) => Buffer.from(`${c.name}:${c.secret}`).toString('base64'));
  return [...new Set([...accounts, ...settingSecrets(iut.upperTester), ...(iut.secrets ?? []), ...basic])].filter((secret) => secret !== '');
}

function settingSecrets(settings: Iut['upperTester']): string[] {
  const named = (map: Readonly<Record<string, string>>): string[] =>
    Object.entries(map).flatMap(([name, value]) => (isSecret(name, value) && !/^\{[^}]*\}$/.test(value) ? [value, value.replace(/^\w+ +/, '')] : []));
  switch (settings.kind) {
    case 'http':
      return [
        ...named(settings.headers),
        ...settings.secretHeaders.map((name) => settings.headers[name] ?? ''),
        decodeURIComponent(new URL(settings.url).password),
      ];
    case 'exec':
    case 'stdio':
      return named(settings.env);
    case 'manual':
      return [];
  }
}

/** What to look for: `search` in every reading, `short` ones, which would hide half of every report, only where they stand alone in the text as it is. */
interface Sought {
  readonly search: Search;
  readonly short: RegExp | undefined;
}

/** Made once for each list of secrets. */
function remembering(make: (secrets: readonly string[]) => Sought): (secrets: readonly string[]) => Sought {
  const known = new WeakMap<readonly string[], Sought>();
  return (secrets) => {
    const made = known.get(secrets) ?? make(secrets);
    known.set(secrets, made);
    return made;
  };
}

const longForms = (secrets: readonly string[]): readonly Form[] => secrets.filter((secret) => secret.length >= SHORT).flatMap(formsOf);

const inTexts = remembering((secrets) => {
  const short = secrets
    .filter((secret) => secret !== '' && secret.length < SHORT)
    .map((secret) => octetsOf(secret).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return {
    search: new Search(longForms(secrets)),
    short: short.length > 0 ? new RegExp(`(?<![A-Za-z0-9])(?:${short.join('|')})(?![A-Za-z0-9])`, 'g') : undefined,
  };
});

/** A text that may be a word of the language, as `Data` is: octets keep it as part of a longer word and as the name of an element. */
const isWeak = ({ isPlain, octets }: Form): boolean => isPlain && octets.length < 8 && /^[A-Za-z0-9]+$/.test(octets);
const standsAlone = (octets: string, from: number, to: number): boolean =>
  !/[A-Za-z0-9<]$|<\/$/.test(octets.slice(Math.max(0, from - 2), from)) && !/^[A-Za-z0-9]/.test(octets.charAt(to));

const inOctets = remembering((secrets) => ({
  search: new Search(longForms(secrets), (form, octets, from, to) => !isWeak(form) || standsAlone(octets, from, to)),
  short: undefined,
}));

/** The text with `mask` of what it is in place of each secret. */
function masked(text: string, first: Reading, { search, short }: Sought, mask: (secret: string) => string): string {
  const found = short ? [...first.octets.matchAll(short)].map(({ index, 0: secret }) => first.place(index, index + secret.length)) : [];
  if (search.forms.length > 0)
    for (const reading of readings(first)) {
      for (const [from, to] of search.places(reading.octets)) found.push(reading.place(from, to));
      for (const [from, to] of search.begun(reading.octets)) found.push(reading.place(from, to));
    }
  if (found.length === 0) return text;
  found.sort(([a], [b]) => a - b);
  let out = '';
  let done = 0;
  for (let n = 0; n < found.length; ) {
    const [from] = found[n] as Place;
    let to = from;
    // What overlaps was found in two readings, or is two secrets in each other.
    for (let next = found[n]; next && (next[0] < to || to === from); next = found[++n]) to = Math.max(to, next[1]);
    if (text.slice(from - 1, to + 1) === MARK) continue;
    out += text.slice(done, from) + mask(text.slice(from, to));
    done = to;
  }
  return out + text.slice(done);
}

type Place = readonly [from: number, to: number];

/** `text` without the secrets, in any of their forms. */
export const redact = (text: string, secrets: readonly string[]): string => masked(text, readingOf(text), inTexts(secrets), () => MARK);

/** Of a text of which less is told, no more is searched for secrets. */
const SEARCHED = 64 * 1024;

/** A text from outside as messages have it: first its secrets go, then what is too long. Without `most` all of it. */
export type Excerpt = (text: string, most?: number) => string;

/** Of one IUT. */
export const excerptFor =
  (secrets: readonly string[]): Excerpt =>
  (text, most = text.length) =>
    cut(redact(cut(text, Math.max(most, SEARCHED)), secrets), most);

/**
 * The octets with `*` in place of secrets, each as long as it was. One that
 * could be a word is known only where it stands alone and is no name of an element; one of less than four characters only as basic credentials.
 */
export function maskOctets(octets: Uint8Array, secrets: readonly string[]): Uint8Array {
  const text = Buffer.from(octets).toString('latin1');
  const told = masked(text, new Reading(text), inOctets(secrets), (secret) => '*'.repeat(secret.length));
  return told === text ? octets : new Uint8Array(Buffer.from(told, 'latin1'));
}

/** The same through maps and lists; keys stay. */
export function redactDeep<T>(value: T, secrets: readonly string[]): T {
  const walk = (v: unknown): unknown => {
    if (typeof v === 'string') return redact(v, secrets);
    if (Array.isArray(v)) return v.map(walk);
    if (typeof v === 'object' && v !== null) return Object.fromEntries(Object.entries(v).map(([k, inner]) => [k, walk(inner)]));
    return v;
  };
  return walk(value) as T;
}
