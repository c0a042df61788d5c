/**
 * Where the XML signature of a Sessionless Command Message stands: assumption U8. No text at hand says how a WBXML message carries one, so
 * each reading is a row. The canonical XML equivalent that three of them rest on is defined in docs/security.md.
 */
import type { TransformId } from './algorithms.js';

export interface EnvelopeRow {
  readonly what: string;
  /** What the one Reference of the signature must be, by the form of the envelope; empty: there is no signature. */
  readonly forms: Readonly<Record<string, ReferenceRow>>;
}

export interface ReferenceRow {
  /** `none`: no URI attribute; `empty`: URI=""; `cid`: the Content-ID of the message's part; `object`: the Id of the Object. */
  readonly uri: 'none' | 'empty' | 'cid' | 'object';
  readonly transforms: readonly TransformId[];
  readonly what: string;
}

export const ENVELOPES = {
  'none-required': { what: 'no signature; the credential and the HMAC authenticate the message', forms: {} },
  'detached-xml': {
    what: 'beside the message, over its canonical XML equivalent',
    forms: {
      part: { uri: 'cid', transforms: ['exc-c14n'], what: 'a second part of multipart/related names the first by Content-ID' },
      header: { uri: 'none', transforms: ['exc-c14n'], what: 'Base64 of the Signature in a transport header' },
    },
  },
  'in-cred': {
    what: 'in SyncHdr/Cred/Data, over the canonical XML equivalent of the message with that Data empty',
    forms: { cred: { uri: 'empty', transforms: ['enveloped-signature', 'exc-c14n'], what: 'text of Cred/Data, Type application/xml' } },
  },
  'in-item': {
    what: 'in Item/Data, over that content alone (content signing of DM 1.2)',
    forms: {
      detached: { uri: 'none', transforms: ['exc-c14n'], what: 'Signature first, the content right after it' },
      enveloping: { uri: 'object', transforms: ['exc-c14n'], what: 'the content inside Object' },
    },
  },
} as const satisfies Record<string, EnvelopeRow>;

export type EnvelopeId = keyof typeof ENVELOPES;
export type DetachedForm = keyof (typeof ENVELOPES)['detached-xml']['forms'];
export type ItemForm = keyof (typeof ENVELOPES)['in-item']['forms'];

/** Carriers of a detached signature. The header's name is an invention of this tester. */
export const SIGNATURE_HEADER = 'x-dmct-xmldsig';
export const SIGNATURE_TYPE = 'application/xml';
export const ENCRYPTED_TYPE = 'application/xenc+xml';

/** What travels beside the message. */
export type ExtraPart =
  | { readonly carrier: 'part'; readonly contentType: string; readonly contentId: string; readonly octets: Uint8Array }
  | { readonly carrier: 'header'; readonly name: string; readonly value: string };
