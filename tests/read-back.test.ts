/**
 * The tree read by a session where the adapter has no `read-tree`: the reference client gets the verdicts that it gets with it, or `review`
 * where a session cannot see enough; what is wrong with it is still found; and a client that does not let itself be read passes nothing by it.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openUpperTester } from '../src/iut/adapters/open.js';
import type { Iut } from '../src/iut/iut.js';
import { loadIut } from '../src/iut/iut-file.js';
import { CLIENT_PRIMITIVES, type UpperTester } from '../src/iut/primitives.js';
import { judgeRow } from '../src/judge/judge.js';
import { judgeMutant } from '../src/judge/kill.js';
import { rowId, type Scenario } from '../src/judge/scenario.js';
import type { CallLine, FrameLine, RowRecord } from '../src/record/record.js';
import { boundScenario, runRow } from '../src/scenario/run-row.js';
import { surroundingsOf } from '../src/scenario/surroundings.js';
import { dmct, reportOf, textOf } from './support/dmct.js';
import { drive, driveAll, rowNamed, rowsOf, SEED } from './support/drive.js';
import { part, variant } from './support/iut-variants.js';
import { tamperingProxy } from './support/tampering-proxy.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-read-back-'));
const lacking = (name: string, without: readonly string[], times: Readonly<Record<string, string>> = {}): Iut =>
  variant('client', folder, name, (file) => {
    part(file, 'upper-tester').primitives = CLIENT_PRIMITIVES.filter((p) => !without.includes(p));
    Object.assign(part(file, 'pixit'), times);
  });
const blind = lacking('blind', ['read-tree']);

/** Who looks at the whole tree cannot see below the Inbox, nor what the client keeps from every server: neither is more there, nor is nothing. */
const NEEDS_ALL = [
  'sm.client.inbox-no-children/nothing-created',
  'sm.client.inbox-references/both-placed',
  'sm.client.inbox-references/reference-follows',
  'sm.client.inbox-versions/newest-kept',
  'sm.client.inbox-versions/older-left-out',
  'sm.client.inbox/no-answer',
  'sm.client.inbox/nothing-below-inbox',
  'sm.client.inbox/placed',
  'sm.client.inbox/with-formats',
  'sm.client.inbox/with-values',
  'sm.client.virtual-uri/no-literal-node',
  'sm.client.virtual-uri/no-match-no-change',
  'sm.client.virtual-uri/two-matches-no-change',
];

const rows = rowsOf('client').filter(({ scenario }) => scenario.id.startsWith('sm.client.'));
const verdicts = (judged: Awaited<ReturnType<typeof driveAll>>): string[] =>
  judged.flatMap((row) => row.assertions.map((a) => `${row.id} ${a.id} ${a.verdict}`));
const readings = (record: RowRecord): CallLine[] =>
  record.events.filter((e): e is CallLine => e.e === 'call' && e.primitive === 'read-tree' && e.outcome === 'done');
const framesOf = (record: RowRecord): FrameLine[] => record.events.filter((e): e is FrameLine => e.e === 'frame');

async function withUpper<T>(iut: Iut, work: (upper: UpperTester) => Promise<T>): Promise<T> {
  const upper = openUpperTester(iut);
  try {
    return await work(upper);
  } finally {
    await upper.close();
  }
}

