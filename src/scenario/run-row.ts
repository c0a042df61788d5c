/** Runs one row of a scenario against an IUT: drives, records, decides nothing but what to do next. */
import { relative, resolve } from 'node:path';
import { InputError, type Where } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { wallClock } from '../base/random.js';
import { runId } from '../base/run-id.js';
import { readYaml } from '../base/yaml.js';
import type { Iut } from '../iut/iut.js';
import { pixitValue } from '../iut/pixit.js';
import type { UpperTester } from '../iut/primitives.js';
import { redact, secretsOf } from '../iut/secrets.js';
import type { Mutant, Row, Scenario, Step, Value } from '../judge/scenario.js';
import { rowId } from '../judge/scenario.js';
import { ACTS } from '../judge/timeline.js';
import type { RecordLine, RowRecord } from '../record/record.js';
import { runStep, type StepEnd } from './acts.js';
import { Bench } from './bench.js';
import { bindPassive, bindScenario } from './bind-row.js';
import { editOrder } from './edit-order.js';
import { folderOf, procedureFile } from './procedures.js';
import { Recorder } from './recorder.js';
import { smallMessage } from './small-message.js';

export interface RowRun {
  readonly scenario: Scenario;
  readonly row: Row;
  readonly iut: Iut;
  readonly upper: UpperTester;
  readonly seed: string;
  /** Takes each line as it comes, so that a killed run leaves a record. */
  readonly write?: (line: RecordLine) => void;
  readonly mutant?: Mutant;
}

export interface RowRunResult {
  readonly record: RowRecord;
  /** Times that the mutant's edit was applied; 0 for a mutant that found nothing to change. */
  readonly edits: number;
  readonly editTrouble?: string;
}

/** The scenario with everything put in that is known before it runs; the judge binds the same way. */
export function boundScenario(scenario: Scenario, row: Row, iut: Iut, seed: string): Scenario {
  return bindScenario(scenario, row, lookupOf(scenario, row, iut, seed));
}

/** The same for what is judged of a scenario without running it; `account` stands in for the default one, frames being about any. */
export function boundPassively(scenario: Scenario, row: Row, iut: Iut, account: string): Scenario {
  const lookup = lookupOf(scenario, row, iut, '');
  return bindPassive(scenario, row, (name) => lookup(name.replace(/^account\.default\./, `account.${account}.`)));
}

/** The same with nothing where the IUT file has nothing: enough to see what of it cannot be done. */
export function boundAsFarAsKnown(scenario: Scenario, row: Row, iut: Iut, seed: string): Scenario {
  return bindScenario(scenario, row, (name) => knownValue(scenario, row, iut, seed, name) ?? '');
}

function lookupOf(scenario: Scenario, row: Row, iut: Iut, seed: string): (name: string) => Value {
  return (name) => {
    const value = knownValue(scenario, row, iut, seed, name);
    if (value !== undefined) return value;
    const [head, ...path] = name.split('.');
    if (head === 'pixit') return pixitValue(iut.pixit, path.join('.'), iut.file, placeOf(scenario, name));
    throw new InputError('unknown-placeholder', {
      found: `${iut.file} has no ${name}`,
      where: placeOf(scenario, name),
      wanted: 'row.…, pixit.…, account.NAME.FIELD, run.id or run.max-msg-size',
      cure:
        head === 'account' ? `the scenario needs the account "${path[0]}": add it, or answer its ICS items with no` : 'dmct lint names what is known',
    });
  };
}

function knownValue(scenario: Scenario, row: Row, iut: Iut, seed: string, name: string): Value | undefined {
  const [head, ...path] = name.split('.');
  if (head === 'pixit') return iut.pixit.values[path.join('.')];
  if (name === 'run.id') return runId(seed, rowId(scenario.id, row.name));
  if (name === 'run.max-msg-size') return smallMessage(iut);
  if (head !== 'account' || path.at(-1) === 'secret') return undefined;
  const [account = '', ...fields] = path;
  let value: unknown = iut.accounts[account];
  for (const key of fields) value = (value as Record<string, unknown> | undefined)?.[key];
  return typeof value === 'string' ? value : undefined;
}

