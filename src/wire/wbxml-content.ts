/** Character content of WBXML: strings inline and from the table, entities, opaque octets, extensions (WBXML 1.3, section 5.8.4). */
import type { Piece, PieceForm } from './document.js';
import type { WbxmlCursor } from './wbxml-cursor.js';
import { WbxmlPiece } from './wbxml-nodes.js';
import type { TextSource } from './wbxml-text.js';
import { TOKEN } from './wbxml-tokens.js';

/** A LITERAL name longer than this is no name; the rest is left out. */
const NAME_OCTETS = 256;

/** A piece whose text is not the octets it was written with. */
export class FixedPiece implements Piece {
  constructor(
    readonly form: PieceForm,
    readonly from: number,
    readonly to: number,
    readonly dataFrom: number,
    readonly dataTo: number,
    readonly text: string,
  ) {}
}

export class ContentReader {
  readonly #names = new Map<number, string>();

  constructor(
    readonly cursor: WbxmlCursor,
    readonly source: TextSource,
    readonly table: { readonly from: number; readonly to: number },
  ) {}

  /** The piece whose token stands at the cursor, which moves behind it; undefined when the token starts no character content. */
  piece(token: number): Piece | undefined {
    switch (token) {
      case TOKEN.STR_I:
        return this.#inline('inline');
      case TOKEN.STR_T:
        return this.#fromTable();
      case TOKEN.ENTITY:
        return this.#entity();
      case TOKEN.OPAQUE:
        return this.#opaque();
      case TOKEN.EXT_I_0:
      case TOKEN.EXT_I_1:
      case TOKEN.EXT_I_2:
        this.#extension(token);
        return this.#inline('ext');
      case TOKEN.EXT_T_0:
      case TOKEN.EXT_T_1:
      case TOKEN.EXT_T_2: {
        this.#extension(token);
        const from = this.cursor.at++;
        const dataFrom = this.cursor.at;
        this.cursor.integer('the number of an extension');
        return new FixedPiece('ext', from, this.cursor.at, dataFrom, this.cursor.at, '');
      }
      case TOKEN.EXT_0:
      case TOKEN.EXT_1:
      case TOKEN.EXT_2: {
        this.#extension(token);
        const at = this.cursor.at++;
        return new FixedPiece('ext', at, at + 1, at + 1, at + 1, '');
      }
      default:
        return undefined; // a tag, END, PI, SWITCH_PAGE: not ours
    }
  }

  /** The string-table name of a LITERAL whose index stands at the cursor; `at` is the LITERAL token. '' (and a finding) when it is not there. */
  literalName(at: number): string {
    const { cursor, table } = this;
    const index = cursor.integer('the string-table offset of a literal name');
    if (index < 0) return '';
    const known = this.#names.get(index);
    if (known !== undefined) return known;
    const from = table.from + index;
    if (from >= table.to) {
      cursor.findings.add('wbxml-string-outside-table', at, `the literal name is at ${index} of a string table of ${table.to - table.from} octets`);
      return '';
    }
    const limit = Math.min(table.to, from + NAME_OCTETS);
    const end = this.source.stringEnd(from, limit);
    if (end < 0 && limit < table.to)
      cursor.findings.add('wbxml-expansion', at, `a literal name has more than ${NAME_OCTETS} octets; the rest is left out`);
    const name = this.source.decode(from, end < 0 ? limit : end);
    this.#names.set(index, name);
    return name;
  }

  #inline(form: 'inline' | 'ext'): Piece {
    const { cursor, source } = this;
    const from = cursor.at;
    const dataFrom = from + 1;
    const dataTo = source.stringEnd(dataFrom, cursor.end);
    if (dataTo < 0) return this.unterminated(form, from);
    if (source.malformed) this.malformed(from);
    cursor.at = dataTo + source.charset.unit;
    return new WbxmlPiece(source, form, from, cursor.at, dataFrom, dataTo);
  }

  /** An inline string that runs to the end of the octets. */
  unterminated(form: 'inline' | 'ext', from: number): Piece {
    const { cursor, source } = this;
    cursor.findings.add('wbxml-string-unterminated', from, 'an inline string has no NUL before the end');
    cursor.cut = true;
    cursor.at = cursor.end;
    return new WbxmlPiece(source, form, from, cursor.end, Math.min(from + 1, cursor.end), cursor.end);
  }

  malformed(at: number): void {
    this.cursor.findings.add(
      'wbxml-text-malformed',
      at,
      `the octets of this string are not ${this.source.charset.name === 'unknown' ? 'UTF-8' : this.source.charset.name}`,
    );
  }

  #fromTable(): Piece {
    const { cursor, source, table } = this;
    const { findings, budget } = cursor;
    const at = cursor.at++;
    const index = cursor.integer('a string-table offset');
    const from = table.from + index;
    if (index < 0 || from >= table.to) {
      if (index >= 0) findings.add('wbxml-string-outside-table', at, `offset ${index} of a string table of ${table.to - table.from} octets`);
      return new FixedPiece('table', at, cursor.at, table.to, table.to, '');
    }
    if (budget.expansion < 0) return new FixedPiece('table', at, cursor.at, from, from, '');
    const found = source.stringEnd(from, table.to);
    const to = found < 0 ? table.to : found;
    if (found >= 0 && source.malformed) this.malformed(at);
    if (index > 0 && !this.#startsString(from))
      findings.add('wbxml-string-inside-string', at, `offset ${index} points into a string, not to its first octet`);
    budget.expansion -= to - from;
    if (budget.expansion < 0) {
      findings.add('wbxml-expansion', at, 'references to the string table expand to many times the document; their text is left out from here on');
      return new FixedPiece('table', at, cursor.at, from, from, '');
    }
    return new WbxmlPiece(source, 'table', at, cursor.at, from, to);
  }

  #startsString(from: number): boolean {
    const { octets, charset } = this.source;
    return octets[from - 1] === 0 && (charset.unit === 1 || octets[from - 2] === 0);
  }

  #entity(): Piece {
    const { cursor } = this;
    const from = cursor.at++;
    const dataFrom = cursor.at;
    const code = cursor.integer('the code of an entity');
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    if (code >= 0 && !isCharacter) cursor.findings.add('wbxml-entity', from, `entity ${code} is no character`);
    return new FixedPiece('entity', from, cursor.at, dataFrom, cursor.at, isCharacter ? String.fromCodePoint(code) : '\ufffd');
  }

  #opaque(): Piece {
    const { cursor, source } = this;
    const from = cursor.at++;
    const length = cursor.integer('the length of opaque octets');
    const dataFrom = cursor.at;
    const left = cursor.end - dataFrom;
    if (length > left) {
      cursor.findings.add('wbxml-opaque-beyond-end', from, `opaque content is said to have ${length} octets, ${left} are left`);
      cursor.cut = true;
    }
    cursor.at = dataFrom + Math.min(Math.max(length, 0), left);
    return new WbxmlPiece(source, 'opaque', from, cursor.at, dataFrom, cursor.at);
  }

  #extension(token: number): void {
    this.cursor.findings.add('wbxml-extension', this.cursor.at, `extension token ${this.cursor.hex(token)} has no meaning in this language`);
  }
}
