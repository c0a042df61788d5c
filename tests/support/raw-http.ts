/** HTTP spoken by hand over TCP: every octet that the other side sends, and none that a library puts right. */
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

const PATIENCE_MS = 20_000;

export interface Raw {
  readonly octets: Buffer;
  readonly head: string;
  readonly body: Buffer;
  /** The connection was reset rather than ended. */
  readonly isReset: boolean;
}

/** Sends octets and resolves with all that came until the other side ended the connection; rejects when it never does. */
export function rawExchange(to: string, octets: Uint8Array | string): Promise<Raw> {
  const [host = '', port] = to.split(':');
  return untilEnd(dial(Number(port), host), (socket) => socket.write(octets));
}

/** A POST that asks for the end of the connection after the answer. */
export function post(body: string, type = 'application/vnd.syncml.dm+xml'): string {
  return `POST /dm HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function untilEnd(socket: Socket, begin: (socket: Socket) => void): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let isReset = false;
    const timer = setTimeout(() => reject(new Error(`the connection does not end; so far ${Buffer.concat(chunks).length} octets`)), PATIENCE_MS);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {
      isReset = true;
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve({ ...split(Buffer.concat(chunks)), isReset });
    });
    begin(socket);
  });
}

function split(octets: Buffer): Omit<Raw, 'isReset'> {
  const at = octets.indexOf('\r\n\r\n');
  const end = at < 0 ? octets.length : at + 4;
  return { octets, head: octets.subarray(0, end).toString('latin1'), body: octets.subarray(end) };
}

/** The body that chunks carry; throws where they are not as RFC 9112 has them. `count`: how many, the last one left out. */
export function unchunked(octets: Buffer): { readonly body: Buffer; readonly count: number } {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = octets.indexOf('\r\n', at);
    const size = Number.parseInt(octets.subarray(at, end).toString('latin1'), 16);
    if (end < 0 || Number.isNaN(size)) throw new Error(`no chunk at octet ${at}`);
    if (size === 0) return { body: Buffer.concat(parts), count: parts.length };
    parts.push(octets.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

export interface RawServer {
  readonly address: string;
  /** What each connection brought, oldest first, as soon as it has ended or been answered. */
  readonly requests: Raw[];
  close(): Promise<void>;
}

/** Takes whatever comes on a connection until it is quiet about it (`isWhole`), answers, and ends; a connection that ends before is kept too. */
export async function rawServer(isWhole: (soFar: Buffer) => boolean, answer: (nth: number) => string): Promise<RawServer> {
  const requests: Raw[] = [];
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    const chunks: Buffer[] = [];
    let isTaken = false;
    const take = (isReset: boolean): void => {
      if (isTaken) return;
      isTaken = true;
      requests.push({ ...split(Buffer.concat(chunks)), isReset });
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (isTaken || !isWhole(Buffer.concat(chunks))) return;
      take(false);
      socket.end(answer(requests.length));
    });
    socket.on('error', () => take(true));
    socket.on('end', () => {
      take(false);
      socket.end();
    });
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    address: `127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
