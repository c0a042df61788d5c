/**
 * Absolute, relative and virtual URIs (DM TND sections 5 and 7.2) behind one interface. The syntax of virtual URIs stands in a text that
 * is not at hand (assumption U4): each reading is a row of the table. A virtual URI must match exactly one object.
 */
import {
  type BadUri,
  canonicalName,
  decodeSegment,
  NO_LIMITS,
  type NodeUri,
  type ParsedUri,
  parsePath,
  parseQuery,
  parseUri,
  type UriLimits,
} from './uri.js';

export interface UriCondition {
  /** A leaf directly below the root of the object, and its value. */
  readonly leaf: string;
  readonly value: string;
}

/** An object of this identifier, somewhere at or below `base`, and a path from its root on. */
export interface VirtualUri {
  readonly kind: 'virtual';
  readonly base: readonly string[];
  readonly moId: string;
  readonly conditions: readonly UriCondition[];
  readonly path: readonly string[];
  readonly query?: NodeUri['query'];
}

/** What a grammar asks of a tree; paths are from the root. */
export interface ObjectFinder {
  /** Roots of the objects with that identifier at and below a node. */
  objectsBelow(base: readonly string[], moId: string): Iterable<readonly string[]>;
  /** Value of a leaf that may be read by whom the search is for; undefined otherwise. */
  readable(path: readonly string[]): string | undefined;
}

export type Resolution = NodeUri | { readonly kind: 'none' } | { readonly kind: 'several' };

export interface UriGrammar {
  readonly id: string;
  parse(text: string, limits?: UriLimits): ParsedUri | VirtualUri;
  format(uri: NodeUri | VirtualUri): string;
  resolve(uri: NodeUri | VirtualUri, tree: ObjectFinder): Resolution;
}

interface VirtualForm {
  readonly keyword: string;
  readonly isCaseExact: boolean;
  /** Between the URI of the sub-tree and the parameters; not written when there is no such URI. */
  readonly separator: string;
  readonly and: string;
  /** How the path below the object follows: after this text, or as the value of a last parameter of this name. */
  readonly join: { readonly after: string } | { readonly parameter: string };
  readonly mostConditions: number;
}

const MOID_PATH: VirtualForm = { keyword: 'MOID', isCaseExact: true, separator: '?', and: '&', join: { after: '/' }, mostConditions: 1 };

/** Readings of U4; the first is the default. */
export const VIRTUAL_FORMS = {
  /** `[uri]?MOID=id[&leaf=value][/path]` */
  'moid-path': MOID_PATH,
  'moid-path-any-case': { ...MOID_PATH, isCaseExact: false },
  'moid-path-many': { ...MOID_PATH, mostConditions: 16 },
  /** `[uri]?MOID=id[&leaf=value][&path=a/b]` */
  'path-parameter': { ...MOID_PATH, join: { parameter: 'path' } },
} as const satisfies Record<string, VirtualForm>;
export type UriGrammarId = keyof typeof VIRTUAL_FORMS;

const BAD: BadUri = { kind: 'bad', code: '404' };

export function uriGrammar(id: UriGrammarId = 'moid-path'): UriGrammar {
  const form: VirtualForm = VIRTUAL_FORMS[id];
  return { id, parse: (text, limits) => parseWith(form, text, limits ?? NO_LIMITS), format: (uri) => formatWith(form, uri), resolve };
}

/** Where the parameters begin: at the text itself, or after the separator. -1: it is no virtual URI. */
function parametersAt({ keyword, isCaseExact, separator }: VirtualForm, text: string): number {
  const isKeyword = (at: number): boolean => {
    const found = text.slice(at, at + keyword.length + 1);
    return isCaseExact ? found === `${keyword}=` : found.toLowerCase() === `${keyword}=`.toLowerCase();
  };
  if (isKeyword(0)) return 0;
  const at = text.indexOf(separator);
  return at >= 0 && isKeyword(at + separator.length) ? at + separator.length : -1;
}

function parseWith(form: VirtualForm, text: string, limits: UriLimits): ParsedUri | VirtualUri {
  const at = parametersAt(form, text);
  if (at < 0) return parseUri(text, limits);
  const base =
    at === 0 || at === form.separator.length ? { kind: 'uri' as const, segments: [] } : parseUri(text.slice(0, at - form.separator.length), limits);
  if (base.kind === 'bad') return base;
  const mark = text.indexOf('?', at);
  const query = mark < 0 ? undefined : parseQuery(text.slice(mark + 1));
  if (mark >= 0 && query === undefined) return BAD;
  const split = splitPath(form, mark < 0 ? text.slice(at) : text.slice(at, mark));
  const path = split.path === undefined ? [] : parsePath(split.path, limits);
  if ('kind' in path) return path;
  const [first, ...rest] = split.parameters.split(form.and);
  const moId = decodeSegment((first as string).slice(form.keyword.length + 1));
  if (!moId || rest.length > form.mostConditions) return BAD;
  const conditions: UriCondition[] = [];
  for (const parameter of rest) {
    const equals = parameter.indexOf('=');
    const leaf = canonicalName(parameter.slice(0, Math.max(equals, 0)));
    const value = decodeSegment(parameter.slice(equals + 1));
    if (leaf === undefined || value === undefined) return BAD;
    conditions.push({ leaf, value });
  }
  return { kind: 'virtual', base: base.segments, moId, conditions, path, ...(query ? { query } : {}) };
}

function splitPath({ join, and }: VirtualForm, text: string): { readonly parameters: string; readonly path?: string } {
  const mark = 'after' in join ? join.after : `${and}${join.parameter}=`;
  const at = text.indexOf(mark);
  return at < 0 ? { parameters: text } : { parameters: text.slice(0, at), path: text.slice(at + mark.length) };
}

function formatWith({ keyword, separator, and, join }: VirtualForm, uri: NodeUri | VirtualUri): string {
  const query = uri.query ? `?${uri.query.name}=${uri.query.value}` : '';
  if (uri.kind === 'uri') return `${['.', ...uri.segments].join('/')}${query}`;
  const escaped = (text: string): string => text.replace(/[%/?&=#\s\p{Cc}]/gu, encodeURIComponent);
  const base = uri.base.length === 0 ? `.${separator}` : `./${uri.base.join('/')}${separator}`;
  const conditions = uri.conditions.map(({ leaf, value }) => `${and}${leaf.replace(/[&=]/g, encodeURIComponent)}=${escaped(value)}`);
  const mark = 'after' in join ? join.after : `${and}${join.parameter}=`;
  const path = uri.path.length === 0 ? '' : `${mark}${uri.path.join('/')}`;
  return `${base}${keyword}=${escaped(uri.moId)}${conditions.join('')}${path}${query}`;
}

/** The absolute URI that a virtual one stands for: exactly one object may match. */
function resolve(uri: NodeUri | VirtualUri, tree: ObjectFinder): Resolution {
  if (uri.kind === 'uri') return uri;
  let found: readonly string[] | undefined;
  for (const root of tree.objectsBelow(uri.base, uri.moId)) {
    if (!uri.conditions.every(({ leaf, value }) => tree.readable([...root, leaf]) === value)) continue;
    if (found !== undefined) return { kind: 'several' };
    found = root;
  }
  if (found === undefined) return { kind: 'none' };
  return { kind: 'uri', segments: [...found, ...uri.path], ...(uri.query ? { query: uri.query } : {}) };
}
