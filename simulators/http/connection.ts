/** A connection of an HTTP client: dialled by us, spoken over by undici; the octets that come are kept, as evidence when they are no HTTP. */
import type { Socket } from 'node:net';
import type { Client, Dispatcher } from 'undici';
import type { Crossing, HttpHead, TransportTrouble } from '../../src/wire/frame.js';
import { formatHostPort, type HostPort } from './address.js';
import { AnswerEnd } from './answer-end.js';
import { BoundedBody } from './body.js';
import { dial } from './dial.js';
import type { Numbers } from './numbers.js';
import type { ClientTls } from './tls.js';
import { WithoutContinue } from './without-continue.js';

export interface ConnectionOptions {
  /** Only its origin counts. */
  readonly url: URL;
  /** What is dialled, whatever the URL says. */
  readonly target: HostPort;
  readonly tls?: ClientTls;
  readonly numbers: Numbers;
  /** For one whole exchange. */
  readonly timeoutMs: number;
  readonly bodyOctets: number;
  readonly httpHeadOctets: number;
  /** Told of octets that came after a whole answer, once that has been told; the connection ends then (RFC 9112, 6.3). */
  readonly surplus: (octets: Uint8Array, after: Connection) => void;
}

/** Serves one exchange at a time. Dialled anew when the peer has ended it since the last one. */
export class Connection {
  /** As the tap knows it; 0 before it is dialled. */
  number = 0;
  /** Whose it is, or was last. */
  exchange = 0;
  #isBusy = false;
  /** Octets received since the exchange began, bounded. */
  #raw: Uint8Array[] = [];
  #rawLength = 0;
  #answer: AnswerEnd | undefined;
  #interim: WithoutContinue | undefined;
  #surplus: BoundedBody | undefined;
  #socket: Socket | undefined;
  #client: Client | undefined;

  constructor(private readonly options: ConnectionOptions) {}

  /** Whether requests to this origin at this address can go over it now. */
  isFree(url: URL, { host, port }: HostPort): boolean {
    const { options } = this;
    return !this.#isBusy && options.url.origin === url.origin && options.target.host === host && options.target.port === port;
  }

  /** Until `end`, nobody else has it. */
  begin(exchange: number): void {
    this.#isBusy = true;
    this.exchange = exchange;
    this.#raw = [];
    this.#rawLength = 0;
  }

  end(): void {
    this.#isBusy = false;
    this.#tellSurplus();
  }

  /** `host:port` of our end; '' before it is dialled. */
  get from(): string {
    return this.#socket ? formatHostPort(this.#socket.localAddress, this.#socket.localPort) : '';
  }

