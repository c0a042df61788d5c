/**
 * The WBXML writer: elements to octets, in well-formed WBXML 1.0 to 1.3 (OMA DM Representation Protocol, section 5.2; WAP-192 WBXML).
 * Shares tables, and no code, with the reader.
 */
import { isOutElement, type OutElement, type OutText } from './out.js';
import { CHARSETS, type Charset, UTF_8 } from './wbxml-charsets.js';
import { type CodePage, NS } from './wbxml-codepages.js';
import { type Language, languageByNamespace, PUBLIC_ID_MISSING, SYNCML_12 } from './wbxml-languages.js';
import { HEAD_ROOM, integerLength, WbxmlSink, writeInteger } from './wbxml-sink.js';
import { TAG, TOKEN, VERSIONS } from './wbxml-tokens.js';
import { repeatedTexts, StringTable } from './wbxml-write-table.js';
import { WbxmlText } from './wbxml-write-text.js';

export type WbxmlVersion = keyof typeof VERSIONS;

export interface WbxmlWriteOptions {
  /** Absent: 1.3. 1.0 has no charset field; DM does not allow it. */
  readonly version?: WbxmlVersion;
  /** Absent: the registered number where there is one; `string`: always the text, in the string table; `unknown`: 0x01, which names no language. */
  readonly publicId?: 'number' | 'string' | 'unknown';
  /** MIBenum; absent: 106, UTF-8. Characters the charset lacks are written as entities. */
  readonly charset?: number;
  /** Texts that occur more than once go into the string table. Absent: no. */
  readonly stringTable?: boolean;
}

type Content = readonly (OutElement | OutText)[];

/** Namespace, page and tokens of the elements being written; page -1: a namespace without code page, written by name. */
interface Names {
  readonly ns: string;
  readonly page: number;
  readonly tokens: ReadonlyMap<string, number>;
}

/** Documents of their own inside Data: written as a complete WBXML document in OPAQUE (embedded TNDS, DM TND 1.2 section 9.1). */
const EMBEDDABLE: ReadonlySet<string> = new Set([NS.dmddf, NS.devinf]);

const NO_TOKENS: ReadonlyMap<string, number> = new Map();
/**
 * Octets of one document. The root's namespace tells the language (absent or unknown: SyncML 1.2), namespaces tell the code pages; a name
 * without token is written as LITERAL. No `content`, or an empty list: a tag without content bit; text that is '' and has no form: the content
 * bit and END. `cdata`, `raw`, `octets` without form, and text with NUL: OPAQUE. An element of TNDS or DevInf in a SyncML element: an embedded document.
 * Throws RangeError for a charset that cannot be written, or lacks a character where no entity can stand.
 */
export function writeWbxml(root: OutElement, options: WbxmlWriteOptions = {}): Uint8Array {
  const language = (root.ns !== undefined && languageByNamespace(root.ns)) || SYNCML_12;
  const writer = new Writer(language, options);
  return writer.document(root);
}

class Writer {
  private readonly sink = WbxmlSink.take();
  private readonly charset: Charset;
  private readonly table: StringTable;
  private readonly text: WbxmlText;
  private readonly names: ReadonlyMap<string, Names>;
  private page = 0;

  constructor(
    readonly language: Language,
    readonly options: WbxmlWriteOptions,
  ) {
    const charset = options.charset === undefined ? UTF_8 : CHARSETS.get(options.charset);
    if (!charset || charset.kind === 'named') throw new RangeError(`charset ${options.charset} cannot be written`);
    this.charset = charset;
    this.table = new StringTable(charset);
    this.text = new WbxmlText(this.sink, charset, this.table);
    this.names = namesOf(language);
  }

  document(root: OutElement): Uint8Array {
    const { language, options } = this;
    const sink = this.sink;
    const idAsText = options.publicId !== 'unknown' && (language.publicId === 0 || options.publicId === 'string');
    if (idAsText) this.table.offset(language.fpis[0]);
    if (options.stringTable) this.text.repeated = repeatedTexts(root);
    this.body(root);

    const head = this.head(idAsText);
    const from = HEAD_ROOM - head;
    const out = this.table.length === 0 ? sink.octets.slice(from, sink.at) : this.withTable(from);
    sink.release();
    return out;
  }

