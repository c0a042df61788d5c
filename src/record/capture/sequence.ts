/** How far `a` stands after `b` in sequence numbers of TCP, which wrap around. */
export const distance = (a: number, b: number): number => (a - b) | 0;
