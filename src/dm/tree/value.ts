/** Data of a command to the value of a leaf, and back to what a Get gives (DM TND 8.3.7.2). */
import type { Data } from '../message.js';
import { isNodeFormat, type NodeFormat, type TreeNode } from './node.js';

/** Formats whose values are octets: kept, and given in XML, as Base64. */
export function isBinary(format: NodeFormat): boolean {
  return format === 'bin' || format === 'b64';
}

/**
 * Format of a new leaf or node from Meta: chr when nothing is said. Base64 in the message (b64) is a matter of transport, so the node is bin.
 * Undefined: not a format.
 */
export function formatOfMeta(meta: string | undefined): NodeFormat | undefined {
  if (meta === undefined || meta === '') return 'chr';
  if (meta === 'b64') return 'bin';
  return isNodeFormat(meta) ? meta : undefined;
}

const SYNTAX: Readonly<Partial<Record<NodeFormat, RegExp>>> = {
  bool: /^(true|false)$/,
  int: /^[+-]?\d{1,20}$/,
  float: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/,
  date: /^(\d{4}-?\d{2}-?\d{2})$/,
  time: /^(\d{2}:?\d{2}(:?\d{2}(\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/,
  null: /^$/,
  node: /^$/,
};

/**
 * The value to keep; undefined when the data is not of the format. `transport` is the Format in Meta: `b64` says that the text is Base64,
 * anything else that octets are as they came. An empty value is allowed in every format.
 */
export function valueFrom(format: NodeFormat, data: Data | undefined, transport: string | undefined): string | undefined {
  const text = data?.text ?? '';
  if (isBinary(format)) {
    if (transport === 'b64') return isBase64(text) ? text.replace(/[\t\r\n ]/g, '') : undefined;
    return Buffer.from(opaqueOf(data) ?? text).toString('base64');
  }
  const plain = transport === 'b64' ? (isBase64(text) ? decodeUtf8(Buffer.from(text, 'base64')) : undefined) : (textOfOctets(data) ?? text);
  return plain === undefined || (plain !== '' && SYNTAX[format]?.test(plain) === false) ? undefined : plain;
}

/** What Meta says of the value that goes out: octets travel as Base64, in both representations. */
export function transportOf({ format }: TreeNode): NodeFormat {
  return isBinary(format) ? 'b64' : format;
}

/** Octets of a Data that one OPAQUE holds. */
export function opaqueOf(data: Data | undefined): Uint8Array | undefined {
  if (data?.octets) return data.octets;
  const pieces = data?.element?.pieces ?? [];
  return pieces.length === 1 ? pieces[0]?.octets : undefined;
}

/** Whether the text is Base64 in full quantums; white space in it is passed over. */
export function isBase64(text: string): boolean {
  const dense = /[\t\r\n ]/.test(text) ? text.replace(/[\t\r\n ]/g, '') : text;
  return dense.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(dense);
}

function textOfOctets(data: Data | undefined): string | undefined {
  return data?.octets === undefined || data.text !== '' ? undefined : decodeUtf8(data.octets);
}

function decodeUtf8(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}
