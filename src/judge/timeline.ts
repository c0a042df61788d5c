/** A row's record, indexed: which step began and ended where, which frames crossed in between, what was known when. */
import type { CallLine, FactLine, FrameLine, RowRecord, StepLine } from '../record/record.js';
import type { Step } from './scenario.js';
import { iutTrouble, troublesOf } from './trouble.js';

export interface StepRun {
  readonly begin: number;
  /** Index of the event that ended it; the end of the record if it never did. */
  readonly end: number;
  readonly state: StepLine['state'] | 'missing';
  readonly frame?: FrameLine;
  readonly why?: string;
}

/** Verbs that make something happen; what comes after one, up to the next, is its consequence. */
export const ACTS: ReadonlySet<Step['verb']> = new Set(['trigger', 'send']);

export class Timeline {
  readonly #steps = new Map<string, StepRun>();
  /** Those that the steps are about; what crossed aside only stands in the record. */
  readonly frames: readonly FrameLine[];
  readonly #frameAt = new Map<FrameLine, number>();
  readonly #taken = new Set<number>();

  constructor(
    readonly record: RowRecord,
    readonly steps: readonly Step[],
    /** How many frames stand in the report before those of this row. */
    private readonly before = 0,
  ) {
    const begun = new Map<string, number>();
    const frames: FrameLine[] = [];
    record.events.forEach((event, index) => {
      if (event.e === 'frame') {
        if (event.aside !== undefined) return;
        frames.push(event);
        this.#frameAt.set(event, index);
      } else if (event.e === 'step' && event.state === 'begin') begun.set(event.id, index);
      else if (event.e === 'step') {
        if (event.frame !== undefined) this.#taken.add(event.frame);
        this.#steps.set(event.id, {
          begin: begun.get(event.id) ?? index,
          end: index,
          state: event.state,
          ...(event.frame === undefined ? {} : { frame: frames.find((f) => f.n === event.frame) as FrameLine }),
          ...(event.why === undefined ? {} : { why: event.why }),
        });
      }
    });
    for (const [id, begin] of begun) {
      if (!this.#steps.has(id)) this.#steps.set(id, { begin, end: record.events.length, state: 'missing', why: 'the record ends inside this step' });
    }
    this.frames = frames;
  }

  run(id: string): StepRun | undefined {
    return this.#steps.get(id);
  }

  /** Why a step did not do its work: what the run said, and what went wrong meanwhile at the transport and with the IUT. */
  why(step: Step): string {
    const run = this.run(step.id);
    const said = run?.why ?? (run?.state === 'absent' ? 'nothing came' : 'it was not done');
    if (run?.state !== 'absent') return said;
    // What was under way when the step gave up is told when its connection ends, at the latest with the row.
    const between = this.framesBetween(this.actBefore(step), this.#actAfter(run.end)).filter((f) => !this.isTaken(f));
    const gone = iutTrouble(this.calls(step.id));
    const dropped = this.factBefore(DROPPED, run.end);
    const asked = this.waitedAfter(step);
    const after = asked === undefined ? [] : [`it was waited for after ${this.nameOf(asked)}`];
    const notes = [
      ...after,
      ...troublesOf(between),
      ...(gone === undefined ? [] : [gone]),
      ...(dropped === undefined ? [] : [`iut-flood: ${dropped}`]),
    ];
    return [said, ...notes].join('; ');
  }

  /** `frame 3`, by its number in the report. Put in while judging: words of the IUT, which go into the same sentences, stay as they are. */
  nameOf({ n }: FrameLine): string {
    return `frame ${this.before + n}`;
  }

  /** The last frame of ours, since the last act, behind which a step waited. */
  waitedAfter(step: Step): FrameLine | undefined {
    return this.framesBetween(this.actBefore(step), this.run(step.id)?.end ?? 0).findLast((f) => f.direction === 'to-iut');
  }

  /** Index of the begin of the last act before this step, or 0. */
  actBefore(step: Step): number {
    const own = this.run(step.id)?.begin ?? this.record.events.length;
    let last = 0;
    for (const other of this.steps) {
      const begin = this.run(other.id)?.begin;
      if (begin !== undefined && begin < own && ACTS.has(other.verb)) last = Math.max(last, begin);
    }
    return last;
  }

  /** Index of the begin of the next act from an event on; the end of the record if there is none. */
  #actAfter(from: number): number {
    const begins = this.steps.filter((s) => ACTS.has(s.verb)).map((s) => this.run(s.id)?.begin ?? 0);
    return Math.min(this.record.events.length, ...begins.filter((begin) => begin >= from));
  }

  /** Frames that crossed in [from, to) of the events. */
  framesBetween(from: number, to: number): FrameLine[] {
    return this.frames.filter((f) => {
      const at = this.#frameAt.get(f) as number;
      return at >= from && at < to;
    });
  }

  /** What came on its connection after its end, and belongs to no message. */
  surplusOf({ connection, exchange, channel }: FrameLine): FrameLine | undefined {
    return this.frames.find((f) => f.trouble === 'surplus' && f.connection === connection && f.exchange === exchange && f.channel === channel);
  }

  /** Whether a frame crossed before a step came to its end; false for a step that was not reached. */
  hasCrossedBy(frame: FrameLine, step: Step): boolean {
    const run = this.run(step.id);
    return run !== undefined && (this.#frameAt.get(frame) as number) < run.end;
  }

  isTaken(frame: FrameLine): boolean {
    return this.#taken.has(frame.n);
  }

  /** The last value of a fact that was recorded before this frame crossed (or, without frame, before that event index). */
  factBefore(name: string, frame: FrameLine | number): string | undefined {
    return this.factsBefore(name, frame).at(-1);
  }

  /** All values of a fact recorded before this frame, oldest first. */
  factsBefore(name: string, frame: FrameLine | number): string[] {
    const limit = typeof frame === 'number' ? frame : (this.#frameAt.get(frame) ?? 0);
    const values: string[] = [];
    for (let i = 0; i < limit; i++) {
      const event = this.record.events[i] as FactLine | { e: string };
      if (event.e === 'fact' && (event as FactLine).name === name) values.push((event as FactLine).value);
    }
    return values;
  }

  /** Upper-tester calls made by a step. */
  calls(id: string): CallLine[] {
    const run = this.run(id);
    if (!run) return [];
    return this.record.events.slice(run.begin, run.end).filter((e): e is CallLine => e.e === 'call');
  }
}

/** Fact: frames were left out of the record because there were too many, and how many is too many. */
export const DROPPED = 'frames.dropped';

/** Kinds of frames that a `receive` or a `quiet` can name. */
export type FrameKind = 'message' | 'http-response' | 'push' | 'any';

/** Whether a frame is of that kind and came from the IUT. */
export function isKind(frame: Pick<FrameLine, 'direction' | 'channel' | 'unit' | 'trouble' | 'head' | 'aside'>, kind: FrameKind): boolean {
  if (frame.direction !== 'from-iut' || frame.aside !== undefined) return false;
  // A refused or failed connection is no octet of the IUT's; it stands in the record to be seen, not to be received.
  if (frame.unit !== 'datagram' && frame.head === undefined && !hasOctets(frame)) return false;
  switch (kind) {
    case 'any':
      return true;
    case 'message':
      return frame.channel === 'dm' && frame.unit === 'request';
    case 'http-response':
      return frame.channel === 'dm' && frame.unit === 'response';
    case 'push':
      return frame.channel === 'push' && frame.unit !== 'response';
  }
}

/** Whether octets came though no HTTP head could be read. A server that closes without an answer sends none; a client that comes sends some. */
function hasOctets({ unit, trouble }: Pick<FrameLine, 'unit' | 'trouble'>): boolean {
  if (trouble === undefined) return false;
  switch (trouble) {
    case 'bad-http':
    case 'bad-pdu':
    case 'surplus':
    case 'too-large':
      return true;
    case 'aborted':
    case 'timeout':
    case 'short-body':
      return unit === 'request';
    case 'refused':
    case 'tls':
    case 'not-captured':
      return false;
  }
}
