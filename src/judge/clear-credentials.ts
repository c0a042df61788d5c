/**
 * Basic credentials that crossed: their Base64 hides nothing. An IUT that sends others than its file says still sends somebody's secret, so
 * whatever people share is made without them.
 */
import { SCHEMES } from '../dm/credentials.js';
import type { FrameLine, RowRecord } from '../record/record.js';
import { type Element, textOf } from '../wire/document.js';
import { documentOf } from './body.js';
import { nestedDocument } from './nested.js';

/** A text that is no Base64 of name:secret is taken for one only if it is as long as this: a short one would hide half of every report. */
const LEAST = 8;

export interface BasicCredential {
  readonly user: string;
  readonly secret: string;
}

/** What Base64 of name:secret says; undefined for any other text. */
export function readBasic(text: string): BasicCredential | undefined {
  const compact = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return undefined;
  const decoded = Buffer.from(compact, 'base64').toString('utf8');
  // A digest decodes into such.
  if (/[\p{Cc}\ufffd]/u.test(decoded) || !decoded.includes(':')) return undefined;
  const colon = decoded.indexOf(':');
  return { user: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}

/** The texts of all basic credentials in some records, as they were sent and decoded. */
export function clearCredentials(records: Iterable<RowRecord>): string[] {
  const found = new Set<string>();
  for (const { events } of records)
    for (const event of events)
      if (event.e === 'frame')
        for (const { text, isBasic } of [...inHead(event), ...inBody(event)]) for (const one of textsOf(text, isBasic)) found.add(one);
  return [...found];
}

interface Candidate {
  readonly text: string;
  /** Whether it says so itself; a Cred of another type, or of none, may hold one all the same. */
  readonly isBasic: boolean;
}

function textsOf(text: string, isBasic: boolean): string[] {
  const read = readBasic(text);
  if (read) return [text, `${read.user}:${read.secret}`];
  return isBasic && text.length >= LEAST ? [text] : [];
}

function inHead({ head }: FrameLine): Candidate[] {
  return (head?.headers ?? []).flatMap(([name, value]) => {
    const [, text] = /^basic\s+(\S+)/i.exec(value) ?? [];
    return /^(proxy-)?authorization$/i.test(name) && text !== undefined ? [{ text, isBasic: true }] : [];
  });
}

/** Without recursion: depth is the peer's affair. */
function inBody(frame: FrameLine): Candidate[] {
  const found: Candidate[] = [];
  const { root } = documentOf(frame);
  const waiting: Element[] = root ? [root] : [];
  for (let element = waiting.pop(); element; element = waiting.pop()) {
    if (element.name === 'Cred') found.push(...inCred(element));
    const inner = nestedDocument(element)?.root;
    waiting.push(...element.children, ...(inner ? [inner] : []));
  }
  return found;
}

function inCred(cred: Element): Candidate[] {
  const types = cred.children.filter(({ name }) => name === 'Meta').flatMap((meta) => meta.children.filter(({ name }) => name === 'Type'));
  const isBasic = types.some((type) => textOf(type).trim().toLowerCase() === SCHEMES.basic);
  return cred.children.filter(({ name }) => name === 'Data').map((data) => ({ text: textOf(data), isBasic }));
}
