/** pcapng blocks (draft-ietf-opsawg-pcapng): section header, one interface of raw IP, enhanced packets with comments. */
import { closeSync } from 'node:fs';
import { appendOut, openOut } from '../base/write-file.js';

const LINKTYPE_RAW = 101;
const SNAPLEN = 262_144;
const OPT_COMMENT = 1;
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const EPB_FLAGS = 2;
const FLUSH_AT = 1024 * 1024;

export class PcapngFile {
  private readonly fd: number;
  private pieces: Uint8Array[] = [];
  private held = 0;
  private last = 0n;

  constructor(
    private readonly file: string,
    application: string,
  ) {
    this.fd = openOut(file);
    const section = Buffer.alloc(16);
    section.writeUInt32LE(0x1a2b3c4d, 0);
    section.writeUInt16LE(1, 4);
    section.writeBigInt64LE(-1n, 8);
    this.block(0x0a0d0d0a, [section, ...options([[SHB_USERAPPL, Buffer.from(application)]])]);
    const description = Buffer.alloc(8);
    description.writeUInt16LE(LINKTYPE_RAW, 0);
    description.writeUInt32LE(SNAPLEN, 4);
    this.block(1, [description, ...options([[IF_NAME, Buffer.from('dmct')]])]);
  }

  /** `time` in microseconds since 1970; never goes back, so a packet that would is put right after the one before it. */
  packet(packet: Uint8Array, time: bigint, inbound: boolean, comment?: string): void {
    this.last = time > this.last ? time : this.last + 1n;
    const fixed = Buffer.alloc(20);
    fixed.writeUInt32LE(Number(this.last >> 32n), 4);
    fixed.writeUInt32LE(Number(this.last & 0xffff_ffffn), 8);
    fixed.writeUInt32LE(packet.length, 12);
    fixed.writeUInt32LE(packet.length, 16);
    const flags = Buffer.from([inbound ? 1 : 2, 0, 0, 0]);
    const told: [number, Uint8Array][] = comment === undefined ? [] : [[OPT_COMMENT, Buffer.from(comment.slice(0, 8_000))]];
    this.block(6, [fixed, packet, padding(packet.length), ...options([...told, [EPB_FLAGS, flags]])]);
  }

  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.fd);
    }
  }

  private block(type: number, content: readonly Uint8Array[]): void {
    const length = 12 + content.reduce((sum, piece) => sum + piece.length, 0);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(type, 0);
    head.writeUInt32LE(length, 4);
    this.pieces.push(head, ...content, head.subarray(4));
    this.held += length;
    if (this.held > FLUSH_AT) this.flush();
  }

  private flush(): void {
    appendOut(this.fd, Buffer.concat(this.pieces), this.file);
    this.pieces = [];
    this.held = 0;
  }
}

function options(list: readonly (readonly [number, Uint8Array])[]): Uint8Array[] {
  const pieces = list.flatMap(([code, value]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(code, 0);
    head.writeUInt16LE(value.length, 2);
    return [head, value, padding(value.length)];
  });
  return [...pieces, new Uint8Array(4)];
}

function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4);
}
