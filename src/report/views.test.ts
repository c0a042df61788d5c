/** Everything that is made from report.json, by content: what is not passed never looks passed. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { count, sampleReport } from '../../tests/fixtures/sample-report.js';
import { command } from '../cli/report.js';
import { exitCode, type Verdict } from '../judge/verdict.js';
import { allureFiles } from './allure.js';
import { badgeSvg } from './badge.js';
import { gateReport } from './gate.js';
import { reportHtml } from './html.js';
import { junitXml } from './junit.js';
import { markdownSummary } from './markdown.js';
import { overviewHtml } from './overview.js';
import type { Report } from './report.js';
import { summaryText } from './summary.js';
import { validateReport } from './validate.js';
import { writeReports } from './write-all.js';

const VERDICTS: readonly Verdict[] = ['pass', 'fail', 'inconclusive', 'review', 'not-applicable', 'not-tested', 'error'];

/** One scenario row with one assertion for each of `verdicts`, each for an item of its own. */
function reportOf(...verdicts: Verdict[]): Report {
  const base = sampleReport({ rows: 1, assertions: 0 });
  const frame = { ...base.frames.find((f) => f.unit === 'request')!, n: 1 };
  const items = verdicts.map((verdict, i) => ({
    key: `SR/X-${i}`,
    edition: 'SR',
    id: `X-${i}`,
    kind: 'scr' as const,
    side: 'client' as const,
    status: 'M',
    section: { printed: '5', effective: '5' },
    text: 't',
    verdict,
    assertions: [`sr-one/${verdict}`],
  }));
  const assertions = verdicts.map((verdict, i) => ({
    id: `sr-one/${verdict}`,
    items: [`SR/X-${i}`],
    verdict,
    ...(verdict === 'pass' ? {} : { message: `said <${verdict}> & "so"\u0001` }),
    evidence: verdict === 'fail' ? [{ frame: 1, from: 41, to: 43, hex: '3030', wanted: 'the octet 30', got: 'the octets 30 30' }] : [],
  }));
  const scenarios = [
    {
      id: 'sr-one',
      title: 'One report is posted',
      side: 'client' as const,
      verdict: verdicts.includes('error') ? ('error' as const) : (verdicts[0] ?? 'not-tested'),
      durationMs: 1234,
      file: 'scenarios/sr/client/one.yaml',
      line: 7,
      frames: [1],
      trace: [],
    },
  ];
  return validateReport({
    ...base,
    items,
    assertions,
    scenarios,
    frames: [frame],
    totals: { items: count(items), assertions: count(assertions), scenarios: count(scenarios) },
    exit: exitCode(verdicts),
  });
}

describe('JUnit', () => {
  test('each verdict as the kind of case that CI cannot mistake', () => {
    const xml = junitXml(reportOf(...VERDICTS));
    const kinds = Object.fromEntries(
      [
        ...xml.matchAll(/<testcase classname="sr-one" name="([^"]+)" file="scenarios\/sr\/client\/one\.yaml" line="7"[^>]*>([\s\S]*?)<\/testcase>/g),
      ].map(([, name, inside]) => [
        name,
        /<(failure|error|skipped)(?: type="([^"]+)")?/
          .exec(inside ?? '')
          ?.slice(1)
          .filter(Boolean)
          .join(' ') ?? 'passed',
      ]),
    );
    expect(kinds).toEqual({
      pass: 'passed',
      fail: 'failure fail',
      inconclusive: 'failure inconclusive',
      review: 'failure review',
      error: 'error error',
      'not-applicable': 'skipped',
      'not-tested': 'skipped',
    });
    expect(xml).toContain('<testsuites name="dmct acme-client" tests="7" failures="3" errors="1" skipped="2">');
    expect(xml).toContain('<property name="item" value="SR/X-1"/>');
    expect(xml).toContain('message="said &lt;fail&gt; &amp; &quot;so&quot;\\x01"');
    expect(xml).toContain('frame 1, offset 41, 2 octets: 30 30\n  wanted the octet 30\n  got the octets 30 30');
  });

  test('xmllint reads it, also with characters that XML cannot hold', () => {
    const report = reportOf('fail', 'error');
    const bad = {
      ...report,
      iut: { ...report.iut, name: 'a\u0000\ud800\uffff<&]]>' },
      assertions: report.assertions.map((a) => ({ ...a, message: '\u001b[31m\u0008\udc00 ]]>' })),
    };
    for (const xml of [junitXml(bad), junitXml(sampleReport()), badgeSvg(bad)]) execFileSync('xmllint', ['--noout', '-'], { input: xml });
  });

  test('nothing judged is a failing test case', () => {
    for (const report of [reportOf(), reportOf('not-tested', 'not-applicable')]) {
      expect(junitXml(report)).toMatch(/<testcase classname="dmct" name="nothing was judged"[^>]*>\s*<failure type="nothing-judged"/);
      expect(junitXml(report)).toMatch(/<testsuites [^>]*failures="1"/);
    }
    expect(junitXml(reportOf('pass'))).not.toContain('nothing was judged');
  });
});

