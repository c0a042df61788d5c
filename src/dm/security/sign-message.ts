/** Signs a Sessionless Command Message in one of the envelopes of assumption U8. No I/O; asynchronous because its library is loaded late. */
import { isOutElement, type OutElement } from '../../wire/out.js';
import { type WbxmlWriteOptions, writeWbxml } from '../../wire/wbxml-write.js';
import { writeXml } from '../../wire/xml-write.js';
import { type Canonicalizer, equivalentXml, loadCanonicalizer, withFixedOctets } from './canonical-write.js';
import { type DetachedForm, ENVELOPES, type EnvelopeId, type ExtraPart, type ItemForm, SIGNATURE_HEADER, SIGNATURE_TYPE } from './envelopes.js';
import { makeSignature, type SigningContext, type SigningFlaw, type SigningKey, stepsFor } from './sign.js';
import { signItems } from './sign-items.js';

export interface SignOptions {
  /** Absent: wbxml, which the specification demands. */
  readonly encoding?: 'wbxml' | 'xml';
  readonly wbxml?: WbxmlWriteOptions;
  /** detached-xml: how the signature travels; absent: part. */
  readonly carrier?: DetachedForm;
  /** Content-ID of the message's own part; absent: `message@dmct`. */
  readonly contentId?: string;
  /** in-item: absent: detached, which DM 1.2 prefers. */
  readonly item?: ItemForm;
  readonly flaw?: SigningFlaw;
}

export interface SignedMessage {
  readonly envelope: EnvelopeId;
  /** The message with what the envelope puts into it. */
  readonly root: OutElement;
  readonly octets: Uint8Array;
  readonly contentType: string;
  /** Content-ID that the message's part must have; only when a part beside it says so. */
  readonly contentId?: string;
  readonly parts: readonly ExtraPart[];
}

/**
 * Signs `message`. Write it as the result says: encoded again in another way it stays valid, changed it does not.
 * Throws RangeError for a message that the envelope cannot sign (attributes; in-item detached over content that is no XML; no SyncHdr).
 */
export async function signMessage(envelope: EnvelopeId, message: OutElement, key: SigningKey, options: SignOptions = {}): Promise<SignedMessage> {
  const canonicalize = await loadCanonicalizer();
  const isXml = options.encoding === 'xml';
  const encode = (root: OutElement): Uint8Array => (isXml ? writeXml(root) : writeWbxml(root, options.wbxml));
  const contentType = `application/vnd.syncml.dm+${isXml ? 'xml' : 'wbxml'}`;
  const fixed = isXml ? message : withFixedOctets(message, options.wbxml ?? {});
  const finish = (root: OutElement, parts: readonly ExtraPart[] = []): SignedMessage => ({
    envelope,
    root,
    octets: encode(root),
    contentType,
    parts,
  });
  const equivalent = (root: OutElement): Uint8Array => (isXml ? writeXml(root, { declaration: false }) : equivalentXml(root));
  const contextOf = (root: OutElement): SigningContext => ({ wire: encode(root), body: bodyOf(root, canonicalize) });
  switch (envelope) {
    case 'none-required':
      return finish(fixed);
    case 'detached-xml': {
      const carrier = options.carrier ?? 'part';
      const contentId = options.contentId ?? 'message@dmct';
      const digested = canonicalize(equivalent(fixed));
      const steps = stepsFor(ENVELOPES['detached-xml'].forms[carrier], { digested, key, uri: carrier === 'part' ? `cid:${contentId}` : undefined });
      const signature = await makeSignature(steps, contextOf(fixed), options.flaw);
      return { ...finish(fixed, signature === '' ? [] : [partOf(carrier, signature)]), ...(carrier === 'part' ? { contentId } : {}) };
    }
    case 'in-cred': {
      const emptied = withCred(fixed, '');
      const steps = stepsFor(ENVELOPES['in-cred'].forms.cred, { digested: canonicalize(equivalent(emptied)), key, uri: '' });
      const signature = await makeSignature(steps, contextOf(emptied), options.flaw);
      return finish(withCred(fixed, signature));
    }
    case 'in-item':
      return finish(await signItems(fixed, options.item ?? 'detached', key, canonicalize, contextOf(fixed), options.flaw));
  }
}

function partOf(carrier: DetachedForm, signature: string): ExtraPart {
  const octets = Buffer.from(signature, 'utf8');
  if (carrier === 'header') return { carrier, name: SIGNATURE_HEADER, value: octets.toString('base64') };
  return { carrier, contentType: SIGNATURE_TYPE, contentId: 'signature@dmct', octets };
}

/** What stands behind Cred in SyncHdr. */
const AFTER_CRED: ReadonlySet<string> = new Set(['Meta']);

/** The message whose one Cred holds this signature, in the place of any other. */
function withCred(root: OutElement, signature: string): OutElement {
  const meta: OutElement = {
    name: 'Meta',
    content: [
      { name: 'Format', ns: 'syncml:metinf', content: [{ text: 'xml' }] },
      { name: 'Type', ns: 'syncml:metinf', content: [{ text: SIGNATURE_TYPE }] },
    ],
  };
  const data: OutElement = { name: 'Data', content: signature === '' ? [] : [{ text: signature, form: 'cdata' }] };
  const cred: OutElement = { name: 'Cred', content: [meta, data] };
  let isPlaced = false;
  const content = root.content?.map((node) => {
    if (!isOutElement(node) || node.name !== 'SyncHdr' || isPlaced) return node;
    isPlaced = true;
    const rest = (node.content ?? []).filter((c) => !isOutElement(c) || c.name !== 'Cred');
    const at = rest.findIndex((c) => isOutElement(c) && AFTER_CRED.has(c.name));
    return { ...node, content: at < 0 ? [...rest, cred] : [...rest.slice(0, at), cred, ...rest.slice(at)] };
  });
  if (!isPlaced || !content) throw new RangeError('there is no SyncHdr to put the signature into');
  return { ...root, content };
}

function bodyOf(root: OutElement, canonicalize: Canonicalizer): Uint8Array {
  const body = root.content?.find((c) => isOutElement(c) && c.name === 'SyncBody') as OutElement | undefined;
  return body ? canonicalize(equivalentXml({ ...body, ns: body.ns ?? root.ns ?? '' })) : new Uint8Array(0);
}
