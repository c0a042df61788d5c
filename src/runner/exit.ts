/** Exit codes from most to least telling (design 4.1): when several apply 2, 4, 6, 1, 3, 5. */
const ORDER: readonly number[] = [2, 4, 6, 1, 3, 5, 0];

export function worstExit(codes: readonly number[]): number {
  return ORDER.find((code) => codes.includes(code)) ?? 4;
}

/** Of both sides of one capture, which are judged from the same frames: that nothing could be judged of the one hides no failure of the other. */
export function worstOfSides(codes: readonly number[]): number {
  return worstExit(codes.includes(1) ? codes.filter((code) => code !== 6) : codes);
}
