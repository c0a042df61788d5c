/** The WBXML header: version, public identifier, charset, string table (WAP-192 WBXML 1.3, sections 5.4 to 5.8). */
import { cut } from '../base/cut.js';
import { LIMITS } from '../limits.js';
import type { WbxmlHeader } from './document.js';
import { CHARSETS, type Charset, charsetOfMime, UNSTATED_CHARSET, UTF_8 } from './wbxml-charsets.js';
import { WbxmlCursor } from './wbxml-cursor.js';
import { FindingList } from './wbxml-findings.js';
import { FOREIGN_PUBLIC_IDS, type Language, languageByFpi, languageByMime, languageByNumber, PUBLIC_ID_MISSING } from './wbxml-languages.js';
import { TextSource } from './wbxml-text.js';
import { VERSIONS } from './wbxml-tokens.js';

export interface HeaderRead {
  readonly header: WbxmlHeader;
  readonly source: TextSource;
  /** undefined: the identifier is missing, unknown, or that of a language without tables here. */
  readonly language: Language | undefined;
  /** The identifier is registered for a language that is not ours, so its tokens mean nothing to us. */
  readonly foreign: boolean;
}

/** Reads the header at `cursor` and leaves the cursor at the body; undefined when the octets end before the body can begin. */
export function readHeader(cursor: WbxmlCursor, mime: string | undefined): HeaderRead | undefined {
  const { octets, end, findings } = cursor;
  const start = cursor.at;
  if (start >= end) {
    cursor.truncated('wbxml-header-truncated', start, 'the header: there is no octet at all');
    return undefined;
  }
  const versionOctet = octets[cursor.at++] as number;
  const version = `${(versionOctet >> 4) + 1}.${versionOctet & 0x0f}`;
  if (versionOctet === VERSIONS['1.0']) findings.add('wbxml-version-1.0', start, 'WBXML 1.0: only 1.1, 1.2 and 1.3 are allowed');
  else if (versionOctet > VERSIONS['1.3'])
    findings.add('wbxml-version-unknown', start, `version octet ${cursor.hex(versionOctet)}: WBXML ${version} was never published`);

  const publicIdAt = cursor.at;
  const publicIdNumber = cursor.integer('the public identifier');
  const publicIdIndex = publicIdNumber === 0 ? cursor.integer('the string-table offset of the public identifier') : -1;
  const charsetAt = cursor.at;
  // WBXML 1.0 has no charset field: the transport tells.
  const mib = versionOctet === VERSIONS['1.0'] ? undefined : cursor.integer('the charset');
  const tableLengthAt = cursor.at;
  const tableLength = cursor.integer('the length of the string table');
  if (cursor.cut) return undefined;

  const charset = charsetFor(cursor, mib, charsetAt, mime);
  const source = new TextSource(octets, charset);
  const from = cursor.at;
  let to = from + tableLength;
  if (to > end) {
    findings.add('wbxml-string-table-beyond-end', tableLengthAt, `the string table is said to have ${tableLength} octets, ${end - from} are left`);
    cursor.cut = true;
    to = end;
  } else if (tableLength > 0 && octets[to - 1] !== 0) {
    findings.add('wbxml-string-table-unterminated', to - 1, 'the last string of the string table has no NUL');
  }
  cursor.at = to;

  const { publicId, language, foreign } = identify(
    cursor,
    source,
    { number: publicIdNumber, index: publicIdIndex, at: publicIdAt },
    { from, to },
    mime,
  );
  const header: WbxmlHeader = {
    kind: 'wbxml',
    version,
    versionOctet,
    publicIdNumber,
    publicId,
    charset: charset.mib,
    stringTable: { from, to },
    bodyFrom: to,
  };
  return { header, source, language, foreign };
}