  /** Dials, unless it stands already. Rejects with DialError. */
  async open(): Promise<void> {
    if (this.#socket && !this.#socket.destroyed) return;
    this.#socket = undefined;
    const { url, target, tls, timeoutMs, httpHeadOctets } = this.options;
    const socket = await dial({ ...target, name: hostOf(url), isTls: url.protocol === 'https:', ...(tls ? { tls } : {}), timeoutMs });
    this.#socket = socket;
    this.number = this.options.numbers.connection();
    const read = socket.read.bind(socket);
    socket.read = (size?: number) => {
      const chunk = read(size) as Buffer | null;
      if (chunk === null) return chunk;
      if (this.#rawLength < httpHeadOctets) {
        this.#raw.push(chunk);
        this.#rawLength += chunk.length;
      }
      this.#past(chunk);
      return this.#interim?.take(chunk) ?? chunk;
    };
  }

  /** Whatever undici writes for the next request, these octets go out in its place; then the connection ends, if it is to. */
  writeInstead(octets: Uint8Array, isDropped: boolean): void {
    const socket = this.#socket;
    if (!socket) return;
    const write = socket.write.bind(socket) as (chunk: Uint8Array) => boolean;
    let isWritten = false;
    socket.write = () => {
      if (isWritten) return true;
      isWritten = true;
      const isFlushed = write(octets);
      if (isDropped) socket.destroySoon();
      return isFlushed;
    };
  }

  /** Resolves when the response is whole, or when there will be no more of it. */
  async send(sent: Crossing): Promise<Pick<Crossing, 'head' | 'body' | 'trouble'>> {
    this.#answer = new AnswerEnd(sent.head?.method ?? 'POST');
    this.#interim = new WithoutContinue(this.options.httpHeadOctets);
    this.#client ??= await this.#undici();
    const client = this.#client;
    const own = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);
    const headers = (sent.head?.headers ?? []).filter(([n]) => !own.has(n.toLowerCase())).flat();
    return new Promise((resolve) => {
      const body = new BoundedBody(this.options.bodyOctets);
      let head: HttpHead | undefined;
      let why: TransportTrouble | undefined;
      const timer = setTimeout(() => {
        why = 'timeout';
        this.#socket?.destroy();
      }, this.options.timeoutMs);
      const end = (trouble?: TransportTrouble): void => {
        clearTimeout(timer);
        // Of an answer that is not whole nobody knows where it ends.
        if (trouble) this.#surplus = undefined;
        if (head) {
          resolve({ head, body: body.octets(), ...(trouble ? { trouble } : {}) });
          return;
        }
        // Octets came but no head: they are the evidence. undici may tell the end of the connection rather than what was wrong before it.
        const raw = this.#octets();
        const isNoHttp = raw.length > 0 && !Buffer.from(raw).toString('latin1').startsWith('HTTP/1.');
        resolve({ body: raw, trouble: trouble === 'aborted' && isNoHttp ? 'bad-http' : (trouble ?? 'aborted') });
      };
      client.dispatch(
        { path: sent.head?.url ?? '/', method: (sent.head?.method ?? 'POST') as Dispatcher.HttpMethod, headers, body: Buffer.from(sent.body) },
        {
          onRequestStart: () => undefined,
          onResponseStart: (controller, status, _parsed, reason) => {
            head = { status, reason: reason ?? '', version: this.#version(), headers: pairs(controller.rawHeaders) };
          },
          onResponseData: (controller, chunk) => {
            if (body.add(chunk) || why) return;
            why = 'too-large';
            controller.abort(new Error('body too large'));
          },
          onResponseEnd: () => end(why),
          onResponseError: (_controller, cause) => end(why ?? troubleOf(cause as Error & { code?: string }, head, body)),
        },
      );
    });
  }

  /** Ends it. */
  async close(): Promise<void> {
    await this.#client?.destroy();
    this.#socket?.destroy();
  }

  async #undici(): Promise<Client> {
    const { Client } = await import('undici');
    return new Client(this.options.url.origin, {
      connect: (_wanted, callback) => {
        // The connection was dialled before the request was recorded; a second call means that it died meanwhile.
        // Not at once: undici misses a connection that is there before its own call returns (7.30).
        queueMicrotask(() => {
          const socket = this.#socket;
          if (socket && !socket.destroyed) callback(null, socket as never);
          else callback(new Error('connection closed'), null);
        });
      },
      maxHeaderSize: this.options.httpHeadOctets,
      headersTimeout: 0,
      bodyTimeout: 0,
      strictContentLength: false,
    });
  }

  /** Looks for octets after the end of the answer. While an exchange is under way they wait until its answer is told. */
  #past(chunk: Uint8Array): void {
    const after = this.#answer?.take(chunk);
    if (after === undefined || after.length === 0) return;
    this.#surplus ??= new BoundedBody(this.options.bodyOctets);
    this.#surplus.add(new Uint8Array(after));
    if (!this.#isBusy) this.#tellSurplus();
  }

  #tellSurplus(): void {
    if (!this.#surplus) return;
    const octets = this.#surplus.octets();
    this.#surplus = undefined;
    this.#socket?.destroy();
    this.options.surplus(octets, this);
  }

  #octets(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#raw));
  }

  /** The octet after `HTTP/1.` of the status line: undici does not tell it. */
  #version(): string {
    const first = this.#raw[0];
    return first && first.length > 8 && first[7] === 0x30 ? '1.0' : '1.1';
  }
}

/** Host of a URL as it is dialled: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function pairs(raw: unknown): [string, string][] {
  const flat = Array.isArray(raw) ? raw.map((x) => (x instanceof Uint8Array ? Buffer.from(x).toString('latin1') : String(x))) : [];
  const out: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) out.push([flat[i] as string, flat[i + 1] as string]);
  return out;
}

function troubleOf(cause: { code?: string; name?: string; message?: string }, head: HttpHead | undefined, body: BoundedBody): TransportTrouble {
  const code = cause.code ?? '';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'too-large';
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return 'short-body';
  // undici 7 gives some parser errors without their code.
  const isParserError = code.startsWith('HPE_') || cause.name === 'HTTPParserError';
  if (isParserError && code !== 'HPE_INVALID_EOF_STATE' && !/EOF/.test(cause.message ?? '')) return 'bad-http';
  return body.isShortOf(head) ? 'short-body' : 'aborted';
}
