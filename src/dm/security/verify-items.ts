/**
 * Content signing of DM 1.2 in every Item that has Data (assumption U8, `in-item`). It proves the content alone: target, command and
 * header are not signed, which is why the result says which items are covered.
 */
import { cut } from '../../base/cut.js';
import type { Element, WireDocument } from '../../wire/document.js';
import { child, textOf } from '../../wire/document.js';
import { readXml } from '../../wire/xml-read.js';
import { canonicalElement } from './canonical-read.js';
import { ENVELOPES, SIGNATURE_TYPE } from './envelopes.js';
import type { SecurityFindings } from './findings.js';
import { type Inner, innerOf, partOf, readInner } from './inner-document.js';
import { type ReadSignature, readSignature } from './read-signature.js';
import type { Covered } from './verify-message.js';
import { type Expected, type VerifyingKey, verifySignature } from './verify-signature.js';

/** Empty, or with findings, unless every Item with Data is signed. */
export function verifyItems(message: WireDocument, key: VerifyingKey, findings: SecurityFindings, now?: Date): Covered[] {
  const items = message.root ? itemsOf(message.root) : [];
  const covered: Covered[] = [];
  const withData = items.filter((item) => child(item, 'Data'));
  if (withData.length === 0) findings.add('signature-missing', message.root ?? { from: 0, to: message.octets.length }, 'no Item has Data');
  for (const item of withData) {
    const one = verifyItem(message, item, key, findings, now);
    if (one) covered.push(one);
  }
  return covered;
}

function itemsOf(element: Element): Element[] {
  return element.children.flatMap((c) => (c.name === 'Item' ? [c] : itemsOf(c)));
}

function verifyItem(message: WireDocument, item: Element, key: VerifyingKey, findings: SecurityFindings, now?: Date): Covered | undefined {
  const data = child(item, 'Data') as Element;
  const type = child(child(item, 'Meta'), 'Type') ?? child(child(item.parent, 'Meta'), 'Type');
  if (item.children.filter((c) => c.name === 'Data').length > 1) return void findings.add('signature-several', item);
  if (!type || textOf(type).trim() !== SIGNATURE_TYPE)
    return void findings.add('item-unsigned', data, `Type is ${type ? cut(textOf(type), 60) : 'missing'}`);
  const inner = innerOf(message, data);
  const signature = readSignature(inner, findings, true);
  if (!signature) return undefined;
  const rest = partOf(inner, signature.document.octets.length);
  const isDetached = Buffer.from(rest.octets).toString('latin1').trim() !== '';
  const expected = isDetached ? detached(rest, findings) : enveloping();
  const reference = verifySignature(inner, signature, expected, key, findings, now);
  if (!reference) return undefined;
  return { ...reference, covers: 'item', item, content: isDetached ? reference.octets : contentOfObject(reference.octets) };
}

function detached(rest: Inner, findings: SecurityFindings): Expected {
  const target = (): Uint8Array | undefined => {
    const document = readInner(rest, findings);
    return document?.root ? canonicalElement(document.octets, document.root) : undefined;
  };
  return { row: ENVELOPES['in-item'].forms.detached, target };
}

function enveloping(): Expected {
  const target = ({ document, objects }: ReadSignature): Uint8Array => canonicalElement(document.octets, objects[0] as Element);
  return { row: ENVELOPES['in-item'].forms.enveloping, target };
}

/** From the octets that were signed: the text of Object, or the mark-up in it. */
function contentOfObject(canonical: Uint8Array): Uint8Array {
  const { root } = readXml(canonical);
  if (!root) return new Uint8Array(0);
  return root.children.length === 0 ? Buffer.from(textOf(root), 'utf8') : canonical.subarray(root.contentFrom, root.contentTo);
}
