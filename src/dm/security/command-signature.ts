/**
 * The detached XML signature of a command message in a header beside it (assumption U8, reading detached-xml), keyed with the secret that
 * device and server share for the server's credentials: neither needs a certificate for it.
 */
import { macHeaders } from '../body.js';
import type { AccountState, Encoded, Outgoing } from '../session.js';
import { SIGNATURE_HEADER } from './envelopes.js';
import type { SigningFlaw } from './sign.js';
import { signMessage } from './sign-message.js';
import { verifyMessage } from './verify-message.js';

const secretOf = (account: AccountState): Uint8Array => new TextEncoder().encode(account.account.server.secret);

/** The message ready for a transport, with its signature; the MAC counts over the same octets. Throws RangeError as `signMessage` does. */
export async function encodeSigned(outgoing: Outgoing, account: AccountState, flaw?: SigningFlaw): Promise<Encoded> {
  const key = { key: secretOf(account), algorithm: 'hmac-sha256' } as const;
  const { octets, contentType, parts } = await signMessage('detached-xml', outgoing.root, key, {
    carrier: 'header',
    encoding: outgoing.encoding,
    wbxml: outgoing.version ? { version: outgoing.version } : {},
    ...(flaw ? { flaw } : {}),
  });
  const carried = parts.flatMap((part) => (part.carrier === 'header' ? [[part.name, part.value] as const] : []));
  const encoded: Encoded = { body: octets, contentType, headers: [...macHeaders(outgoing.mac, octets), ...carried] };
  return outgoing.alter ? outgoing.alter(encoded) : encoded;
}

/** Whether that signature is there and right. */
export function isRightlySigned(
  received: { readonly octets: Uint8Array; readonly contentType?: string; readonly signature?: string },
  account: AccountState,
): boolean {
  const { octets, contentType, signature } = received;
  const parts = signature === undefined ? [] : [{ carrier: 'header' as const, name: SIGNATURE_HEADER, value: signature }];
  const message = { octets, ...(contentType === undefined ? {} : { contentType }), parts };
  return verifyMessage('detached-xml', message, { kind: 'secret', secret: secretOf(account) }).ok;
}
