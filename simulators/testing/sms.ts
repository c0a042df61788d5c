/** Puts the user data of short messages together, by hand: tests do not trust the reader of the other side. */
export function reassemble(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => part.subarray(1 + (part[0] ?? 0)))));
}
