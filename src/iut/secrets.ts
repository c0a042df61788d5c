/**
 * Secrets never leave the tester: whatever prints or writes text passes it through `redact`. A secret is found as it stands, in Base64
 * (also inside longer Base64, e.g. of name:secret), in hex, and as JSON, XML and URLs escape it.
 */
import type { Iut } from './iut.js';

const MARK = '[secret]';
/** A shorter one is redacted only where it stands alone: it would hide half of every report. */
const SHORT = 4;
const SECRET_NAME = /authorization|cookie|password|passwd|secret|token|api[-_]?key|credential/i;

/** Every secret text of an IUT file: account secrets, and headers and environment values that are secret by their name. */
export function secretsOf(iut: Pick<Iut, 'accounts' | 'upperTester'>): string[] {
  const accounts = Object.values(iut.accounts).flatMap((account) => [account.client.secret, account.server.secret]);
  return [...new Set([...accounts, ...settingSecrets(iut.upperTester)])].filter((secret) => secret !== '');
}

function settingSecrets(settings: Iut['upperTester']): string[] {
  const named = (map: Readonly<Record<string, string>>): string[] =>
    Object.entries(map).flatMap(([name, value]) =>
      SECRET_NAME.test(name) && !/^\{[^}]*\}$/.test(value) ? [value, value.replace(/^\w+ +/, '')] : [],
    );
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
  return found ? text.replace(found, MARK) : text;
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
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const texts = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), xml];
  return [...texts.map(quote), ...base64Forms(octets).map(quote), hex];
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
