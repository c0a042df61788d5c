/**
 * WBXML judged from outside: our octets through wbxml2xml, and octets of xml2wbxml through our reader, must give the tree they were made from.
 * Where libwbxml is known to differ, the reason stands at the place. A failing run is repeated with DMCT_SEED set to the seed it names.
 */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Element } from '../src/wire/document.js';
import type { OutElement } from '../src/wire/out.js';
import { LANGUAGES, type Language } from '../src/wire/wbxml-languages.js';
import { readWbxml } from '../src/wire/wbxml-read.js';
import { type WbxmlWriteOptions, writeWbxml } from '../src/wire/wbxml-write.js';
import { message, messageWithTnds, tree } from './wbxml-arbitrary.js';
import { outFromXml, type Plain, plainOut, plainRead, toXml } from './wbxml-tree.js';

const run = promisify(execFile);
const seed = Number(process.env.DMCT_SEED ?? Date.now() % 2 ** 31);
const dir = mkdtempSync(join(tmpdir(), 'dmct-wbxml-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const missing = ['wbxml2xml', 'xml2wbxml'].filter((tool) => spawnSync(tool, ['-h']).error);
const skip = missing.length > 0 && !process.env.CI;

/** How the XML of each language begins: xml2wbxml tells the language from it. */
const prologOf = (language: Language, root: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE ${root} PUBLIC "${language.fpis[0]}" "x.dtd">`;
const languageOf = (ns: string): Language => LANGUAGES.find((l) => l.ns === ns) as Language;

/** Runs `tool` on every file NAME.in of a folder, giving NAME.out: two shells at once, a process a document. */
async function convertAll(folder: string, inputs: readonly (Uint8Array | string)[], tool: string): Promise<(Buffer | string)[]> {
  const at = join(dir, folder);
  mkdirSync(at);
  for (const [n, input] of inputs.entries()) writeFileSync(join(at, `${n}.in`), input);
  const loop = (first: number): string =>
    `n=${first}; while [ $n -lt ${inputs.length} ]; do ${tool.replaceAll('IN', '$n.in').replaceAll('OUT', '$n.out')} >$n.log 2>&1; n=$((n+2)); done`;
  await Promise.all([0, 1].map((first) => run('sh', ['-c', loop(first)], { cwd: at })));
  return inputs.map((_, n) =>
    existsSync(join(at, `${n}.out`)) ? readFileSync(join(at, `${n}.out`)) : readFileSync(join(at, `${n}.log`), 'utf8').trim(),
  );
}

function sameTree(got: Plain, wanted: Plain, n: number, octets: Uint8Array): void {
  expect(got, `document ${n}, DMCT_SEED=${seed}, octets ${Buffer.from(octets).toString('hex').slice(0, 4000)}`).toEqual(wanted);
}

/** Our octets, read by libwbxml. */
async function outbound(
  folder: string,
  trees: readonly OutElement[],
  optionsOf: (n: number) => WbxmlWriteOptions,
  wanted: (root: OutElement) => Plain = plainOut,
): Promise<void> {
  expect(trees.length).toBeGreaterThan(0);
  const written = trees.map((root, n) => writeWbxml(root, optionsOf(n)));
  // -m 0: compact; -k: white space kept.
  const results = await convertAll(folder, written, 'wbxml2xml -m 0 -k -o OUT IN');
  for (const [n, result] of results.entries()) {
    const octets = written[n] as Uint8Array;
    if (typeof result === 'string')
      expect.fail(`wbxml2xml refuses document ${n} (DMCT_SEED=${seed}): ${result}\n${Buffer.from(octets).toString('hex')}`);
    sameTree(plainOut(outFromXml(result.toString('utf8'))), wanted(trees[n] as OutElement), n, octets);
  }
}

/** libwbxml's octets, read by us. */
async function inbound(
  folder: string,
  trees: readonly OutElement[],
  flags: string,
  wanted: (root: OutElement) => Plain = plainOut,
  language?: Language,
): Promise<void> {
  expect(trees.length).toBeGreaterThan(0);
  const xml = trees.map((root) => prologOf(language ?? languageOf(root.ns as string), root.name) + toXml(root));
  // -k: without it xml2wbxml strips white space at both ends of every text.
  const results = await convertAll(folder, xml, `xml2wbxml -k ${flags} -o OUT IN`);
  for (const [n, result] of results.entries()) {
    if (typeof result === 'string') expect.fail(`xml2wbxml refuses document ${n} (DMCT_SEED=${seed}): ${result}\n${xml[n]}`);
    const document = readWbxml(new Uint8Array(result));
    expect(
      document.findings.filter((f) => f.code !== 'wbxml-literal'),
      `document ${n}, DMCT_SEED=${seed}`,
    ).toEqual([]);
    sameTree(plainRead(document.root as Element), wanted(trees[n] as OutElement), n, result);
  }
}

const VERSIONS = ['1.1', '1.2', '1.3'] as const;
const variants = (n: number): WbxmlWriteOptions => ({
  version: VERSIONS[n % 3] as '1.1',
  publicId: n % 5 === 0 ? 'string' : 'number',
  stringTable: n % 2 === 0,
});

describe.skipIf(skip)(`WBXML and libwbxml${skip ? ` (skipped: ${missing.join(', ')} not installed)` : ''}, DMCT_SEED=${seed}`, () => {
  const messages = fc.sample(message, { numRuns: 500, seed });
  const trees = fc.sample(tree, { numRuns: 100, seed });

  it('500 messages of ours, in every version, with and without string table, are read by wbxml2xml', async () => {
    await outbound('messages-out', messages, variants);
  });

  it('500 messages of xml2wbxml are read by us, with and without its string table', async () => {
    // A name without token needs the string table, so xml2wbxml -n refuses it.
    const byToken = messages.filter((root) => !JSON.stringify(root).match(/"name":"(Foo|VendorExt)"/));
    const half = byToken.slice(0, 200);
    await inbound('messages-in', half, '-n -v 1.3');
    await inbound(
      'messages-in-table',
      messages.filter((root) => !half.includes(root)),
      '-v 1.2',
    );
  });

  it('100 TNDS objects both ways', async () => {
    await outbound('trees-out', trees, variants);
    await inbound('trees-in', trees.slice(0, 50), '-n -v 1.1');
    await inbound('trees-in-table', trees.slice(50), '-v 1.3');
  });

  it('60 messages with an embedded TNDS both ways', async () => {
    const embedding = fc.sample(messageWithTnds, { numRuns: 60, seed });
    // libwbxml rewrites the Meta Type as it embeds (+xml to +wbxml) and prints (+wbxml to +xml) the object; nothing else of the tree changes.
    const printed = (root: OutElement): Plain => JSON.parse(JSON.stringify(plainOut(root)).replace('dmtnds+wbxml', 'dmtnds+xml')) as Plain;
    await outbound('embedded-out', embedding, (n) => ({ version: VERSIONS[n % 3] as '1.1' }), printed);
    await inbound('embedded-in', embedding, '-n -v 1.3');
  });

  describe('every element of every language', () => {
    for (const language of LANGUAGES) {
      const [rootName, quirk] = ROOTS[language.name] as [string, Quirk?];
      it(`${language.name}${quirk ? ` (${quirk})` : ''}`, async () => {
        const names = language.pages.flatMap(({ ns, names }) => names.filter((name) => name !== undefined).map((name) => ({ name, ns })));
        expect(names.length).toBeGreaterThan(15);
        // A root inside a root would make libwbxml start an embedded document.
        const all = names.filter(({ name }) => name !== rootName).map(({ name, ns }): OutElement => ({ name, ns, content: [{ text: name }] }));
        const root: OutElement = { name: rootName, ns: language.ns, content: all };
        const printed = quirk === 'printed without namespace' ? withoutNamespace : plainOut;
        if (quirk !== 'only read: its namespace is that of DevInf 1.2') await outbound(`elements-out-${language.name}`, [root], () => ({}), printed);
        await inbound(`elements-in-${language.name}`, [root], '-n -v 1.3', plainOut, language);
      });
    }
  });
});

type Quirk = 'printed without namespace' | 'only read: its namespace is that of DevInf 1.2';

const ROOTS: Record<string, [root: string, quirk?: Quirk]> = {
  'SyncML 1.2': ['SyncML'],
  'SyncML 1.1': ['SyncML'],
  'SyncML 1.0': ['SyncML'],
  'DM DDF 1.2': ['MgmtTree'],
  'DevInf 1.2': ['DevInf'],
  'DevInf 1.1': ['DevInf', 'only read: its namespace is that of DevInf 1.2'],
  'MetInf 1.2': ['MetInf', 'printed without namespace'],
};

const withoutNamespace = (root: OutElement): Plain => JSON.parse(JSON.stringify(plainOut(root)).replaceAll('{syncml:metinf}', '{}')) as Plain;
