/** What a scenario orders to be done wrong and what, as its text shows, cannot make any octet different: such a scenario tests nothing. */
import { WBXML_STYLES } from '../dm/idle-ways.js';
import type { Fields, Value } from '../judge/scenario.js';
import type { Problem } from './check-check.js';

/** What stands about the messages that the entries are about. A value that only a run knows is left out. */
export interface Circumstances {
  /** Of the messages, where the entries say nothing else. */
  readonly encoding?: string | undefined;
  /** Scheme that our server shows itself with, where the scenario says it. */
  readonly serverAuth?: string | undefined;
}

const SELECTORS = ['nth', 'session', 'to'];

/** Problems of entries that are right each for itself, at `path` and below. */
export function idleProblems(entries: readonly Value[], path: (entry: number) => readonly string[], about: Circumstances): Problem[] {
  return entries.flatMap((entry, i) => {
    if (!isMap(entry)) return [];
    const earlier = entries.findIndex((other, j) => j < i && isMap(other) && isCovered(entry as Fields, other as Fields));
    if (earlier >= 0) return [{ path: path(i), found: `this is never done: all that it picks is picked by entry ${earlier} before it` }];
    const isLast = i === entries.length - 1;
    if (isLast && waysOf(entry as Fields).length === 0)
      return [{ path: path(i), found: 'nothing is to be done otherwise here', wanted: 'at least one way beside what picks the message' }];
    return idleKeys(entry as Fields, about).map(({ key, why }) => ({
      path: [...path(i), ...key],
      found: `${key.join('.')} changes nothing: ${why}`,
    }));
  });
}

type Idle = { readonly key: readonly string[]; readonly why: string };

function idleKeys(entry: Fields, { encoding, serverAuth }: Circumstances): Idle[] {
  const http = (isMap(entry.http ?? '') ? entry.http : {}) as Fields;
  const said = waysOf(entry);
  const written = entry.encoding ?? encoding;
  const hasNoBody = http.status !== undefined || http.body !== undefined;
  const idle = (why: string, isSo: boolean, ...keys: string[]): Idle[] =>
    isSo ? keys.filter((key) => said.includes(key)).map((key) => ({ key: key.split('.'), why })) : [];
  const others = (...but: string[]): string[] => said.filter((key) => !but.includes(key));
  const all = [
    ...idle('the connection ends before anything is sent', http.drop === 'before-head', ...others('http.drop', 'http.delay')),
    ...idle('the message has no body', hasNoBody, ...others('mac', 'encoding').filter((key) => !key.startsWith('http.'))),
    ...idle('an answer with a status of its own has no body anyway', http.status !== undefined, 'http.body', 'encoding'),
    ...idle('of a body that is not there nothing can be left out', hasNoBody && http.drop === 'mid-body', 'http.drop'),
    ...idle('of a body that is not there nothing can be left out', hasNoBody && http.length === 'shorter', 'http.length'),
    ...idle('HTTP/1.0 has no chunks', http.version === '1.0', 'http.chunked'),
    ...idle('a message in chunks has no Content-Length', http.chunked === 'yes' && http.version === undefined, 'http.length'),
    ...idle('the message is XML', written === 'xml', ...WBXML_STYLES),
    ...idle(`the message is ${String(written)} by itself`, written !== undefined && entry.encoding === encoding, 'encoding'),
    ...idle('no command is left that has it', entry.commands === 'none', 'cmd-ids', 'chal', 'status'),
    ...idle('no command is left to be put in order', entry.commands === 'none' && entry.order !== 'body-before-header', 'order'),
    ...idle(`by ${serverAuth} there is no x-syncml-hmac`, ['none', 'basic', 'md5'].includes(serverAuth ?? ''), 'mac'),
  ];
  // One reason a key will do.
  return [...new Map(all.map((one) => [one.key.join('.'), one])).values()];
}

/** The keys by which an entry is otherwise, those of `http` with that before them. */
function waysOf({ http, ...entry }: Fields): string[] {
  const own = Object.keys(entry).filter((key) => !SELECTORS.includes(key));
  return [...own, ...(isMap(http ?? '') ? Object.keys(http as Fields).map((key) => `http.${key}`) : http === undefined ? [] : ['http'])];
}

/** Whether every message that an entry picks is one that an earlier entry picks. */
function isCovered(entry: Fields, earlier: Fields): boolean {
  if ((entry.to ?? 'session') !== (earlier.to ?? 'session')) return false;
  return ['nth', 'session'].every((key) => earlier[key] === undefined || earlier[key] === entry[key]);
}

const isMap = (value: Value): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
