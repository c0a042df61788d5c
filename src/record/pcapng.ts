/**
 * The record as a pcapng file for Wireshark and tshark. Packets are made up around the recorded octets: HTTP over TCP as it would
 * have crossed, TLS taken off (we are its end), pushes as WSP over UDP, as SMPP over TCP or as SIP over UDP. Each frame's first packet has a comment that names
 * scenario, row, frame number, step and any trouble.
 */

import { SMPP_PORT } from '../wire/smpp-table.js';
import { Addresses, type Located } from './addresses.js';
import { httpOctets } from './http-octets.js';
import { type Address, udpPacket } from './ip.js';
import { PcapngFile } from './pcapng-file.js';
import type { FrameLine, RowRecord, RunLine } from './record.js';
import { TcpStream } from './tcp-stream.js';

/** Connectionless WSP push: octet 1 is the PDU type (WAP-230, 8.2.1), and this port is where WAP clients take it. */
const WSP_PUSH = 0x06;
const WSP_PUSH_PORT = 2948;
/** Those that mean a push by themselves, the second one over WTLS. */
const PUSH_PORTS: readonly number[] = [WSP_PUSH_PORT, 2949];
/** Where the dissectors look for SIP and HTTP; another port may be that of another protocol for them. */
const SIP_PORT = 5060;
const HTTP_PORT = 80;
/** For datagrams that are no WSP PDU (SMS user data): a port that no dissector claims. */
const RAW_PORT = 9;
const MAX_DATAGRAM = 65_507;

/** Writes all rows one after the other, from the run's start. Throws InputError `cannot-write`. */
export function writePcapng(record: { readonly run: RunLine; readonly rows: readonly RowRecord[] }, file: string): void {
  const out = new PcapngFile(file, record.run.tool);
  try {
    const addresses = new Addresses();
    const begun = Date.parse(record.run.started);
    let rowBegan = BigInt(Number.isFinite(begun) ? begun : 0) * 1000n;
    let connections = 0;
    for (const row of record.rows) {
      const at = (ms: number): bigint => rowBegan + BigInt(Math.max(0, Math.round(ms * 1000)));
      connections = writeRow(row, out, at, addresses, connections);
      rowBegan = at(row.end?.at ?? row.events.at(-1)?.at ?? 0);
    }
  } finally {
    out.close();
  }
}

function writeRow(row: RowRecord, out: PcapngFile, at: (ms: number) => bigint, addresses: Addresses, connectionsBefore: number): number {
  const streams = new Map<string, { stream: TcpStream; ends: string }>();
  const methods = new Map<number, string>();
  let connections = connectionsBefore;
  let time = at(0);
  let inbound = false;
  const sink = (packet: Uint8Array, comment?: string): void => out.packet(packet, time, inbound, comment);

  for (const frame of row.events) {
    if (frame.e !== 'frame') continue;
    time = at(frame.at);
    inbound = frame.direction === 'from-iut';
    const notes = [commentOf(row, frame)];
    const body = Buffer.from(frame.body, 'base64');
    if (frame.transport === 'sip') {
      const { from, to } = ends(frame, addresses, notes);
      // The device's end is the one that the requests go to; there the dissector finds SIP.
      const [source, target] = frame.unit === 'response' ? [{ ...from, port: SIP_PORT }, to] : [from, { ...to, port: SIP_PORT }];
      sink(udpPacket(source, target, body.subarray(0, MAX_DATAGRAM), frame.n), notes.join('; '));
      continue;
    }
    if (frame.transport !== 'smpp' && frame.unit === 'datagram') {
      const { from, to } = ends(frame, addresses, notes);
      const isThere = frame.transport === 'udp' && PUSH_PORTS.includes(to.port);
      const port = isThere ? to.port : body[1] === WSP_PUSH ? WSP_PUSH_PORT : RAW_PORT;
      if (to.port !== port) notes.push(`went to port ${to.port}; shown on ${port} for the dissector`);
      if (body.length > MAX_DATAGRAM) notes.push(`cut from ${body.length} octets`);
      sink(udpPacket(from, { ip: to.ip, port }, body.subarray(0, MAX_DATAGRAM), frame.n), notes.join('; '));
      continue;
    }
    const { from, to } = ends(frame, addresses, notes);
    const isSmpp = frame.transport === 'smpp';
    // We are the SMS centre: the IUT has come to us, whoever asks whom afterwards.
    const isByClient = isSmpp ? inbound : frame.unit === 'request';
    const [client, end] = isByClient ? [from, to] : [to, from];
    const server = { ...end, port: isSmpp ? SMPP_PORT : HTTP_PORT };
    if (!isSmpp && end.port !== HTTP_PORT) notes.push(`crossed to port ${end.port}; shown on ${HTTP_PORT} for the dissector`);
    const key = `${frame.transport}/${frame.channel}/${frame.connection}`;
    const pair = `${client.ip}:${client.port}-${server.ip}:${server.port}`;
    let open = streams.get(key);
    if (!open || open.stream.closed || open.ends !== pair) {
      open?.stream.close();
      open = { stream: new TcpStream(client, server, ++connections, sink), ends: pair };
      streams.set(key, open);
    }
    if (frame.head?.method) methods.set(frame.exchange, frame.head.method);
    if (isSmpp) writePdu(frame, body, open.stream, isByClient ? 'client' : 'server', notes);
    else writeHttp(frame, body, open.stream, notes, frame.unit === 'response' && methods.get(frame.exchange) === 'HEAD');
  }
  for (const { stream } of streams.values()) stream.close();
  return connections;
}

