/** Placeholders of scenarios as a reader meets them: `${pixit.report.type}` is told as ‹PIXIT report.type›. */
import type { Value } from '../judge/scenario.js';

const RUN_WORDS: Readonly<Record<string, string>> = {
  id: '‹text of this run›',
  'max-msg-size': '‹1500, more for long names and addresses›',
};

/** Who fills a placeholder in, by its first word. */
export const PLACEHOLDER_WORDS: Readonly<Record<string, (rest: string) => string>> = {
  pixit: (name) => `‹PIXIT ${name}›`,
  row: (name) => `‹row: ${name}›`,
  account: (name) => {
    const [account = '', ...field] = name.split('.');
    return `‹${field.join('.')} of account ${account}›`;
  },
  run: (name) => RUN_WORDS[name] ?? `‹run: ${name}›`,
  with: (name) => `‹parameter ${name}›`,
};

/** Text with its placeholders in words. */
export function inWords(text: string): string {
  return text.replace(/\$\{([a-z]+)\.([^}]+)\}/g, (whole, kind: string, rest: string) => PLACEHOLDER_WORDS[kind]?.(rest) ?? whole);
}

/** A value on one line: lists with commas, maps as `name value`. */
export function valueWords(value: Value): string {
  if (typeof value === 'string') return inWords(value);
  if (isList(value)) return value.map(valueWords).join(', ');
  return Object.entries(value)
    .map(([name, inner]) => (typeof inner === 'string' ? `${name} ${quotedWords(inner)}` : `${name} (${valueWords(inner)})`))
    .join(', ');
}

/** As valueWords, but each entry of a list in brackets of its own. */
export function nestedWords(value: Value): string {
  if (typeof value === 'string') return valueWords(value);
  return isList(value) ? value.map((inner) => `(${valueWords(inner)})`).join(', ') : `(${valueWords(value)})`;
}

/** In quotes, unless it is one placeholder or a plain word; control characters are visible. */
export function quotedWords(text: string): string {
  const words = inWords(text);
  if (/^(‹[^›]*›|[\w./:+-]+)$/.test(words)) return words;
  return quoted(text);
}

/** Always in quotes, but for what is nothing but one placeholder. */
export function quoted(text: string): string {
  const words = inWords(text);
  return /^‹[^›]*›$/.test(words) ? words : JSON.stringify(words);
}

/** Values as a list of alternatives: `a`, `a or b`, `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

export const listOf = (value: Value): string[] => (isList(value) ? value.map((v) => (typeof v === 'string' ? v : valueWords(v))) : [asText(value)]);
const asText = (value: Value): string => (typeof value === 'string' ? value : valueWords(value));
const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
