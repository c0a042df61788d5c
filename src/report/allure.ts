/**
 * Allure result files: one per scenario row, assertions as steps, octets of its frames as attachments. Allure has no inconclusive:
 * that and review are `broken`, never `passed`. Names are made from the run, so writing twice gives the same files.
 */
import { createHash } from 'node:crypto';
import type { Verdict } from '../judge/verdict.js';
import { answerPlace, type Finding, findingKey, isAboutIcs, toldWithRow } from './findings.js';
import { assertionKey, indexReport, scenarioKey } from './index-report.js';
import type { Report, ReportAssertion, ReportFrame, ReportScenario } from './report.js';
import { oneLine, placeOf } from './text.js';

type AllureStatus = 'passed' | 'failed' | 'broken' | 'skipped';

const STATUS: Readonly<Record<Verdict, AllureStatus>> = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'broken',
  review: 'broken',
  error: 'broken',
  'not-applicable': 'skipped',
  'not-tested': 'skipped',
};

export interface OutFile {
  /** Without folder. */
  readonly name: string;
  readonly data: string | Uint8Array;
}

/** Yields the files of one allure-results folder, one by one. */
export function* allureFiles(report: Report): Generator<OutFile> {
  const index = indexReport(report);
  const editions = new Map(report.items.map((i) => [i.key, i.edition]));
  let clock = Date.parse(report.run.started) || 0;
  const { iut, run } = report;
  const environment = {
    IUT: iut.name,
    Vendor: iut.vendor,
    Product: iut.product,
    Version: iut.version,
    Role: iut.role,
    Seed: run.seed,
    Tool: `dmct ${run.tool.version}`,
  };
  yield {
    name: 'environment.properties',
    data: Object.entries(environment)
      .map(([k, v]) => `${k}=${property(v)}\n`)
      .join(''),
  };
  if (!report.assertions.some((a) => a.verdict !== 'not-applicable' && a.verdict !== 'not-tested'))
    yield failed(report, clock, { key: 'nothing was judged', message: 'no assertion of this run was executed and applicable' });
  for (const finding of report.findings ?? []) yield failed(report, clock, isAboutIcs(finding) ? aboutIcs(finding) : aboutIut(finding));
  for (const scenario of report.scenarios) {
    const key = scenarioKey(scenario);
    const assertions = index.assertionsOf.get(key) ?? [];
    const items = [...new Set(assertions.flatMap((a) => a.items))];
    const attachments: { name: string; source: string; type: string }[] = [];
    for (const n of scenario.frames) {
      const frame = index.frames.get(n);
      if (frame?.base64 === undefined) continue;
      const source = `${uuid(run.id, key, `frame ${n}`)}-attachment.${extension(frame)}`;
      attachments.push({ name: frameName(frame), source, type: attachmentType(frame) });
      yield { name: source, data: Buffer.from(frame.base64, 'base64') };
    }
    const start = clock;
    clock += Math.ceil(scenario.durationMs);
    const id = uuid(run.id, key, 'result');
    const result = {
      ...names(report, id, key, scenario.title, scenario.file),
      status: STATUS[scenario.verdict],
      statusDetails: { message: details(scenario, assertions), trace: `${scenario.file}:${scenario.line}` },
      stage: 'finished',
      start,
      stop: clock,
      labels: [
        ...[...new Set(items.map((i) => editions.get(i) ?? i.split('/')[0] ?? ''))].map((value) => ({ name: 'epic', value })),
        { name: 'feature', value: scenario.side },
        ...items.map((value) => ({ name: 'story', value })),
        { name: 'suite', value: scenario.id },
        { name: 'package', value: scenario.file },
      ],
      parameters: scenario.row === undefined ? [] : [{ name: 'row', value: scenario.row }],
      steps: assertions.map((a) => step(a, start, clock)),
      attachments,
    };
    yield { name: `${id}-result.json`, data: `${JSON.stringify(result)}\n` };
  }
}

/** What failed and belongs to no scenario; `place` as `file:line`. */
interface Failed {
  readonly key: string;
  readonly message: string;
  readonly place?: string | undefined;
  readonly file?: string | undefined;
}

function failed(report: Report, at: number, { key, message, place, file = 'dmct' }: Failed): OutFile {
  const id = uuid(report.run.id, key, 'result');
  const result = {
    ...names(report, id, key, message, file),
    status: 'failed' satisfies AllureStatus,
    statusDetails: { message, ...(place === undefined ? {} : { trace: place }) },
    stage: 'finished',
    start: at,
    stop: at,
    labels: [{ name: 'feature', value: report.iut.role }],
    steps: [],
    attachments: [],
  };
  return { name: `${id}-result.json`, data: `${JSON.stringify(result)}\n` };
}

function aboutIcs(finding: Finding): Failed {
  const { message, where, evidence } = finding;
  const octets = evidence ? placeOf(evidence, undefined, 32) : '';
  const text = octets === '' ? message : `${message}; ${octets}`;
  return { key: `ICS ${findingKey(finding)}`, message: text, place: where, file: answerPlace(finding)?.file };
}

const aboutIut = (finding: Finding): Failed => ({ key: `IUT ${findingKey(finding)}`, message: toldWithRow(finding), file: finding.row });

/** The history of a row follows the IUT and the row, not the run. */
function names(report: Report, id: string, key: string, title: string, file: string): Record<string, string> {
  const history = uuid(report.iut.name, report.iut.role, key);
  return { uuid: id, historyId: history, testCaseId: history, fullName: `${file}#${key}`, name: `${key}: ${oneLine(title)}` };
}

function step(a: ReportAssertion, start: number, stop: number): object {
  const proof = a.evidence.map((e) => `wanted ${oneLine(e.wanted)}; got ${oneLine(e.got)}; ${placeOf(e, undefined, 32)}`);
  return {
    name: assertionKey(a),
    status: STATUS[a.verdict],
    statusDetails: { message: [`${a.verdict}${a.message === undefined ? '' : `: ${oneLine(a.message)}`}`, ...proof].join('\n') },
    stage: 'finished',
    start,
    stop,
    parameters: a.items.map((value) => ({ name: 'item', value })),
    steps: [],
    attachments: [],
  };
}

function details(scenario: ReportScenario, assertions: readonly ReportAssertion[]): string {
  const told = assertions.filter((a) => a.verdict === scenario.verdict && a.message !== undefined).map((a) => oneLine(a.message ?? ''));
  return [scenario.verdict, ...(scenario.reason === undefined ? [] : [oneLine(scenario.reason)]), ...new Set(told)].join('\n');
}

function frameName(frame: ReportFrame): string {
  return `frame ${frame.n} ${frame.direction} ${frame.unit}${frame.head ? ` ${oneLine(frame.head.line)}` : ''} (${frame.length} octets)`;
}

/** A datagram begins with its own head: what its content type says is inside. */
function attachmentType(frame: ReportFrame): string {
  return (frame.unit === 'datagram' ? '' : frame.contentType.split(';')[0]?.trim()) || 'application/octet-stream';
}

function extension(frame: ReportFrame): string {
  const type = attachmentType(frame);
  if (/wbxml/.test(type)) return 'wbxml';
  return /xml/.test(type) ? 'xml' : 'bin';
}

function uuid(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\0')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

function property(text: string): string {
  return oneLine(text).replaceAll('\\', '\\\\');
}
