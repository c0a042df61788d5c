/**
 * How a scenario says that our side is to do something otherwise: `given.server.answers`, `messages` of `send: session`, `message` of
 * `send: report`. What a word does stands in the tables of src/dm/message-ways.ts and simulators/http/ways.ts; docs/scenarios.md lists them.
 */
import type { HttpWay } from '../../simulators/http/ways.js';
import type { Wayward, WaywardAnswer } from '../../simulators/lower-tester.js';
import { DURATION_WANTED, durationMs } from '../base/duration.js';
import { nearest } from '../base/nearest.js';
import { MESSAGE_WAYS, type MessageWays } from '../dm/message-ways.js';
import type { Fields, Value } from '../judge/scenario.js';
import type { Problem } from './check-check.js';
import { type Circumstances, idleProblems } from './idle-order.js';

interface Word {
  readonly takes: readonly string[] | RegExp | 'duration';
  readonly wanted?: string;
}

const ORDINAL: Word = { takes: /^[1-9]\d{0,2}$/, wanted: 'a number from 1' };
const SELECTORS = { answers: ['nth', 'session', 'to'], messages: ['nth'], message: [] } as const;
const SELECTOR_WORDS: Readonly<Record<string, Word>> = { nth: ORDINAL, session: ORDINAL, to: { takes: ['session', 'report'] } };

/** Keys of `http`; `status` is that of an answer. */
export const HTTP_WORDS: Readonly<Record<string, Word>> = {
  status: { takes: /^[2-5]\d\d$/, wanted: 'a status from 200 to 599' },
  delay: { takes: 'duration' },
  drop: { takes: ['before-head', 'after-head', 'mid-body'] },
  chunked: { takes: ['yes'] },
  version: { takes: ['1.0'] },
  length: { takes: ['longer', 'shorter', 'none'] },
  body: { takes: ['empty'] },
  'content-type': { takes: /^[\x20-\x7e]+$/, wanted: 'a media type, or none' },
};

export type WayPlace = keyof typeof SELECTORS;

/**
 * What is wrong with `answers` of given.server, or with `messages` or `message` of a step; nothing where they say nothing. `encoding` is that
 * of the scenario.
 */
export function wayProblems(given: Fields, encoding?: Value): Problem[] {
  // `with: "${row.with}"`: the whole map of the step.
  const fields = isMap(given.with) ? (given.with as Fields) : given;
  const server = (isMap(fields.server) ? fields.server : {}) as Fields;
  const about: Record<WayPlace, Circumstances> = {
    answers: { encoding: known(server.encoding ?? encoding ?? 'xml'), serverAuth: known(server.serverAuth) },
    messages: { encoding: known(encoding ?? 'xml') },
    message: { encoding: known(encoding ?? 'xml') },
  };
  const at = (place: WayPlace, value: Value | undefined, path: readonly string[]): Problem[] => {
    if (value === undefined || isOpen(value)) return [];
    const entries = place === 'message' ? [value] : value;
    if (!Array.isArray(entries)) return [{ path, found: `${place} is no list`, wanted: 'a list of maps' }];
    const pathOf = (i: number): readonly string[] => (place === 'message' ? path : [...path, String(i)]);
    const problems = entries.flatMap((entry: Value, i) => entryProblems(place, entry, pathOf(i)));
    return problems.length > 0 ? problems : idleProblems(entries, pathOf, about[place]);
  };
  return [
    ...at('answers', server.answers, ['server', 'answers']),
    ...at('messages', fields.messages, ['messages']),
    ...at('message', fields.message, ['message']),
  ];
}

