/** One TCP connection as the packets that would have carried it: handshake, segments with acknowledgements, FIN or RST. */
import { ACK, type Address, FIN, MSS, PSH, RST, SYN, tcpPacket } from './ip.js';

/** Takes a packet; `comment` is shown beside it. */
export type PacketSink = (packet: Uint8Array, comment?: string) => void;

/** The receiver acknowledges after so many segments: well inside the scaled window. */
const SEGMENTS_PER_ACK = 40;

interface Peer {
  readonly at: Address;
  /** Next sequence number this peer sends. */
  next: number;
}

export class TcpStream {
  private readonly client: Peer;
  private readonly server: Peer;
  private id = 1;
  private state: 'new' | 'open' | 'closed' = 'new';

  /** `start` sets the initial sequence numbers, so that two connections over the same ports are told apart. */
  constructor(
    client: Address,
    server: Address,
    start: number,
    private readonly sink: PacketSink,
  ) {
    this.client = { at: client, next: (start * 0x10001 + 0x1000) >>> 0 };
    this.server = { at: server, next: (start * 0x20003 + 0x8000_0000) >>> 0 };
  }

  /** Octets from one side, in segments of at most MSS; `comment` stands at the first. Nothing to send gives a bare acknowledgement. */
  send(by: 'client' | 'server', octets: Uint8Array, comment?: string): void {
    this.open();
    const [from, to] = this.sides(by);
    if (octets.length === 0) {
      this.packet(from, to, ACK, undefined, comment);
      return;
    }
    let unacknowledged = 0;
    for (let at = 0; at < octets.length; at += MSS) {
      const payload = octets.subarray(at, at + MSS);
      const last = at + MSS >= octets.length;
      this.packet(from, to, last ? ACK | PSH : ACK, payload, at === 0 ? comment : undefined);
      if (++unacknowledged === SEGMENTS_PER_ACK || last) {
        this.packet(to, from, ACK);
        unacknowledged = 0;
      }
    }
  }

  /** The peer never took the connection: SYN, answered by RST. */
  refuse(comment: string): void {
    if (this.state !== 'new') return;
    this.packet(this.client, this.server, SYN, undefined, comment);
    this.packet(this.server, this.client, RST | ACK);
    this.state = 'closed';
  }

  /** `by` breaks the connection off. */
  reset(by: 'client' | 'server', comment: string): void {
    this.open();
    const [from, to] = this.sides(by);
    this.packet(from, to, RST | ACK, undefined, comment);
    this.state = 'closed';
  }

  /** Orderly end by both sides, the client first. */
  close(): void {
    if (this.state !== 'open') return;
    this.packet(this.client, this.server, FIN | ACK);
    this.packet(this.server, this.client, FIN | ACK);
    this.packet(this.client, this.server, ACK);
    this.state = 'closed';
  }

  get closed(): boolean {
    return this.state === 'closed';
  }

  private open(): void {
    if (this.state !== 'new') return;
    this.state = 'open';
    this.packet(this.client, this.server, SYN);
    this.packet(this.server, this.client, SYN | ACK);
    this.packet(this.client, this.server, ACK);
  }

  private sides(by: 'client' | 'server'): [Peer, Peer] {
    return by === 'client' ? [this.client, this.server] : [this.server, this.client];
  }

  private packet(from: Peer, to: Peer, flags: number, payload?: Uint8Array, comment?: string): void {
    const segment = { from: from.at, to: to.at, seq: from.next, ack: to.next, flags, ...(payload ? { payload } : {}) };
    this.sink(tcpPacket(segment, this.id++), comment);
    from.next = (from.next + (payload?.length ?? 0) + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
  }
}
