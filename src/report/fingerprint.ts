/**
 * What a failure looks like, as a short stable name: the same from run to run, another when the same assertion fails in another way.
 * It is made of the verdict and of what was wanted and got; what differs from run to run without meaning anything is taken out before.
 */
import { createHash } from 'node:crypto';
import { runId } from '../base/run-id.js';
import { rowId } from '../judge/scenario.js';
import type { Evidence, ReportAssertion } from './report.js';
import type { Trouble } from './troubles.js';

/** In this order: a later row sees what the earlier ones left. */
const VOLATILE: readonly (readonly [what: RegExp, instead: string])[] = [
  [/\s+/g, ' '],
  // As earlier versions wrote it: entries that were made with them stay right.
  [/\bthe body: wanted /g, 'body yes: wanted '],
  [/\bthe HTTP (status|method): wanted /g, 'http-$1 yes: wanted '],
  [/\bthe target of the HTTP request: wanted /g, 'http-target yes: wanted '],
  [/^(\d+|>=\d+|\d+\.\.\d+) (?:elements?|headers?|fields?|entry|entries) .+$/, '$1 of them'],
  [
    /\bwanted (\d+|>=\d+|\d+\.\.\d+) (?:elements?|headers?|fields?|entry|entries) .+?(, got ".*?")? \(there (?:is|are) (\d+)\)/g,
    'wanted $1 of them$2 (there are $3)',
  ],
  [/; it was waited for after frame \d+/g, ''],
  [/\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, '<time>'],
  [/(?:\b\d{1,3}(?:\.\d{1,3}){3}|\blocalhost|\[[\da-f:]+\])(?::\d+)?/gi, '<address>'],
  [/\b(\d+)(?:\.\d+)? (octets?|ms|s|min)\b/g, '# $2'],
  [/\b(frame|offset) \d+/g, '$1 #'],
  [/\b(?=\d*[a-f])(?=[a-f]*\d)[\da-f]{12,}\b/gi, '<hex>'],
  // Digests, nonces, credentials: letters of both cases with a digit or a sign of Base64 among them.
  [/(?=[A-Za-z/]*[\d+=])(?=[^a-z\s]*[a-z])(?=[^A-Z\s]*[A-Z])[A-Za-z\d+/]{16,}={0,2}/g, '<base64>'],
];

/** Sixteen hex digits. `seed`: of the run, whose mark in the texts is taken out, too. */
export function fingerprint(a: Pick<ReportAssertion, 'id' | 'row' | 'verdict' | 'message' | 'evidence'>, seed: string): string {
  const mark = runId(seed, rowId(a.id.split('/')[0] as string, a.row));
  const own = (text: string): string => settled(text, mark);
  // As earlier versions wrote it, too: what was got instead of what did not come was why, and a cut had no mark.
  const got = (e: Evidence): string => (e.wanted === 'something arrives' ? (a.message ?? e.got) : e.got.replace(/…$/, ''));
  const lines = a.evidence.length > 0 ? [...new Set(a.evidence.map((e) => `${own(e.wanted)}\n${own(got(e))}`))] : [own(a.message ?? '')];
  return hashed([a.verdict, ...lines]);
}

/** What the last words of a program hold besides: addresses in its memory, numbers of processes, how busy it was. */
const OF_A_PROCESS: typeof VOLATILE = [
  [/\b0x[\da-f]+/gi, '<address>'],
  [/(==|\[|\bpid\W{0,2})\d+/gi, '$1#'],
  [/\b\d+ of the last\b/g, '# of the last'],
];

/** The same of a crash, hang or the like. */
export function troubleFingerprint({ code, name, row, message }: Pick<Trouble, 'code' | 'name' | 'row' | 'message'>, seed: string): string {
  return hashed([code, name, settled(replaced(message, OF_A_PROCESS), runId(seed, row))]);
}

const replaced = (text: string, rules: typeof VOLATILE): string => rules.reduce((left, [what, instead]) => left.replace(what, instead), text);
const settled = (text: string, mark: string): string => replaced(text.replaceAll(mark, '<run>'), VOLATILE).trim();
const hashed = (parts: readonly string[]): string => createHash('sha256').update(parts.join('\n\n')).digest('hex').slice(0, 16);
