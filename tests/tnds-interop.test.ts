/** Every TNDS object that we write, read by libwbxml (WBXML) and libxml2 (XML). A failing run is repeated with DMCT_SEED set to the seed it names. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { NodeStore } from '../src/dm/tree/store.js';
import { managementTree } from '../src/dm/tree/tree.js';
import { readTnds } from '../src/wire/tnds-read.js';
import { composeTnds } from '../src/wire/tnds-write.js';
import { writeWbxml } from '../src/wire/wbxml-write.js';
import { readXml } from '../src/wire/xml-read.js';
import { writeXml } from '../src/wire/xml-write.js';
import { plantTree, subTree } from './support/tree-arbitrary.js';
import { outFromXml, plainOut } from './wbxml-tree.js';

const seed = Number(process.env.DMCT_SEED ?? Date.now() % 2 ** 31);
const dir = mkdtempSync(join(tmpdir(), 'dmct-tnds-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const missing = ['wbxml2xml', 'xmllint'].filter((tool) => spawnSync(tool, ['--version']).error);
const skip = missing.length > 0 && !process.env.CI;
const DOCUMENTS = 150;
const VERSIONS = ['1.1', '1.2', '1.3'] as const;

describe.skipIf(skip)(`TNDS and outside tools${skip ? ` (skipped: ${missing.join(', ')} not installed)` : ''}, DMCT_SEED=${seed}`, () => {
  // CR never occurs (wbxml2xml prints it raw), all else does.
  const trees = fc.sample(subTree, { numRuns: DOCUMENTS, seed });

  it(`${DOCUMENTS} objects in WBXML are read by wbxml2xml, in every version, with and without string table`, () => {
    for (const [n, node] of trees.entries()) {
      const object = composeTnds({ nodes: [node], man: 'Acme', verDtd: n % 4 === 0 ? '1.3' : '1.2' });
      const octets = writeWbxml(object, { version: VERSIONS[n % 3] as '1.1', stringTable: n % 2 === 0 });
      const [from, to] = [join(dir, `${n}.wbxml`), join(dir, `${n}.xml`)];
      writeFileSync(from, octets);
      const ran = spawnSync('wbxml2xml', ['-m', '0', '-k', '-o', to, from], { encoding: 'utf8' });
      expect(ran.status, `object ${n}: ${ran.stdout}${ran.stderr} ${Buffer.from(octets).toString('hex')}`).toBe(0);
      const printed = readFileSync(to, 'utf8');
      expect(plainOut(outFromXml(printed)), `object ${n}`).toEqual(plainOut(object));
      // What libwbxml prints is for us the same object.
      expect(readTnds(readXml(Buffer.from(printed))).isUsable).toBe(true);
    }
  });

  it(`${DOCUMENTS} objects in XML, and what Get gives, are well-formed for xmllint`, () => {
    const files: string[] = [];
    for (const [n, node] of trees.entries()) {
      const store = new NodeStore('Get=*');
      plantTree(store, node);
      const result = managementTree(store).execute({ command: 'Get', uri: `./${node.name}?list=TNDS` }, 'A').results[0];
      const own = Buffer.from(writeXml(composeTnds({ nodes: [node] })));
      for (const [kind, octets] of [
        ['own', own],
        ['get', Buffer.from(result?.text ?? '')],
      ] as const) {
        // A node that the server may not read is not in the answer, and there may be no answer.
        if (octets.length === 0) continue;
        const file = join(dir, `${n}-${kind}.xml`);
        writeFileSync(file, octets);
        files.push(file);
      }
    }
    expect(files.length).toBeGreaterThan(DOCUMENTS);
    execFileSync('xmllint', ['--noout', '--nonet', ...files]);
  });
});
