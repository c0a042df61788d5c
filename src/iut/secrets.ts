/**
 * Secrets never leave the tester: whatever prints or writes text passes it through `redact`. A secret is found as it stands, in Base64
 * (also inside longer Base64, e.g. of name:secret), in hex, and as JSON, XML and URLs escape it.
 */
import { cut } from '../base/cut.js';
import type { Iut } from './iut.js';

const MARK = '[secret]';
/** A shorter one is redacted only where it stands alone: it would hide half of every report. */
const SHORT = 4;
/** Inside a name, wherever. */
const SECRET_NAME = /authorization|cookie|password|passwd|passphrase|secret|token|apikey|credential/i;
/** As a word of it, with `_` after each word: a keyboard is no key, and neither is the place of one; PWD alone is the current folder. */
const SECRET_WORD = /(?:^|_)(?:keys?_(?!(?:file|path|dir|folder|id|name|type|size|length|alg)_)|psk_|pass_$|(?<=_)pwd_$)/;

function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z0-9])(?=[A-Z])/g, '$1_').replace(/[^A-Za-z0-9]+/g, '_');
  return SECRET_NAME.test(name) || SECRET_WORD.test(`${words.toLowerCase()}_`);
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
    Object.entries(map).flatMap(([name, value]) => (isSecretName(name) && !/^\{[^}]*\}$/.test(value) ? [value, value.replace(/^\w+ +/, '')] : []));
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

const patterns = new Map<string, RegExp | undefined>();

/** `text` without the secrets, in any of their forms. */
export function redact(text: string, secrets: readonly string[]): string {
  const key = JSON.stringify(secrets);
  if (!patterns.has(key)) {
    if (patterns.size > 50) patterns.clear();
    patterns.set(key, pattern(secrets));
  }
  const found = patterns.get(key);
  return found ? cutShort(text.replace(found, MARK), secrets) : text;
}

/** A text from outside as messages have it: first its secrets go, then what is too long. Without `most` all of it. */
export type Excerpt = (text: string, most?: number) => string;

/** Of one IUT. */
export const excerptFor =
  (secrets: readonly string[]): Excerpt =>
  (text, most = text.length) =>
    cut(redact(text, secrets), most);

/** A secret of which a shortened text (`…`) shows no more than the begin. */
function cutShort(text: string, secrets: readonly string[]): string {
  const [first = '', ...others] = text.split('…');
  if (others.length === 0) return text;
  const forms = secrets.filter((secret) => secret.length >= SHORT).flatMap(plainForms);
  const withoutBegin = (piece: string): string => {
    const from = Math.min(...forms.map((form) => beginAtEnd(piece, form)));
    return from < piece.length ? `${piece.slice(0, from)}${MARK}` : piece;
  };
  return [first, ...others].map((piece, n) => (n < others.length ? withoutBegin(piece) : piece)).join('…');
}

/** Where the last characters of a text, at least four, are the first of a form; else its length. */
function beginAtEnd(text: string, form: string): number {
  const head = form.slice(0, SHORT);
  for (let at = text.indexOf(head, Math.max(0, text.length - form.length + 1)); at >= 0; at = text.indexOf(head, at + 1))
    if (form.startsWith(text.slice(at))) return at;
  return text.length;
}

const masks = new Map<string, RegExp | undefined>();

/**
 * The octets with `*` in place of secrets, each as long as it was. One that
 * could be a word is known only where it stands alone and is no name of an element; one of less than four characters only as basic credentials.
 */
export function maskOctets(octets: Uint8Array, secrets: readonly string[]): Uint8Array {
  const key = JSON.stringify(secrets);
  if (!masks.has(key)) {
    if (masks.size > 50) masks.clear();
    masks.set(key, mask(secrets));
  }
  const found = masks.get(key);
  if (!found) return octets;
  const text = Buffer.from(octets).toString('latin1');
  const masked = text.replace(found, (secret) => '*'.repeat(secret.length));
  return masked === text ? octets : new Uint8Array(Buffer.from(masked, 'latin1'));
}

/** A text that may be a word of the language, as `Data` is: octets keep it as part of a longer word and as the name of an element. */
const isWeak = (secret: string): boolean => secret.length < 8 && /^[A-Za-z0-9]+$/.test(secret);

function mask(secrets: readonly string[]): RegExp | undefined {
  const octets = (text: string): string => quote(Buffer.from(text, 'utf8').toString('latin1'));
  const forms = secrets
    .filter((secret) => secret.length >= SHORT)
    .flatMap((secret) => {
      const [plain = '', ...others] = plainForms(secret).map(octets);
      const first = isWeak(secret) ? `(?<![A-Za-z0-9<]|</)${plain}(?![A-Za-z0-9])` : plain;
      return [first, ...others];
    });
  if (forms.length === 0) return undefined;
  return new RegExp([...new Set(forms)].sort((a, b) => b.length - a.length).join('|'), 'g');
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

function pattern(secrets: readonly string[]): RegExp | undefined {
  const forms = new Set(secrets.filter((s) => s !== '').flatMap(formsOf));
  if (forms.size === 0) return undefined;
  return new RegExp([...forms].sort((a, b) => b.length - a.length).join('|'), 'g');
}

/** Patterns of one secret, longest first wins in the alternation. */
function formsOf(secret: string): string[] {
  const octets = Buffer.from(secret, 'utf8');
  if (secret.length < SHORT) return [`(?<![A-Za-z0-9])${quote(secret)}(?![A-Za-z0-9])`];
  const hex = octets.toString('hex').replace(/[a-f]/g, (c) => `[${c}${c.toUpperCase()}]`);
  return [...plainForms(secret).map(quote), hex];
}

/** The secret itself first, then as JSON, URLs and XML have it, and each of these in Base64. */
function plainForms(secret: string): string[] {
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const texts = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed()), xml, xml.replaceAll('"', '&quot;')];
  return [...new Set([...texts, ...texts.flatMap((text) => base64Forms(Buffer.from(text, 'utf8')))])];
}

/** Base64 of the octets whole, and the part of it that stays the same wherever they stand in a longer octet string. */
function base64Forms(octets: Buffer): string[] {
  const whole = octets.toString('base64');
  const inside = [0, 1, 2].map((lead) => {
    const text = Buffer.concat([Buffer.alloc(lead), octets])
      .toString('base64')
      .replace(/=+$/, '');
    // Characters that also carry bits of a neighbouring octet are left out.
    return text.slice([0, 2, 3][lead], (lead + octets.length) % 3 === 0 ? undefined : -1);
  });
  return [whole, whole.replace(/=+$/, ''), ...inside].filter((form) => form.length >= SHORT);
}

const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
