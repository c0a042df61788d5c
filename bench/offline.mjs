// What is done with a record: judging it again, and writing the views of a report with 5000 assertions. Both start from one run of the reference
// client. One JSON line a measure, processor time, median of five:
//   node bench/offline.mjs [--assertions 5000]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calm, cli, cpuMs, load, median, tell, timed } from './measure.mjs';
import { grown } from './report.mjs';

const { values } = parseArgs({ options: { assertions: { type: 'string', default: '5000' } } });
const dir = mkdtempSync(join(tmpdir(), 'dmct-bench-'));
const { loadIut } = await load('src/iut/iut-file.js');
const { readRecord } = await load('src/record/ndjson.js');
const { rowId } = await load('src/judge/scenario.js');
const { judgeRun, plannedFrom } = await load('src/runner/judge-run.js');
const { loadScenarios } = await load('src/scenario/cache.js');
const { writeReports } = await load('src/report/write-all.js');

function medianCpu(call) {
  const spent = [];
  for (let n = 0; n < 6; n++) {
    const from = cpuMs();
    call();
    if (n > 0) spent.push(cpuMs() - from);
  }
  return median(spent);
}

try {
  await timed(process.execPath, [cli, 'run', '--iut', 'reference-client', '--out', dir]);
  const file = join(dir, 'reference-client', 'record.ndjson');
  const iut = loadIut('reference-client');
  const scenarios = loadScenarios();
  await calm();
  let rows = 0;
  const judgeMs = medianCpu(() => {
    const record = readRecord(file);
    const records = new Map(record.rows.map((row) => [rowId(row.row.scenario, row.row.row), row]));
    rows = records.size;
    judgeRun({ run: record.run, iut, planned: plannedFrom([record.run], records, scenarios).planned, records });
  });
  tell({ what: `judge, ${rows} rows of a record, file to report`, value: (rows * 1000) / judgeMs, unit: 'rows/s CPU' });
  const { cpuMs: whole } = await timed(process.execPath, [cli, 'judge', file, '--out', join(dir, 'again')]);
  tell({ what: `dmct judge, ${rows} rows, the whole command`, value: whole / 1000, unit: 's CPU' });
  const wanted = Number(values.assertions);
  const report = grown(JSON.parse(readFileSync(join(dir, 'reference-client', 'report.json'), 'utf8')), wanted);
  for (const format of ['html', 'junit', 'allure', 'sarif']) {
    let written = [];
    const ms = medianCpu(() => {
      written = writeReports(report, { dir: join(dir, 'views'), formats: [format] });
    });
    const aim = format === 'html' ? { aim: '<= 1 s and 5 MB' } : {};
    const mb = format === 'allure' ? undefined : readFileSync(written[0]).length / 1e6;
    tell({
      what: `${format} of ${report.assertions.length} assertions`,
      value: ms / 1000,
      unit: 's CPU',
      ...(format === 'html' ? { ...aim, met: ms <= 1000 && mb <= 5 } : {}),
      ...(mb === undefined ? {} : { note: `${mb.toFixed(1)} MB` }),
    });
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
