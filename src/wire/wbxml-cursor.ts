/** Where the WBXML reader stands: octets, limits shared with embedded documents, findings, and the integers of the format. */
import type { Limits } from '../limits.js';
import type { FindingList } from './wbxml-findings.js';

/** What one call of the reader may spend, embedded documents included. */
export interface Budget {
  /** Elements, attributes and pieces left. */
  nodes: number;
  /** Octets that string-table references may still name. */
  expansion: number;
}

export class WbxmlCursor {
  /** The octets ended, or lied about their length, in the middle of something: what follows from that is not reported again. */
  cut = false;

  constructor(
    readonly octets: Uint8Array,
    public at: number,
    readonly end: number,
    readonly findings: FindingList,
    readonly limits: Limits,
    readonly budget: Budget,
  ) {}

  /** The document ended inside `what`: one finding, and reading stops. */
  truncated(code: 'wbxml-header-truncated' | 'wbxml-truncated' | 'wbxml-integer-truncated', at: number, what: string): void {
    if (!this.cut) this.findings.add(code, at, `the octets end inside ${what}`);
    this.cut = true;
    this.at = this.end;
  }

  /**
   * mb_u_int32: groups of 7 bits, most significant first, bit 7 says that another octet follows (WBXML 1.3, 5.1).
   * -1 when the octets ended. More than 32 bits: a finding, and the value is clipped to 2^32-1.
   */
  integer(what: string): number {
    const { octets, end } = this;
    const from = this.at;
    let value = 0;
    for (let at = from; at < end; at++) {
      const octet = octets[at] as number;
      value = value * 128 + (octet & 0x7f);
      if (value > 0xffffffff) value = 2 ** 32; // stays an overflow, whatever follows
      if (octet < 0x80) {
        this.at = at + 1;
        if (value > 0xffffffff) {
          this.findings.add('wbxml-integer-overflow', from, `${what} does not fit 32 bits`);
          return 0xffffffff;
        }
        if (octets[from] === 0x80) this.findings.add('wbxml-integer-not-minimal', from, `${what} is written with leading zero groups`);
        return value;
      }
    }
    this.truncated('wbxml-integer-truncated', from, what);
    return -1;
  }

  hex(octet: number): string {
    return `0x${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
}