test('Markdown job summary', () => {
  expect(markdownSummary(reportOf('pass', 'fail', 'inconclusive'))).toBe(`## ❌ NON-CONFORMANT: acme-client 4.2

Acme Mobile X1 device agent, DM client. In this run at least one assertion failed (exit code 1).

| Edition | Side | ✅ pass | ❌ fail | ❓ inconclusive |
|---|---|--:|--:|--:|
| **SR** Sessionless Reporting 1.3 | client | 1 | 1 | 1 |

### What is open

- ❌ fail **sr-one/fail** (scenarios/sr/client/one.yaml:7): SR/X-1<br>said &lt;fail&gt; &amp; "so"\\\\x01<br>wanted the octet 30<br>got the octets 30 30<br>frame 1, offset 41, 2 octets: \`30 30\`
- ❓ inconclusive **sr-one/inconclusive** (scenarios/sr/client/one.yaml:7): SR/X-2<br>said &lt;inconclusive&gt; &amp; "so"\\\\x01

Run \`20260102-030405-7f3a\` of dmct 0.1.0, 2026-01-02T03:04:05.000Z; again with \`dmct run --iut acme-client.iut.yaml --seed sample --out reports/acme\`
`);
});

describe('terminal summary', () => {
  test('the whole text', () => {
    expect(summaryText(reportOf('pass', 'fail', 'review', 'not-tested'))).toBe(`
acme-client 4.2 (Acme Mobile X1 device agent), DM client
run 20260102-030405-7f3a · seed sample · 1 min 42 s · dmct 0.1.0

                                 incon-             not   not ap-     ex-
items           passed  failed  clusive  review  tested  plicable  cluded  error
SR client            1       1        ·       1       1         ·       ·      ·

FAIL  sr-one/fail
  items   SR/X-1
  at      scenarios/sr/client/one.yaml:7
  why     said <fail> & "so"\\x01
  wanted  the octet 30
  got     the octets 30 30
  octets  frame 1, offset 41, 2 octets of 271: 30 30

REVIEW  sr-one/review
  items   SR/X-2
  at      scenarios/sr/client/one.yaml:7
  why     said <review> & "so"\\x01

assertions: 1 pass, 1 fail, 1 review, 1 not-tested
NON-CONFORMANT  at least one assertion failed (exit 1)
`);
  });

  test('no line is wider than the terminal, no escape without colour, no escape of the IUT with it', () => {
    const report = sampleReport();
    const nasty = {
      ...report,
      assertions: report.assertions.map((a) => ({ ...a, message: `\u001b]0;owned\u0007 ${'wide '.repeat(60)}${'x'.repeat(200)}` })),
    };
    for (const width of [80, 120]) {
      const lines = summaryText(nasty, { width, most: 50 }).split('\n');
      expect(lines.filter((l) => l.length > width)).toEqual([]);
      expect(lines.filter((l) => l.includes('\u001b'))).toEqual([]);
    }
    const colours = new Set(summaryText(nasty, { colour: true }).match(/\u001b[^m]*m/g));
    expect([...colours].filter((c) => !/^\u001b\[[\d;]+m$/.test(c))).toEqual([]);
    expect(colours.size).toBeGreaterThan(3);
  });

  test('what one reason leaves open is told once, with a count', () => {
    const base = reportOf('inconclusive', 'inconclusive', 'inconclusive', 'fail');
    const why = 'set-up: reset: nobody is there';
    const report = { ...base, assertions: base.assertions.map((a) => (a.verdict === 'fail' ? a : { ...a, message: why, evidence: [] })) };
    const text = summaryText(report);
    expect(text.match(/set-up: reset/g)).toHaveLength(1);
    expect(text).toContain('INCONCLUSIVE  3 assertions for one reason\n  why     set-up: reset: nobody is there\n  of      sr-one/inconclusive');
    expect(text).toContain('  cure    dmct check FILE');
    expect(text).toContain('FAIL  sr-one/fail');
    expect(junitXml(report).match(/set-up: reset/g)?.length).toBeGreaterThanOrEqual(3);
  });

  test('editions that are not claimed are one line, and the totals still add up', () => {
    const base = reportOf('pass', 'fail');
    const more = ['SM', 'SM', 'OD'].map((edition, n) => ({
      ...(base.items[0] as Report['items'][number]),
      key: `${edition}/N-${n}`,
      edition,
      verdict: 'not-applicable' as const,
      reason: `ICS: ${edition} = no`,
      assertions: [],
    }));
    const items = [...base.items, ...more];
    const text = summaryText({ ...base, items });
    expect(text).toMatch(/SR client +1 +1 .*\nall +1 +1 +· +· +· +3 +· +·\nnot claimed: SM, OD \(3 items, not applicable\)\n/);
    expect(text).not.toMatch(/^(SM|OD) client/m);
    const lost = items.map((i) => (i.edition === 'OD' ? { ...i, reason: 'step "x": unsupported: none' } : i));
    expect(summaryText({ ...base, items: lost })).toMatch(/^OD client[\s\S]*not claimed: SM \(2 items/m);
  });

  test('a duration that no record tells is not told', () => {
    const base = sampleReport({ rows: 1 });
    const text = summaryText({ ...base, run: { ...base.run, finished: base.run.started } });
    expect(text).toContain(`seed ${base.run.seed} · dmct ${base.run.tool.version}\n`);
  });

  test('an implementation without vendor and product leaves no gap', () => {
    const base = reportOf('pass');
    const report = { ...base, iut: { ...base.iut, vendor: '', product: '', version: '' } };
    expect(summaryText(report)).toMatch(/^\nacme-client, DM client\n/);
    expect(markdownSummary(report)).toMatch(/^## . CONFORMANT[^\n]*: acme-client\n\nDM client\. In this run/u);
    expect(reportHtml(report)).toContain('<p class="soft">acme-client · DM client under test</p>');
    expect(overviewHtml([{ report, folder: 'acme-client' }], undefined, ['old one'])).toContain(
      'Of earlier runs, not of this one: <a href="old%20one/index.html">old one</a>',
    );
  });

  test('long runs tell how many more there are', () => {
    expect(summaryText(sampleReport(), { most: 2 })).toMatch(/… and \d+ more like these: see index\.html/);
  });
});

describe('a conformant run with items that were not tested', () => {
  const partly = (mandatory?: boolean): Report => {
    const base = reportOf('pass', 'pass', 'pass', 'pass');
    const items = base.items.map((item, n) => ({
      ...item,
      ...(mandatory === undefined ? {} : { mandatory: mandatory && n !== 1 }),
      ...(n === 0 ? {} : { verdict: 'not-tested' as const, assertions: [] }),
    }));
    return validateReport({ ...base, items, totals: { ...base.totals, items: count(items) } });
  };
  const told = '3 of 4 items were not tested (2 mandatory)';

  test('says so beside its outcome, everywhere', () => {
    const report = partly(true);
    expect(summaryText(report, { width: 200 })).toContain(`\nCONFORMANT in what was judged  every judged assertion passed; ${told} (exit 0)\n`);
    expect(markdownSummary(report)).toContain('## ✅ CONFORMANT in what was judged: acme-client 4.2');
    expect(markdownSummary(report)).toContain(`every judged assertion passed; ${told} (exit code 0)`);
    const outcome = `<b>CONFORMANT in what was judged</b><span>every judged assertion passed; ${told} (exit 0)</span>`;
    expect(reportHtml(report)).toContain(outcome);
    expect(overviewHtml([{ report, folder: 'a' }])).toContain(outcome);
    expect(badgeSvg(report)).toContain(`<title>OMA DM client: conformant in what was judged: 1 pass; ${told}</title>`);
    expect(badgeSvg(report)).toContain('>conformant in what was judged: 1 pass, 3 not tested<');
  });

  test('also where a baseline excuses', () => {
    const report = partly(true);
    const failed = { ...report, exit: 1, assertions: report.assertions.map((a, n) => (n === 0 ? { ...a, verdict: 'fail' as const } : a)) };
    const entry = { assertion: 'sr-one/pass', verdict: 'fail' as const, reason: 'known', fingerprints: [], where: { file: 'known.yaml', line: 1 } };
    const options = { policy: 'no-new-failures', today: '2030-01-01' } as const;
    const none = gateReport(report, { file: 'known.yaml', known: [], gone: [] }, options).outcome;
    expect(`${none.word}: ${none.sentence}`).toBe(
      `CONFORMANT in what was judged: every judged assertion passed; ${told}; known.yaml has nothing to excuse`,
    );
    const known = gateReport(failed, { file: 'known.yaml', known: [entry], gone: [] }, options).outcome;
    expect(known).toMatchObject({
      word: 'NOTHING NEW',
      sentence: expect.stringMatching(/ known in known\.yaml, the rest passed; 3 of 4 items were not/),
    });
  });

  test('a report that does not tell what is mandatory still counts; a whole one is conformant and no more', () => {
    expect(summaryText(partly(), { width: 200 })).toContain('3 of 4 items were not tested (exit 0)');
    expect(summaryText(reportOf('pass'))).toContain('\nCONFORMANT  every judged assertion passed (exit 0)\n');
  });
});

test('the badge is green for exit code 0 only', () => {
  const green = VERDICTS.filter((v) => badgeSvg(reportOf(v)).includes('#1a7f37'));
  expect(green).toEqual(['pass']);
  expect(badgeSvg(reportOf('pass', 'pass'))).toContain('<title>OMA DM client: conformant: 2 pass</title>');
  expect(badgeSvg(reportOf('not-tested'))).toContain('nothing judged');
});

describe('Allure results', () => {
  const results = (report: Report): Record<string, unknown>[] =>
    [...allureFiles(report)].filter((f) => f.name.endsWith('-result.json')).map((f) => JSON.parse(String(f.data)) as Record<string, unknown>);

  test('open verdicts are broken, labels are edition, side and item', () => {
    const row = results(reportOf(...VERDICTS))[0] as Record<string, unknown>;
    const steps = (row.steps as { name: string; status: string }[]).map((s) => [s.name.slice(7), s.status]);
    expect(Object.fromEntries(steps)).toEqual({
      pass: 'passed',
      fail: 'failed',
      inconclusive: 'broken',
      review: 'broken',
      error: 'broken',
      'not-applicable': 'skipped',
      'not-tested': 'skipped',
    });
    expect(row.status).toBe('broken');
    expect(row.labels).toEqual(
      expect.arrayContaining([
        { name: 'epic', value: 'SR' },
        { name: 'feature', value: 'client' },
        { name: 'story', value: 'SR/X-6' },
      ]),
    );
    expect(results(reportOf('not-tested'))[0]?.status).toBe('failed');
  });

  test('a finding about the ICS is a failed result though every assertion passed; the overview says why it is not conformant', () => {
    const passed = reportOf('pass');
    const wrong: Report = {
      ...passed,
      findings: [{ kind: 'wire', code: 'contradicted', name: 'AUTH-MD5', message: 'the ICS says so', where: 'acme.yaml:12' }],
      exit: 1,
    };
    const results = [...allureFiles(wrong)].filter((f) => f.name.endsWith('-result.json')).map((f) => JSON.parse(String(f.data)));
    expect(results.filter((r) => r.status === 'failed')).toMatchObject([
      {
        name: 'ICS AUTH-MD5 (contradicted): the ICS says so',
        fullName: 'acme.yaml#ICS AUTH-MD5 (contradicted)',
        statusDetails: { trace: 'acme.yaml:12' },
      },
    ]);
    expect([...allureFiles(passed)].filter((f) => String(f.data).includes('"failed"'))).toEqual([]);
    expect(overviewHtml([{ report: wrong, folder: 'acme' }])).toContain(
      '<b>NON-CONFORMANT</b><span>the octets contradict the ICS in 1 place (exit 1)</span>',
    );
  });

  test('a crash stands in every view that people read, apart from what is about the ICS', () => {
    const row = 'sr-one';
    const report: Report = {
      ...reportOf('pass'),
      findings: [{ kind: 'iut', code: 'iut-crash', name: 'send-report', message: 'it <ended>', row, count: 10 }],
      exit: 3,
    };
    expect(summaryText(report)).toContain(`IUT  iut-crash in send-report, 10 times\n  at      ${row}\n  why     it <ended>\n`);
    expect(summaryText(report)).toContain('OPEN  iut-crash 10 times, though all that was judged passed (exit 3)');
    expect(junitXml(report)).toMatch(
      /<testcase classname="iut" name="send-report \(iut-crash\)".*\s*<failure type="iut-crash" message="it &lt;ended&gt; \(10 times, first in sr-one\)"/,
    );
    expect(markdownSummary(report)).toContain('- **iut-crash** in send-report, 10 times, first in sr-one: it ');
    expect(reportHtml(report)).toContain('<li><b>iut-crash</b> in <code>send-report</code>, 10 times: it &lt;ended&gt;');
    for (const view of [summaryText(report), junitXml(report), markdownSummary(report), reportHtml(report)])
      expect(view).not.toMatch(/wrong with the ICS|classname="ics"/);
    expect(summaryText({ ...report, findings: [] })).not.toContain('iut-crash');
  });

  test('the same report gives the same files, and attachments hold the octets', () => {
    const report = sampleReport({ rows: 10 });
    const names = (r: Report): string[] => [...allureFiles(r)].map((f) => f.name);
    expect(names(report)).toEqual(names(sampleReport({ rows: 10 })));
    expect(new Set(names(report)).size).toBe(names(report).length);
    const files = new Map([...allureFiles(report)].map((f) => [f.name, f.data]));
    const first = results(report)[0] as Record<string, unknown>;
    const attachments = first.attachments as { source: string }[];
    const frames = report.scenarios[0]?.frames.map((n) => Buffer.from(report.frames.find((f) => f.n === n)?.base64 ?? '', 'base64'));
    expect(attachments.map((a) => Buffer.from(files.get(a.source) as Uint8Array))).toEqual(frames);
  });
});

describe('dmct report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dmct-views-'));
  const file = join(folder, 'report.json');
  const report = sampleReport({ rows: 6 });
  writeFileSync(file, JSON.stringify(report));

  test('without a format all of them; with one only that', async () => {
    expect(await command.run([file, '--out', join(folder, 'all')])).toBe(0);
    expect(readdirSync(join(folder, 'all')).sort()).toEqual(['allure-results', 'badge.svg', 'index.html', 'junit.xml', 'sarif.json', 'summary.md']);
    expect(await command.run([file, '--out', join(folder, 'one'), '--badge'])).toBe(0);
    expect(readdirSync(join(folder, 'one'))).toEqual(['badge.svg']);
  });

  test('bad usage is told', async () => {
    await expect(command.run([file])).rejects.toThrow(/--out DIR is missing/);
    await expect(command.run([file, '--out', folder, '--junt'])).rejects.toThrow(/did you mean "--junit"/);
    await expect(command.run([join(folder, 'none.json'), '--out', folder])).rejects.toThrow(/no such file/);
    await expect(command.run([file, '--out', file])).rejects.toThrow(/cannot write/);
  });

  test('Allure results of an earlier run are gone, other files are not', () => {
    const dir = join(folder, 'again');
    writeReports(report, { dir, formats: ['allure'] });
    writeFileSync(join(dir, 'allure-results', 'mine.txt'), '');
    writeReports(reportOf('pass'), { dir, formats: ['allure'] });
    const names = readdirSync(join(dir, 'allure-results'));
    expect(names.filter((n) => n.endsWith('-result.json'))).toHaveLength(1);
    expect(existsSync(join(dir, 'allure-results', 'mine.txt'))).toBe(true);
  });

  test('nothing of the environment and no key beyond the contract gets into any file', () => {
    const secret = 'correct-horse-battery';
    process.env.DMCT_TEST_SECRET = secret;
    const withExtra = { ...report, accounts: { default: { client: { secret } } } };
    expect(() => validateReport(withExtra)).toThrow(/"accounts"/);
    const dir = join(folder, 'secrets');
    writeReports(withExtra, { dir, formats: ['html', 'junit', 'markdown', 'badge', 'allure', 'sarif'] });
    delete process.env.DMCT_TEST_SECRET;
    const names = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
    expect(names.length).toBeGreaterThan(10);
    for (const e of names) expect(readFileSync(join(e.parentPath, e.name)).includes(secret), e.name).toBe(false);
  });
});
