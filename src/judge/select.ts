/**
 * Selects elements by a path: `/SyncML/SyncBody/Status[CmdRef='0']/Chal`, `Item[2]` (1-based), `*` for any name, `//Get` for any depth.
 * A document inside Data is a child of it: `/SyncML/SyncBody/Add/Item/Data/MgmtTree/Node`.
 * Names compare exactly; a namespace is a condition of its own (`ns`), so that a wrong one is named instead of "not found".
 */
import { type Element, textOf } from '../wire/document.js';
import { nestedDocument } from './nested.js';

interface Segment {
  readonly name: string;
  readonly deep: boolean;
  readonly index?: number;
  readonly filter?: { readonly path: readonly string[]; readonly text: string };
}

const PARSED = new Map<string, readonly Segment[] | string>();

/** Elements at `path`, in document order. The root is selected by its name or by `/`. */
export function select(root: Element | null, path: string): Element[] {
  if (!root) return [];
  const segments = parsePath(path);
  if (typeof segments === 'string') throw new Error(segments);
  if (segments.length === 0) return [root];
  let current: Element[] | null = null;
  for (const segment of segments) current = step(current, root, segment);
  return current ?? [];
}

/** What is wrong with a path, or undefined. */
export function pathProblem(path: string): string | undefined {
  const parsed = parsePath(path);
  return typeof parsed === 'string' ? parsed : undefined;
}

/** The path without its last segment; undefined when that is the root. */
export function parentPath(path: string): string | undefined {
  const bare = path.replace(/\[[^\]]*\]/g, (filter) => '\0'.repeat(filter.length));
  const at = bare.lastIndexOf('/');
  return at <= 0 || bare[at - 1] === '/' ? undefined : path.slice(0, at);
}

function step(from: Element[] | null, root: Element, segment: Segment): Element[] {
  const out: Element[] = [];
  const groups: Element[][] = [];
  if (from === null) groups.push(segment.deep ? descendants(root, true) : [root]);
  else for (const element of from) groups.push(segment.deep ? descendants(element, false) : below(element));
  for (const group of groups) {
    let hits = group.filter((e) => segment.name === '*' || e.name === segment.name);
    const { filter } = segment;
    if (filter) hits = hits.filter((e) => follow(e, filter.path).some((x) => textOf(x) === filter.text));
    if (segment.index !== undefined) hits = hits[segment.index - 1] ? [hits[segment.index - 1] as Element] : [];
    out.push(...hits);
  }
  return out;
}

/** Children, and the root of a document inside; `//` stays in its document, so that names of another language are never taken for ours. */
function below(element: Element): Element[] {
  const inner = nestedDocument(element)?.root;
  return inner ? [...element.children, inner] : [...element.children];
}

function follow(element: Element, path: readonly string[]): Element[] {
  let current = [element];
  for (const name of path) current = current.flatMap((e) => below(e).filter((c) => c.name === name));
  return current;
}

function descendants(element: Element, self: boolean): Element[] {
  const out: Element[] = [];
  const stack: Element[] = self ? [element] : [...element.children].reverse();
  while (stack.length) {
    const next = stack.pop() as Element;
    out.push(next);
    for (let i = next.children.length - 1; i >= 0; i--) stack.push(next.children[i] as Element);
  }
  return out;
}

function parsePath(path: string): readonly Segment[] | string {
  const known = PARSED.get(path);
  if (known) return known;
  const parsed = parse(path);
  PARSED.set(path, parsed);
  return parsed;
}

function parse(path: string): readonly Segment[] | string {
  if (path === '/') return [];
  if (!path.startsWith('/')) return `path "${path}" must begin with "/"`;
  const segments: Segment[] = [];
  const pattern = /(\/\/?)([A-Za-z_*][A-Za-z0-9_.-]*|\*)(?:\[(?:(\d+)|([A-Za-z0-9_/]+)='([^']*)')\])?(?:\[(\d+)\])?/y;
  while (pattern.lastIndex < path.length) {
    const at = pattern.lastIndex;
    const m = pattern.exec(path);
    if (!m) return `path "${path}" is not understood from "${path.slice(at)}" on`;
    const index = m[3] ?? m[6];
    segments.push({
      deep: m[1] === '//',
      name: m[2] as string,
      ...(index === undefined ? {} : { index: Number(index) }),
      ...(m[4] === undefined ? {} : { filter: { path: m[4].split('/'), text: m[5] as string } }),
    });
  }
  return segments;
}
