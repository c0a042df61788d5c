/**
 * Node URIs (DM TND section 5): names from the root joined by "/", `./A/B` and `A/B` alike, the root is `.`;
 * `?prop=` names a property, `?list=` a view of the sub-tree. Names are kept in one spelling, so that `%41` and `A` are the same node.
 */
import { LIMITS } from '../../limits.js';

export interface UriLimits {
  /** Segments, characters of the whole, characters of a segment; 0: no limit (DevDetail/URI). */
  readonly maxDepth: number;
  readonly maxTotLen: number;
  readonly maxSegLen: number;
}

export const NO_LIMITS: UriLimits = { maxDepth: 0, maxTotLen: 0, maxSegLen: 0 };

export interface UriQuery {
  readonly name: string;
  readonly value: string;
}

export interface NodeUri {
  readonly kind: 'uri';
  readonly segments: readonly string[];
  readonly query?: UriQuery;
}

/** Status code that the URI deserves: malformed, it addresses nothing (404); beyond the limits it is too long (414). */
export interface BadUri {
  readonly kind: 'bad';
  readonly code: '404' | '414';
}

export type ParsedUri = NodeUri | BadUri;

export function parseUri(text: string, limits: UriLimits = NO_LIMITS): ParsedUri {
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  const segments = path === '.' ? [] : parsePath(path.startsWith('./') ? path.slice(2) : path, limits, path.length - (path.startsWith('./') ? 2 : 0));
  if ('kind' in segments) return segments;
  if (mark < 0) return { kind: 'uri', segments };
  const query = parseQuery(text.slice(mark + 1));
  return query === undefined ? { kind: 'bad', code: '404' } : { kind: 'uri', segments, query };
}

/** Names joined by "/", without a leading "./". `length`: of the URI they are part of, in characters at most. */
export function parsePath(path: string, limits: UriLimits = NO_LIMITS, length = path.length): readonly string[] | BadUri {
  // Counted in characters, not in UTF-16 units, which are never fewer.
  if (exceeds(limits.maxTotLen, length) && exceeds(limits.maxTotLen, [...path].length)) return { kind: 'bad', code: '414' };
  const raw = path.split('/', LIMITS.elementDepth + 2);
  if (raw.length > LIMITS.elementDepth || exceeds(limits.maxDepth, raw.length)) return { kind: 'bad', code: '414' };
  const segments: string[] = [];
  for (const segment of raw) {
    const name = canonicalName(segment);
    if (name === undefined) return { kind: 'bad', code: '404' };
    if (exceeds(limits.maxSegLen, name.length) && exceeds(limits.maxSegLen, [...name].length)) return { kind: 'bad', code: '414' };
    segments.push(name);
  }
  return segments;
}

export function parseQuery(text: string): UriQuery | undefined {
  const equals = text.indexOf('=');
  return equals < 0 ? undefined : { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

/** Names that need no second look: RFC 2396 pchar without escapes. */
const PLAIN = /^[A-Za-z0-9_!~*'():@&=+$,;-][A-Za-z0-9._!~*'():@&=+$,;-]*$/;
/** ASCII that a segment can only hold as %HH. */
const ESCAPED = /[ "#%<>?[\\\]^`{|}]/g;

/**
 * A name as a URI segment in one spelling: escapes only where RFC 2396 needs them, characters beyond ASCII as they are. Undefined for what
 * cannot be a name: '', `.`, `..`, a slash or a control character, even escaped, a "%" without two hex digits, escapes that are not UTF-8.
 */
export function canonicalName(segment: string): string | undefined {
  if (PLAIN.test(segment)) return segment;
  const name = decodeSegment(segment);
  if (name === undefined || name === '' || name === '.' || name === '..' || /[/\p{Cc}]/u.test(name) || !name.isWellFormed()) return undefined;
  return name.replace(ESCAPED, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Escapes resolved; undefined for a bad one. */
export function decodeSegment(segment: string): string | undefined {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

export function exceeds(limit: number, length: number): boolean {
  return limit > 0 && length > limit;
}
