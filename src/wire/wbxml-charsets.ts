/**
 * Character sets by IANA MIBenum, as the WBXML header names them. Data, shared by reader and writer.
 */

/**
 * How the octets become text: the first five are decoded (and written) here, `named` goes through the platform's TextDecoder under `label`.
 * UTF-16 without byte order mark is big-endian (RFC 2781, 4.3); ISO-10646-UCS-2 is big-endian without surrogates.
 */
export type CharsetKind = 'utf-8' | 'us-ascii' | 'iso-8859-1' | 'utf-16' | 'ucs-2' | 'named';

export interface Charset {
  readonly mib: number;
  readonly name: string;
  readonly kind: CharsetKind;
  /** Octets of one unit, and of the NUL that ends a string. */
  readonly unit: 1 | 2;
  /** For TextDecoder; of `named` charsets only. */
  readonly label?: string;
}

const own = (mib: number, name: string, kind: CharsetKind, unit: 1 | 2): Charset => ({ mib, name, kind, unit });
const named = (mib: number, name: string, unit: 1 | 2 = 1): Charset => ({ mib, name, kind: 'named', unit, label: name.toLowerCase() });

export const UTF_8 = own(106, 'UTF-8', 'utf-8', 1);

/** The header said "unknown": read as UTF-8. */
export const UNSTATED_CHARSET = own(0, 'unknown', 'utf-8', 1);

export const CHARSETS: ReadonlyMap<number, Charset> = new Map(
  [
    UTF_8,
    UNSTATED_CHARSET,
    own(3, 'US-ASCII', 'us-ascii', 1),
    own(4, 'ISO-8859-1', 'iso-8859-1', 1),
    own(1000, 'ISO-10646-UCS-2', 'ucs-2', 2),
    own(1015, 'UTF-16', 'utf-16', 2),
    named(5, 'ISO-8859-2'),
    named(6, 'ISO-8859-3'),
    named(7, 'ISO-8859-4'),
    named(8, 'ISO-8859-5'),
    named(9, 'ISO-8859-6'),
    named(10, 'ISO-8859-7'),
    named(11, 'ISO-8859-8'),
    named(12, 'ISO-8859-9'),
    named(13, 'ISO-8859-10'),
    named(17, 'Shift_JIS'),
    named(18, 'EUC-JP'),
    named(38, 'EUC-KR'),
    named(39, 'ISO-2022-JP'),
    named(109, 'ISO-8859-13'),
    named(110, 'ISO-8859-14'),
    named(111, 'ISO-8859-15'),
    named(113, 'GBK'),
    named(114, 'GB18030'),
    named(1013, 'UTF-16BE', 2),
    named(1014, 'UTF-16LE', 2),
    named(2025, 'GB2312'),
    named(2026, 'Big5'),
    named(2084, 'KOI8-R'),
    named(2250, 'windows-1250'),
    named(2251, 'windows-1251'),
    named(2252, 'windows-1252'),
    named(2254, 'windows-1254'),
  ].map((charset) => [charset.mib, charset]),
);

const BY_NAME: ReadonlyMap<string, Charset> = new Map([...CHARSETS.values()].map((c) => [c.name.toLowerCase(), c]));

/** The `charset` parameter of a Content-Type, if it names a charset of the table. */
export function charsetOfMime(mime: string): Charset | undefined {
  const found = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(mime);
  return found ? BY_NAME.get((found[1] as string).toLowerCase()) : undefined;
}
