/** Puts report.json together from judged rows and their record. Everything else in this folder is made from what comes out. */
import type { JudgedRow } from '../judge/judge.js';
import { pushPayload } from '../judge/push-payload.js';
import type { Row, Scenario } from '../judge/scenario.js';
import { rowId } from '../judge/scenario.js';
import { exitCode, type ItemVerdict, unheeded, type Verdict, worst } from '../judge/verdict.js';
import type { FrameLine, RowRecord, RunLine } from '../record/record.js';
import { readingsInForce } from '../scr/assumptions.js';
import { type Catalogue, isDemanded, type ScrItem } from '../scr/item.js';
import { header } from '../wire/frame.js';
import { exitWith, exitWithTrouble, type Finding, isAboutIut } from './findings.js';
import { framesBefore } from './frame-numbers.js';
import { iutFindings } from './iut-findings.js';
import { operatorsOf } from './operators.js';
import { treeReadings } from './readings.js';
import type { Report, ReportAssertion, ReportFrame, ReportItem, ReportScenario } from './report.js';

export interface JudgedRun {
  readonly scenario: Scenario;
  readonly row: Row;
  readonly judged: JudgedRow;
  readonly record?: RowRecord;
}

export interface ReportParts {
  readonly run: RunLine;
  readonly finished: string;
  readonly version: string;
  readonly iut: Report['iut'];
  readonly ics: Report['ics'];
  readonly pixit: Report['pixit'];
  readonly assume: Readonly<Record<string, string>>;
  readonly catalogue: Catalogue;
  readonly claimed: (key: string) => { readonly value: 'yes' | 'no' | 'unknown'; readonly why: string };
  readonly selects: (key: string) => boolean;
  /** What is found about the ICS, given all frames of the run. */
  readonly findings?: (frames: readonly { readonly line: FrameLine; readonly n: number }[]) => readonly Finding[];
  /** What is to be told of them and changes no verdict. */
  readonly notes: (frames: readonly { readonly line: FrameLine; readonly n: number }[]) => readonly string[];
  readonly rows: readonly JudgedRun[];
  readonly suite?: Report['run']['suite'];
  readonly procedures?: Report['procedures'];
  /** The run met bad input (2) or failed itself (4) beside what its record holds. */
  readonly broken?: 2 | 4 | undefined;
}

/** Frames are numbered through the whole report, row after row in the order of `rows`: framesBefore. */
export function buildReport(parts: ReportParts): Report {
  const assertions: ReportAssertion[] = [];
  const scenarios: ReportScenario[] = [];
  const frames: ReportFrame[] = [];
  const crossed: { line: FrameLine; n: number }[] = [];
  const byItem = new Map<string, { id: string; verdict: Verdict; message?: string }[]>();
  const before = framesBefore(parts.rows.map(({ record }) => record));
  const shown = new Set<RowRecord | undefined>();
  for (const { scenario, row, judged, record } of parts.rows) {
    const all = (record?.events ?? []).filter((e): e is FrameLine => e.e === 'frame');
    // The rows of a capture share its frames; each shows those that it was judged by.
    const offset = before.get(record) ?? 0;
    if (!shown.has(record)) {
      frames.push(...all.map((line) => reportFrame(line, offset + line.n)));
      crossed.push(...all.map((line) => ({ line, n: offset + line.n })));
    }
    shown.add(record);
    const judgedBy = new Set(judged.assertions.flatMap((a) => a.evidence.map((e) => e.frame)));
    const lines = parts.run.capture ? all.filter((line) => judgedBy.has(line.n)) : all;
    const places = linesOf(scenario);
    for (const a of judged.assertions) {
      const line = places.get(a.id);
      const evidence = a.evidence.map((e) => ({ ...e, frame: e.frame === 0 ? 0 : offset + e.frame }));
      assertions.push({
        id: a.id,
        ...(row.name === undefined ? {} : { row: row.name }),
        items: a.items,
        verdict: a.verdict,
        ...(a.message ? { message: a.message } : {}),
        evidence,
        ...(line === undefined ? {} : { line }),
      });
      const cited = rowId(a.id, row.name);
      for (const key of a.items)
        byItem.set(key, [...(byItem.get(key) ?? []), { id: cited, verdict: a.verdict, ...(a.message ? { message: a.message } : {}) }]);
    }
    scenarios.push({
      id: scenario.id,
      ...(row.name === undefined ? {} : { row: row.name }),
      title: scenario.title,
      side: scenario.side,
      verdict: judged.verdict,
      durationMs: parts.run.capture ? 0 : (record?.end?.at ?? 0),
      file: scenario.file,
      line: scenario.line,
      frames: lines.map((line) => offset + line.n),
      ...(judged.reason === undefined ? {} : { reason: judged.reason }),
      ...treesOf(record),
      trace: parts.run.capture
        ? lines.map((line) => ({ at: line.at, step: 'capture', what: 'frame', frame: offset + line.n }))
        : trace(record, offset),
    });
  }
  const items = [...parts.catalogue.items.values()]
    .filter((item) => concerns(item.side, parts.iut.role) && parts.selects(item.key))
    .map((item) => reportItem(item, byItem.get(item.key) ?? [], parts));
  const findings = [...(parts.findings?.(crossed) ?? []), ...(parts.run.capture ? [] : iutFindings(parts.rows, before))];
  const notes = parts.notes(crossed);
  const isCut = parts.broken === 4 || (!parts.run.capture && (parts.run.part || !isWhole(parts.rows)));
  const judged = isCut ? 4 : exitWithTrouble(exitCode(assertions.map((a) => a.verdict)), findings.filter(isAboutIut));
  return {
    format: 'dmct-report/1',
    run: {
      id: parts.run.id,
      seed: parts.run.seed,
      started: parts.run.started,
      finished: parts.finished,
      command: parts.run.command,
      ...(parts.run.place ? { place: parts.run.place } : {}),
      tool: { name: 'dmct', version: parts.version },
      ...(parts.run.capture ? { capture: parts.run.capture } : {}),
      ...(parts.suite ? { suite: parts.suite } : {}),
    },
    iut: parts.iut,
    ics: parts.ics,
    pixit: parts.pixit,
    assumptions: readingsInForce(parts.catalogue.assumptions.values(), parts.assume),
    ...(notes.length ? { notes } : {}),
    findings,
    items,
    assertions,
    scenarios,
    frames,
    totals: { items: count(items), assertions: count(assertions), scenarios: count(scenarios) },
    exit: parts.broken === 2 ? 2 : exitWith(judged, findings),
    ...operatorsOf(parts.rows),
    ...(parts.procedures ? { procedures: parts.procedures } : {}),
  };
}

