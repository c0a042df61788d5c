/** Everything that is made from report.json, by content: what is not passed never looks passed. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { reportOf, VERDICTS } from '../../tests/fixtures/report-of.js';
import { count, sampleReport } from '../../tests/fixtures/sample-report.js';
import { badgeSvg } from './badge.js';
import { gateReport } from './gate.js';
import { reportHtml } from './html.js';
import { junitXml } from './junit.js';
import { markdownSummary } from './markdown.js';
import { overviewHtml } from './overview.js';
import type { Report } from './report.js';
import { summaryText } from './summary.js';
import { validateReport } from './validate.js';

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

  test('so is what hangs on a malformed message', () => {
    const base = reportOf('inconclusive', 'inconclusive', 'fail');
    const why = 'frame 1 of the IUT is not well-formed (xml-no-root at octet 0: …); what was read of it and what came after proves nothing';
    const shown = (...frames: number[]) =>
      summaryText({
        ...base,
        assertions: base.assertions.map((a, i) => (a.verdict === 'fail' ? a : { ...a, message: why.replace('1', `${frames[i]}`) })),
      });
    const text = shown(1, 1);
    expect(text.match(/frame 1 of the IUT/g)).toHaveLength(1);
    expect(text).not.toContain('of the first');
    expect(shown(1, 7).replace(/\s+/g, ' ')).toContain('proves nothing (the frames are those of the first) of sr-one/inconclusive');
    expect(text).toContain('INCONCLUSIVE  2 assertions for one reason\n  why     frame 1 of the IUT is not well-formed');
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
    const answers = { 'SM/N-0': 'no', 'SM/N-1': 'no', 'OD/N-2': 'no', 'SR/N-3': 'no', 'SR/N-4': 'yes' };
    const text = summaryText({ ...base, items, ics: { ...base.ics, answers } });
    expect(text).toMatch(/SR client +1 +1 .*\nall +1 +1 +· +· +· +3 +· +·\nnot claimed: SM, OD \(3 items, not applicable\)\n/);
    expect(text).not.toMatch(/^(SM|OD) client/m);
    const claimed = summaryText({ ...base, items, ics: { ...base.ics, answers: { ...answers, 'OD/N-5': 'yes' } } });
    expect(claimed).toMatch(/^OD client[\s\S]*not claimed: SM \(2 items/m);
  });

  test('why items do not apply is told where nothing was judged, and where few were asked for', () => {
    const base = reportOf('pass');
    const [item] = base.items as [Report['items'][number]];
    const lost = (n: number, reason: string) => ({ ...item, key: `SR/L-${n}`, verdict: 'not-applicable' as const, reason, assertions: [] });
    const one = { ...base, items: [item, lost(1, 'ICS: AUTH-MAC-SHA256 = no (not answered)')], ics: { ...base.ics, answers: { 'SR/x': 'yes' } } };
    const told = '\nSR/L-1 not-applicable: ICS: AUTH-MAC-SHA256 = no (not answered)\n';
    expect(summaryText(one)).toContain(told);
    expect(summaryText(one)).not.toContain('not claimed');
    const many = Array.from({ length: 12 }, (_, n) => lost(n, `reason ${n % 7}`));
    expect(summaryText({ ...one, items: many })).not.toContain('reason');
    const nothing = summaryText({ ...one, items: many, exit: 6 });
    expect(nothing).toContain('\n2 items not-applicable: reason 0\n2 items not-applicable: reason 1\n');
    expect(nothing).toContain('\n2 items for other reasons: see index.html\n');
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
    const none = gateReport(report, { file: 'known.yaml', known: [], findings: [], gone: [] }, options).outcome;
    expect(`${none.word}: ${none.sentence}`).toBe(
      `CONFORMANT in what was judged: every judged assertion passed; ${told}; known.yaml has nothing to excuse`,
    );
    const known = gateReport(failed, { file: 'known.yaml', known: [entry], findings: [], gone: [] }, options).outcome;
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

describe('findings', () => {
  test('about the ICS decide what the overview says', () => {
    const wrong: Report = {
      ...reportOf('pass'),
      findings: [{ kind: 'wire', code: 'contradicted', name: 'AUTH-MD5', message: 'the ICS says so', where: 'acme.yaml:12' }],
      exit: 1,
    };
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
});
