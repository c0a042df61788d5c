/** Up to `most` known names close enough to `name` to be what was meant (edits and swapped neighbours, at most a third of its length). */
export function nearest(name: string, known: Iterable<string>, most = 2): string[] {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const scored: [number, string][] = [];
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const d = distance(name.toLowerCase(), candidate.toLowerCase());
    if (d <= limit) scored.push([d, candidate]);
  }
  return scored
    .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
    .slice(0, most)
    .map(([, c]) => c);
}

function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwapped ? (before[j - 2] as number) + 1 : substitution;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, substitution, swap));
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
}