  /** Writes the header, all but the strings, so that it ends where the body begins; gives its length. */
  private head(idAsText: boolean): number {
    const { language, options } = this;
    const { octets } = this.sink;
    const table = this.table.length;
    const { mib } = this.charset;
    const idIndex = idAsText ? this.table.offset(language.fpis[0]) : -1;
    const named = options.publicId === 'unknown' ? PUBLIC_ID_MISSING : language.publicId;
    const publicId = idAsText ? 0 : named;
    const hasCharset = options.version !== '1.0';
    const charset = hasCharset ? integerLength(mib) : 0;
    const length = 1 + integerLength(publicId) + (idAsText ? integerLength(idIndex) : 0) + charset + integerLength(table);
    let at = HEAD_ROOM - length;
    octets[at++] = VERSIONS[options.version ?? '1.3'];
    at = writeInteger(octets, at, publicId);
    if (idAsText) at = writeInteger(octets, at, idIndex);
    if (hasCharset) at = writeInteger(octets, at, mib);
    writeInteger(octets, at, table);
    return length;
  }

  private withTable(from: number): Uint8Array {
    const { octets, at: end } = this.sink;
    const out = new Uint8Array(end - from + this.table.length);
    out.set(octets.subarray(from, HEAD_ROOM));
    let at = HEAD_ROOM - from;
    for (const string of this.table.strings) {
      out.set(string, at);
      at += string.length;
    }
    out.set(octets.subarray(HEAD_ROOM, end), at);
    return out;
  }

  /** All elements, without recursion: depth is the caller's affair. */
  private body(root: OutElement): void {
    const contents: Content[] = [];
    const positions: number[] = [];
    const parents: Names[] = [];
    let names = this.namesFor(root.ns ?? this.language.ns);
    if (!this.open(root, names)) return;
    let content = root.content as Content;
    let n = 0;
    for (;;) {
      if (n === content.length) {
        this.sink.octet(TOKEN.END);
        if (contents.length === 0) return;
        content = contents.pop() as Content;
        n = positions.pop() as number;
        names = parents.pop() as Names;
        continue;
      }
      const node = content[n++] as OutElement | OutText;
      if (isOutElement(node)) {
        const own = node.ns === undefined || node.ns === names.ns ? names : this.namesFor(node.ns);
        if (own.page < 0 && EMBEDDABLE.has(own.ns) && own !== names) this.embed(node);
        else if (this.open(node, own)) {
          const only = (node.content as Content)[0];
          if (node.content?.length === 1 && only !== undefined && !isOutElement(only)) {
            // Nearly every element of a message is a leaf: no need to put its parent aside.
            this.text.piece(only);
            this.sink.octet(TOKEN.END);
            continue;
          }
          contents.push(content);
          positions.push(n);
          parents.push(names);
          content = node.content as Content;
          n = 0;
          names = own;
        }
      } else this.text.piece(node);
    }
  }

  private namesFor(ns: string): Names {
    return this.names.get(ns) ?? { ns, page: -1, tokens: NO_TOKENS };
  }

  /** The tag with its attributes; whether content (and an END) has to follow. */
  private open(element: OutElement, names: Names): boolean {
    const sink = this.sink;
    const hasContent = element.content !== undefined && element.content.length > 0;
    const hasAttributes = element.attributes !== undefined && element.attributes.length > 0;
    const bits = (hasContent ? TAG.CONTENT : 0) | (hasAttributes ? TAG.ATTRIBUTES : 0);
    const token = names.tokens.get(element.name);
    if (token === undefined) {
      sink.octet(TOKEN.LITERAL | bits);
      sink.integer(this.table.offset(element.name));
    } else {
      if (names.page !== this.page) {
        sink.octet(TOKEN.SWITCH_PAGE);
        sink.octet(names.page);
        this.page = names.page;
      }
      sink.octet(token | bits);
    }
    if (hasAttributes) {
      for (const { name, value } of element.attributes ?? []) {
        sink.octet(TOKEN.LITERAL);
        sink.integer(this.table.offset(name));
        this.text.string(value);
      }
      sink.octet(TOKEN.END);
    }
    return hasContent;
  }

  private embed(element: OutElement): void {
    const inner = writeWbxml(element, this.options);
    this.sink.octet(TOKEN.OPAQUE);
    this.sink.integer(inner.length);
    this.sink.bytes(inner);
  }
}

const NAMES = new Map<Language, ReadonlyMap<string, Names>>();

function namesOf(language: Language): ReadonlyMap<string, Names> {
  let names = NAMES.get(language);
  if (!names) {
    names = new Map(language.pages.map((page) => [page.ns, { ns: page.ns, page: page.page, tokens: tokensOf(page) }]));
    NAMES.set(language, names);
  }
  return names;
}

function tokensOf(page: CodePage): ReadonlyMap<string, number> {
  const tokens = new Map<string, number>();
  for (const [token, name] of page.names.entries()) if (name !== undefined) tokens.set(name, token);
  return tokens;
}
