/** How a WBXML writer puts text and octets between the tags: STR_I, STR_T, OPAQUE, and entities for what the charset lacks. */
import type { OutForm, OutText } from './out.js';
import type { Charset } from './wbxml-charsets.js';
import { encodeRuns, encodeWhole } from './wbxml-encode.js';
import type { WbxmlSink } from './wbxml-sink.js';
import { TOKEN } from './wbxml-tokens.js';
import type { StringTable } from './wbxml-write-table.js';

/** Above this many characters the platform copies text faster than a loop. */
const SHORT = 64;

export class WbxmlText {
  /** Texts that go into the string table unasked. */
  repeated: ReadonlySet<string> | undefined;

  constructor(
    private readonly sink: WbxmlSink,
    private readonly charset: Charset,
    private readonly table: StringTable,
  ) {}

  /** Text or octets in the form that is asked for; without one, as the text allows. */
  piece(node: OutText): void {
    const { text = '', octets, form } = node;
    if (octets !== undefined) this.octets(octets, form ?? 'opaque');
    else if (form === 'inline') this.string(text);
    else if (form === 'table') this.reference(text);
    else if (form === 'opaque' || form === 'cdata' || form === 'raw') this.opaque(text);
    else if (text === '') return;
    else if (this.repeated?.has(text)) this.reference(text);
    else if (!this.short(text)) text.includes('\0') ? this.opaque(text) : this.string(text);
  }

  private octets(octets: Uint8Array, form: OutForm): void {
    const sink = this.sink;
    if (form === 'table') {
      sink.octet(TOKEN.STR_T);
      sink.integer(this.table.append(octets));
    } else if (form === 'inline') {
      sink.octet(TOKEN.STR_I);
      sink.bytes(octets);
      this.nul();
    } else {
      sink.octet(TOKEN.OPAQUE);
      sink.integer(octets.length);
      sink.bytes(octets);
    }
  }

  /** STR_I of a short text in UTF-8, without NUL and beyond U+07FF nothing; false, and nothing written, when it is something else. */
  private short(text: string): boolean {
    const { length } = text;
    if (length > SHORT || this.charset.kind !== 'utf-8') return false;
    const sink = this.sink;
    sink.room(2 * SHORT + 2);
    const { octets } = sink;
    let { at } = sink;
    octets[at++] = TOKEN.STR_I;
    for (let n = 0; n < length; n++) {
      const code = text.charCodeAt(n);
      if (code === 0 || code > 0x7ff) return false;
      if (code > 0x7f) octets[at++] = 0xc0 | (code >> 6);
      octets[at++] = code > 0x7f ? 0x80 | (code & 0x3f) : code;
    }
    octets[at++] = 0;
    sink.at = at;
    return true;
  }

  /** STR_I as asked, even with a NUL inside. */
  string(text: string): void {
    if (this.short(text)) return;
    const sink = this.sink;
    if (this.charset.kind === 'utf-8') {
      sink.octet(TOKEN.STR_I);
      sink.utf8(text, Buffer.byteLength(text, 'utf8'));
      sink.octet(0);
      return;
    }
    const runs = encodeRuns(text, this.charset);
    for (const run of runs.length === 0 ? [new Uint8Array(0)] : runs) {
      if (typeof run === 'number') {
        sink.octet(TOKEN.ENTITY);
        sink.integer(run);
      } else this.octets(run, 'inline');
    }
  }

  private reference(text: string): void {
    this.sink.octet(TOKEN.STR_T);
    this.sink.integer(this.table.offset(text));
  }

  private opaque(text: string): void {
    if (this.charset.kind !== 'utf-8') {
      this.octets(encodeWhole(text, this.charset), 'opaque');
      return;
    }
    const length = Buffer.byteLength(text, 'utf8');
    this.sink.octet(TOKEN.OPAQUE);
    this.sink.integer(length);
    this.sink.utf8(text, length);
  }

  private nul(): void {
    for (let n = 0; n < this.charset.unit; n++) this.sink.octet(0);
  }
}