/** Where a scenario, or a procedure that it uses, first asks for a value. */
function placeOf(scenario: Scenario, name: string): Where {
  const folder = folderOf(resolve(packageRoot, scenario.file), scenario.id);
  const used = scenario.steps.flatMap((s) => (s.verb === 'use' ? (procedureFile(s.what, folder) ?? []) : []));
  const shown = (file: string): string => (relative(packageRoot, file).startsWith('..') ? file : relative(packageRoot, file));
  for (const file of [scenario.file, ...used.map(shown)]) {
    const lines = readYaml(resolve(packageRoot, file)).text.split('\n');
    const line = lines.findIndex((text) => text.includes(`\${${name}}`));
    if (line >= 0) return { file, line: line + 1, column: (lines[line] as string).indexOf(`\${${name}}`) + 1 };
  }
  return { file: scenario.file };
}

export async function runRow(run: RowRun): Promise<RowRunResult> {
  const id = rowId(run.scenario.id, run.row.name);
  const scenario = boundScenario(run.scenario, run.row, run.iut, run.seed);
  const mutant = run.mutant && scenario.mutants.find((m) => m.id === run.mutant?.id);
  const recorder = new Recorder(
    {
      e: 'row',
      scenario: scenario.id,
      ...(run.row.name === undefined ? {} : { row: run.row.name }),
      sha256: scenario.sha256,
      began: wallClock(),
      ...(mutant ? { mutant: mutant.id } : {}),
    },
    run.write ?? (() => undefined),
    mutant?.edit ? editOrder(scenario, mutant) : undefined,
  );
  let fault: string | undefined;
  let bench: Bench | undefined;
  try {
    const opened = await Bench.open({
      iut: run.iut,
      upper: run.upper,
      recorder,
      given: scenario.given,
      seed: `${run.seed}/${id}`,
      faults: mutant?.behave ?? [],
    });
    bench = opened.bench;
    await runSteps(scenario, bench, recorder, opened.trouble);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    fault = (cause as Error).message;
  } finally {
    // A fault of the simulator that only its end tells spoils the row, not the run.
    await bench?.close().catch((cause: Error) => {
      fault ??= cause.message;
    });
    // A value that was to be wrong may be a secret of the IUT.
    bench?.ways.tell((name, value) => recorder.fact(name, redact(value, secretsOf(run.iut))));
  }
  return { record: recorder.end(fault), edits: recorder.edits, ...(recorder.editTrouble === undefined ? {} : { editTrouble: recorder.editTrouble }) };
}

async function runSteps(scenario: Scenario, bench: Bench, recorder: Recorder, trouble: string | undefined): Promise<void> {
  if (trouble !== undefined) {
    recorder.step({ id: 'set-up', state: 'failed', why: trouble });
    return;
  }
  let actFrom = 0;
  /** Why the rest is skipped. */
  let stopped: string | undefined;
  /** What the last act would have needed: it was not done, so nothing is waited for. */
  let lacking: string | undefined;
  /** Why the rest of this group is skipped. */
  let groupStopped: { readonly group: string; readonly why: string } | undefined;
  let open: Step | undefined;
  const closeGroup = (next: Step | undefined): void => {
    if (!open || next?.group === open.id) return;
    const why = groupStopped?.group === open.id ? groupStopped.why : undefined;
    recorder.step({ id: open.id, state: why === undefined ? 'done' : 'failed', ...(why === undefined ? {} : { why }) });
    if (why !== undefined && open.otherwise !== 'continue') stopped = `step "${open.id}" failed: ${why}`;
    open = undefined;
  };
  for (const step of scenario.steps) {
    closeGroup(step);
    const why = stopped ?? (groupStopped?.group === step.group ? groupStopped?.why : undefined);
    if (why !== undefined) {
      recorder.step({ id: step.id, state: 'skipped', why });
      continue;
    }
    const isAct = ACTS.has(step.verb);
    if (isAct) {
      actFrom = recorder.length;
      lacking = undefined;
    }
    recorder.step({ id: step.id, state: 'begin' }, isAct);
    if (step.verb === 'use') {
      open = step;
      continue;
    }
    const isWait = step.verb === 'receive' || step.verb === 'quiet';
    const end: StepEnd = isWait && lacking !== undefined ? { state: 'failed', why: lacking } : await runStep(step, bench, actFrom);
    recorder.step({ id: step.id, ...end });
    if (isAct && end.state === 'failed' && end.why?.startsWith('unsupported')) lacking = end.why;
    if (end.state === 'done' || step.otherwise === 'continue') continue;
    const reason = end.why ?? end.state;
    if (step.group === undefined) stopped = `step "${step.id}": ${reason}`;
    else groupStopped = { group: step.group, why: reason };
  }
  closeGroup(undefined);
}
