/** What a check counts, in words, so that `wanted` says of what there were to be two. The baseline's fingerprint knows these words. */
import type { Check, Fields } from './scenario.js';

/** `2 elements Data`, `>=1 elements Status[CmdRef='0']`, `1 header Content-Type`. */
export function countWords(check: Check): string {
  const count = String(check.count);
  const of = (one: string, many: string): string => `${count} ${count === '1' ? one : many}`;
  if (check.at !== undefined) return `${of('element', 'elements')} ${lastOf(String(check.at))}`;
  if (check.http !== undefined) return `${of('header', 'headers')} ${String(check.http)}`;
  if (check['push-header'] !== undefined) return `${of('header', 'headers')} ${String(check['push-header'])} of the push`;
  if (check.field !== undefined) return `${of('field', 'fields')} ${String(check.field)}`;
  if (check.oracle !== undefined) return `${of('entry', 'entries')} of ${String(check.oracle)}${whose(check.where as Fields | undefined)}`;
  return `${count} of them`;
}

/** The last segment of a path, with its filter, in which slashes may stand. */
const lastOf = (path: string): string => /[^/[\]]+(?:\[[^\]]*\])*$/.exec(path)?.[0] ?? path;

function whose(where: Fields = {}): string {
  const told = Object.entries(where).map(([name, value]) => `${name} is ${JSON.stringify(value)}`);
  return told.length === 0 ? '' : ` whose ${told.join(' and ')}`;
}
