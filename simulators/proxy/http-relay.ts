/**
 * An HTTP(S) server that hands each exchange on to another one and gives its answer back, octets unchanged: DM between a client and its server,
 * or pushes over HTTP. Heads keep order and case, but for the fields that belong to one connection and for Host.
 */
import type { Crossing, Direction, HttpHead } from '../../src/wire/frame.js';
import { httpClient } from '../http/client.js';
import type { Reply } from '../http/reply.js';
import { type HttpServer, startHttpServer } from '../http/server.js';
import type { ClientTls, ServerTls } from '../http/tls.js';
import type { FarAnswer, RelayTap } from './relay-tap.js';

export interface RelayTarget {
  readonly url: string;
  /** `host:port` to dial instead of what the URL names. */
  readonly connect?: string;
}

export interface HttpRelayOptions {
  /** `host:port`, port 0 for any. */
  readonly listen: string;
  readonly tls?: ServerTls;
  readonly tap: RelayTap;
  readonly channel: Crossing['channel'];
  /** Which way requests go, as for a client under test. */
  readonly requests: Direction;
  /** The path that stands for that of the target; any other path goes on as it is. */
  readonly path: string;
  /** Undefined: it is not known (yet) where to. */
  readonly target: () => RelayTarget | undefined;
  readonly targetTls?: ClientTls;
  /** For one exchange with the target. */
  readonly timeoutMs: number;
}

/** Belong to one connection (RFC 9110, 7.6.1), or are written anew for the next one. */
const OF_ONE_LEG: readonly string[] = [
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
  ...['host', 'content-length'],
];

/** Starts listening. Throws InputError `cannot-listen`. */
export async function startHttpRelay(options: HttpRelayOptions): Promise<HttpServer> {
  const { tap, channel, requests, targetTls, timeoutMs } = options;
  const far = httpClient({ tap: (crossing) => crossing, channel, requests, timeoutMs, ...(targetTls ? { tls: targetTls } : {}) });

  const handler = async (request: Crossing): Promise<Reply | 'drop'> => {
    const target = options.target();
    if (!target) {
      tap.answered(request.exchange, { body: new Uint8Array(0), trouble: 'refused' });
      return BAD_GATEWAY;
    }
    const asked = {
      url: urlFor(request.head, options.path, target.url),
      method: request.head?.method ?? 'POST',
      headers: passedOn(request.head),
      body: request.body,
      ...(target.connect === undefined ? {} : { connect: target.connect }),
    };
    // A head that our client refuses to write is the near end's doing and no fault of ours.
    const { head, body, trouble } = await far.exchange(asked).catch(() => UNSENT);
    tap.answered(request.exchange, { ...(head ? { head } : {}), body, ...(trouble ? { trouble } : {}) });
    if (!head || trouble === 'too-large') return BAD_GATEWAY;
    if (trouble) {
      // It broke off in the middle, and so does this: nobody is told a length that does not come.
      const { from, to, ...rest } = request;
      const direction = requests === 'from-iut' ? 'to-iut' : 'from-iut';
      tap.tap({ ...rest, direction, unit: 'response', from: to, to: from });
      return 'drop';
    }
    return { status: head.status ?? 502, reason: head.reason ?? '', headers: head.headers, body };
  };

  const near = await startHttpServer({
    listen: options.listen,
    tap: tap.tap,
    channel,
    requests,
    handler,
    ...(options.tls ? { tls: options.tls } : {}),
  });
  return {
    address: near.address,
    idle: () => near.idle(),
    close: async () => {
      await far.close();
      await near.close();
    },
  };
}

/** The proxy's own answer, which is no octet of the far end and stands in no record. */
const BAD_GATEWAY: Reply = { status: 502, reason: 'Bad Gateway', headers: [] };

const UNSENT: FarAnswer = { body: new Uint8Array(0), trouble: 'refused' };

function passedOn(head: HttpHead | undefined): HttpHead['headers'] {
  const headers = head?.headers ?? [];
  const named = headers.flatMap(([name, value]) => (name.toLowerCase() === 'connection' ? value.toLowerCase().split(/\s*,\s*/) : []));
  return headers.filter(([name]) => ![...OF_ONE_LEG, ...named].includes(name.toLowerCase()));
}

/** Our own path becomes that of the target, with the query that was asked for; another path is the target's already. */
function urlFor(head: HttpHead | undefined, path: string, target: string): string {
  const [, asked = '/', query = ''] = /^(?:https?:\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?/i.exec(head?.url ?? '/') ?? [];
  const { origin, pathname, search } = new URL(target);
  const url = asked === path ? `${origin}${pathname}${query || search}` : `${origin}${asked.startsWith('/') ? '' : '/'}${asked}${query}`;
  return URL.canParse(url) ? url : target;
}
