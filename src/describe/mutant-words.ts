/** What a mutant does wrong, in words. */
import type { Fields, Mutant, Value } from '../judge/scenario.js';
import { inWords, quoted, quotedWords } from './placeholders.js';

/** Says what a fault of the simulator does; undefined when it is not known. */
export type FaultWords = (id: string) => string | undefined;

const place = ({ at }: Fields): string => (at === undefined ? 'the frame' : String(at));

/** One phrase for each key that says what is changed on the wire. */
export const EDIT_WORDS: Readonly<Record<string, (value: Value, edit: Fields) => string>> = {
  content: (text, edit) => `the text of ${place(edit)} becomes ${quoted(String(text))}`,
  raw: (text, edit) => `the content of ${place(edit)} becomes ${quoted(String(text))} as it stands`,
  drop: (_, edit) => (edit.http === undefined ? `${place(edit)} is left out` : `the HTTP header ${String(edit.http)} is left out`),
  duplicate: (_, edit) => `${place(edit)} stands twice`,
  ns: (ns, edit) => `the namespace of ${place(edit)} becomes ${quotedWords(String(ns))}`,
  rename: (name, edit) => `${place(edit)} is called ${String(name)}`,
  before: (name, edit) => `${place(edit)} stands before ${String(name)}`,
  insert: (xml, edit) => `${quoted(String(xml))} is put into ${place(edit)}`,
  value: (text, edit) => `the HTTP header ${String(edit.http)} becomes ${quoted(String(text))}`,
  status: (code) => `the HTTP status becomes ${String(code)}`,
  octets: (text) => `octets of the body are overwritten (offset and octets ${inWords(String(text))})`,
  cut: (n) => `the body ends after ${String(n)} octets`,
  append: (hex) => `the octets ${String(hex)} follow the body`,
  body: (hex) => (hex === 'empty' ? 'the body is empty' : `the body becomes the octets ${String(hex)}`),
};

/** Keys of an edit that only say where it is made. */
export const EDIT_PLACES: ReadonlySet<string> = new Set(['at', 'http', 'step']);

export function mutantWords(mutant: Mutant, faultWords: FaultWords): string {
  const { edit } = mutant;
  if (!edit) return mutant.behave.map((id) => faultWords(id) ?? `the simulator has the fault ${id}`).join('; ');
  const done = Object.entries(edit).flatMap(([key, value]) =>
    EDIT_PLACES.has(key) ? [] : [EDIT_WORDS[key]?.(value, edit) ?? `${key} ${inWords(String(value))}`],
  );
  return `On the wire ${done.join(' and ')}${edit.step === undefined ? '' : `, in step ${String(edit.step)}`}`;
}
