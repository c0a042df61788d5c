/** The octets a WBXML writer has written so far: one growing buffer, kept between documents while it is small. */

/** Room before the body, for a header without string table. */
export const HEAD_ROOM = 32;

const SMALL = 1024 * 1024;
let spare: Uint8Array | undefined;

/** Largest mb_u_int32. */
const INTEGER_OCTETS = 5;

export class WbxmlSink {
  octets: Uint8Array;
  at = HEAD_ROOM;
  #view: Buffer;

  constructor() {
    // A document inside this one takes a buffer of its own: the spare is gone until release().
    this.octets = spare ?? new Uint8Array(8 * 1024);
    spare = undefined;
    this.#view = Buffer.from(this.octets.buffer);
  }

  /** Gives the buffer back; the sink is not used afterwards. */
  release(): void {
    if (this.octets.length <= SMALL) spare = this.octets;
  }

  /** Makes sure that `more` octets fit. */
  room(more: number): void {
    const needed = this.at + more;
    if (needed <= this.octets.length) return;
    const grown = new Uint8Array(Math.max(needed, this.octets.length * 2));
    grown.set(this.octets.subarray(0, this.at));
    this.octets = grown;
    this.#view = Buffer.from(grown.buffer);
  }

  octet(value: number): void {
    if (this.at === this.octets.length) this.room(1);
    this.octets[this.at++] = value;
  }

  bytes(octets: Uint8Array): void {
    this.room(octets.length);
    this.octets.set(octets, this.at);
    this.at += octets.length;
  }

  utf8(text: string, length: number): void {
    this.room(length);
    this.#view.write(text, this.at, length, 'utf8');
    this.at += length;
  }

  /** mb_u_int32, as short as it gets. */
  integer(value: number): void {
    this.room(INTEGER_OCTETS);
    this.at = writeInteger(this.octets, this.at, value);
  }
}

/** Writes `value` (at most 32 bits) as mb_u_int32 and gives the offset behind it. */
export function writeInteger(octets: Uint8Array, at: number, value: number): number {
  let behind = at;
  for (let shift = 28; shift > 0; shift -= 7) if (value >= 2 ** shift) octets[behind++] = 0x80 | (Math.floor(value / 2 ** shift) & 0x7f);
  octets[behind++] = value & 0x7f;
  return behind;
}
