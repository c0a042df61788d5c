/**
 * Hostile IUTs, end to end: whatever one does, the row ends in time, memory stays bounded, nothing passes that should not, the verdict names
 * the trouble, and the record judges again to the same verdicts.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.js';
import { openUpperTester } from '../src/iut/adapters/open.js';
import type { JudgedRow } from '../src/judge/judge.js';
import { rowId } from '../src/judge/scenario.js';
import { LIMITS } from '../src/limits.js';
import { RecordWriter, readRecord } from '../src/record/ndjson.js';
import type { Report } from '../src/report/report.js';
import { runLine } from '../src/runner/judge-run.js';
import { PATIENT } from './support/dmct.js';
import { type Driven, drive, iutOf, rejudge, rowNamed, SEED, type Side } from './support/drive.js';

interface Case {
  readonly behaviour: string;
  /** A text that some assertion's message has to hold. */
  readonly says: RegExp;
  /** Assertions that pass with reason: what they look at did come, and right. */
  readonly mayPass?: readonly string[];
}

const DEADLINE_MS = 120_000;
/** What comes late must not be taken for silence; what is large takes its time. Of the silent ones nothing comes, or nothing whole. */
const times = (ms: string): Readonly<Record<string, string>> => ({ 'start.within': ms, 'report.within': ms, 'response.within': ms });
const LARGE = ['big-body', 'endless-header', 'deep-xml', 'flood', 'many-datagrams'];
const SILENT = ['die', 'signal', 'hang', 'stdout-flood', 'stdout-garbage', 'stdout-lies', 'drip-head', 'drip-body'];
const HEAD = ['posted', 'media-type'];

const ON_ITSELF: readonly Case[] = [
  { behaviour: 'die', says: /iut-crash.*exit code 3/ },
  { behaviour: 'signal', says: /iut-crash.*SIGSEGV/ },
  { behaviour: 'hang', says: /iut-hang|no message came|no push came|timeout/ },
  { behaviour: 'stdout-flood', says: /iut-flood|no message came|no push came|timeout/ },
  { behaviour: 'stdout-garbage', says: /no message came|no push came|timeout/ },
  { behaviour: 'stdout-lies', says: /no message came|no push came|timeout/ },
];

const CLIENT: readonly Case[] = [
  { behaviour: 'length-short', says: /cannot be read|bad-http/, mayPass: HEAD },
  { behaviour: 'length-long', says: /short-body: fewer octets came/, mayPass: [...HEAD, 'octets', 'version'] },
  { behaviour: 'chunked-garbage', says: /bad-http/, mayPass: HEAD },
  { behaviour: 'big-body', says: /too-large: more octets came/, mayPass: HEAD },
  { behaviour: 'endless-header', says: /too-large: more octets came/ },
  { behaviour: 'drip-head', says: /aborted: the connection ended in the middle/ },
  { behaviour: 'drip-body', says: /short-body|aborted/ },
  { behaviour: 'deep-xml', says: /nested too deep/, mayPass: HEAD },
  { behaviour: 'string-table-bomb', says: /expand to many times/, mayPass: ['posted'] },
  { behaviour: 'entity-bomb', says: /entit/i, mayPass: HEAD },
  { behaviour: 'invalid-utf8', says: /UTF-8|utf-8/, mayPass: HEAD },
  { behaviour: 'empty-body', says: /cannot be read/, mayPass: HEAD },
  {
    behaviour: 'no-type',
    says: /content-type.*it is not there|SessionID/,
    mayPass: ['arrives', 'starts', 'posted', 'octets', 'version', 'no-session', 'no-generic-alert', 'no-devinfo'],
  },
  {
    behaviour: 'http-1.0',
    says: /SessionID/,
    mayPass: ['arrives', 'starts', ...HEAD, 'octets', 'version', 'no-session', 'no-generic-alert', 'no-devinfo'],
  },
  { behaviour: 'no-http', says: /bad-http: what came is no HTTP/ },
  { behaviour: 'tls-hello', says: /bad-http: what came is no HTTP/ },
  {
    behaviour: 'flood',
    says: /came$|frames|SessionID/,
    mayPass: ['arrives', 'starts', 'goes-on', 'goes-on-again', ...HEAD, 'octets', 'version', 'no-generic-alert', 'no-devinfo'],
  },
];

const SERVER: readonly Case[] = CLIENT.map((c) => ({ ...c, mayPass: [], says: SERVER_SAYS(c) }));

function SERVER_SAYS({ behaviour, says }: Case): RegExp {
  switch (behaviour) {
    case 'length-short':
    case 'deep-xml':
    case 'string-table-bomb':
    case 'entity-bomb':
    case 'invalid-utf8':
    case 'empty-body':
    case 'no-type':
    case 'http-1.0':
    case 'flood':
      return /no entry at all|iut-(hang|spin) in "read-reports"/;
    case 'drip-head':
    case 'drip-body':
      return /timeout: it did not come to its end/;
    default:
      return says;
  }
}

