/** The octets a WBXML writer has written so far: one growing buffer, kept between documents while it is small. */

/** Room before the body, for a header without string table. */
export const HEAD_ROOM = 32;

const SMALL = 1024 * 1024;
let spare: WbxmlSink | undefined;

/** Largest mb_u_int32. */
const INTEGER_OCTETS = 5;

export class WbxmlSink {
  octets = new Uint8Array(8 * 1024);
  at = HEAD_ROOM;
  private view = Buffer.from(this.octets.buffer);

  /** An empty sink. A document inside another one gets a sink of its own: the spare is taken until release(). */
  static take(): WbxmlSink {
    const sink = spare ?? new WbxmlSink();
    spare = undefined;
    sink.at = HEAD_ROOM;
    return sink;
  }

  /** Gives the sink back; it is not used afterwards. */
  release(): void {
    if (this.octets.length <= SMALL) spare = this;
  }

  /** Makes sure that `more` octets fit. */
  room(more: number): void {
    const needed = this.at + more;
    if (needed <= this.octets.length) return;
    const grown = new Uint8Array(Math.max(needed, this.octets.length * 2));
    grown.set(this.octets.subarray(0, this.at));
    this.octets = grown;
    this.view = Buffer.from(grown.buffer);
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
    this.view.write(text, this.at, length, 'utf8');
    this.at += length;
  }

  /** mb_u_int32, as short as it gets. */
  integer(value: number): void {
    this.room(INTEGER_OCTETS);
    this.at = writeInteger(this.octets, this.at, value);
  }
}

/** Octets of `value` (at most 32 bits) as mb_u_int32. */
export function integerLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** Writes `value` (at most 32 bits) as mb_u_int32 and gives the offset behind it. */
export function writeInteger(octets: Uint8Array, at: number, value: number): number {
  const behind = at + integerLength(value);
  octets[behind - 1] = value & 0x7f;
  for (let n = behind - 2, rest = Math.floor(value / 128); n >= at; n--, rest = Math.floor(rest / 128)) octets[n] = 0x80 | (rest & 0x7f);
  return behind;
}
