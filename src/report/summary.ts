/** What `dmct run` and `dmct judge` print at the end: items by edition and side, then what is open with its octets, then the outcome. */
import { counted } from '../base/counted.js';
import type { Verdict } from '../judge/verdict.js';
import type { Entry } from './baseline.js';
import type { Finding } from './findings.js';
import { cureOf, type Gate, knownOtherwise, type ProblemKind, placeOfEntry, unknownOf } from './gate.js';
import { assertionKey, indexReport, nameOf, OPEN_VERDICTS, outcomeOf, outsideOf, scenarioOf, sourceOf } from './index-report.js';
import { itemTable, reasonLines, VERDICTS_IN_ORDER } from './item-table.js';
import { type Paint, painter } from './paint.js';
import type { Report, ReportAssertion } from './report.js';
import { fold, oneLine, placeOf, shorten } from './text.js';

export interface SummaryOptions {
  /** ANSI colours; off unless asked. */
  readonly colour?: boolean;
  /** Columns; 80 unless told. */
  readonly width?: number;
  /** Open assertions told in full; the rest is counted. */
  readonly most?: number;
  /** What a baseline made of it. */
  readonly gate?: Gate;
  /** Whether a finding about the ICS concerns what was selected; absent: all do. The report holds all of them. */
  readonly concerns?: (finding: Finding) => boolean;
  /** Where report.json was written, for commands that read it. */
  readonly file?: string;
}

/** Plain lines, ending with a line feed. No line is wider than `width`. */
export function summaryText(report: Report, options: SummaryOptions = {}): string {
  const { colour = false, width = 80, most = 20, gate, file = 'report.json', concerns = () => true } = options;
  const paint = painter(colour);
  const short = (text: string): string => shorten(oneLine(text), width);
  const { iut, run } = report;
  const made = run.capture
    ? [
        `judged from a capture, nothing was provoked · dmct ${run.tool.version}`,
        `${run.capture.format} ${run.capture.file} · ${report.frames.length} frames`,
      ]
    : [[`run ${run.id}`, `seed ${run.seed}`, ...duration(run.started, run.finished), `dmct ${run.tool.version}`].join(' · ')];
  const out = [
    '',
    paint('bold', short(`${nameOf(iut)}, DM ${iut.role}`)),
    ...made.map((line) => paint('dim', short(line))),
    ...[...(run.capture?.notes ?? []), ...(report.notes ?? [])].flatMap((note) => fold(oneLine(`note: ${note}`), width)),
    '',
  ];
  out.push(...itemTable(report, width, paint), ...reasonLines(report, width), '');

  const open = OPEN_VERDICTS.flatMap((v) => report.assertions.filter((a) => a.verdict === v && !gate?.known.has(assertionKey(a))));
  const { scenarios, frames } = indexReport(report);
  const blocks = foldedBlocks(open, gate);
  for (const [a, ...same] of blocks.slice(0, most) as [ReportAssertion, ...ReportAssertion[]][]) {
    if (same.length > 0) {
      out.push(`${paint(a.verdict, LABELS[a.verdict])}  ${paint('bold', `${same.length + 1} assertions for one reason`)}`);
      for (const [name, text] of toldTogether([a, ...same])) out.push(...wrapped(name, text, width, (label) => paint('dim', label)));
      out.push('');
      continue;
    }
    const scenario = scenarios.get(scenarioOf(a));
    const place = scenario ? sourceOf(scenario, a) : '';
    out.push(`${paint(a.verdict, LABELS[a.verdict])}  ${paint('bold', shorten(oneLine(assertionKey(a)), width - LABELS[a.verdict].length - 2))}`);
    for (const [name, text] of told(a, place, (n) => frames.get(n)?.length, gate))
      out.push(...wrapped(name, text, width, (label) => paint('dim', label)));
    out.push('');
  }
  const rest = blocks.slice(most).flat().length;
  if (rest > 0) out.push(paint('dim', `… and ${rest} more like these: see index.html`), '');
  const outside = outsideOf(open, report.items);
  if (outside !== undefined) out.push(...fold(outside, width), '');

  const findings = (report.findings ?? []).filter(concerns);
  for (const { label, rows } of findingRows(findings, gate)) {
    out.push(paint('fail', label));
    for (const [name, text] of rows) out.push(...wrapped(name, text, width, (l) => paint('dim', l)));
    out.push('');
  }
  const aside = (report.findings ?? []).length - findings.length;
  if (aside > 0)
    out.push(...fold(`${counted(aside, 'finding')} about the ICS beside what was selected: dmct ics check tells, and index.html`, width), '');
  if (gate) out.push(...gateLines(gate, file, width, most, paint));
  const outcome = gate?.outcome ?? outcomeOf(report);
  const style = outcome.tone === 'good' ? 'pass' : outcome.tone === 'open' ? 'inconclusive' : outcome.tone === 'bad' ? 'fail' : 'error';
  const totals = VERDICTS_IN_ORDER.filter((v) => v in report.totals.assertions).map((v) => `${report.totals.assertions[v]} ${v}`);
  out.push(
    ...fold(totals.length ? `assertions: ${totals.join(', ')}` : 'assertions: none', width),
    ...fold(`${outcome.word}  ${outcome.sentence} (exit ${gate?.exit ?? report.exit})`, width).map((line, i) =>
      i === 0 ? paint(style, outcome.word) + line.slice(outcome.word.length) : line,
    ),
    '',
  );
  return out.join('\n');
}

