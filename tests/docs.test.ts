/** The documentation names all that there is and nothing that is not; what it shows is run. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultIds } from '../simulators/faults/load.js';
import { packageRoot } from '../src/base/package-root.js';
import { COMMANDS, leaves } from '../src/cli/commands.js';
import { MESSAGE_WAYS } from '../src/dm/message-ways.js';
import { openUpperTester } from '../src/iut/adapters/open.js';
import { loadIut } from '../src/iut/iut-file.js';
import { CONDITIONS } from '../src/judge/conditions.js';
import { MODIFIERS } from '../src/judge/evaluate.js';
import { judgeRow } from '../src/judge/judge.js';
import { PUSH_FIELDS } from '../src/judge/push.js';
import type { Row } from '../src/judge/scenario.js';
import { SUBJECTS } from '../src/judge/subject.js';
import { SEVERITY } from '../src/judge/verdict.js';
import { LIMITS } from '../src/limits.js';
import { mutateRow } from '../src/runner/mutate.js';
import { loadScenarios } from '../src/scenario/cache.js';
import { loadScenario } from '../src/scenario/load.js';
import { boundScenario, runRow } from '../src/scenario/run-row.js';
import { surroundingsOf } from '../src/scenario/surroundings.js';
import { HTTP_WORDS } from '../src/scenario/ways.js';
import { loadAssumptions } from '../src/scr/assumptions.js';

const read = (file: string): string => readFileSync(join(packageRoot, file), 'utf8');
const PAGES = [
  'README.md',
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((f) => f.endsWith('.md'))
    .map((f) => `docs/${f}`),
];
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map((m) => m[1] as string);
/** Words in backquotes, also those of `a`, `b` rows. */
const words = (text: string): Set<string> => new Set([...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map((m) => m[1] as string));
const schema = JSON.parse(read('src/scenario/scenario.schema.json')) as {
  $defs: Record<string, { properties?: Record<string, { properties?: object }> }>;
};
const keysOf = (def: string): string[] => Object.keys(schema.$defs[def]?.properties ?? {});

/** Every `dmct …` that stands in a shell block, without comments. */
const commands = PAGES.flatMap((page) =>
  blocks(read(page), 'sh').flatMap((block) =>
    block
      .split('\n')
      .map((line) => line.replace(/\s#.*$/, '').trim())
      .filter((line) => line.startsWith('npx dmct '))
      .map((line) => ({ page, args: (line.slice('npx dmct '.length).match(/'[^']*'|\S+/g) ?? []).map((arg) => arg.replace(/^'|'$/g, '')) })),
  ),
);
const LEAVES = await leaves();

describe('docs/scenarios.md', () => {
  const text = read('docs/scenarios.md');
  const named = words(text);
  it('names every key of the language', () => {
    const keys = [
      'scenario',
      'procedure',
      'check',
      'assertion',
      'trigger',
      'send',
      'receive',
      'quiet',
      'observe',
      'use',
      'mutant',
      'edit',
      'server',
      'answer',
      'message',
    ].flatMap(keysOf);
    expect(keys.length).toBeGreaterThan(60);
    expect(keys.filter((key) => !named.has(key) && !text.includes(`\`${key}: `))).toEqual([]);
  });
  it.each([
    ['subject', SUBJECTS],
    ['condition', Object.keys(CONDITIONS)],
    ['modifier', [...MODIFIERS]],
    ['push field', PUSH_FIELDS],
    ['way to write a message', Object.keys(MESSAGE_WAYS)],
    ['way to carry it', Object.keys(HTTP_WORDS)],
    [
      'word of a way',
      [...Object.values(MESSAGE_WAYS), ...Object.values(HTTP_WORDS)].flatMap(({ takes }) => (Array.isArray(takes) ? (takes as string[]) : [])),
    ],
  ])('names every %s', (_, all) => {
    expect(all.filter((name) => !named.has(name))).toEqual([]);
  });
  it('shows a scenario whose mutants are killed', async () => {
    const example = blocks(text, 'yaml').find((block) => block.includes('scenario: ')) as string;
    const file = join(mkdtempSync(join(tmpdir(), 'dmct-docs-')), 'example.yaml');
    writeFileSync(file, example);
    const scenario = loadScenario(file);
    const iut = loadIut('reference-client');
    const upper = openUpperTester(iut);
    try {
      const results = [];
      for (const row of scenario.rows)
        results.push(...(await mutateRow(scenario, row, { iut, upper, surroundings: surroundingsOf(iut), seed: '1' })));
      expect(results.map((r) => r.outcome)).toEqual(['killed', 'killed']);
    } finally {
      await upper.close();
    }
  });
});

describe('the other pages', () => {
  it('give every limit with its value', () => {
    const UNITS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 * 1024, s: 1000, ms: 1 };
    const rows = [...read('docs/limits.md').matchAll(/^\| `(\w+)` \| (\d+)(?: (\w+))? \|/gm)];
    const told = Object.fromEntries(rows.map((m) => [m[1], Number(m[2]) * (m[3] === undefined ? 1 : (UNITS[m[3]] as number))]));
    expect(told).toEqual(LIMITS);
  });
  it('give every assumption as scr/assumptions.yaml has it', () => {
    const text = read('docs/assumptions.md');
    for (const { id, question, readings, items, default: first } of loadAssumptions().values()) {
      const row = text.split('\n').find((line) => line.startsWith(`| ${id} |`)) ?? '';
      expect(row).toContain(`| ${question} | \`${first}\``);
      for (const [name, meaning] of Object.entries(readings)) expect(row).toContain(`\`${name}\`: ${meaning}`);
      expect(
        row
          .split(' | ')
          .at(-1)
          ?.replace(' |', '')
          .split(', ')
          .filter((key) => key.includes('/')),
      ).toEqual(items);
    }
    expect(text.match(/^\| U\d+ \|/gm)).toHaveLength(loadAssumptions().size);
  });
  it('name every verdict in their order', () => {
    expect(read('docs/verdicts.md')).toContain(SEVERITY.map((v) => `\`${v}\``).join(' < '));
    for (const verdict of SEVERITY) expect(read('README.md')).toContain(`| \`${verdict}\` |`);
  });
  it('name every member of report.json', () => {
    const properties = (
      JSON.parse(read('src/report/report.schema.json')) as { properties: Record<string, { items?: { properties?: object }; properties?: object }> }
    ).properties;
    const named = words(read('docs/reports.md'));
    const text = read('docs/reports.md');
    const missing = Object.entries(properties).flatMap(([name, { items, properties: own }]) =>
      [name, ...(name === 'totals' || name === 'pixit' || name === 'ics' ? [] : Object.keys(items?.properties ?? own ?? {}))].filter(
        (key) => key !== 'format' && !named.has(key) && !named.has(`${key}?`) && !text.includes(`\`${key} {`),
      ),
    );
    expect(missing).toEqual([]);
  });
  it('name only faults that exist', () => {
    const faults = commands.flatMap(({ args }) =>
      args.flatMap((arg, i) => (args[i - 1] === '--fault' ? [{ side: args[1] as 'client' | 'server', id: arg }] : [])),
    );
    expect(faults.length).toBeGreaterThan(1);
    for (const { side, id } of faults) expect(faultIds(side)).toContain(id);
  });
  it('link to what is there', () => {
    const links = PAGES.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#\s]+)(#[\w-]+)?\)/g)].map((m) => ({ page, to: m[1] as string, anchor: m[2]?.slice(1) })),
    );
    expect(links.length).toBeGreaterThan(12);
    for (const { page, to, anchor } of links.filter((l) => !l.to.startsWith('http'))) {
      const file = join(packageRoot, dirname(page), to);
      expect(existsSync(file), `${page} links to ${to}`).toBe(true);
      const anchors = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map((m) =>
        (m[1] as string)
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
      if (anchor !== undefined) expect(anchors, `${page} links to ${to}#${anchor}`).toContain(anchor);
    }
  });
});

describe('commands', () => {
  it('all stand in the README', () => {
    expect(Object.keys(COMMANDS).length).toBeGreaterThan(9);
    const table = words(read('README.md'));
    expect(Object.keys(COMMANDS).filter((name) => !table.has(`dmct ${name}`))).toEqual([]);
  });
  it.each(commands.map(({ page, args }) => [page, args.join(' '), args] as const))('%s: dmct %s is right', (_page, _text, args) => {
    const leaf = LEAVES.find(({ words }) => words.every((word, n) => args[n] === word));
    expect(leaf, 'a command').toBeDefined();
    const used = args.filter((arg) => arg.startsWith('--')).map((arg) => arg.slice(2).split('=')[0] as string);
    for (const option of used) expect(Object.keys(leaf?.spec.options ?? {})).toContain(option);
  });
});

/** Ids of the assertions about reports in XML that the device in this folder fails. */
async function failures(folder: string): Promise<string[]> {
  const iut = loadIut(join(folder, 'my-device.yaml'));
  const upper = openUpperTester(iut);
  const failed: string[] = [];
  try {
    for (const name of ['report', 'two-samples']) {
      const scenario = loadScenario(join(packageRoot, `scenarios/sr/client/${name}.yaml`));
      const row = scenario.rows.find((r) => r.name === 'xml') as Row;
      const { record } = await runRow({ scenario, row, iut, upper, seed: '1' });
      const { assertions } = judgeRow(boundScenario(scenario, row, iut, '1'), row, record, surroundingsOf(iut));
      expect(assertions.filter((a) => a.verdict === 'pass').length).toBeGreaterThan(5);
      failed.push(...assertions.filter((a) => a.verdict !== 'pass' && a.verdict !== 'not-applicable').map((a) => a.id.slice(scenario.id.length + 1)));
    }
  } finally {
    await upper.close();
  }
  return failed;
}

describe('the README', () => {
  it('says for which editions there are scenarios', () => {
    const covered = new Set(
      loadScenarios().flatMap((s) => s.steps.flatMap((step) => step.expect.flatMap((a) => a.scr.map((key) => key.split('/')[0])))),
    );
    const sentence = /\*\*Scenarios exist for ([^*]+)\*\*/.exec(read('README.md'))?.[1] ?? '';
    expect([...words(sentence)].sort()).toEqual([...covered].sort());
  });

  it('connects a device that works, and whose fault is found', async () => {
    const text = read('README.md');
    const folder = mkdtempSync(join(tmpdir(), 'dmct-readme-'));
    const [broken, cure] = blocks(text, 'js') as [string, string];
    writeFileSync(join(folder, 'my-device.yaml'), blocks(text, 'yaml')[0] as string);
    writeFileSync(join(folder, 'ut.mjs'), broken);
    expect(await failures(folder)).toEqual(['data-form']);
    writeFileSync(
      join(folder, 'ut.mjs'),
      broken.replace(/^const escape = .*$/m, () => cure),
    );
    expect(await failures(folder)).toEqual([]);
  });
});
