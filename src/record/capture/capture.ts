/** What a foreign tool saw cross between a DM client and a DM server: frames, before anybody asks what they mean. */
import type { Crossing } from '../../wire/frame.js';

export interface CapturedFrame extends Crossing {
  /** Milliseconds since the first frame of the capture. */
  readonly at: number;
}

export interface Capture {
  readonly format: 'pcap' | 'pcapng' | 'har' | 'folder';
  readonly file: string;
  /** Of the file's octets; of a folder, over the names and octets of its files. Hex. */
  readonly sha256: string;
  /** Oldest first. `direction` is as for a client under test: `from-iut` is what the device sent, `to-iut` what it got. */
  readonly frames: readonly CapturedFrame[];
  /** What the file holds and could not be taken, a sentence each: `2 TCP streams to port 443 are encrypted and were left out`. */
  readonly notes: readonly string[];
}
