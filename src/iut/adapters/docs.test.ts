/** docs/adapters.md is the vendor's contract: its examples are run, its tables are compared with the code. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACCOUNTS } from '../../../tests/fixtures/upper-tester/make-iut.js';
import { packageRoot } from '../../base/package-root.js';
import { loadIut } from '../iut-file.js';
import { CLIENT_PRIMITIVES, type Outcome, SERVER_PRIMITIVES } from '../primitives.js';
import { openUpperTester } from './open.js';
import { TEMPLATE_NAMES } from './template.js';

const text = readFileSync(join(packageRoot, 'docs/adapters.md'), 'utf8');
const blocks = (language: string, from = 0): string[] =>
  [...text.slice(from).matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map((m) => m[1] as string);
const section = (title: string): number => text.indexOf(`\n## ${title}\n`);
const ACCOUNT = JSON.parse(blocks('json')[0] as string) as Record<string, unknown>;

/** Opens the first IUT-file example of a section with the files given beside it, calls primitives, gives the outcomes. */
async function tryOut(title: string, files: Readonly<Record<string, string>>, calls: readonly (readonly [string, object])[]): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dmct-docs-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o755 });
  const example = blocks('yaml', section(title))[0] as string;
  writeFileSync(join(folder, 'iut.yaml'), `iut: { name: acme, role: client }\n${ACCOUNTS}${example}`);
  const tester = openUpperTester(loadIut(join(folder, 'iut.yaml')));
  try {
    const outcomes: Outcome[] = [];
    for (const [primitive, args] of calls)
      outcomes.push(await tester.call(primitive as (typeof CLIENT_PRIMITIVES)[number], args as Record<string, unknown>));
    return outcomes;
  } finally {
    await tester.close();
  }
}

describe('docs/adapters.md', () => {
  it('has a row for every primitive', () => {
    for (const primitive of [...CLIENT_PRIMITIVES, ...SERVER_PRIMITIVES]) expect(text).toContain(`| \`${primitive}\` |`);
  });

  it('names only templates that exist', () => {
    const named = [...text.slice(section('exec'), section('stdio')).matchAll(/(?<!\{)\{([a-z][A-Za-z.-]*)\}(?!\})/g)].map((m) => m[1] as string);
    expect(named.length).toBeGreaterThan(10);
    for (const name of named) expect(TEMPLATE_NAMES).toContain(name);
  });

  it('shows IUT files that load', () => {
    const examples = blocks('yaml').filter((block) => block.startsWith('upper-tester:'));
    expect(examples).toHaveLength(5);
    for (const example of examples) {
      const file = join(mkdtempSync(join(tmpdir(), 'dmct-docs-')), 'iut.yaml');
      writeFileSync(file, `iut: { name: acme, role: client }\n${ACCOUNTS}${example}`);
      expect(loadIut(file).name).toBe('acme');
    }
  });

  it('shows a shell script that works', async () => {
    const outcomes = await tryOut('exec', { 'ut.sh': blocks('sh')[0] as string }, [
      ['reset', { seed: '1' }],
      ['configure', { accounts: ACCOUNT, encoding: 'xml', push: {} }],
      ['quiesce', {}],
      ['abort', {}],
    ]);
    expect(outcomes.map((o) => o.kind)).toEqual(['done', 'done', 'done', 'unsupported']);
  });

  const python = spawnSync('python3', ['--version']).status === 0;
  it.skipIf(!python && !process.env.CI)('shows a Python program that works (needs python3)', async () => {
    const outcomes = await tryOut('stdio', { 'ut.py': blocks('python')[0] as string }, [
      ['reset', { seed: '1' }],
      ['configure', { accounts: ACCOUNT, encoding: 'xml', push: {} }],
      ['read-tree', { uri: './DevInfo' }],
      ['abort', {}],
    ]);
    expect(outcomes).toEqual([
      { kind: 'done', result: {} },
      { kind: 'done', result: {} },
      { kind: 'done', result: { nodes: [{ uri: './DevInfo/DevId', format: 'chr', value: 'IMEI:493005100592800' }] } },
      { kind: 'unsupported' },
    ]);
  });

  it('shows scripted answers that work', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dmct-docs-'));
    writeFileSync(join(folder, 'answers.yaml'), blocks('yaml', section('manual'))[0] as string);
    writeFileSync(join(folder, 'iut.yaml'), `iut: { name: acme, role: client }\n${ACCOUNTS}upper-tester: { kind: manual, answers: answers.yaml }\n`);
    const tester = openUpperTester(loadIut(join(folder, 'iut.yaml')));
    expect(await tester.call('reset', {})).toMatchObject({ kind: 'done', result: { operator: 'rehearsal' } });
    expect(await tester.call('read-tree', { uri: './DevInfo' })).toMatchObject({ result: { nodes: [{ uri: './DevInfo/Man', value: 'Acme' }] } });
    expect(await tester.call('abort', {})).toMatchObject({ kind: 'refused', message: expect.stringContaining('no such entry') });
  });
});
