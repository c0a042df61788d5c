/**
 * SARIF 2.1.0 for code scanning: a result for each assertion that failed or is open, at its line in the scenario, a rule for each item; and one
 * for each finding: about the ICS at the line of the answer, about the IUT at the scenario of each row in which it came.
 * Open verdicts have kind `open` or `review`, which SARIF keeps apart from a failure; what stopped dmct itself is a notification, no result.
 */
import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { answerPlace, type Finding, findingKey, isAboutIcs } from './findings.js';
import { fingerprint, troubleFingerprint } from './fingerprint.js';
import { type Gate, isOpen } from './gate.js';
import { assertionKey, indexReport, scenarioOf } from './index-report.js';
import type { Report, ReportAssertion, ReportItem, ReportScenario } from './report.js';
import { oneLine, placeOf } from './text.js';
import { TROUBLES, type Trouble, troubleKey, troublesOf } from './troubles.js';

const KINDS = { fail: ['fail', 'error'], inconclusive: ['open', 'none'], review: ['review', 'none'] } as const;
/** Paths of scenarios are relative to the folder of dmct, not to the repository that is gated. */
const ROOT = 'DMCT';
/** Those of the ICS are relative to the folder of the IUT file. */
const HOME = 'IUT';

/** The log as text. With a gate each result is `new` or `unchanged`, and what is excused is suppressed with its reason. */
export function sarifLog(report: Report, gate?: Gate): string {
  const { scenarios } = indexReport(report);
  const items = new Map(report.items.map((item) => [item.key, item]));
  const open = report.assertions.filter(isOpen);
  const ruleOf = (a: ReportAssertion): string => a.items.find((key) => items.has(key)) ?? a.items[0] ?? a.id;
  const rules = [...new Set(open.map(ruleOf))];
  const results = open.map((a) =>
    result(a, { rule: ruleOf(a), ruleIndex: rules.indexOf(ruleOf(a)), scenario: scenarios.get(scenarioOf(a)), seed: report.run.seed, gate }),
  );
  const { run } = report;
  const findings = (report.findings ?? []).filter(isAboutIcs);
  const troubles = troublesOf(report.findings);
  const ruleOfFinding = ({ code }: Pick<Finding, 'code'>): string => (code.startsWith('iut-') ? `iut/${code}` : `ics/${code}`);
  const ours = [...new Set([...findings, ...troubles].map(ruleOfFinding))];
  const ruleFor = (finding: Pick<Finding, 'code'>): Pick<Known, 'rule' | 'ruleIndex'> => {
    const id = ruleOfFinding(finding);
    return { rule: id, ruleIndex: rules.length + ours.indexOf(id) };
  };
  const about = [
    ...findings.map((finding) => findingResult(finding, { ...ruleFor(finding), gate })),
    ...troubles.map((one) => troubleResult(one, { ...ruleFor(one), scenario: scenarios.get(one.row), seed: run.seed, gate })),
  ];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'dmct',
            version: run.tool.version,
            rules: [...rules.map((key) => rule(key, items.get(key))), ...ours.map(findingRule)],
          },
        },
        automationDetails: { id: `dmct/${report.iut.name}/` },
        originalUriBaseIds: {
          [ROOT]: { description: { text: 'the folder of the dmct package, which holds scenarios/' } },
          ...(findings.length ? { [HOME]: { description: { text: 'the folder of the IUT file' } } } : {}),
        },
        invocations: [
          {
            executionSuccessful: ![2, 4, 6].includes(report.exit),
            exitCode: gate?.exit ?? report.exit,
            commandLine: run.command,
            startTimeUtc: run.started,
            endTimeUtc: run.finished,
            toolExecutionNotifications: notifications(report, gate),
          },
        ],
        results: [...results, ...about],
        columnKind: 'utf16CodeUnits',
        properties: { iut: report.iut, run: { id: run.id, seed: run.seed } },
      },
    ],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

interface Known {
  readonly rule: string;
  readonly ruleIndex: number;
  readonly scenario: ReportScenario | undefined;
  readonly seed: string;
  readonly gate: Gate | undefined;
}

function result(a: ReportAssertion, { rule, ruleIndex, scenario, seed, gate }: Known): object {
  const [kind, level] = KINDS[a.verdict as keyof typeof KINDS];
  const key = assertionKey(a);
  const proof = a.evidence.map((e) => [`wanted ${oneLine(e.wanted)}`, `got ${oneLine(e.got)}`, placeOf(e, undefined, 24)].filter(Boolean).join('; '));
  return {
    ruleId: rule,
    ruleIndex,
    kind,
    level,
    message: { text: [`${key}: ${oneLine(a.message ?? a.verdict)}`, ...proof].join('\n') },
    ...(scenario ? { locations: [location(key, scenario, a.line)] } : {}),
    partialFingerprints: {
      'dmctFailure/v1': fingerprint(a, seed),
      // What code scanning compares from run to run; it can make none itself, as the scenario is no file of the repository.
      primaryLocationLineHash: `${shortHash(key)}:1`,
    },
    ...stateIn(gate, key),
    properties: { verdict: a.verdict, assertion: key, items: a.items, ...(scenario ? { purpose: scenario.title } : {}) },
  };
}

