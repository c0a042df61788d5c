/**
 * Node URIs (DM TND section 5): names from the root joined by "/", `./A/B` and `A/B` alike, the root is `.`;
 * `?prop=` names a property, `?list=` a view of the sub-tree.
 */
import { LIMITS } from '../../limits.js';

export interface UriLimits {
  /** Segments, characters of the whole, characters of a segment; 0: no limit (DevDetail/URI). */
  readonly maxDepth: number;
  readonly maxTotLen: number;
  readonly maxSegLen: number;
}

export const NO_LIMITS: UriLimits = { maxDepth: 0, maxTotLen: 0, maxSegLen: 0 };

export type ParsedUri =
  | { readonly kind: 'uri'; readonly segments: readonly string[]; readonly query?: { readonly name: string; readonly value: string } }
  /** Status code that the URI deserves. */
  | { readonly kind: 'bad'; readonly code: '404' | '414' };

/** A malformed URI addresses nothing (404); one beyond the limits is too long (414). */
export function parseUri(text: string, limits: UriLimits = NO_LIMITS): ParsedUri {
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  if (exceeds(limits.maxTotLen, [...path].length)) return { kind: 'bad', code: '414' };
  const segments = path === '.' ? [] : (path.startsWith('./') ? path.slice(2) : path).split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return { kind: 'bad', code: '404' };
  if (segments.length > LIMITS.elementDepth || exceeds(limits.maxDepth, segments.length)) return { kind: 'bad', code: '414' };
  if (segments.some((segment) => exceeds(limits.maxSegLen, [...segment].length))) return { kind: 'bad', code: '414' };
  if (mark < 0) return { kind: 'uri', segments };
  const query = text.slice(mark + 1);
  const equals = query.indexOf('=');
  if (equals < 0) return { kind: 'bad', code: '404' };
  return { kind: 'uri', segments, query: { name: query.slice(0, equals), value: query.slice(equals + 1) } };
}

function exceeds(limit: number, length: number): boolean {
  return limit > 0 && length > limit;
}
