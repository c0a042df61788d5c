/** A packet as a capture file keeps it. */
import type { Tally } from './tally.js';

export interface Packet {
  /** Milliseconds since 1970. */
  readonly ms: number;
  /** LINKTYPE of tcpdump.org. */
  readonly link: number;
  /** They hold until the next packet is read. */
  readonly octets: Uint8Array;
}

/** Octets that one packet may have; libpcap writes no longer ones. */
export const MOST_PACKET = 262_144;

/** The file is damaged: what follows is not read, and that is told. */
export function damaged(tally: Tally, octet: number, found: string): void {
  tally.say(`the file is damaged at octet ${octet} (${found}); what follows is left out`);
}

/** The file ends inside a packet, as when the tool that wrote it was killed. */
export function cutOff(tally: Tally, octet: number): void {
  tally.say(`the file ends in the middle of a packet (octet ${octet}); all before it is taken`);
}

/** Fewer octets were kept than crossed. */
export function snapped(tally: Tally): void {
  tally.add(
    'packet was captured in part only: capture with a greater snapshot length (tcpdump -s 0)',
    'packets were captured in part only: capture with a greater snapshot length (tcpdump -s 0)',
  );
}
