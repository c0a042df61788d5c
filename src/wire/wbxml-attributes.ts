/**
 * Attribute lists and processing instructions of WBXML. No language of device management defines an attribute token, so every attribute
 * is a finding; the list is read past so that what follows is still judged (WBXML 1.3, section 5.8.3).
 */
import type { Attribute } from './document.js';
import { type ContentReader, FixedPiece } from './wbxml-content.js';
import { FIRST_ATTRIBUTE_VALUE, TOKEN } from './wbxml-tokens.js';

/** The attribute list at the cursor, up to and with its END. */
export function readAttributes(content: ContentReader): Attribute[] {
  const { cursor } = content;
  const attributes: Attribute[] = [];
  for (;;) {
    if (cursor.at >= cursor.end) {
      cursor.truncated('wbxml-truncated', cursor.at, 'an attribute list');
      return attributes;
    }
    const octet = cursor.octets[cursor.at] as number;
    if (octet === TOKEN.END) {
      if (attributes.length === 0) cursor.findings.add('wbxml-attribute-list', cursor.at, 'an attribute list without any attribute');
      cursor.at++;
      return attributes;
    }
    if (octet === TOKEN.SWITCH_PAGE) {
      cursor.at = Math.min(cursor.at + 2, cursor.end); // the page alone says nothing: no page of attributes is defined
      continue;
    }
    if (--cursor.budget.nodes < 0) return attributes;
    const before = cursor.at;
    const attribute = readAttribute(content);
    cursor.findings.add('wbxml-attribute', before, `attribute "${attribute.name}": this language has no attributes in WBXML`);
    attributes.push(attribute);
  }
}

/** The processing instruction at the cursor, kept as a piece that is no text. */
export function readPi(content: ContentReader): FixedPiece {
  const { cursor } = content;
  const from = cursor.at++;
  cursor.findings.add('wbxml-pi', from, 'a processing instruction');
  const dataFrom = cursor.at;
  const text: string[] = [];
  while (cursor.at < cursor.end && cursor.octets[cursor.at] !== TOKEN.END) {
    if (cursor.octets[cursor.at] === TOKEN.SWITCH_PAGE) {
      cursor.at = Math.min(cursor.at + 2, cursor.end);
      continue;
    }
    if (--cursor.budget.nodes < 0) break;
    const { name, value } = readAttribute(content);
    text.push(value === '' ? name : `${name} ${value}`);
  }
  const dataTo = cursor.at;
  if (cursor.at < cursor.end) cursor.at++;
  else cursor.truncated('wbxml-truncated', from, 'a processing instruction');
  return new FixedPiece('pi', from, cursor.at, dataFrom, dataTo, text.join(' '));
}

/** One attribute: its start (LITERAL, token, or a value that should have had one before), then values. Always moves the cursor. */
function readAttribute(content: ContentReader): Attribute {
  const { cursor } = content;
  const from = cursor.at;
  const start = cursor.octets[from] as number;
  let name = '';
  if (start === TOKEN.LITERAL) {
    cursor.at++;
    name = content.literalName(from);
  } else if (start < FIRST_ATTRIBUTE_VALUE && !isContent(start)) {
    cursor.at++;
    name = `attribute-${cursor.hex(start)}`;
  } else {
    cursor.findings.add('wbxml-attribute-list', from, 'an attribute value without an attribute before it');
  }
  let value = '';
  while (cursor.at < cursor.end) {
    const octet = cursor.octets[cursor.at] as number;
    if (isContent(octet)) {
      if (--cursor.budget.nodes < 0) break;
      value += (content.piece(octet) as { text: string }).text;
    } else if (octet >= FIRST_ATTRIBUTE_VALUE) {
      cursor.findings.add('wbxml-unknown-token', cursor.at, `attribute value token ${cursor.hex(octet)} is not defined`);
      cursor.at++;
    } else break;
  }
  return { name, ns: '', from, to: cursor.at, value };
}

const CONTENT_TOKENS: ReadonlySet<number> = new Set([
  TOKEN.STR_I,
  TOKEN.STR_T,
  TOKEN.ENTITY,
  TOKEN.OPAQUE,
  TOKEN.EXT_I_0,
  TOKEN.EXT_I_1,
  TOKEN.EXT_I_2,
  TOKEN.EXT_T_0,
  TOKEN.EXT_T_1,
  TOKEN.EXT_T_2,
  TOKEN.EXT_0,
  TOKEN.EXT_1,
  TOKEN.EXT_2,
]);

const isContent = (octet: number): boolean => CONTENT_TOKENS.has(octet);