describe('a client without read-tree', () => {
  it('has the verdicts that it has with it, or review where a session cannot see all', async () => {
    const told = verdicts(await driveAll(loadIut('reference-client'), rows, 3));
    const read = verdicts(await driveAll(blind, rows, 3));
    expect(read).toEqual(told.map((text) => (NEEDS_ALL.some((id) => text.includes(` ${id} `)) ? text.replace(/ pass$/, ' review') : text)));
    expect(read.filter((text) => text.endsWith(' pass')).length).toBeGreaterThan(50);
  });

  it('is read to the very nodes that it would have told, but for what it keeps from servers', async () => {
    const row = rowNamed('sm.client.inbox', 'xml');
    const [told, read] = await Promise.all([loadIut('reference-client'), blind].map((iut) => withUpper(iut, (upper) => drive(iut, upper, row))));
    const [first, last] = [0, -1].map((at) => [told, read].map((driven) => readings((driven as NonNullable<typeof told>).record).at(at)));
    for (const [whole, part] of [first, last] as [CallLine, CallLine][]) {
      const unread = part.unread ?? [];
      const isSeen = (uri: string): boolean => !unread.some((place) => uri === place || uri.startsWith(`${place}/`));
      const nodes = ((whole.result?.nodes ?? []) as { uri: string }[]).filter(({ uri }) => isSeen(uri));
      expect(part.by).toBe('session');
      expect(part.result?.nodes).toEqual(nodes);
      expect(nodes.length).toBeGreaterThan(20);
      expect(unread).toContain('./Inbox');
      expect(unread.filter((place) => place !== './Inbox' && !/\/DMAcc\/|Auth/.test(place))).toEqual([]);
    }
  });

  it('is read in WBXML as in XML', async () => {
    const { scenario, row } = rowNamed('sm.client.commands');
    const binary = { scenario: { ...scenario, given: { ...scenario.given, encoding: 'wbxml' } }, row };
    const { judged, record } = await withUpper(blind, (upper) => drive(blind, upper, binary));
    expect(judged.verdict).toBe('pass');
    const [request] = framesOf(record).filter((frame) => frame.aside);
    expect(request?.head?.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]).toMatch(/wbxml/);
    expect(readings(record)[0]?.result?.nodes).toContainEqual({
      uri: './Test/Binary',
      format: 'bin',
      type: 'application/octet-stream',
      value: 'AAEC',
    });
  });

  it('has the frames of the reading set aside, and only those', async () => {
    const { record } = await withUpper(blind, (upper) => drive(blind, upper, rowNamed('sm.client.commands')));
    const aside = framesOf(record).filter((frame) => frame.aside !== undefined);
    expect(aside.length).toBeGreaterThanOrEqual(4 * readings(record).length);
    expect(aside.every((frame) => frame.aside === 'read-back' && frame.channel === 'dm')).toBe(true);
    expect(
      framesOf(record)
        .filter((frame) => frame.aside === undefined)
        .map((frame) => frame.channel),
    ).toEqual(['push', 'push']);
  });

  it('is not read where it can start no session either: as if nothing had been tried', async () => {
    const iut = lacking('still', ['read-tree', 'start-session']);
    const { judged, record } = await withUpper(iut, (upper) => drive(iut, upper, rowNamed('sm.client.applies', 'public-id-in-table')));
    expect(judged.assertions.map((a) => [a.verdict, a.message])).toEqual(
      judged.assertions.map(() => ['review', 'step "before": unsupported: the upper tester has no "read-tree"']),
    );
    expect(framesOf(record).filter((frame) => frame.aside)).toEqual([]);
  });
});

describe('what is wrong with a client is found by a session too', () => {
  const DEFECTS: readonly string[] = ['access-rights', 'applies', 'commands', 'new-object', 'rejects-credentials', 'rejects-server', 'signature'];
  const cases = rows
    .filter(({ scenario }) => DEFECTS.includes(scenario.id.replace('sm.client.', '')))
    .filter(({ scenario, row }) => scenario.rows[0] === row)
    .flatMap(({ scenario, row }) =>
      scenario.mutants
        .filter((m) => m.behave.length > 0 && (m.rows.length === 0 || m.rows.includes(row.name ?? '')))
        .map((m) => ({ name: `${rowId(scenario.id, row.name)} ${m.id}`, scenario, row, mutant: m })),
    );

  it.each(cases)('$name', async ({ scenario, row, mutant }) => {
    const bound: Scenario = boundScenario(scenario, row, blind, SEED);
    const { record } = await withUpper(blind, (upper) => runRow({ scenario, row, iut: blind, upper, seed: SEED, mutant }));
    const judged = judgeRow(bound, row, record, surroundingsOf(blind));
    expect(judgeMutant(bound, bound.mutants.find((m) => m.id === mutant.id) ?? mutant, judged, true)).toEqual({ outcome: 'killed' });
  });
});

