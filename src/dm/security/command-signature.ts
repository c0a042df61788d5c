/**
 * The XML signature of a command message, by default detached in a header beside it (assumption U8, reading detached-xml). It is keyed with
 * the account's `signing-key`, or with the secret that device and server share for the server's credentials: then neither needs a certificate.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { macHeaders } from '../body.js';
import type { AccountState, Encoded, Outgoing } from '../session.js';
import { type EnvelopeId, SIGNATURE_HEADER } from './envelopes.js';
import type { SigningFlaw, SigningKey } from './sign.js';
import { signMessage } from './sign-message.js';
import { verifyMessage } from './verify-message.js';
import type { VerifyingKey } from './verify-signature.js';

const secretOf = (account: AccountState): Uint8Array => new TextEncoder().encode(account.account.server.secret);

function signingKey(state: AccountState): SigningKey {
  const pem = state.account['signing-key'];
  if (pem?.includes('PRIVATE KEY')) return { key: createPrivateKey(pem), algorithm: 'rsa-sha256' };
  return { key: secretOf(state), algorithm: 'hmac-sha256' };
}

function verifyingKey(state: AccountState): VerifyingKey {
  const pem = state.account['signing-key'];
  return pem === undefined ? { kind: 'secret', secret: secretOf(state) } : { kind: 'rsa', publicKey: createPublicKey(pem) };
}

/** The message ready for a transport, with its signature; the MAC counts over the same octets. Throws RangeError as `signMessage` does. */
export async function encodeSigned(
  outgoing: Outgoing,
  account: AccountState,
  flaw?: SigningFlaw,
  envelope: EnvelopeId = 'detached-xml',
): Promise<Encoded> {
  const { octets, contentType, parts } = await signMessage(envelope, outgoing.root, signingKey(account), {
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
  return verifyMessage('detached-xml', message, verifyingKey(account)).ok;
}
