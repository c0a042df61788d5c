/**
 * Wire edits: what a mutant changes in the octets that the IUT sent, before the tester records them (design section 3.1).
 * XML is spliced in place, so that every other octet stays; WBXML is re-written around the change, since tokens depend on their page.
 */

import { octetsFromHex } from '../base/hex.js';
import { readDocument } from '../judge/body.js';
import { pushPayload } from '../judge/push-payload.js';
import type { Fields } from '../judge/scenario.js';
import { select } from '../judge/select.js';
import type { Element, Piece, WireDocument } from '../wire/document.js';
import { outOfXml } from '../wire/fragment.js';
import { type Crossing, header } from '../wire/frame.js';
import type { OutElement, OutText } from '../wire/out.js';
import { writeWbxml } from '../wire/wbxml-write.js';

/** The edited crossing. Throws Error when the edit finds nothing to change: the mutant then does not apply. */
export function editCrossing(crossing: Crossing, edit: Fields): Crossing {
  let result = crossing;
  if (edit.http !== undefined) result = editHeader(result, String(edit.http), edit);
  if (edit.status !== undefined) result = editStatus(result, Number(edit.status));
  if (edit.body !== undefined) result = { ...result, body: edit.body === 'empty' ? new Uint8Array(0) : octetsFromHex(String(edit.body)) };
  if (edit.octets !== undefined) result = { ...result, body: overwrite(result.body, String(edit.octets)) };
  if (edit.cut !== undefined) result = { ...result, body: result.body.slice(0, Number(edit.cut)) };
  if (edit.append !== undefined) result = { ...result, body: Buffer.concat([result.body, octetsFromHex(String(edit.append))]) };
  if (edit.at !== undefined) result = { ...result, body: editElement(result, edit) };
  if (sameCrossing(result, crossing)) throw new Error('the edit changes no octet');
  return result;
}

function sameCrossing(a: Crossing, b: Crossing): boolean {
  return Buffer.compare(a.body, b.body) === 0 && JSON.stringify(a.head) === JSON.stringify(b.head);
}

function editHeader(crossing: Crossing, name: string, edit: Fields): Crossing {
  if (!crossing.head) throw new Error('this frame has no HTTP head');
  const others = crossing.head.headers.filter(([n]) => n.toLowerCase() !== name.toLowerCase());
  if (edit.drop !== undefined) {
    if (others.length === crossing.head.headers.length) throw new Error(`there is no header ${name} to drop`);
    return { ...crossing, head: { ...crossing.head, headers: others } };
  }
  return { ...crossing, head: { ...crossing.head, headers: [...others, [name, String(edit.value)]] } };
}

function editStatus(crossing: Crossing, status: number): Crossing {
  if (crossing.head?.status === undefined) throw new Error('this frame is no HTTP response');
  return { ...crossing, head: { ...crossing.head, status, reason: 'Edited' } };
}

function overwrite(body: Uint8Array, spec: string): Uint8Array {
  const [offset, ...hex] = spec.trim().split(/\s+/);
  const octets = octetsFromHex(hex.join(''));
  const at = Number(offset) < 0 ? body.length + Number(offset) : Number(offset);
  if (!(at >= 0) || at + octets.length > body.length) throw new Error(`octet ${offset} is outside the ${body.length} octets of the frame`);
  const out = body.slice();
  out.set(octets, at);
  return out;
}

type Change = (element: OutElement) => OutElement[];

function editElement(crossing: Crossing, edit: Fields): Uint8Array {
  if (crossing.channel === 'push') return editPayload(crossing, edit);
  const document = readDocument(crossing.body, header(crossing.head, 'content-type'));
  const [target] = select(document.root, String(edit.at));
  if (!target) throw new Error(`there is no ${String(edit.at)} in the frame`);
  return document.header.kind === 'xml' ? spliceXml(crossing.body, target, edit) : rewriteWbxml(document, target, edit);
}

