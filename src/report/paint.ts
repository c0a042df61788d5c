/** Colours of verdicts in a terminal. */
import type { ItemVerdict } from '../judge/verdict.js';

const STYLES: Readonly<Record<ItemVerdict | 'dim' | 'bold', string>> = {
  pass: '32',
  fail: '1;31',
  error: '1;35',
  inconclusive: '33',
  review: '36',
  'not-tested': '0',
  'not-applicable': '2',
  excluded: '2',
  dim: '2',
  bold: '1',
};

export type Paint = (style: keyof typeof STYLES, text: string) => string;

/** ANSI escapes around a text, or the text alone. */
export const painter =
  (colour: boolean): Paint =>
  (style, text) =>
    colour && text.trim() !== '' ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text;
