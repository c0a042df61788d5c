/**
 * Canonical XML for the signer, by libxml2. Loaded when the first message is signed: a run without signatures pays nothing for it.
 */
import type { OutElement, OutText } from '../../wire/out.js';
import { isOutElement } from '../../wire/out.js';
import { type WbxmlWriteOptions, writeWbxml } from '../../wire/wbxml-write.js';
import { writeXml } from '../../wire/xml-write.js';

/** Exclusive canonical XML without comments, of the whole document or of the one element an XPath finds. Throws on what is no XML. */
export type Canonicalizer = (octets: Uint8Array, select?: string) => Buffer;

let loaded: Promise<Canonicalizer> | undefined;

export function loadCanonicalizer(): Promise<Canonicalizer> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Canonicalizer> {
  const { ParseOption, XmlC14NMode, XmlDocument, XmlElement } = await import('libxml2-wasm');
  const mode = XmlC14NMode.XML_C14N_EXCLUSIVE_1_0;
  return (octets, select) => {
    const document = XmlDocument.fromBuffer(octets, { option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_HUGE });
    try {
      if (select === undefined) return Buffer.from(document.canonicalizeToString({ mode }), 'utf8');
      const node = document.get(select);
      if (!(node instanceof XmlElement)) throw new RangeError(`${select} finds no element`);
      return Buffer.from(node.canonicalizeToString({ mode }), 'utf8');
    } finally {
      document.dispose();
    }
  };
}

/**
 * What a message to be signed says, in plain XML: texts joined to one piece, octets that are no XML text as `<?octets BASE64?>`. Canonicalised,
 * it is the canonical XML equivalent (docs/security.md). Throws RangeError for what WBXML would lose: attributes.
 */
export function equivalentXml(root: OutElement): Uint8Array {
  return writeXml(plain(root), { declaration: false });
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const IS_XML = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

function plain(element: OutElement): OutElement {
  if (element.attributes?.length) throw new RangeError(`${element.name}: attributes cannot be signed, WBXML does not carry them`);
  const content: (OutElement | OutText)[] = [];
  let run: Uint8Array[] = [];
  const flush = (): void => {
    if (run.length > 0) content.push(plainText(Buffer.concat(run)));
    run = [];
  };
  for (const node of element.content ?? []) {
    if (isOutElement(node)) {
      flush();
      content.push(plain(node));
    } else run.push(node.octets ?? Buffer.from(node.text ?? '', 'utf8'));
  }
  flush();
  const { attributes: _, ...rest } = element;
  return { ...rest, content };
}

function plainText(octets: Buffer): OutText {
  try {
    const text = strictUtf8.decode(octets);
    if (IS_XML.test(text)) return { text };
  } catch {
    // Not UTF-8: octets, below.
  }
  return { form: 'raw', text: `<?octets ${octets.toString('base64')}?>` };
}

/** Embedded documents (an element of TNDS or DevInf inside SyncML) as the octets they travel as: what is signed must not be written again. */
export function withFixedOctets(root: OutElement, options: WbxmlWriteOptions, ns = root.ns): OutElement {
  if (!root.content) return root;
  const content = root.content.map((node) => {
    if (!isOutElement(node)) return node;
    const own = node.ns ?? ns;
    const isEmbedded = own !== ns && own !== undefined && /dmddf|devinf/i.test(own) && !/dmddf|devinf/i.test(ns ?? '');
    return isEmbedded ? { octets: writeWbxml({ ...node, ns: own }, options), form: 'opaque' as const } : withFixedOctets(node, options, own);
  });
  return { ...root, content };
}
