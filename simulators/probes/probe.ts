/**
 * Probes: IUTs that do nothing of what they say. Whatever passes with one of them proves nothing. Each answers all primitives of its side
 * with success and differs only in what it does on the wire.
 */
import type { Socket } from 'node:net';
import type { Handler } from '../http/server.js';

export interface Probe {
  readonly id: string;
  readonly does: string;
  /** A server probe's answer to any HTTP request; absent: it listens to nothing. */
  readonly answer?: Handler;
  /** A server probe's conduct on a connection, in place of HTTP; a client probe's on one that it opens to its server once configured. */
  readonly onConnection?: { readonly server: (socket: Socket) => void; readonly client: (socket: Socket) => void };
  /** Program ends once it is configured. */
  readonly dies?: true;
}

const NONSENSE = `Content-Type: text/plain\r\nContent-Length: 1000\r\n\r\n${'<'.repeat(1_000)}`;
const REQUEST = `PUT /dm HTTP/1.1\r\nHost: x\r\n${NONSENSE}`;
const ANSWER = `HTTP/1.1 200 OK\r\n${NONSENSE}`;

/** One octet a second from `from` on, as long as the connection lasts; what stands before goes out at once. */
function drip(socket: Socket, octets: string, from = 0): void {
  let at = from;
  if (from > 0) socket.write(octets.slice(0, from));
  const next = (): void => void socket.write(octets.charAt(at++ % octets.length));
  const timer = setInterval(next, 1_000);
  socket.once('close', () => clearInterval(timer));
  next();
}

/** As fast as the other side takes it. */
function flood(socket: Socket, octets: string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.writable && socket.write(octets));
  };
  socket.on('drain', more);
  more();
}

export const PROBES: readonly Probe[] = [
  { id: 'null', does: 'sends nothing and, as a server, listens to nothing' },
  { id: 'closing', does: 'resets every connection', answer: () => 'drop' },
  {
    id: 'echo',
    does: 'sends back what it was sent',
    answer: (request) => ({
      status: 200,
      headers: (request.head?.headers ?? []).filter(([name]) => name.toLowerCase() === 'content-type'),
      body: request.body,
    }),
  },
  { id: 'always-200', does: 'answers everything with an empty 200', answer: () => ({ status: 200, headers: [] }) },
  {
    id: 'drip',
    does: 'sends one octet a second and never comes to an end',
    onConnection: { server: (socket) => drip(socket, ANSWER), client: (socket) => drip(socket, REQUEST) },
  },
  {
    id: 'drip-body',
    does: 'sends the head of a message at once, and one octet a second of its body',
    onConnection: { server: (socket) => drip(socket, ANSWER, ANSWER.indexOf('<')), client: (socket) => drip(socket, REQUEST, REQUEST.indexOf('<')) },
  },
  {
    id: 'flood',
    does: 'sends HTTP messages of no sense as fast as they are taken',
    onConnection: { server: (socket) => flood(socket, ANSWER), client: (socket) => flood(socket, REQUEST) },
  },
  { id: 'dead', does: 'ends once it is configured', dies: true },
];
