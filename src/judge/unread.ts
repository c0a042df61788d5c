/**
 * What a session could not read of the tree (`unread` of a call) leaves checks on its nodes open: neither what was not found there is absent,
 * nor is what was found all there is.
 */
import type { Outcome } from './evaluate.js';
import { inRange } from './range.js';
import type { Check, Fields } from './scenario.js';
import type { CheckContext, Place } from './subject.js';

/** How a message about it begins. */
export const UNREAD = 'the session could not read';

/** The outcome, undecided where something unread could turn it. */
export function heedUnread(outcome: Outcome, check: Check, { step, timeline }: CheckContext, places: readonly Place[]): Outcome {
  const unread = timeline.calls(step.id).findLast((call) => call.primitive === 'read-tree' && call.outcome === 'done')?.unread ?? [];
  const open = unread.filter((text) => concerns(text, check));
  const [first] = open;
  if (first === undefined || !couldTurn(outcome, check, places, open.some(isProperty))) return outcome;
  const more = open.length === 1 ? '' : ` and ${open.length - 1} more`;
  const found = outcome.ok ? 'it holds of what was read' : (outcome.message ?? 'it does not hold of what was read');
  return { ...outcome, ok: false, undecided: 'review', message: `${UNREAD} ${first}${more}; ${found}` };
}

const isProperty = (text: string): boolean => text.includes('?prop=');

/** Whether what was not read could be among what the check looks at. */
function concerns(text: string, check: Check): boolean {
  const [uri = '', property] = text.split('?prop=');
  const { where = {} } = check as { where?: Fields };
  const wanted = where.uri === undefined ? undefined : String(where.uri);
  if (property === undefined) return wanted === undefined || wanted === uri || wanted.startsWith(`${uri}/`) || uri === '.';
  if (wanted !== undefined && wanted !== uri) return false;
  const name = property.toLowerCase();
  // Without a key a condition looks at all that an entry has, unless it only counts entries.
  const looksAtAll = check.key === undefined && ('has' in check || 'lacks' in check);
  return name in where || check.key === name || looksAtAll;
}

/** More entries, or more of an entry, could make another outcome. */
function couldTurn({ ok }: Outcome, check: Check, places: readonly Place[], isEntryOpen: boolean): boolean {
  const isThere = 'has' in check || 'present' in check;
  if (ok) return !isThere || Object.keys(check).some((name) => !['oracle', 'where', 'key', 'has', 'present'].includes(name));
  if (isThere || places.length === 0) return true;
  if ('lacks' in check || 'absent' in check) return false;
  if (check.count !== undefined && !inRange(places.length, String(check.count))) return isEntryOpen || isBelow(places.length, String(check.count));
  return isEntryOpen;
}

/** Whether more of them would be right. */
function isBelow(count: number, range: string): boolean {
  const [most] = range.match(/\d+$/) ?? [];
  return range.startsWith('>=') || count < Number(most);
}
