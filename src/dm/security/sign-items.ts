/** Content signing of DM 1.2 in every Item with Data: sign-message.ts for the envelope `in-item`. */
import { isOutElement, type OutElement, type OutText } from '../../wire/out.js';
import { DSIG } from './algorithms.js';
import type { Canonicalizer } from './canonical-write.js';
import { ENVELOPES, type ItemForm, SIGNATURE_TYPE } from './envelopes.js';
import { makeSignature, type SigningContext, type SigningFlaw, type SigningKey, stepsFor } from './sign.js';

/** The message with each Item's Data signed, its Meta saying so. */
export async function signItems(
  element: OutElement,
  form: ItemForm,
  key: SigningKey,
  canonicalize: Canonicalizer,
  context: SigningContext,
  flaw?: SigningFlaw,
): Promise<OutElement> {
  const content: (OutElement | OutText)[] = [];
  for (const node of element.content ?? []) {
    if (!isOutElement(node)) content.push(node);
    else if (node.name === 'Item') content.push(await signItem(node, form, key, canonicalize, context, flaw));
    else content.push(await signItems(node, form, key, canonicalize, context, flaw));
  }
  return element.content ? { ...element, content } : element;
}

async function signItem(
  item: OutElement,
  form: ItemForm,
  key: SigningKey,
  canonicalize: Canonicalizer,
  context: SigningContext,
  flaw?: SigningFlaw,
): Promise<OutElement> {
  const data = item.content?.find((c): c is OutElement => isOutElement(c) && c.name === 'Data');
  if (!data) return item;
  const octets = textOctets(data);
  const row = ENVELOPES['in-item'].forms[form];
  if (form === 'detached') {
    const digested = canonicalOrRefuse(octets, canonicalize);
    const signature = await makeSignature(stepsFor(row, { digested, key }), context, flaw);
    return replaceData(item, Buffer.concat([Buffer.from(signature, 'utf8'), octets]).toString('utf8'));
  }
  const object = `<ds:Object Id="content">${objectText(octets, canonicalize)}</ds:Object>`;
  const digested = canonicalize(Buffer.from(`<ds:Signature xmlns:ds="${DSIG}">${object}</ds:Signature>`, 'utf8'), '/*/*[1]');
  return replaceData(item, await makeSignature(stepsFor(row, { digested, key, uri: '#content', prefix: 'ds', object }), context, flaw));
}

function textOctets(data: OutElement): Buffer {
  const pieces = (data.content ?? []).map((c) => {
    if (isOutElement(c)) throw new RangeError('Data with elements cannot be signed as content; write them as text');
    return c.octets ?? Buffer.from(c.text ?? '', 'utf8');
  });
  return Buffer.concat(pieces);
}

function canonicalOrRefuse(octets: Buffer, canonicalize: Canonicalizer): Buffer {
  try {
    return canonicalize(octets);
  } catch {
    throw new RangeError('a detached content signature wants content that is XML; use the enveloping form');
  }
}

/** XML content as mark-up, other text as character data. Throws RangeError for octets that are no text. */
function objectText(octets: Buffer, canonicalize: Canonicalizer): string {
  try {
    return canonicalize(octets).toString('utf8');
  } catch {
    const text = octets.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(octets)) throw new RangeError('content that is no text cannot be signed; encode it in Base64');
    return text.replace(/[&<>\r]/g, (c) => ESCAPES[c] as string);
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** Data becomes this text, Meta of the Item says Format xml and Type application/xml (metinf), other fields of Meta stay. */
export function replaceData(item: OutElement, text: string, type = SIGNATURE_TYPE): OutElement {
  const isMeta = (c: OutElement | OutText): c is OutElement => isOutElement(c) && c.name === 'Meta';
  const before = item.content?.find(isMeta)?.content ?? [];
  const kept = before.filter((c) => !isOutElement(c) || !['Format', 'Type'].includes(c.name));
  const field = (name: string, value: string): OutElement => ({ name, ns: 'syncml:metinf', content: [{ text: value }] });
  const meta: OutElement = { name: 'Meta', content: [field('Format', 'xml'), field('Type', type), ...kept] };
  const content = (item.content ?? [])
    .filter((c) => !isMeta(c))
    .flatMap((c): (OutElement | OutText)[] => (isOutElement(c) && c.name === 'Data' ? [meta, { ...c, content: [{ text, form: 'cdata' }] }] : [c]));
  return { ...item, content };
}