function entryProblems(place: WayPlace, entry: Value, path: readonly string[]): Problem[] {
  if (isOpen(entry)) return [];
  if (!isMap(entry)) return [{ path, found: 'this is no map', wanted: 'a map of ways' }];
  const { http, ...ways } = entry as Fields;
  const selectors = Object.fromEntries(SELECTORS[place].map((name) => [name, SELECTOR_WORDS[name] as Word]));
  const { status: _, ...carried } = HTTP_WORDS;
  const httpProblems =
    http === undefined || isOpen(http)
      ? []
      : isMap(http)
        ? wordProblems(place === 'answers' ? HTTP_WORDS : carried, http as Fields, [...path, 'http'])
        : [{ path: [...path, 'http'], found: 'http is no map', wanted: Object.keys(HTTP_WORDS).join(' | ') }];
  return [...wordProblems({ ...selectors, ...MESSAGE_WAYS, http: { takes: [] } }, ways, path), ...httpProblems];
}

function wordProblems(words: Readonly<Record<string, Word>>, fields: Fields, path: readonly string[]): Problem[] {
  return Object.entries(fields).flatMap(([key, value]): Problem[] => {
    const word = Object.hasOwn(words, key) ? words[key] : undefined;
    if (!word) return [{ path: [...path, key], found: `unknown key "${key}"`, ...wantedOf(key, Object.keys(words)) }];
    if (isOpen(value)) return [];
    const { takes } = word;
    if (takes === 'duration')
      return durationMs(String(value)) === undefined
        ? [{ path: [...path, key], found: `"${String(value)}" is no duration`, wanted: DURATION_WANTED }]
        : [];
    const isGood = typeof value === 'string' && (takes instanceof RegExp ? takes.test(value) : takes.includes(value));
    if (isGood) return [];
    const wanted = takes instanceof RegExp ? { wanted: word.wanted ?? 'text' } : wantedOf(String(value), takes);
    return [{ path: [...path, key], found: `"${String(value)}" is no ${key}`, ...wanted }];
  });
}

function wantedOf(found: string, known: readonly string[]): { readonly wanted: string; readonly cure?: string } {
  const near = nearest(found, known);
  return { wanted: known.join(' | '), ...(near.length ? { cure: `did you mean ${near.map((n) => `"${n}"`).join(' or ')}?` } : {}) };
}

/** The entries of `given.server.answers`, everything put in. */
export function readAnswers(value: Value | undefined): WaywardAnswer[] {
  return ((value as readonly Fields[] | undefined) ?? []).map((entry) => ({
    ...readWay(entry),
    ...(entry.session === undefined ? {} : { session: Number(entry.session) }),
    to: entry.to === 'report' ? 'report' : 'session',
  }));
}

export function readWays(value: Value | undefined): Wayward[] {
  return ((value as readonly Fields[] | undefined) ?? []).map(readWay);
}

export function readWay(entry: Fields): Wayward {
  const known = Object.entries(entry).filter(([key]) => Object.hasOwn(MESSAGE_WAYS, key));
  return {
    ...(entry.nth === undefined ? {} : { nth: Number(entry.nth) }),
    message: Object.fromEntries(known.map(([key, value]) => [key, String(value)])) as MessageWays,
    http: readHttp((entry.http as Fields | undefined) ?? {}),
  };
}

function readHttp(http: Fields): HttpWay {
  const { status, delay, drop, chunked, version, length, body } = http;
  return {
    ...(status === undefined ? {} : { status: Number(status) }),
    ...(delay === undefined ? {} : { delayMs: durationMs(String(delay)) ?? 0 }),
    ...(drop === undefined ? {} : { drop: drop as NonNullable<HttpWay['drop']> }),
    ...(chunked === 'yes' ? { chunked: true } : {}),
    ...(version === '1.0' ? { version } : {}),
    ...(length === undefined ? {} : { length: length as NonNullable<HttpWay['length']> }),
    ...(body === 'empty' ? { body } : {}),
    ...(http['content-type'] === undefined ? {} : { contentType: String(http['content-type']) }),
  };
}

const isMap = (value: Value | undefined): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Text that no placeholder leaves open. */
const known = (value: Value | undefined): string | undefined => (typeof value === 'string' && !isOpen(value) ? value : undefined);
const isOpen = (value: Value): boolean => typeof value === 'string' && value.includes('${');
