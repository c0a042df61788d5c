/** The way from a device to its servers: where each account has its own, and how a message of the protocol is posted there. */
import { encodeOutgoing } from '../../src/dm/body.js';
import { idleWays } from '../../src/dm/idle-ways.js';
import { inWays } from '../../src/dm/message-ways.js';
import type { AccountState, Outgoing } from '../../src/dm/session.js';
import type { Crossing } from '../../src/wire/frame.js';
import type { DeviceBehaviour } from '../faults/fault.js';
import { type HttpClient, type HttpClientOptions, httpClient } from '../http/client.js';
import { idleHttp } from '../http/ways.js';
import type { Wayward } from '../lower-tester.js';

export interface Place {
  /** DM address. */
  readonly url: string;
  /** `host:port` to dial instead of what the URL names. */
  readonly connect?: string;
}

export interface UplinkOptions extends Omit<HttpClientOptions, 'channel' | 'limits'> {
  /** By account. */
  readonly places: Readonly<Record<string, Place>>;
  readonly rim: Pick<DeviceBehaviour, 'headers' | 'reportMethod'>;
}

const ACCEPT = 'application/vnd.syncml.dm+xml, application/vnd.syncml.dm+wbxml';

export class Uplink {
  readonly #places: Map<string, Place>;
  readonly #rim: UplinkOptions['rim'];
  readonly #http: HttpClient;

  constructor({ places, rim, ...http }: UplinkOptions) {
    this.#places = new Map(Object.entries(places).map(([name, { url, connect }]) => [name, placeOf(url, connect)]));
    this.#rim = rim;
    this.#http = httpClient({ ...http, channel: 'dm' });
  }

  /** Where the server of every account is, when it is only known now. */
  dial(url: string, connect?: string): void {
    for (const name of this.#places.keys()) this.#places.set(name, placeOf(url, connect));
  }

  /** Address of the server of an account. */
  url(state: AccountState): string {
    return this.#place(state).url;
  }

  async post(state: AccountState, wanted: Outgoing, purpose: 'session' | 'report', way?: Wayward): Promise<Crossing> {
    const outgoing = way ? inWays(wanted, way.message) : wanted;
    const encoded = encodeOutgoing(outgoing);
    const place = this.#place(state);
    const request = {
      url: targetOf(outgoing.to, place.url),
      method: purpose === 'report' ? this.#rim.reportMethod : 'POST',
      ...(place.connect === undefined ? {} : { connect: place.connect }),
      headers: this.#rim.headers(
        [
          ['Content-Type', encoded.contentType],
          ['Accept', ACCEPT],
          ['Accept-Charset', 'UTF-8'],
          ['User-Agent', 'dmct-device/1'],
          ['Cache-Control', 'no-store'],
          ...encoded.headers,
        ],
        purpose,
      ),
      body: encoded.body,
    };
    if (!way) return this.#http.exchange(request);
    way.sent?.([...idleWays(wanted, way.message), ...idleHttp(request, way.http)]);
    return this.#http.exchange({ ...request, way: way.http });
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #place(state: AccountState): Place {
    return this.#places.get(state.name) ?? { url: '' };
  }
}

function placeOf(url: string, connect: string | undefined): Place {
  return connect === undefined ? { url } : { url, connect };
}

/** RespURI when it is an HTTP address, else the address of the account. */
function targetOf(respUri: string | undefined, url: string): string {
  if (respUri === undefined || !URL.canParse(respUri, url)) return url;
  const target = new URL(respUri, url);
  return target.protocol === 'http:' || target.protocol === 'https:' ? target.href : url;
}
