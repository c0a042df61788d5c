import { type HttpHead, header } from '../../src/wire/frame.js';

/** Collects a body up to a bound; what comes after is counted and dropped. */
export class BoundedBody {
  private readonly chunks: Uint8Array[] = [];
  private kept = 0;
  /** Octets that came, kept or not. */
  received = 0;

  constructor(private readonly most: number) {}

  /** False once more came than is kept. */
  add(chunk: Uint8Array): boolean {
    this.received += chunk.length;
    const room = this.most - this.kept;
    if (room > 0) {
      this.chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
      this.kept += Math.min(room, chunk.length);
    }
    return this.received <= this.most;
  }

  /** Fewer octets came than the head announces. */
  isShortOf(head: HttpHead | undefined): boolean {
    const length = header(head, 'content-length');
    return length !== undefined && this.received < Number(length);
  }

  octets(): Uint8Array {
    return this.chunks.length === 1 ? (this.chunks[0] as Uint8Array) : new Uint8Array(Buffer.concat(this.chunks));
  }
}