function charsetFor(cursor: WbxmlCursor, mib: number | undefined, at: number, mime: string | undefined): Charset {
  const stated = mime === undefined ? undefined : charsetOfMime(mime);
  if (mib === undefined) return stated ?? UNSTATED_CHARSET;
  const charset = CHARSETS.get(mib);
  if (mib === 0) {
    if (!stated) cursor.findings.add('wbxml-charset-unstated', at, 'the charset is 0 (unknown) and no MIME type tells it: read as UTF-8');
    return stated ?? UNSTATED_CHARSET;
  }
  if (!charset) {
    cursor.findings.add('wbxml-charset-unknown', at, `charset with MIBenum ${mib} is not known: read as UTF-8`);
    return { ...UTF_8, mib };
  }
  if (charset.kind === 'named')
    cursor.findings.add('wbxml-charset-other', at, `charset ${charset.name} (MIBenum ${mib}); device management uses UTF-8`);
  return charset;
}

function identify(
  cursor: WbxmlCursor,
  source: TextSource,
  id: { number: number; index: number; at: number },
  table: { from: number; to: number },
  mime: string | undefined,
): { publicId: string; language: Language | undefined; foreign: boolean } {
  const byMime = mime === undefined ? undefined : languageByMime(mime);
  const { findings } = cursor;
  if (id.number === 0) {
    const at = table.from + id.index;
    if (at >= table.to) {
      findings.add(
        'wbxml-public-id-outside-table',
        id.at,
        `the public identifier is at ${id.index} of a string table of ${table.to - table.from} octets`,
      );
      return { publicId: '', language: byMime, foreign: false };
    }
    const end = source.stringEnd(at, table.to);
    const publicId = source.decode(at, end < 0 ? table.to : end);
    const language = languageByFpi(publicId);
    if (!language) findings.add('wbxml-public-id-unknown', id.at, `unknown public identifier "${cut(publicId, 100)}"`);
    return { publicId, language: language ?? byMime, foreign: false };
  }
  if (id.number === PUBLIC_ID_MISSING) {
    if (!byMime) findings.add('wbxml-public-id-missing', id.at, 'public identifier 0x01 (unknown), and no MIME type tells the language');
    return { publicId: '', language: byMime, foreign: false };
  }
  const language = languageByNumber(id.number);
  if (language) return { publicId: language.fpis[0], language, foreign: false };
  const name = FOREIGN_PUBLIC_IDS.get(id.number);
  findings.add(
    'wbxml-public-id-unknown',
    id.at,
    name ? `public identifier of another language: ${name}` : `unknown public identifier ${cursor.hex(id.number)}`,
  );
  return { publicId: name ?? '', language: byMime, foreign: name !== undefined && byMime === undefined };
}

/** Version octets, oldest and newest, of a document that is taken for WBXML without being told so. */
type Versions = readonly [oldest: number, newest: number];

function headerAt(octets: Uint8Array, from: number, to: number, [oldest, newest]: Versions): HeaderRead | undefined {
  const version = from < to ? (octets[from] as number) : -1;
  if (version < oldest || version > newest) return undefined;
  const cursor = new WbxmlCursor(octets, from, to, new FindingList(2), LIMITS, { nodes: 0, expansion: 0 });
  const read = readHeader(cursor, undefined);
  return read && !cursor.cut && cursor.at < to ? read : undefined;
}

/** Whether [from, to) begins like a document of version 1.1 to 1.3 whose header can be read; `inLanguage`: and names one of our languages. */
export function hasWbxmlHeader(octets: Uint8Array, from: number, to: number, inLanguage: boolean): boolean {
  const read = headerAt(octets, from, to, [VERSIONS['1.1'], VERSIONS['1.3']]);
  return read !== undefined && (!inLanguage || read.language !== undefined);
}

/**
 * Whether octets of unknown type are WBXML, not XML or text: version 1.0 to 1.3, a header that can be read and has a registered charset,
 * and something after it. Version 1.0 must also name one of our languages, because a leading NUL alone says little.
 */
export function looksLikeWbxml(octets: Uint8Array): boolean {
  const read = headerAt(octets, 0, octets.length, [VERSIONS['1.0'], VERSIONS['1.3']]);
  if (!read) return false;
  return read.header.versionOctet === VERSIONS['1.0'] ? read.language !== undefined : CHARSETS.has(read.header.charset);
}
