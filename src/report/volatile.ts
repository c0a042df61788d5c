/**
 * What of a report may differ between two runs of the same seed against the same IUT: times, ports, and how the steps of two processes
 * interleave. Everything else, octets before all, must be the same. Judging a record again changes nothing.
 */
import type { Report, ReportScenario } from './report.js';

type Trace = ReportScenario['trace'];

export interface VolatileField {
  /** Path in report.json; `[]` stands for every entry of a list. */
  readonly path: string;
  readonly why: string;
  /** What stands there in a report without volatile content. */
  readonly blank: string | number | ((value: unknown) => unknown);
}

export const VOLATILE: readonly VolatileField[] = [
  { path: 'run.id', why: 'each run has its own', blank: '' },
  { path: 'run.started', why: 'wall clock', blank: '' },
  { path: 'run.finished', why: 'wall clock', blank: '' },
  { path: 'run.command', why: 'names folders and files of the caller', blank: '' },
  { path: 'run', why: 'the place is a folder of the caller', blank: (run) => withoutPlace(run as Report['run']) },
  { path: 'scenarios[].durationMs', why: 'clock', blank: 0 },
  { path: 'scenarios[].trace', why: 'an answer of the upper tester and a frame overtake each other', blank: (trace) => causal(trace as Trace) },
  { path: 'scenarios[].trace[].at', why: 'clock', blank: 0 },
  {
    path: 'frames',
    why: 'a Host header names the free port that a push went to',
    blank: (frames) => (frames as Report['frames']).map((f) => (f.head ? { ...f, head: withoutFreePort(f.head) } : f)),
  },
  { path: 'frames[].at', why: 'clock', blank: 0 },
  { path: 'frames[].from', why: 'free ports and loopback addresses', blank: '' },
  { path: 'frames[].to', why: 'free ports and loopback addresses', blank: '' },
];

/** The report with every volatile field blanked; the given one is left as it is. */
export function withoutVolatile(report: Report, fields: readonly VolatileField[] = VOLATILE): Report {
  const copy = structuredClone(report);
  for (const { path, blank } of fields) blankAt(copy, path.split('.'), typeof blank === 'function' ? blank : () => blank);
  return copy;
}

const withoutPlace = ({ place: _, ...run }: Report['run']): Report['run'] => run;

function blankAt(node: unknown, [head = '', ...rest]: readonly string[], blank: (value: unknown) => unknown): void {
  const name = head.replace('[]', '');
  const holder = node as Record<string, unknown>;
  if (!(name in holder)) throw new Error(`a report has no "${name}"`);
  if (rest.length === 0) holder[name] = blank(holder[name]);
  else for (const inner of head.endsWith('[]') ? (holder[name] as unknown[]) : [holder[name]]) blankAt(inner, rest, blank);
}

/** A head whose Host names a loopback address: without the port, which is whichever was free. */
export function withoutFreePort<H extends { readonly headers: readonly (readonly [string, string])[] }>(head: H): H {
  const headers = head.headers.map(([name, value]): readonly [string, string] =>
    name.toLowerCase() === 'host' ? [name, value.replace(/^(127\.[0-9.]+|\[::1\]|localhost):\d+$/, '$1')] : [name, value],
  );
  return { ...head, headers };
}

/**
 * The trace in an order that does not depend on who was faster: acts and steps as they were done, each frame just before the step that took
 * it or a later one, the others at the end. How often the IUT was asked whether it is done is left out.
 */
function causal(trace: Trace): Trace {
  const isFrame = (entry: Trace[number]): boolean => entry.what === 'frame' && entry.frame !== undefined;
  const acts = trace.filter((entry) => !isFrame(entry) && entry.what !== 'quiesce: done');
  const waiting = trace.filter(isFrame);
  const out: Trace[number][] = [];
  for (const act of acts) {
    while (act.frame !== undefined && waiting[0]?.frame !== undefined && waiting[0].frame <= act.frame) out.push(shown(waiting.shift(), act.step));
    out.push(act);
  }
  return [...out, ...waiting.map((entry) => shown(entry, acts.at(-1)?.step ?? entry.step))];
}

const shown = (entry: Trace[number] | undefined, step: string): Trace[number] => ({ ...(entry as Trace[number]), step });