/** What a step, the set-up or a malformed message left undone, once for all that it leaves open; each other assertion for itself. */
function foldedBlocks(open: readonly ReportAssertion[], gate: Gate | undefined): ReportAssertion[][] {
  const blocks = new Map<string, ReportAssertion[]>();
  for (const a of open) {
    const said = a.message ?? '';
    const isOfOneReason = (/^(set-up: |step ")/.test(said) && a.evidence.length === 0) || /^frame \d+ of the IUT /.test(said);
    const isShared = isOfOneReason && !gate?.changed.has(assertionKey(a));
    const key = isShared ? `${a.verdict} ${said.replace(FRAME, 'frame')}` : assertionKey(a);
    const block = blocks.get(key);
    if (block) block.push(a);
    else blocks.set(key, [a]);
  }
  return [...blocks.values()];
}

/** Of a row's own frames; one reason may stand in many rows. */
const FRAME = /\bframe \d+/g;

/** Names of a folded block that are told; the page has all. */
const NAMES_TOLD = 4;

function toldTogether(block: readonly ReportAssertion[]): [string, string][] {
  const message = block[0]?.message ?? '';
  const names = block.map(assertionKey);
  const more = names.length - NAMES_TOLD;
  const isOfFirst = block.some((a) => a.message !== message);
  return [
    ['why', isOfFirst ? `${message} (the frames are those of the first)` : message],
    ['of', `${names.slice(0, NAMES_TOLD).join(', ')}${more > 0 ? `, and ${more} more: see index.html` : ''}`],
    ...(message.startsWith('set-up: ') ? ([['cure', 'dmct check FILE tries the adapter by itself (FILE: the IUT file)']] as [string, string][]) : []),
  ];
}

/** Findings, as the assertions are told; of a gated run what is new of them. */
function findingRows(findings: readonly Finding[], gate: Gate | undefined): { label: string; rows: [string, string][] }[] {
  return findings
    .flatMap((finding) => unknownOf(finding, gate) ?? [])
    .map((finding) => {
      const { kind, code, name, message, where, evidence, row, count = 1 } = finding;
      const other = knownOtherwise(finding, gate);
      const octets = evidence && `${placeOf(evidence, undefined, 24) || 'in the head'}${count > 1 ? `; and in ${count - 1} more` : ''}`;
      const cures = { iut: '', wire: 'answer it with yes, or repair the implementation', static: 'mend the ICS: dmct ics check tells more' };
      const rows: [string, string][] = [
        ['at', where ?? row ?? ''],
        ['why', message],
        ['octets', octets ?? ''],
        ['known', other ? otherwise(other) : ''],
        ['cure', cures[kind]],
      ];
      return {
        label: kind === 'iut' ? `IUT  ${code} in ${name}${count > 1 ? `, ${count} times` : ''}` : `ICS  ${name}`,
        rows: rows.filter(([, text]) => text !== ''),
      };
    });
}

const otherwise = (entry: Entry): string =>
  `${placeOfEntry(entry)} knows it to fail in another way; if this one is to be excused too, run dmct baseline again`;

const PROBLEMS: Readonly<Record<ProblemKind, string>> = {
  passes: 'STALE',
  'not-applicable': 'STALE',
  gone: 'STALE',
  expired: 'EXPIRED',
  incomplete: 'LACKS',
};

const LABELS: Readonly<Record<Verdict, string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  error: 'ERROR',
  inconclusive: 'INCONCLUSIVE',
  review: 'REVIEW',
  'not-tested': 'NOT TESTED',
  'not-applicable': 'NOT APPLICABLE',
};

/** What is known, a line each, and what the baseline needs. */
function gateLines(gate: Gate, file: string, width: number, most: number, paint: Paint): string[] {
  const { known, problems } = gate;
  const all = [...known].map(([key, entry]) => {
    const more = [placeOfEntry(entry), entry.owner, entry.expires === undefined ? undefined : `until ${entry.expires}`].filter(
      (x) => x !== undefined,
    );
    return `${key} (${more.join(', ')}): ${entry.reason}`;
  });
  const rest = all.length - most;
  if (rest > 0) all.splice(most, rest, `… and ${rest} more: see summary.md`);
  const shown = all.flatMap((text) => wrapped('known', text, width, (label) => paint('dim', label)).map((line) => line.slice(2)));
  const stale = problems.flatMap(({ kind, message }) =>
    wrapped(PROBLEMS[kind], message, width, (label) => paint('inconclusive', label)).map((line) => line.slice(2)),
  );
  const cure = cureOf(gate, file);
  if (cure !== undefined) stale.push(...wrapped('cure', cure, width, (label) => paint('dim', label)).map((line) => line.slice(2)));
  return [...shown, ...(shown.length ? [''] : []), ...stale, ...(stale.length ? [''] : [])];
}

function told(a: ReportAssertion, place: string, lengthOf: (n: number) => number | undefined, gate: Gate | undefined): [string, string][] {
  const rows: [string, string][] = [
    ['items', a.items.join(', ')],
    ['at', place],
  ];
  if (a.message !== undefined) rows.push(['why', a.message]);
  for (const e of a.evidence) {
    rows.push(['wanted', e.wanted], ['got', e.got]);
    if (e.frame !== 0) rows.push(['octets', placeOf(e, lengthOf(e.frame), 24)]);
  }
  const other = gate?.changed.get(assertionKey(a));
  if (other) rows.push(['known', otherwise(other)]);
  return rows.filter(([, text]) => text !== '');
}

/** `  name    text`, folded under its own beginning. */
function wrapped(name: string, text: string, width: number, paintLabel: (label: string) => string): string[] {
  return fold(shorten(oneLine(text), 600), width - 10).map((line, i) => `  ${i === 0 ? paintLabel(name.padEnd(8)) : ' '.repeat(8)}${line}`);
}

/** Nothing where it is not known, as of a record of an older version. */
function duration(from: string, to: string): string[] {
  const ms = Date.parse(to) - Date.parse(from);
  if (!(ms > 0)) return [];
  return [ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`];
}
