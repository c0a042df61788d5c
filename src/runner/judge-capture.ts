/** From what was seen to cross between two others to a report: every passive assertion of every scenario of the side, and nothing acts. */
import { wallClock } from '../base/random.js';
import type { Iut } from '../iut/iut.js';
import { judgeRow } from '../judge/judge.js';
import { observe } from '../judge/observed.js';
import { judgeObserved } from '../judge/passive.js';
import type { Scenario } from '../judge/scenario.js';
import type { Capture } from '../record/capture/capture.js';
import { CAPTURE_ROW, type CaptureSource, type RowRecord, type RunLine } from '../record/record.js';
import type { JudgedRun } from '../report/build.js';
import type { Report } from '../report/report.js';
import { loadScenarios } from '../scenario/cache.js';
import { boundPassively } from '../scenario/run-row.js';
import { surroundingsOf } from '../scenario/surroundings.js';
import { checkFinished } from '../scenario/unfinished.js';
import { reportOf, runLine } from './judge-run.js';

/** A capture as the row of a record. Everything in it hangs on the capture alone, so that judging it twice says the same. */
export function captureRow(capture: Capture): RowRecord {
  const events = capture.frames.map(({ body, ...frame }, i) => ({
    e: 'frame' as const,
    n: i + 1,
    ...frame,
    body: Buffer.from(body).toString('base64'),
  }));
  return { row: { e: 'row', scenario: CAPTURE_ROW, sha256: capture.sha256 }, events, end: { e: 'row-end', at: capture.frames.at(-1)?.at ?? 0 } };
}

/** What was asked for, and where. */
export type Given = Pick<RunLine, 'command' | 'place'>;

/** The first line of the record of a capture; `recorded` is that of the record which holds it already. */
export function captureLine(source: CaptureSource, iut: Iut, { command, place }: Given, recorded?: Pick<RunLine, 'id' | 'started'>): RunLine {
  const { id, started } = recorded ?? { id: source.sha256.slice(0, 12), started: wallClock() };
  const parts = { id, seed: '', started, command, ...(place ? { place } : {}) };
  return { ...runLine(parts, [], [], iut), capture: source };
}

export interface JudgedCapture {
  readonly report: Report;
  readonly run: RunLine;
  readonly rows: readonly RowRecord[];
  /** Of the IUT file. */
  readonly folder: string;
}

/** `record` is the row of the capture, directions as for a client; the IUT may be the client or the server in it. `folder`: with the scenarios, if not dmct's own. `notes`: of the record. */
export function judgeCapture(run: RunLine, record: RowRecord, iut: Iut, folder?: string, notes?: readonly string[]): JudgedCapture {
  const scenarios = loadScenarios(folder);
  checkFinished(scenarios);
  const surroundings = surroundingsOf(iut);
  const observed = observe(record, surroundings);
  const seen = new Set<string>();
  const rows = scenarios
    .filter((scenario) => scenario.side === iut.role)
    .flatMap((scenario) =>
      scenario.rows.map((row): JudgedRun => {
        const unasked = judgeRow(scenario, row, undefined, surroundings);
        const bound = memo((account: string) => boundPassively(scenario, row, iut, account));
        const judged = unasked.verdict === 'not-applicable' ? unasked : judgeObserved(bound, row, observed, surroundings, seen);
        return { scenario, row, judged, record: observed.timeline.record };
      }),
    );
  const source = run.capture as CaptureSource;
  const told: RunLine = {
    ...run,
    capture: { ...source, notes: [...source.notes.filter((note) => !observed.notes.includes(note)), ...observed.notes] },
  };
  const report = reportOf({ run: told, iut, rows, folder, notes });
  // A verdict of conformance over what was read would hide what was not.
  const exit = report.exit === 0 && observed.hasUnread ? 3 : report.exit;
  return { report: { ...report, exit }, run: told, rows: [record], folder: iut.folder };
}

/** A scenario bound for an account, made once; `undefined` asks for any account. */
function memo(bind: (account: string) => Scenario): (account: string | undefined) => Scenario {
  const made = new Map<string, Scenario>();
  return (account = 'default') => {
    const scenario = made.get(account) ?? bind(account);
    made.set(account, scenario);
    return scenario;
  };
}