function writePdu(frame: FrameLine, body: Uint8Array, stream: TcpStream, by: 'client' | 'server', notes: string[]): void {
  stream.send(by, body, notes.join('; '));
  if (frame.trouble === 'aborted') stream.reset(by, 'the connection was broken off here');
}

function writeHttp(frame: FrameLine, body: Uint8Array, stream: TcpStream, notes: string[], answersHead: boolean): void {
  const by = frame.unit === 'request' ? 'client' : 'server';
  if (frame.transport === 'https') notes.push('crossed inside TLS; shown without it');
  if (frame.trouble === 'refused') {
    stream.refuse(notes.join('; '));
    return;
  }
  if (!frame.head && body.length === 0) {
    if (frame.trouble === 'aborted' || frame.trouble === 'tls') stream.reset(by, notes.join('; '));
    else stream.send(by, body, notes.join('; '));
    return;
  }
  const octets = frame.head ? httpOctets(frame.head, body, answersHead) : { octets: body, changes: ['no HTTP head was read'] };
  stream.send(by, octets.octets, [...notes, ...octets.changes].join('; '));
  if (frame.trouble === 'aborted') stream.reset(by, 'the connection was broken off here');
}

function ends(frame: FrameLine, addresses: Addresses, notes: string[]): { from: Address; to: Address } {
  const server =
    frame.transport === 'sip' ? SIP_PORT : frame.transport === 'smpp' ? SMPP_PORT : frame.unit === 'datagram' ? WSP_PUSH_PORT : HTTP_PORT;
  const client = 49_152 + (frame.connection % 16_000);
  const from = addresses.locate(frame.from, frame.unit === 'response' ? server : client);
  const to = addresses.locate(frame.to, frame.unit === 'response' ? client : server);
  for (const end of [from, to] satisfies Located[]) if (end.standsFor) notes.push(`${end.ip.join('.')}:${end.port} stands for ${end.standsFor}`);
  return { from, to };
}

function commentOf(row: RowRecord, frame: FrameLine): string {
  const steps = row.events.filter((e) => e.e === 'step' && e.frame === frame.n).map((e) => (e.e === 'step' ? e.id : ''));
  return [
    `${row.row.scenario}${row.row.row ? `[${row.row.row}]` : ''} frame ${frame.n}`,
    ...(steps.length ? [`step ${[...new Set(steps)].join(', ')}`] : []),
    ...(frame.trouble ? [`TROUBLE ${frame.trouble}`] : []),
    ...(frame.edited ? ['edited by a mutant'] : []),
    ...(frame.aside ? [frame.aside] : []),
  ].join('; ');
}
