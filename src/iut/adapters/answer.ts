/**
 * What an adapter says, in JSON: `{"id", "primitive", "with"}` goes in; out comes one of `{"id", "result": {…}}` (done),
 * `{"id", "unsupported": true}` and `{"id", "refused": "why"}` (`error` is understood as `refused`). The same three shapes serve stdio (a line each, `id` needed), exec and
 * http (without `id`; there a bare object of results is done as well). docs/adapters.md is the vendor's view.
 */
import type { Outcome, Primitive } from '../primitives.js';
import type { Excerpt } from '../secrets.js';

export interface Request {
  readonly id: number;
  readonly primitive: Primitive;
  readonly with: Readonly<Record<string, unknown>>;
}

export type Answer =
  | { readonly id: number; readonly result: Readonly<Record<string, unknown>> }
  | { readonly id: number; readonly unsupported: true }
  | { readonly id: number; readonly refused: string };

type Json = Readonly<Record<string, unknown>>;
type Check = (value: unknown, at: string) => string | undefined;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const text: Check = (value, at) => (typeof value === 'string' ? undefined : `${at} must be text, is ${shape(value)}`);
const shape = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'a list' : value === undefined ? 'absent' : typeof value);

const fields =
  (needed: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value, at) => {
    if (!isObject(value)) return `${at} must be an object, is ${shape(value)}`;
    for (const [name, check] of Object.entries(needed)) {
      const fault = check(value[name], `${at}.${name}`);
      if (fault) return fault;
    }
    for (const [name, check] of Object.entries(optional)) {
      const fault = value[name] === undefined ? undefined : check(value[name], `${at}.${name}`);
      if (fault) return fault;
    }
    return undefined;
  };
const listOf =
  (check: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return `${at} must be a list, is ${shape(value)}`;
    for (const [n, item] of value.entries()) {
      const fault = check(item, `${at}[${n}]`);
      if (fault) return fault;
    }
    return undefined;
  };

/** Results that carry something, by primitive (primitives.ts); the others carry nothing and may be left out. */
const RESULTS: Readonly<Partial<Record<Primitive, Check>>> = {
  configure: fields({}, { push: fields({}, { wspUdp: text, otaHttp: text, smpp: text, pap: text, sip: text }), url: text, connect: text }),
  'read-tree': fields({ nodes: listOf(fields({ uri: text, format: text }, { type: text, value: text, acl: text })) }),
  notify: fields({}, { sms: listOf(text) }),
  'send-command': fields({}, { push: listOf(text), sms: listOf(text) }),
  'read-reports': fields({
    reports: listOf(fields({ device: text, type: text, format: text, data: text }, { source: text, mark: text })),
  }),
};

/** True when nothing but a result makes the call worth anything, so that an empty answer is no answer. */
export const needsResult = (primitive: Primitive): boolean => primitive === 'read-tree' || primitive === 'read-reports';

/** A result checked for its shape: `done`, or `iut-garbage` with the first member that is wrong. */
export function done(primitive: Primitive, result: unknown): Outcome {
  const fault = isObject(result) ? RESULTS[primitive]?.(result, 'result') : `result must be an object, is ${shape(result)}`;
  if (fault) return { kind: 'trouble', code: 'iut-garbage', message: `the answer to ${primitive} is not what docs/adapters.md asks for: ${fault}` };
  return { kind: 'done', result: result as Record<string, unknown> };
}

/** The outcome that one JSON answer means. `bare`: an object without `result`, `unsupported`, `refused` is itself the result. */
export function outcomeOf(primitive: Primitive, answer: Json, excerpt: Excerpt, bare = false): Outcome {
  const garbage = (why: string): Outcome => ({ kind: 'trouble', code: 'iut-garbage', message: `the answer to ${primitive} ${why}` });
  const { unsupported = false } = answer;
  if (typeof unsupported !== 'boolean') return garbage(`is no answer: "unsupported" must be true or false, is ${shape(unsupported)}`);
  const refused = answer.refused ?? answer.error ?? undefined;
  const meant = Object.entries({ result: answer.result !== undefined, unsupported, refused: refused !== undefined }).filter(([, isMeant]) => isMeant);
  const names = meant.map(([name]) => `"${name}"`);
  if (names.length > 1) return garbage(`has ${names.slice(0, -1).join(', ')} and ${names.at(-1)}, of which only one can be meant`);
  if (unsupported) return { kind: 'unsupported' };
  if (refused !== undefined) return { kind: 'refused', message: typeof refused === 'string' ? refused : JSON.stringify(refused) };
  if (answer.result !== undefined) return done(primitive, answer.result);
  if (bare) return done(primitive, answer);
  return garbage(`has none of "result", "unsupported" and "refused": ${excerpt(JSON.stringify(answer), 200)}`);
}
