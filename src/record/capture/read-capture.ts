/** Reads a capture that another tool made: pcap, pcapng, HAR, or a folder of raw files. Which it is, its first octets say. */
import { statSync } from 'node:fs';
import { InputError } from '../../base/errors.js';
import type { Capture } from './capture.js';
import { folderCapture } from './folder.js';
import { harCapture } from './har.js';
import { CAPTURES, missing, OctetSource } from './octet-source.js';
import type { Packet } from './packet.js';
import { framesOfPackets } from './packets-capture.js';
import { pcapMagic, pcapPackets } from './pcap.js';
import { pcapngPackets, SECTION } from './pcapng-packets.js';
import { Tally } from './tally.js';

/**
 * All frames of DM in it, and what was left out. Throws InputError `capture-missing`, `capture-unknown` (none of the four kinds),
 * `capture-har` (no HAR 1.2), `capture-folder` (a file of the folder whose direction cannot be told, with the convention).
 */
export function readCapture(path: string): Capture {
  let isFolder: boolean;
  let isFile: boolean;
  try {
    const found = statSync(path);
    isFolder = found.isDirectory();
    isFile = found.isFile();
  } catch (cause) {
    throw missing(path, cause);
  }
  if (!isFolder && !isFile) throw new InputError('capture-missing', { found: `${path} is neither a file nor a folder`, wanted: CAPTURES });
  if (isFolder) return folderCapture(path);
  const source = new OctetSource(path);
  try {
    const head = source.peek(4);
    if (pcapMagic(head)) return packetCapture('pcap', source, pcapPackets);
    if (head.length === 4 && head.readUInt32BE(0) === SECTION) return packetCapture('pcapng', source, pcapngPackets);
    const text = source.peek(1024).toString('latin1');
    if (/^(?:\xef\xbb\xbf)?\s*\{/.test(text)) return harCapture(source);
    throw new InputError('capture-unknown', {
      found: `${path} is no capture that dmct knows: it begins with ${octetsOf(head)}`,
      wanted: 'pcap, pcapng, HAR (JSON with a "log"), or a folder of raw files',
      cure: 'other formats: editcap -F pcapng FILE OUT',
    });
  } finally {
    source.close();
  }
}

function packetCapture(format: 'pcap' | 'pcapng', source: OctetSource, packets: (source: OctetSource, tally: Tally) => Iterable<Packet>): Capture {
  const tally = new Tally();
  const frames = framesOfPackets(packets(source, tally), tally);
  return { format, file: source.file, sha256: source.finish(), frames, notes: tally.notes() };
}

function octetsOf(head: Buffer): string {
  return head.length === 0 ? 'nothing, it is empty' : (head.toString('hex').match(/../g) ?? []).join(' ');
}
