/** Where two JSON values differ: for the check of the committed report, and for a person who compares two runs. */

export interface Difference {
  /** E.g. `assertions[3].evidence[0].hex`; '' for the whole. */
  readonly path: string;
  /** As JSON; undefined where there is nothing. */
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/** In document order, at most `most`; keys that only one side has count as well. */
export function differences(left: unknown, right: unknown, most = Number.POSITIVE_INFINITY): Difference[] {
  const found: Difference[] = [];
  const walk = (a: unknown, b: unknown, path: string): void => {
    if (found.length >= most || a === b) return;
    if (Array.isArray(a) && Array.isArray(b)) {
      for (let i = 0; i < Math.max(a.length, b.length); i++) walk(a[i], b[i], `${path}[${i}]`);
    } else if (isMap(a) && isMap(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) walk(a[key], b[key], path === '' ? key : `${path}.${key}`);
    } else found.push({ path, left: JSON.stringify(a), right: JSON.stringify(b) });
  };
  walk(left, right, '');
  return found;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