describe('a client that does not let itself be read passes nothing by it', () => {
  const row = rowNamed('sm.client.commands');
  const status = (code: string) => (body: string) => body.replace(/(<Cmd>Get<\/Cmd>(?:(?!<\/Status>).)*<Data>)200/gs, `$1${code}`);
  const CASES: readonly [string, RegExp, (body: string) => string | undefined][] = [
    ['answers Get with 406', /Get of \.\/Test is answered 406/, status('406')],
    ['answers Get with 401', /the session ended before all was read/, status('401')],
    ['answers Get with 500', /Get of \.\/Test is answered 500/, status('500')],
    ['gives no Results', /the session ended before all was read/, (body) => body.replace(/<Results>.*<\/Results>/gs, '')],
    [
      'gives Results of something else',
      /answers Get of \.\/Test with \.\/Other/,
      (body) => body.replace(/<Source><LocURI>\.\/Test</g, '<Source><LocURI>./Other<'),
    ],
    [
      'tells children that are not there',
      /is told among the children of its parent/,
      (body) => body.replace('<Data>Leaf/Number', '<Data>Gone/Leaf/Number'),
    ],
    ['tells a child without a name', /tells a child without a name/, (body) => body.replace('<Data>Leaf/Number', '<Data>Leaf//Number')],
    ['sends garbage', /the session ended before all was read|no session was started/, () => '\0garbage'],
    ['closes in the middle', /the session ended before all was read/, (body) => (body.includes('<Results>') ? undefined : body)],
  ];

  it.each(CASES)('%s', async (_, says, change) => {
    await withUpper(blind, async (inner) => {
      const proxy = await tamperingProxy(inner, change);
      try {
        const { judged } = await drive(blind, proxy.upper, row);
        expect(judged.assertions.map((a) => a.verdict)).toEqual(judged.assertions.map(() => 'review'));
        for (const { message } of judged.assertions) expect(message).toMatch(says);
      } finally {
        await proxy.close();
      }
    });
  });

  it.each([
    ['and says that nothing is pending', blind, /no session was started; the IUT says that nothing is pending/],
    [
      'and cannot say when nothing is pending',
      lacking('mute', ['read-tree', 'quiesce'], { 'start.within': '300ms', 'response.within': '300ms', 'apply.within': '100ms' }),
      /no session was started within 300 ms/,
    ],
  ])('never starts the session that it says it has started, %s', async (_, iut, says) => {
    await withUpper(iut, async (inner) => {
      const upper: UpperTester = {
        kind: inner.kind,
        call: (primitive, args) => (primitive === 'start-session' ? Promise.resolve({ kind: 'done', result: {} }) : inner.call(primitive, args)),
        close: () => inner.close(),
      };
      const { judged, record } = await drive(iut, upper, row);
      expect(new Set(judged.assertions.map((a) => a.verdict))).toEqual(new Set(['review']));
      expect(judged.assertions[0]?.message).toMatch(says);
      expect(readings(record)).toEqual([]);
    });
  });

  it('keeps properties to itself: what asks for them is not passed, and the rest is', async () => {
    await withUpper(blind, async (inner) => {
      // A property that is not known is answered 406, and its Status names the one that was asked for.
      const proxy = await tamperingProxy(inner, (body) =>
        body
          .replace(/(<TargetRef>[^<]*\?prop=Type<\/TargetRef><Data>)200/g, '$1406')
          .replace(/<Results>(?:(?!<\/Results>).)*\?prop=Type<.*?<\/Results>/gs, ''),
      );
      try {
        const { judged, record } = await drive(blind, proxy.upper, rowNamed('sm.client.new-object', 'serialised'));
        expect(judged.assertions.map((a) => [a.id, a.verdict])).toEqual([
          ['sm.client.new-object/leaf', 'pass'],
          ['sm.client.new-object/root', 'review'],
        ]);
        expect(readings(record)[1]?.unread).toEqual(['./Test?prop=Type', './Test/dmct-new?prop=Type']);
      } finally {
        await proxy.close();
      }
    });
  });

  it('and passes when nothing of it is changed on the way', async () => {
    await withUpper(blind, async (inner) => {
      const proxy = await tamperingProxy(inner, (body) => body);
      try {
        const { judged } = await drive(blind, proxy.upper, row);
        expect(judged.verdict).toBe('pass');
      } finally {
        await proxy.close();
      }
    });
  });
});

describe('what a user sees of it', () => {
  it('check counts on a session only where the adapter can start one', async () => {
    lacking('bound', ['read-tree', 'start-session']);
    const [able, unable] = await Promise.all(['blind', 'bound'].map((name) => dmct('check', '--static', '--items', join(folder, `${name}.yaml`))));
    expect(able?.stdout).toMatch(/^SM\/DM-SM-C-001-M +tested /m);
    expect(unable?.stdout).toMatch(/^SM\/DM-SM-C-001-M +review +upper-tester\.primitives does not list "read-tree"/m);
  });

  it('report.json, page, pcapng and a second judging say how the tree was read', async () => {
    const out = join(folder, 'out');
    const ended = await dmct('run', '--iut', join(folder, 'blind.yaml'), '--scenario', 'sm.client.commands', '--out', out);
    expect(ended.code, ended.stderr).toBe(0);
    const report = reportOf(out, 'blind');
    expect(report.scenarios.flatMap((s) => s.trees ?? []).map((t) => [t.step, t.by])).toEqual(
      ['before', 'added', 'deleted'].map((id) => [id, 'session']),
    );
    expect(report.frames.filter((f) => f.aside === 'read-back').length).toBeGreaterThan(10);
    expect(report.scenarios.flatMap((s) => s.trace).map((t) => t.what)).toContain('read-tree: done by a session');
    expect(textOf(out, 'blind', 'index.html')).toContain('"aside":"read-back"');
    expect(readFileSync(join(out, 'blind', 'record.pcapng')).includes('; read-back')).toBe(true);
    const again = join(folder, 'again');
    const judged = await dmct('judge', join(out, 'blind', 'record.ndjson'), '--iut', join(folder, 'blind.yaml'), '--out', again);
    expect(judged.code, judged.stderr).toBe(0);
    expect(reportOf(again, 'blind').assertions).toEqual(report.assertions);
  });
});
