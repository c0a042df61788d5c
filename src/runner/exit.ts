/** Exit codes from most to least telling (design 4.1): when several apply 2, 4, 6, 1, 3, 5. */
const ORDER: readonly number[] = [2, 4, 6, 1, 3, 5, 0];

export function worstExit(codes: readonly number[]): number {
  return ORDER.find((code) => codes.includes(code)) ?? 4;
}