/** The message inside a push is edited; its head stays, but for the length that a wrapped response tells. */
function editPayload(crossing: Crossing, edit: Fields): Uint8Array {
  const { from, to, contentType } = pushPayload(crossing, crossing.body);
  if (crossing.transport === 'smpp') throw new Error('the message inside a short message of SMPP cannot be edited');
  const { head: _, ...inner } = crossing;
  const headers = contentType === undefined ? [] : ([['content-type', contentType]] as const);
  const payload = editElement({ ...inner, channel: 'dm', head: { version: '1.1', headers }, body: crossing.body.subarray(from, to) }, edit);
  const head = Buffer.from(crossing.body.subarray(0, from)).toString('latin1');
  const told =
    crossing.transport === 'udp' || crossing.transport === 'file' ? head : head.replace(/^(content-length:\s*)\d+/im, `$1${payload.length}`);
  return Buffer.concat([Buffer.from(told, 'latin1'), payload, crossing.body.subarray(to)]);
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const escapeText = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function spliceXml(body: Uint8Array, target: Element, edit: Fields): Uint8Array {
  const cut = (from: number, to: number, replacement: Uint8Array): Uint8Array =>
    Buffer.concat([body.subarray(0, from), replacement, body.subarray(to)]);
  const whole = Buffer.from(body.subarray(target.from, target.to)).toString('utf8');
  if (edit.drop !== undefined) return cut(target.from, target.to, new Uint8Array(0));
  if (edit.duplicate !== undefined) return cut(target.to, target.to, encode(whole));
  if (edit.raw !== undefined || edit.content !== undefined) {
    const content = edit.raw === undefined ? escapeText(String(edit.content)) : String(edit.raw);
    if (target.selfClosed) return cut(target.from, target.to, encode(`${whole.replace(/\s*\/>$/, '')}>${content}</${nameOf(whole)}>`));
    return cut(target.contentFrom, target.contentTo, encode(content));
  }
  if (edit.insert !== undefined) return cut(target.contentTo, target.contentTo, encode(String(edit.insert)));
  if (edit.ns !== undefined) {
    const start = whole.slice(0, whole.indexOf('>'));
    const renamed = /\sxmlns=(["'])[^"']*\1/.test(start)
      ? start.replace(/(\sxmlns=)(["'])[^"']*\2/, `$1"${String(edit.ns)}"`)
      : start.replace(/^(<[^\s/>]+)/, `$1 xmlns="${String(edit.ns)}"`);
    return cut(target.from, target.from + start.length, encode(renamed));
  }
  if (edit.rename !== undefined) {
    const old = nameOf(whole);
    return cut(
      target.from,
      target.to,
      encode(whole.replace(`<${old}`, `<${String(edit.rename)}`).replace(new RegExp(`</${old}(\\s*)>$`), `</${String(edit.rename)}$1>`)),
    );
  }
  if (edit.before !== undefined) {
    const sibling = siblingOf(target, String(edit.before));
    const without = cut(target.from, target.to, new Uint8Array(0));
    return Buffer.concat([without.subarray(0, sibling.from), encode(whole), without.subarray(sibling.from)]);
  }
  throw new Error('the edit says no change for its element');
}

const nameOf = (text: string): string => /^<([^\s/>]+)/.exec(text)?.[1] ?? '';

function siblingOf(target: Element, name: string): Element {
  const sibling = target.parent?.children.find((c) => c.name === name);
  if (!sibling) throw new Error(`there is no sibling ${name}`);
  if (sibling.from > target.from) throw new Error(`${name} stands after it already`);
  return sibling;
}

function rewriteWbxml(document: WireDocument, target: Element, edit: Fields): Uint8Array {
  const change: Change = (element) => {
    if (edit.drop !== undefined) return [];
    if (edit.duplicate !== undefined) return [element, element];
    if (edit.content !== undefined) return [{ ...element, content: [{ text: String(edit.content), form: 'inline' }] }];
    if (edit.raw !== undefined) return [{ ...element, content: outOfXml(String(edit.raw), element.ns ?? '') }];
    if (edit.insert !== undefined) return [{ ...element, content: [...(element.content ?? []), ...outOfXml(String(edit.insert), element.ns ?? '')] }];
    if (edit.ns !== undefined) return [{ ...element, ns: String(edit.ns) }];
    if (edit.rename !== undefined) return [{ ...element, name: String(edit.rename) }];
    throw new Error('this edit is for XML only');
  };
  const before = edit.before === undefined ? undefined : siblingOf(target, String(edit.before));
  const convert = (element: Element): OutElement[] => {
    const content: (OutElement | OutText)[] = [];
    for (const part of [...element.children, ...element.pieces].sort((a, b) => a.from - b.from)) {
      if (isPiece(part)) content.push(...(holds(element, part, target) ? rewritten(element, part) : outText(part, document.octets)));
      else if (before && part === target) continue;
      else if (before && part === before) content.push(...convert(target), ...convert(part));
      else content.push(...convert(part));
    }
    const own: OutElement = { name: element.name, ns: element.ns, content };
    return element === target && !before ? change(own) : [own];
  };
  /** A document inside this piece that the edit is about is written anew. */
  const rewritten = (element: Element, piece: Piece): OutText[] => {
    const [inner] = element.embedded?.root ? convert(element.embedded.root) : [];
    return inner ? [{ octets: writeWbxml(inner), form: 'opaque' }] : outText(piece, document.octets);
  };
  const [root] = convert(document.root as Element);
  if (!root) throw new Error('the edit leaves no root element');
  const { header: head } = document;
  const version = head.kind === 'wbxml' && (head.version === '1.1' || head.version === '1.2' || head.version === '1.3') ? head.version : '1.3';
  return writeWbxml(root, { version });
}

function isPiece(part: Element | Piece): part is Piece {
  return 'form' in part;
}

function holds(element: Element, piece: Piece, target: Element): boolean {
  return element.embedded !== undefined && piece.form === 'opaque' && piece.dataFrom <= target.from && target.to <= piece.dataTo;
}

function outText(piece: Piece, octets: Uint8Array): OutText[] {
  if (piece.form === 'opaque') return [{ octets: octets.slice(piece.dataFrom, piece.dataTo), form: 'opaque' }];
  return piece.form === 'comment' || piece.form === 'pi' ? [] : [{ text: piece.text, form: 'inline' }];
}
