/** Collects the record of one row: the tap for all crossings, facts, steps and upper-tester calls, in the order in which they happened. */
import { monotonicMs } from '../base/random.js';
import type { Fields } from '../judge/scenario.js';
import { DROPPED, type FrameKind, isKind } from '../judge/timeline.js';
import { LIMITS } from '../limits.js';
import type { CallLine, FactLine, FrameLine, RecordLine, RowEndLine, RowLine, RowRecord, StepLine } from '../record/record.js';
import type { Crossing, Tap } from '../wire/frame.js';
import { editCrossing } from './edit.js';

/** Which frame a mutant edits: the nth of its kind after the begin of an act. */
export interface EditOrder {
  readonly act: string | undefined;
  readonly kind: FrameKind;
  readonly nth: number;
  readonly edit: Fields;
}

/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

export class Recorder {
  readonly #events: (FrameLine | StepLine | CallLine | FactLine)[] = [];
  readonly #start = monotonicMs();
  readonly #waiting = new Set<() => void>();
  #frames = 0;
  #octets = 0;
  #isFull = false;
  #act: string | undefined;
  #seen = 0;
  #end: RowEndLine | undefined;
  #sift: ((frame: FrameLine) => boolean) | undefined;
  /** How often the edit was applied; a mutant whose edit never applied is no mutant. */
  edits = 0;
  editTrouble: string | undefined;

  constructor(
    private readonly row: RowLine,
    private readonly write: (line: RecordLine) => void,
    private readonly order?: EditOrder,
  ) {
    write(row);
  }

  readonly tap: Tap = (crossing) => {
    const isAside = this.#sift?.(this.#line(crossing)) === true;
    const edited = isAside ? crossing : this.#edit(crossing);
    if (this.#hasRoom(edited.body.length)) {
      this.#octets += edited.body.length;
      this.#push({
        ...this.#line(edited),
        n: ++this.#frames,
        ...(edited === crossing ? {} : { edited: true as const }),
        ...(isAside ? { aside: 'read-back' as const } : {}),
      });
      for (const wake of [...this.#waiting]) wake();
    }
    return edited;
  };

  /** From now on, frames that `sift` takes stand aside from the steps; without one, none does. It sees each frame before it is recorded. */
  setAside(sift: ((frame: FrameLine) => boolean) | undefined): void {
    this.#sift = sift;
  }

  #line({ body, ...rest }: Crossing): FrameLine {
    return { e: 'frame', n: this.#frames + 1, at: this.#now(), ...rest, body: Buffer.from(body).toString('base64') };
  }

  /** A flooding IUT is cut off; the first frame that is left out is told. */
  #hasRoom(octets: number): boolean {
    if (this.#isFull) return false;
    this.#isFull = this.#frames >= LIMITS.framesPerRow || this.#octets + octets > LIMITS.octetsPerRow;
    if (this.#isFull) this.fact(DROPPED, `frames after ${this.#frames} (${this.#octets} octets) are not recorded`);
    return !this.#isFull;
  }

  #edit(crossing: Crossing): Crossing {
    if (!this.order || this.order.act !== this.#act || !isKind(crossing, this.order.kind)) return crossing;
    if (++this.#seen !== this.order.nth) return crossing;
    try {
      const edited = editCrossing(crossing, this.order.edit);
      this.edits++;
      return edited;
    } catch (cause) {
      this.editTrouble = (cause as Error).message;
      return crossing;
    }
  }

  fact = (name: string, value: string): void => this.#push({ e: 'fact', at: this.#now(), name, value });

  step(line: Without<StepLine, 'e' | 'at'>, isAct = false): void {
    if (line.state === 'begin' && isAct) {
      this.#act = line.id;
      this.#seen = 0;
    }
    this.#push({ e: 'step', at: this.#now(), ...line });
  }

  call(line: Without<CallLine, 'e' | 'at'>): void {
    this.#push({ e: 'call', at: this.#now(), ...line });
  }

  /** Ends the row; a second time it only gives it again. */
  end(fault?: string): RowRecord {
    if (this.#end) return { row: this.row, events: this.#events, end: this.#end };
    this.#end = { e: 'row-end', at: this.#now(), ...(fault === undefined ? {} : { fault }) };
    this.write(this.#end);
    return { row: this.row, events: this.#events, end: this.#end };
  }

  /** Index that the next event will get. */
  get length(): number {
    return this.#events.length;
  }

  /** Frames since an event index, not yet taken by a step. */
  frames(from: number, kind: FrameKind): FrameLine[] {
    const taken = new Set(this.#events.flatMap((e) => (e.e === 'step' && e.frame !== undefined ? [e.frame] : [])));
    return this.#events.slice(from).filter((e): e is FrameLine => e.e === 'frame' && isKind(e, kind) && !taken.has(e.n));
  }

  /** All values of a fact, oldest first. */
  facts(name: string): string[] {
    return this.#events.flatMap((event) => (event.e === 'fact' && event.name === name ? [event.value] : []));
  }

  /** Upper-tester calls so far. */
  calls(): CallLine[] {
    return this.#events.filter((event) => event.e === 'call');
  }

  lastFact(name: string): string | undefined {
    for (let i = this.#events.length - 1; i >= 0; i--) {
      const event = this.#events[i];
      if (event?.e === 'fact' && event.name === name) return event.value;
    }
    return undefined;
  }

  /** Calls `wake` at each further frame until the returned function is called. */
  onFrame(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  #push(line: FrameLine | StepLine | CallLine | FactLine): void {
    // What an IUT does while its row is being closed comes too late to be judged.
    if (this.#end) return;
    this.#events.push(line);
    this.write(line);
  }

  #now(): number {
    return Math.round((monotonicMs() - this.#start) * 1000) / 1000;
  }
}
