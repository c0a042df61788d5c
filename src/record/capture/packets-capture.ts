/** Packets to frames: link layer, IP, UDP and TCP taken off, pushes and HTTP found in what is left. */
import { LIMITS } from '../../limits.js';
import { Budget } from './budget.js';
import type { CapturedFrame } from './capture.js';
import { Datagrams } from './datagrams.js';
import { endpoint } from './endpoint.js';
import { EXPORTED, ExportedPdus } from './exported-pdus.js';
import { type Carried, IpReader } from './ip-packets.js';
import { Keeper } from './keeper.js';
import { ipInside, isKnownLink } from './link-layer.js';
import type { Packet } from './packet.js';
import { StreamDialogue } from './stream-dialogue.js';
import type { Tally } from './tally.js';
import { TcpConnections } from './tcp-connections.js';

const TCP = 6;
const UDP = 17;
/** Two packets never have one time here, so that their order is kept. */
const TICK = 1e-6;

export function framesOfPackets(packets: Iterable<Packet>, tally: Tally): CapturedFrame[] {
  const budget = new Budget(LIMITS.captureHeldOctets);
  const keeper = new Keeper(budget, tally);
  const ip = new IpReader();
  const tcp = new TcpConnections((connection) => new StreamDialogue(connection, keeper, budget, tally), budget, tally);
  const exported = new ExportedPdus();
  const datagrams = new Datagrams(keeper, tally);
  let start: number | undefined;
  let last = 0;
  for (const { ms: time, link, octets } of packets) {
    start ??= time;
    last = Math.max(last + TICK, time - start);
    if (link === EXPORTED) {
      const segment = exported.read(octets);
      if (!segment || !tcp.take(segment, last))
        tally.add('exported PDU is no part of a TCP connection', 'exported PDUs are no parts of TCP connections');
      continue;
    }
    const inside = ipInside(link, octets);
    if (!inside) {
      if (isKnownLink(link)) tally.add('packet carries no IP and was left out', 'packets carry no IP and were left out');
      else tally.add(`packet of link type ${link} cannot be read`, `packets of link type ${link} cannot be read`);
      continue;
    }
    const carried = ip.read(inside);
    if (!carried) continue;
    const isTaken = carried.protocol === TCP ? tcp.take(carried, last) : carried.protocol === UDP ? takeUdp(carried, last, datagrams, tally) : false;
    if (!isTaken) tally.add('IP packet is neither TCP nor UDP and was left out', 'IP packets are neither TCP nor UDP and were left out');
  }
  tcp.finish();
  const { unfinished } = ip;
  if (unfinished > 0)
    tally.add('IP datagram has fragments that are not in the capture', 'IP datagrams have fragments that are not in the capture', unfinished);
  return keeper.finish();
}

function takeUdp({ from, to, payload, isCut }: Carried, ms: number, datagrams: Datagrams, tally: Tally): boolean {
  if (payload.length < 8) return false;
  const view = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const length = view.readUInt16BE(4);
  // That a packet is not whole was told when it was read.
  if (isCut) return true;
  if (length > view.length) {
    tally.add('UDP datagram is shorter than it says and was left out', 'UDP datagrams are shorter than they say and were left out');
    return true;
  }
  datagrams.take({
    from: endpoint(from, view.readUInt16BE(0)),
    to: endpoint(to, view.readUInt16BE(2)),
    payload: payload.subarray(8, length < 8 ? payload.length : length),
    ms,
  });
  return true;
}