/** A datagram is there and has octets at these places, whatever they mean. */
const BITS = ['arrives', 'pdu-type', 'port', 'head-length', 'session-id', 'ui-mode', 'initiator', 'reserved'];
const PUSHES: readonly Case[] = [
  { behaviour: 'huge-datagram', says: /it is not there/, mayPass: BITS },
  { behaviour: 'empty-datagram', says: /it is not there/, mayPass: ['port'] },
  { behaviour: 'garbage-datagram', says: /it is not there/, mayPass: ['port', 'pdu-type', 'head-length'] },
  { behaviour: 'many-datagrams', says: /it is not there/, mayPass: ['pdu-type', 'port', 'head-length'] },
  {
    behaviour: 'lying-headers',
    says: /it is not there/,
    mayPass: ['port', 'pdu-type', 'head-length', 'content-type', 'application-id', 'header-order'],
  },
];

const program = (side: Side): string => fileURLToPath(new URL(`fixtures/hostile/${side}.mjs`, import.meta.url));

describe.each([
  { side: 'client' as const, scenario: 'sr.client.report', row: 'xml', cases: [...ON_ITSELF, ...CLIENT] },
  { side: 'client' as const, scenario: 'noti.client.session', row: 'xml', cases: [...ON_ITSELF, ...CLIENT] },
  { side: 'server' as const, scenario: 'sr.server.accepts', row: 'xml', cases: [...ON_ITSELF, ...SERVER] },
  { side: 'server' as const, scenario: 'noti.server.alert', row: 'background', cases: [...ON_ITSELF, ...PUSHES] },
])('$scenario[$row] against a hostile $side', { timeout: PATIENT }, ({ side, scenario, row, cases }) => {
  it.each(cases)('$behaviour', async (entry) => {
    const { judged, record } = await hostile(side, scenario, row, entry.behaviour);
    expect(judged.verdict, shown(judged)).toMatch(/^(fail|inconclusive)$/);
    expect(messages(judged)).toMatch(entry.says);
    const passed = judged.assertions.filter((a) => a.verdict === 'pass').map((a) => a.id.slice(a.id.indexOf('/') + 1));
    expect(
      passed.filter((id) => !(entry.mayPass ?? []).includes(id)),
      shown(judged),
    ).toEqual([]);
    const octets = record.events.reduce((sum, e) => sum + (e.e === 'frame' ? (e.body.length * 3) / 4 : 0), 0);
    expect(octets).toBeLessThanOrEqual(LIMITS.octetsPerRow + 4);
  });
});

it.each([
  ['client', 'sr.client.report', 'xml', 'length-long'],
  ['server', 'sr.server.accepts', 'xml', 'chunked-garbage'],
] as const)('dmct judge on the record of a hostile %s gives the same verdicts', { timeout: PATIENT }, async (side, scenario, row, behaviour) => {
  const { judged, file } = await hostile(side, scenario, row, behaviour);
  const out = mkdtempSync(join(tmpdir(), 'dmct-hostile-'));
  expect(await main(['judge', file, '--out', out])).toBe(1);
  const report = JSON.parse(readFileSync(join(out, `reference-${side}`, 'report.json'), 'utf8')) as Report;
  expect(report.assertions.map((a) => [a.id, a.verdict, a.message])).toEqual(judged.assertions.map((a) => [a.id, a.verdict, a.message]));
});

async function hostile(side: Side, scenario: string, row: string, behaviour: string): Promise<Driven & { file: string }> {
  const patience = LARGE.includes(behaviour) ? times('8s') : SILENT.includes(behaviour) ? {} : times('2s');
  const iut = iutOf(side, [process.execPath, program(side), behaviour], patience, SILENT.includes(behaviour) ? 2_000 : 10_000);
  const chosen = rowNamed(scenario, row);
  const upper = openUpperTester(iut);
  const started = performance.now();
  const before = process.memoryUsage().rss;
  let driven: Driven;
  try {
    driven = await drive(iut, upper, chosen);
  } finally {
    await upper.close();
  }
  expect(performance.now() - started).toBeLessThan(DEADLINE_MS);
  expect(process.memoryUsage().rss - before).toBeLessThan(1024 * 1024 * 1024);
  const file = join(mkdtempSync(join(tmpdir(), 'dmct-hostile-')), 'record.ndjson');
  const writer = new RecordWriter(file);
  writer.write(runLine({ id: 'hostile', seed: SEED, started: '2026-01-01T00:00:00.000Z', command: 'test' }, [rowId(scenario, row)], [], iut));
  for (const line of driven.lines) writer.write(line);
  writer.close();
  const [again] = readRecord(file).rows;
  expect(again && rejudge(iut, chosen, again)).toEqual(driven.judged);
  return { ...driven, file };
}

const messages = (judged: JudgedRow): string => judged.assertions.map((a) => a.message ?? '').join('\n');
const shown = (judged: JudgedRow): string => judged.assertions.map((a) => `${a.verdict} ${a.id}: ${a.message ?? ''}`).join('\n');
