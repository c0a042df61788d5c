/**
 * Transport-neutral integrity on a push: an x-syncml-hmac header over the body as sent (Sessionless Command Message, 5.4; assumption U3
 * for formula and algorithm token). On WSP it is an application header, name and value in text; on OTA-HTTP a header of the request.
 */
import type { WspOutHeader } from '../../wire/wsp-write.js';
import { formatHmacHeader, HMAC_HEADER } from '../hmac-header.js';
import { MAC_STRATEGIES, type MacInput, type MacStrategyId, macText } from '../mac.js';

export interface PushHmac {
  /** The header's value. */
  readonly value: string;
  readonly wsp: WspOutHeader;
  readonly http: readonly [name: string, value: string];
}

/** `algorithm`: the token to write; absent: MD5 or SHA256, after the strategy; '': none. */
export function hmacForPush(strategy: MacStrategyId, input: MacInput, algorithm?: string): PushHmac {
  const token = algorithm ?? (MAC_STRATEGIES[strategy].hash === 'md5' ? 'MD5' : 'SHA256');
  const value = formatHmacHeader(token, input.name, macText(strategy, input));
  return { value, wsp: { name: HMAC_HEADER, value: { text: value } }, http: [HMAC_HEADER, value] };
}
