/** For faults in the short messages of a notification: user data taken apart into header and content, and put together wrongly. */

export interface ShortMessage {
  /** Information elements, without the length octet in front. */
  readonly header: Uint8Array;
  readonly data: Uint8Array;
}

export function takeApart(userData: Uint8Array): ShortMessage {
  const end = 1 + (userData[0] ?? 0);
  return { header: userData.slice(1, end), data: userData.slice(end) };
}

export function putTogether({ header, data }: ShortMessage): Uint8Array {
  return Uint8Array.from([header.length, ...header, ...data]);
}

/** The port element alone: six octets, the first of the header. */
export const PORT_ELEMENT_OCTETS = 6;
/** Places in a header of port element and 8-bit concatenation: reference, total, sequence number. */
export const CONCATENATION = { reference: 8, total: 9, sequence: 10 } as const;

/** The same message with one octet of its header changed; unchanged when the header is too short to have it. */
export function withHeaderOctet(userData: Uint8Array, place: number, change: (octet: number) => number): Uint8Array {
  const { header, data } = takeApart(userData);
  const octet = header[place];
  if (octet === undefined) return userData;
  header[place] = change(octet) & 0xff;
  return putTogether({ header, data });
}
