/**
 * JUnit XML for CI systems. JUnit knows only passed, failed, error and skipped, and CI shows skipped as green: so an inconclusive or
 * review verdict is a failure of that type, and a run that judged nothing is one failing test case. Only a gate takes a known failure out: it
 * is skipped with its reason, and each entry of the baseline that is no longer right is a failing test case.
 */
import { shownEntry } from './baseline.js';
import { type Finding, findingKey, isAboutIcs, isAboutIut, toldWithRow } from './findings.js';
import { type Gate, unknownOf } from './gate.js';
import { assertionKey, indexReport, scenarioKey, sourceOf } from './index-report.js';
import type { Report, ReportAssertion, ReportScenario } from './report.js';
import { escapeXml, oneLine, placeOf } from './text.js';
import { troubleKey, troublesIn } from './troubles.js';

interface Case {
  readonly xml: string;
  readonly kind: 'failure' | 'error' | 'skipped' | 'passed';
}

/** One testsuite per scenario row, one testcase per assertion; the item keys are properties. */
export function junitXml(report: Report, gate?: Gate): string {
  const { assertionsOf } = indexReport(report);
  let total = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  const suites: string[] = [];
  const suite = (name: string, cases: readonly Case[], seconds: number): void => {
    const of = (kind: Case['kind']): number => cases.filter((c) => c.kind === kind).length;
    const counts = { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') };
    total = {
      tests: total.tests + counts.tests,
      failures: total.failures + counts.failures,
      errors: total.errors + counts.errors,
      skipped: total.skipped + counts.skipped,
    };
    const attributes = Object.entries(counts).map(([k, v]) => `${k}="${v}"`);
    suites.push(
      `  <testsuite name="${escapeXml(name)}" ${attributes.join(' ')} time="${seconds.toFixed(3)}" timestamp="${escapeXml(report.run.started)}">\n${cases.map((c) => c.xml).join('')}  </testsuite>\n`,
    );
  };
  if (!report.assertions.some((a) => a.verdict !== 'not-applicable' && a.verdict !== 'not-tested')) {
    const message = 'nothing was judged';
    suite(
      'dmct',
      [
        testcase('dmct', message, [], 0, {
          kind: 'failure',
          type: 'nothing-judged',
          message,
          text: 'no assertion of this run was executed and applicable',
        }),
      ],
      0,
    );
  }
  for (const scenario of report.scenarios) {
    const assertions = assertionsOf.get(scenarioKey(scenario)) ?? [];
    const cases = assertions.map((a, i) => ofAssertion(a, scenario, i === 0 ? scenario.durationMs / 1000 : 0, gate));
    if (scenario.verdict === 'error' && !assertions.some((a) => a.verdict === 'error')) {
      const message = oneLine(scenario.reason ?? 'the tester failed in this row');
      cases.push(
        testcase(scenario.id, `${scenarioKey(scenario)} could be run`, [], 0, { kind: 'error', type: 'harness-fault', message, text: message }),
      );
    }
    if (cases.length > 0) suite(scenarioKey(scenario), cases, scenario.durationMs / 1000);
  }
  for (const [name, findings] of [
    ['ics', report.findings?.filter(isAboutIcs) ?? []],
    ['iut', report.findings?.filter(isAboutIut) ?? []],
  ] as const) {
    if (findings.length === 0) continue;
    const cases = findings.map((finding) => ofFinding(finding, name, gate));
    suite(name, cases, 0);
  }
  if (gate && gate.problems.length > 0) {
    const cases = gate.problems.map(({ kind, entry, message }) =>
      testcase(
        'baseline',
        shownEntry(entry),
        [],
        0,
        { kind: 'failure', type: `baseline-${kind}`, message, text: message },
        {
          place: `${gate.file}:${entry.where.line}`,
        },
      ),
    );
    suite(`baseline ${gate.file}`, cases, 0);
  }
  const attributes = Object.entries(total).map(([k, v]) => `${k}="${v}"`);
  const name = escapeXml(`dmct ${report.iut.name}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${name}" ${attributes.join(' ')}>\n${suites.join('')}</testsuites>\n`;
}

/** Of what is known in part the case tells the rest. */
function ofFinding(finding: Finding, suite: 'ics' | 'iut', gate: Gate | undefined): Case {
  const left = unknownOf(finding, gate);
  const { kind, code, where, evidence } = finding;
  const message = toldWithRow(left ?? finding);
  const text = [...(evidence ? [placeOf(evidence, undefined, 64), `  got ${oneLine(evidence.got)}`] : []), message].join('\n');
  const failure: Result = { kind: 'failure', type: suite === 'iut' ? code : `ics-${kind}`, message, text };
  const name = findingKey(finding);
  if (left) return testcase(suite, name, [], 0, failure, where === undefined ? {} : { place: where });
  const reasons = new Set(troublesIn(finding).flatMap((t) => gate?.known.get(troubleKey(t))?.reason ?? []));
  const known: Result =
    gate?.policy === 'strict'
      ? { ...failure, message: `known: ${message}` }
      : { kind: 'skipped', message: `known: ${oneLine([...reasons].join('; '))}`, text };
  return testcase(suite, name, [], 0, known, { isKnown: true });
}

interface Result {
  readonly kind: Case['kind'];
  readonly type?: string;
  readonly message?: string;
  readonly text?: string;
}

function ofAssertion(a: ReportAssertion, scenario: ReportScenario, seconds: number, gate: Gate | undefined): Case {
  const place = sourceOf(scenario, a);
  const message = oneLine(a.message ?? a.verdict);
  const text = [place, ...a.evidence.map((e) => `${placeOf(e, undefined, 64)}\n  wanted ${oneLine(e.wanted)}\n  got ${oneLine(e.got)}`)].join('\n');
  const name = assertionKey(a).slice(scenario.id.length + 1);
  const entry = gate?.known.get(assertionKey(a));
  if (!gate || !entry) return testcase(scenario.id, name, a.items, seconds, resultOf(a, message, text), { place });
  const result: Result =
    gate.policy === 'strict' ? resultOf(a, `known: ${message}`, text) : { kind: 'skipped', message: `known: ${oneLine(entry.reason)}`, text };
  return testcase(scenario.id, name, a.items, seconds, result, { place, isKnown: true });
}

function resultOf(a: ReportAssertion, message: string, text: string): Result {
  switch (a.verdict) {
    case 'pass':
      return { kind: 'passed' };
    case 'fail':
    case 'inconclusive':
    case 'review':
      return { kind: 'failure', type: a.verdict, message, text };
    case 'error':
      return { kind: 'error', type: 'error', message, text };
    case 'not-applicable':
    case 'not-tested':
      return { kind: 'skipped', message: a.message === undefined ? a.verdict : `${a.verdict}: ${message}` };
  }
}

interface Told {
  /** `file:line`. */
  readonly place?: string;
  readonly isKnown?: boolean;
}

function testcase(scenario: string, name: string, items: readonly string[], seconds: number, result: Result, { place, isKnown }: Told = {}): Case {
  const pairs = [...items.map((key) => ['item', key] as const), ...(isKnown ? [['known', 'true'] as const] : [])];
  const properties = pairs.map(([n, value]) => `        <property name="${n}" value="${escapeXml(value)}"/>\n`).join('');
  const inside = properties ? `      <properties>\n${properties}      </properties>\n` : '';
  const attribute = (n: string, v: string | undefined): string => (v === undefined ? '' : ` ${n}="${escapeXml(v)}"`);
  const told =
    result.kind === 'passed'
      ? ''
      : `      <${result.kind}${attribute('type', result.type)}${attribute('message', result.message)}>${escapeXml(result.text ?? '')}</${result.kind}>\n`;
  const [, file, line] = /^(.*):(\d+)$/.exec(place ?? '') ?? [];
  const xml = `    <testcase classname="${escapeXml(scenario)}" name="${escapeXml(name)}"${attribute('file', file)}${attribute('line', line)} time="${seconds.toFixed(3)}">\n${inside}${told}    </testcase>\n`;
  return { xml, kind: result.kind };
}