/** What the baseline makes of it. */
function stateIn(gate: Gate | undefined, key: string): object {
  if (!gate) return {};
  const entry = gate.known.get(key);
  if (!entry) return { baselineState: gate.changed.has(key) ? 'updated' : 'new' };
  const excused = { suppressions: [{ kind: 'external', status: 'accepted', justification: entry.reason }] };
  return { baselineState: 'unchanged', ...(gate.policy === 'strict' ? {} : excused) };
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const FINDING_RULES: Readonly<Record<string, string>> = {
  contradicted: 'The octets show what the ICS denies',
  edition: 'The ICS answers yes to an item of an edition that it denies',
  'mandatory-no': 'The ICS denies a mandatory item of an edition that it claims',
  needs: 'The ICS denies a capability that an item needs which it claims',
  requires: 'The ICS denies what an item requires which it claims',
  when: 'The ICS claims an item whose condition it denies',
  ...TROUBLES,
};

const findingRule = (id: string): object => {
  const text = FINDING_RULES[id.slice(id.indexOf('/') + 1)] ?? id;
  return {
    id,
    shortDescription: { text },
    fullDescription: { text: `${text}.` },
    defaultConfiguration: { level: 'error' },
    properties: { tags: [id.startsWith('iut/') ? 'IUT' : 'ICS'] },
  };
};

/** No baseline knows a finding about the ICS, so with a gate each is new. */
function findingResult(finding: Finding, { rule, ruleIndex, gate }: Pick<Known, 'rule' | 'ruleIndex' | 'gate'>): object {
  const { kind, name, message, evidence, count = 1 } = finding;
  const key = `ICS ${findingKey(finding)}`;
  const place = answerPlace(finding);
  const proof = evidence ? [`got ${oneLine(evidence.got)}`, placeOf(evidence, undefined, 24), count > 1 ? `${count} frames` : ''] : [];
  return {
    ruleId: rule,
    ruleIndex,
    kind: 'fail',
    level: 'error',
    message: { text: [`${key}: ${oneLine(message)}`, proof.filter(Boolean).join('; ')].filter(Boolean).join('\n') },
    ...(place
      ? { locations: [{ physicalLocation: { artifactLocation: artifactOf(place.file, HOME), region: { startLine: Math.max(1, place.line ?? 1) } } }] }
      : {}),
    partialFingerprints: { 'dmctFailure/v1': shortHash(`${key}\n${message}`), primaryLocationLineHash: `${shortHash(key)}:1` },
    ...(gate ? { baselineState: 'new' } : {}),
    properties: { finding: kind, name },
  };
}

function troubleResult(trouble: Trouble, { rule, ruleIndex, scenario, seed, gate }: Known): object {
  const key = troubleKey(trouble);
  const { name, row, message, count } = trouble;
  return {
    ruleId: rule,
    ruleIndex,
    kind: 'fail',
    level: 'error',
    message: { text: `${key}: ${oneLine(message)}${count > 1 ? ` (${count} times)` : ''}` },
    ...(scenario ? { locations: [location(key, scenario)] } : {}),
    partialFingerprints: { 'dmctFailure/v1': troubleFingerprint(trouble, seed), primaryLocationLineHash: `${shortHash(key)}:1` },
    ...stateIn(gate, key),
    properties: { finding: 'iut', name, row },
  };
}

const artifactOf = (file: string, base: string): object => (isAbsolute(file) ? { uri: uriOf(file) } : { uri: uriOf(file), uriBaseId: base });

const location = (key: string, scenario: ReportScenario, line?: number): object => ({
  physicalLocation: {
    artifactLocation: artifactOf(scenario.file, ROOT),
    region: { startLine: Math.max(1, line ?? scenario.line) },
  },
  logicalLocations: [{ fullyQualifiedName: key, kind: 'member' }],
});

/** A URI reference: relative as the path is, or with the scheme `file`. */
const uriOf = (path: string): string => (isAbsolute(path) ? pathToFileURL(path).href : path.split(/[\\/]/).map(encodeURIComponent).join('/'));

function rule(key: string, item: ReportItem | undefined): object {
  if (!item) return { id: key, shortDescription: { text: key } };
  return {
    id: key,
    shortDescription: { text: `${item.id}, ${item.edition} section ${item.section.effective}` },
    fullDescription: { text: item.text },
    // What is only recommended or optional alarms less, as code scanning sorts by this level.
    defaultConfiguration: { level: item.status === 'mandatory' ? 'error' : 'warning' },
    properties: { edition: item.edition, kind: item.kind, side: item.side, status: item.status, tags: [item.edition, item.kind] },
  };
}

/** What says nothing about the product: dmct's own troubles, and entries of the baseline that are no longer right. */
function notifications(report: Report, gate: Gate | undefined): object[] {
  const errors = report.assertions
    .filter((a) => a.verdict === 'error')
    .map((a) => ({ level: 'error', message: { text: `${assertionKey(a)}: ${oneLine(a.message ?? 'dmct itself failed')}` } }));
  const stale = (gate?.problems ?? []).map(({ entry, message }) => ({
    level: 'warning',
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(gate?.file ?? '') }, region: { startLine: entry.where.line ?? 1 } } }],
  }));
  return [...errors, ...stale];
}