/** Lines of the assertions that stand in the scenario's own file, by `scenario/assertion`. */
function linesOf({ id, steps }: Scenario): Map<string, number> {
  return new Map(steps.filter((step) => step.group === undefined).flatMap((step) => step.expect.map((a) => [`${id}/${a.id}`, a.line])));
}

/** Whether every row that was to be run has run to its end: of a run that was cut off nothing may look conformant. */
export function isWhole(rows: readonly JudgedRun[]): boolean {
  return rows.every(({ judged, record }) => record?.end !== undefined || judged.verdict === 'not-applicable');
}

const concerns = (side: string, role: string): boolean => side === 'both' || side === role;

function reportItem(item: ScrItem, earned: readonly { id: string; verdict: Verdict; message?: string }[], parts: ReportParts): ReportItem {
  const claim = parts.claimed(item.key);
  const { verdict, reason } = settle(item.excluded, claim, isDemanded(item) ? earned : earned.map(softened));
  return {
    key: item.key,
    edition: item.edition,
    id: item.id,
    kind: item.kind,
    side: item.side,
    status: item['status-printed'],
    mandatory: item.status === 'mandatory',
    section: item.section,
    text: item.text,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    assertions: earned.map((e) => e.id),
  };
}

/** What fails an assertion that a demanded item shares is for a merely recommended one a matter to look at. */
function softened<T extends { readonly verdict: Verdict; readonly message?: string }>(earned: T): T {
  return earned.verdict === 'fail' ? { ...earned, verdict: 'review', message: unheeded(earned.message) } : earned;
}

function settle(
  excluded: string | undefined,
  claim: { value: string; why: string },
  earned: readonly { verdict: Verdict; message?: string }[],
): { verdict: ItemVerdict; reason?: string } {
  if (claim.value === 'no') return { verdict: 'not-applicable', reason: `ICS: ${claim.why}` };
  if (earned.length === 0)
    return excluded === undefined
      ? { verdict: 'not-tested', reason: 'no scenario that was run covers it' }
      : { verdict: 'excluded', reason: excluded };
  const verdict = worst(earned.map((e) => e.verdict));
  const first = verdict === 'pass' ? undefined : earned.find((e) => e.verdict === verdict)?.message;
  return { verdict, ...(first === undefined ? {} : { reason: first }) };
}

function reportFrame(line: FrameLine, n: number): ReportFrame {
  const { head } = line;
  const body = Buffer.from(line.body, 'base64');
  const told = line.unit === 'datagram' ? pushPayload(line, body).contentType : header(head, 'content-type');
  return {
    n,
    at: line.at,
    direction: line.direction,
    transport: line.transport,
    unit: line.unit,
    channel: line.channel,
    connection: line.connection,
    exchange: line.exchange,
    from: line.from,
    to: line.to,
    contentType: told ?? '',
    ...(head
      ? {
          head: {
            line:
              head.method === undefined
                ? `HTTP/${head.version} ${head.status} ${head.reason ?? ''}`.trim()
                : `${head.method} ${head.url} HTTP/${head.version}`,
            headers: head.headers,
          },
        }
      : {}),
    length: body.length,
    base64: line.body,
    ...(line.trouble === undefined ? {} : { trouble: line.trouble }),
    ...(line.aside === undefined ? {} : { aside: line.aside }),
  };
}

function treesOf(record: RowRecord | undefined): Pick<ReportScenario, 'trees'> {
  const trees = record ? treeReadings(record) : [];
  return trees.length === 0 ? {} : { trees };
}

function trace(record: RowRecord | undefined, offset: number): ReportScenario['trace'] {
  const out: { at: number; step: string; what: string; frame?: number }[] = [];
  let step = 'set-up';
  for (const event of record?.events ?? []) {
    switch (event.e) {
      case 'step':
        if (event.state === 'begin') step = event.id;
        else
          out.push({
            at: event.at,
            step: event.id,
            what: event.why === undefined ? event.state : `${event.state}: ${event.why}`,
            ...(event.frame === undefined ? {} : { frame: offset + event.frame }),
          });
        break;
      case 'call':
        out.push({
          at: event.at,
          step,
          what: `${event.primitive}: ${event.outcome}${event.by ? ' by a session' : ''}${event.why ? ` (${event.why})` : ''}`,
        });
        break;
      case 'frame':
        out.push({ at: event.at, step, what: 'frame', frame: offset + event.n });
        break;
      case 'fact':
        break;
    }
  }
  return out;
}

function count(list: readonly { readonly verdict: string }[]): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const { verdict } of list) totals[verdict] = (totals[verdict] ?? 0) + 1;
  return totals;
}
