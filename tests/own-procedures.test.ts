/** Procedures beside a vendor's own scenarios: run, judged, described and linted as those of dmct; none takes the place of one of dmct unseen. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { suiteIdentity } from '../src/scenario/suite.js';
import { dmct, PATIENT, reportOf, temporaryFolder, textOf } from './support/dmct.js';
import { inProcess } from './support/in-process.js';

const mine = join(temporaryFolder(), 'mine');
const schema = (file: string): string => relative(join(file, '..'), join(packageRoot, 'src/scenario/scenario.schema.json'));
const PROCEDURE = join(mine, 'procedures/acme-reports.yaml');
const SCENARIO = join(mine, 'sr/client/acme-lives.yaml');

/** The procedure of dmct under another name, and a scenario that uses it. */
function write(): void {
  rmSync(mine, { recursive: true, force: true });
  for (const file of [PROCEDURE, SCENARIO]) mkdirSync(join(file, '..'), { recursive: true });
  const ours = readFileSync(join(packageRoot, 'scenarios/procedures/report-arrives.yaml'), 'utf8');
  writeFileSync(
    PROCEDURE,
    ours.replace(/\$schema=\S+/, `$schema=${schema(PROCEDURE)}`).replace('procedure: report-arrives', 'procedure: acme-reports'),
  );
  writeFileSync(
    SCENARIO,
    `# yaml-language-server: $schema=${schema(SCENARIO)}
scenario: sr.client.acme-lives
title: It reports twice
side: client
purpose: A second report comes as the first did.
ics: SR AND XML
pixit: [report.type, report.format, report.within]
steps:
  - id: first
    use: acme-reports
    with: { data: "21" }
  - id: ask
    trigger: send-report
    with:
      reports:
        - { type: "\${pixit.report.type}", format: "\${pixit.report.format}", data: "22" }
    otherwise: inconclusive
  - id: report
    receive: message
    within: "\${pixit.report.within}"
    otherwise: fail
    expect:
      - { id: session-zero, scr: [SR/SR-5.2-2b], at: /SyncML/SyncHdr/SessionID, ascii: "0" }
mutants:
  - { id: session-one, edit: { step: report, at: /SyncML/SyncHdr/SessionID, content: "1" }, kills: [session-zero] }
`,
  );
}
beforeAll(write);

describe('procedures of a vendor', { timeout: PATIENT }, () => {
  it('are linted, run, judged again and told in words', async () => {
    expect(await dmct('lint', '--scenarios', mine)).toMatchObject({ code: 0, stdout: expect.stringContaining(': 0 errors, 0 warnings') });
    const out = temporaryFolder();
    const run = await dmct('run', '--iut', 'reference-client', '--scenarios', mine, '--out', out);
    expect([run.code, run.stderr]).toEqual([0, '']);
    const report = reportOf(out, 'reference-client');
    expect(report.scenarios[0]?.trace.map((entry) => entry.step)).toContain('first/report');
    expect(report.procedures?.[0]?.steps.map((step) => step.id)).toContain('first/report');
    // These are other tests than those of dmct, and the report says so.
    expect(report.run.suite).toEqual(suiteIdentity(mine));
    expect(report.run.suite).toMatchObject({ scenarios: 1 });
    expect(report.run.suite?.sha256).not.toBe(suiteIdentity().sha256);
    const again = await dmct('judge', join(out, 'reference-client/record.ndjson'), '--scenarios', mine, '--out', join(out, 'again'));
    expect(again.code).toBe(0);
    expect(reportOf(join(out, 'again'), 'reference-client')).toEqual(report);
    const described = await dmct('describe', '--scenarios', mine, '--out', join(out, 'words'));
    expect([described.code, described.stderr]).toEqual([0, '']);
    expect(textOf(out, 'words', 'descriptions.md')).toMatch(/acme-reports[\s\S]*first\/report/);
  });

  it('stand beside those of dmct, which a misspelt name is told too', async () => {
    const text = readFileSync(SCENARIO, 'utf8');
    for (const [name, near] of [
      ['acme-report', 'acme-reports'],
      ['report-arives', 'report-arrives'],
    ] as const) {
      writeFileSync(SCENARIO, text.replace('use: acme-reports', `use: ${name}`));
      const { code, stderr } = await inProcess('run', '--iut', 'reference-client', '--scenarios', mine, '--list');
      expect([code, stderr]).toEqual([2, expect.stringContaining(`unknown procedure "${name}"\n  did you mean "${near}"`)]);
    }
    write();
  });

  it('that are wrong are told at their own line', async () => {
    writeFileSync(PROCEDURE, readFileSync(PROCEDURE, 'utf8').replace('.within}', '.whithin}'));
    const { code, stdout } = await inProcess('lint', '--scenarios', mine);
    expect([code, stdout]).toEqual([2, expect.stringMatching(/acme-reports\.yaml:\d+:\d+: error: unknown PIXIT parameter "report\.whithin"/)]);
    write();
  });

  it('of the name of one of dmct are refused, by run and lint; a copy that says the same is not', async () => {
    const taken = join(mine, 'procedures/session-starts.yaml');
    const text = readFileSync(join(packageRoot, 'scenarios/procedures/session-starts.yaml'), 'utf8');
    writeFileSync(taken, `${text}\n# mine\n`);
    const says = 'dmct has a procedure "session-starts" already, and this one says something else';
    for (const args of [
      ['run', '--iut', 'reference-client', '--list'],
      ['describe', '--out', join(mine, '..', 'words')],
    ]) {
      const { code, stderr } = await inProcess(...args, '--scenarios', mine);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`${taken}:1: ${says}\n  give yours a name of its own`)]);
    }
    const lint = await inProcess('lint', '--scenarios', mine);
    expect([lint.code, lint.stdout]).toEqual([2, expect.stringMatching(new RegExp(`session-starts\\.yaml:1: error: ${says}`))]);
    cpSync(join(packageRoot, 'scenarios/procedures/session-starts.yaml'), taken);
    expect((await inProcess('run', '--iut', 'reference-client', '--scenarios', mine, '--list')).code).toBe(0);
    write();
  });
});
