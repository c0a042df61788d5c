/**
 * The reader finds a document well-formed exactly when `saxes` does, apart from a named list of differences. In those
 * of the grammar libxml2 must side with us.
 */
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { isWellFormed, readXml } from '../../src/wire/xml-read.js';
import { damaged, SEED, wellFormed } from './xml-arbitrary.js';

/** What we refuse and saxes accepts, by the code of our first finding. */
const SAXES_IS_LAX: Readonly<Record<string, string>> = {
  'xml-doctype': 'saxes looks for the end of a document type declaration and reads nothing else of it',
  'xml-pi-target': 'saxes takes a "?" after the target of a processing instruction without white space between',
  'xml-qname': 'saxes does not look whether the part after the colon may begin a name',
};
/** saxes reads characters, so it never needs the encoding; libxml2 takes names that are nearly right (`u--tf-8`). */
const NOT_SEEN_BY_SAXES = 'xml-encoding-unsupported';

/** What saxes says first, or '' when it accepts. */
function saxesSays(text: string): string {
  const parser = new SaxesParser({ xmlns: true });
  let first = '';
  parser.on('error', (error) => {
    if (first === '') first = error.message;
  });
  try {
    parser.write(text).close();
  } catch (error) {
    first ||= (error as Error).message;
  }
  return first;
}

function libxml2Accepts(text: string): boolean {
  try {
    XmlDocument.fromBuffer(Buffer.from(text)).dispose();
    return true;
  } catch {
    return false;
  }
}

describe('well-formedness, against saxes', () => {
  it('accepts what is well-formed by construction', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        expect(saxesSays(text)).toBe('');
        expect(readXml(Buffer.from(text)).findings).toEqual([]);
      }),
      { numRuns: 300, seed: SEED },
    );
  });

  it('agrees on damaged documents', () => {
    let refused = 0;
    fc.assert(
      fc.property(damaged, (text) => {
        const theirs = saxesSays(text);
        const document = readXml(Buffer.from(text));
        const ours = isWellFormed(document) ? '' : document.findings.map((f) => `${f.code} at ${f.at}`).join(', ');
        if (theirs !== '') refused++;
        if ((theirs === '') === (ours === '')) return;
        const codes = document.findings.map(({ code }) => code);
        const isLax = codes.some((code) => Object.hasOwn(SAXES_IS_LAX, code)) && !libxml2Accepts(text);
        const isNamed = theirs === '' && (isLax || codes.join() === NOT_SEEN_BY_SAXES);
        expect(isNamed, `ours: ${ours || 'accepted'}\nsaxes: ${theirs || 'accepted'}\n${text}`).toBe(true);
      }),
      { numRuns: Number(process.env.XML_RUNS ?? 2500), seed: SEED },
    );
    expect(refused).toBeGreaterThan(900);
  });
});
