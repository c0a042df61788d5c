/** Finds the x-syncml-hmac of a push that was captured, on WSP or OTA-HTTP, and says by which formula it was made. */
import type { Finding } from '../../wire/document.js';
import type { HttpHead } from '../../wire/frame.js';
import type { WspPush } from '../../wire/wsp-read.js';
import { HMAC_HEADER, type HmacHeader, parseHmacHeader } from '../hmac-header.js';
import type { MacStrategyId } from '../mac.js';
import { type DigestMatch, matchDigest, type NamedKey } from '../match-digest.js';
import type { NamedNonce } from '../nonce.js';

export interface ReadPushHmac extends HmacHeader {
  readonly value: string;
  /** On WSP: octets of the header in the push. */
  readonly range?: { readonly from: number; readonly to: number };
}

/** Undefined when there is none; when there are several, the first counts and a finding says so. */
export function readHmacOfPush(push: WspPush | HttpHead): ReadPushHmac | undefined {
  const all = 'bodyFrom' in push ? ofWsp(push) : push.headers.filter(([name]) => name.toLowerCase() === HMAC_HEADER).map(([, value]) => ({ value }));
  const [first] = all;
  if (!first) return undefined;
  const header = parseHmacHeader(first.value);
  const several: Finding[] =
    all.length > 1 ? [{ code: 'hmac-several', at: 0, message: `${all.length} ${HMAC_HEADER} headers; the first counts` }] : [];
  return { ...header, ...first, findings: [...header.findings, ...several] };
}

function ofWsp(push: WspPush): Pick<ReadPushHmac, 'value' | 'range'>[] {
  return push.headers
    .filter((h) => h.form === 'application' && h.name.toLowerCase() === HMAC_HEADER)
    .map(({ text, from, to }) => ({ value: text, range: { from, to } }));
}

/** Whether the MAC covers this body; a near miss is named. A header without mac matches nothing. */
export function matchHmacOfPush(
  hmac: HmacHeader,
  body: Uint8Array,
  key: NamedKey,
  nonces: readonly NamedNonce[],
  strategies?: readonly MacStrategyId[],
): DigestMatch {
  if (hmac.mac === undefined) return { kind: 'none' };
  const kind = hmac.hash === 'md5' ? 'mac-md5' : 'mac-sha256';
  return matchDigest({ kind, value: hmac.mac, key, nonces, body, ...(strategies ? { strategies } : {}) });
}
