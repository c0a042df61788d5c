/** Where pushes go or are taken, by bearer. `host:port`, port 0 for any; OTA-HTTP over TLS and PAP as a whole URL. */

export interface PushAddresses {
  readonly wspUdp?: string;
  readonly otaHttp?: string;
  /** Of the SMS centre. */
  readonly smpp?: string;
  /** Of the push gateway. */
  readonly pap?: string;
  readonly sip?: string;
}

/** Bearers with an address, in the order in which a server takes the first that it knows one for. */
export const ADDRESS_OF = { 'wsp-udp': 'wspUdp', 'ota-http': 'otaHttp', smpp: 'smpp', pap: 'pap', sip: 'sip' } as const satisfies Record<
  string,
  keyof PushAddresses
>;

export type WireBearer = keyof typeof ADDRESS_OF;
export const WIRE_BEARERS = Object.keys(ADDRESS_OF) as WireBearer[];

/** Of a command message: `sms` and `exec` hand it to whoever asked for it. */
export type CommandBearer = WireBearer | 'sms' | 'exec';

/** The bearer that is wished for, else the first with an address; WSP over UDP when there is none at all. */
export function bearerFor(addresses: PushAddresses, wished?: WireBearer): { readonly bearer: WireBearer; readonly to?: string } {
  const bearer = wished ?? WIRE_BEARERS.find((name) => addresses[ADDRESS_OF[name]] !== undefined) ?? 'wsp-udp';
  const to = addresses[ADDRESS_OF[bearer]];
  return { bearer, ...(to === undefined ? {} : { to }) };
}
