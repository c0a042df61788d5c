/**
 * Which public identifier names which language, and which code pages a language has. Data, shared by reader and writer.
 * Numbers: OMNA registry of WBXML public document identifiers; texts: the formal public identifiers of the DTDs.
 */
import { type CodePage, NS, PAGE } from './wbxml-codepages.js';

/** A document type with code pages of its own. */
export interface Language {
  readonly name: string;
  /** Registered number; 0: none, the identifier is always sent as text. */
  readonly publicId: number;
  /** Formal public identifiers; the first is the one to write, all are recognised. */
  readonly fpis: readonly [string, ...string[]];
  /** Namespace of the root element. */
  readonly ns: string;
  readonly pages: readonly CodePage[];
  /** Pages read although no specification gives them a place in this language (TNDS markup directly in Data); never written. */
  readonly lenientPages: readonly CodePage[];
}

const language = (
  name: string,
  publicId: number,
  ns: string,
  fpis: readonly [string, ...string[]],
  pages: readonly CodePage[],
  lenientPages: readonly CodePage[] = [],
): Language => ({ name, publicId, ns, fpis, pages, lenientPages });

export const SYNCML_12 = language(
  'SyncML 1.2',
  0x1201,
  NS.syncml12,
  ['-//SYNCML//DTD SyncML 1.2//EN'],
  [PAGE.syncml12, PAGE.metinf12],
  [PAGE.dmddf12],
);
/** Has no number: the FPI always travels in the string table (DM TND 1.2, section 8.6.1). A 1.3 DTD is taken to have the same tokens. */
export const DMDDF_12 = language('DM DDF 1.2', 0, NS.dmddf, ['-//OMA//DTD-DM-DDF 1.2//EN', '-//OMA//DTD-DM-DDF 1.3//EN'], [PAGE.dmddf12]);
export const DEVINF_12 = language('DevInf 1.2', 0x1203, NS.devinf, ['-//SYNCML//DTD DevInf 1.2//EN'], [PAGE.devinf12]);

/** In the order in which a namespace is looked up for writing: the newest edition first. */
export const LANGUAGES: readonly Language[] = [
  SYNCML_12,
  language('SyncML 1.1', 0x0fd3, NS.syncml11, ['-//SYNCML//DTD SyncML 1.1//EN'], [PAGE.syncml11, PAGE.metinf11]),
  language('SyncML 1.0', 0x0fd1, NS.syncml10, ['-//SYNCML//DTD SyncML 1.0//EN'], [PAGE.syncml10, PAGE.metinf11]),
  DMDDF_12,
  DEVINF_12,
  language('DevInf 1.1', 0x0fd4, NS.devinf, ['-//SYNCML//DTD DevInf 1.1//EN'], [PAGE.devinf11]),
  // The registry and the stacks in the field spell MetInf differently.
  language('MetInf 1.2', 0x1202, NS.metinf, ['-//SYNCML//DTD MetInf 1.2//EN', '-//SYNCML//DTD MetaInf 1.2//EN'], [PAGE.metinf12]),
];

/** Registered, but no language of device management: reported by name, no token of it is known here. */
export const FOREIGN_PUBLIC_IDS: ReadonlyMap<number, string> = new Map([
  [0x02, '-//WAPFORUM//DTD WML 1.0//EN'],
  [0x04, '-//WAPFORUM//DTD WML 1.1//EN'],
  [0x05, '-//WAPFORUM//DTD SI 1.0//EN'],
  [0x06, '-//WAPFORUM//DTD SL 1.0//EN'],
  [0x07, '-//WAPFORUM//DTD CO 1.0//EN'],
  [0x09, '-//WAPFORUM//DTD WML 1.2//EN'],
  [0x0a, '-//WAPFORUM//DTD WML 1.3//EN'],
  [0x0b, '-//WAPFORUM//DTD PROV 1.0//EN'],
  [0x0d, '-//WAPFORUM//DTD EMN 1.0//EN'],
  [0x0fd2, '-//SYNCML//DTD DevInf 1.0//EN'],
  [0x1205, 'SyncML 2.0 (data synchronisation)'],
  [0x1206, 'DevInf 2.0 (data synchronisation)'],
]);

/** The public identifier that says nothing: the MIME type has to tell the language. */
export const PUBLIC_ID_MISSING = 0x01;

const BY_MIME: ReadonlyMap<string, Language> = new Map([
  ['application/vnd.syncml.dm+wbxml', SYNCML_12],
  ['application/vnd.syncml+wbxml', SYNCML_12],
  ['application/vnd.syncml.dmtnds+wbxml', DMDDF_12],
  ['application/vnd.syncml.dmddf+wbxml', DMDDF_12],
  ['application/vnd.syncml-devinf+wbxml', DEVINF_12],
]);

const BY_NUMBER: ReadonlyMap<number, Language> = new Map(LANGUAGES.filter((l) => l.publicId !== 0).map((l) => [l.publicId, l]));
const BY_FPI: ReadonlyMap<string, Language> = new Map(LANGUAGES.flatMap((l) => l.fpis.map((fpi): [string, Language] => [fpi, l])));
const BY_NS: ReadonlyMap<string, Language> = new Map([...LANGUAGES].reverse().map((l) => [l.ns, l]));

export const languageByNumber = (publicId: number): Language | undefined => BY_NUMBER.get(publicId);
export const languageByFpi = (fpi: string): Language | undefined => BY_FPI.get(fpi);
/** The newest language whose root has that namespace. */
export const languageByNamespace = (ns: string): Language | undefined => BY_NS.get(ns);
/** `mime` as in a Content-Type header, parameters allowed. */
export const languageByMime = (mime: string): Language | undefined => BY_MIME.get((mime.split(';', 1)[0] as string).trim().toLowerCase());
