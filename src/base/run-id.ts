/** `${run.id}`: a short text of its own for each row and seed, to mark what the row sends. */
export function runId(seed: string, row: string): string {
  let hash = 0x811c9dc5;
  for (const c of `${seed}/${row}`) hash = Math.imul(hash ^ c.charCodeAt(0), 0x01000193) >>> 0;
  return hash.toString(36);
}
