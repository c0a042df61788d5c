/**
 * The record: everything that happened in a run, in order, raw octets first. One NDJSON line each: a run header, then for each
 * scenario row `row`, its events, `row-end`. The judge reads nothing else. Secrets never enter it.
 */
import type { Crossing } from '../wire/frame.js';

export interface RunLine {
  readonly e: 'run';
  readonly format: 'dmct-record/1';
  readonly id: string;
  readonly seed: string;
  readonly started: string;
  readonly command: string;
  /** Where the command was given; absent in records of older versions. */
  readonly place?: Place;
  readonly tool: string;
  /** Rows that were to be run, in order; one without events was not applicable, or the run was cut off before it. */
  readonly planned: readonly string[];
  /** Item patterns that the run was limited to. */
  readonly scr: readonly string[];
  readonly iut: {
    readonly name: string;
    readonly vendor: string;
    readonly product: string;
    readonly version: string;
    readonly role: 'client' | 'server';
    readonly file: string;
  };
  /** One row of a run, as a worker left it: which others there were to be is not known here. */
  readonly part?: true;
  /** Nothing was provoked: the frames were seen to cross between two others, in the one row `capture`. */
  readonly capture?: CaptureSource;
}
/** What it takes to give the command again: all paths are from `folder`, which is absolute. */
export interface Place {
  readonly folder: string;
  /** How dmct is started there. */
  readonly dmct: string;
  /** Where the run wrote its reports. */
  readonly out: string;
  /** The IUT file; absent: one of those that dmct finds itself. */
  readonly iut?: string;
}
export interface CaptureSource {
  readonly format: 'pcap' | 'pcapng' | 'har' | 'folder' | 'proxy';
  readonly file: string;
  readonly sha256: string;
  /** What was in it and could not be taken, a sentence each. */
  readonly notes: readonly string[];
}
/** Scenario name of the row that holds a capture. Its frames have the directions of a client under test. */
export const CAPTURE_ROW = 'capture';
export interface RowLine {
  readonly e: 'row';
  readonly scenario: string;
  readonly row?: string;
  /** SHA-256 of the scenario file that was run: judging again with another text is said. */
  readonly sha256: string;
  /** Wall clock when the row began, from which its events count; absent in records of older versions, and of what was captured elsewhere. */
  readonly began?: string;
  /** A mutant is being run. */
  readonly mutant?: string;
}
export interface FrameLine extends Omit<Crossing, 'body'> {
  readonly e: 'frame';
  /** 1, 2, 3 … within the row. */
  readonly n: number;
  /** Milliseconds since the row began. */
  readonly at: number;
  /** Base64 of the body. */
  readonly body: string;
  /** A mutant edited this frame; its octets are those after the edit. */
  readonly edited?: true;
  /** It belongs to no step: a session of ours reads the tree back where the adapter cannot. */
  readonly aside?: 'read-back';
}
export interface StepLine {
  readonly e: 'step';
  readonly id: string;
  readonly at: number;
  /** `begin`, then exactly one of the others. */
  readonly state: 'begin' | 'done' | 'absent' | 'failed' | 'skipped';
  /** The frame that a `receive` took. */
  readonly frame?: number;
  /** Why it was skipped, or what failed. */
  readonly why?: string;
}
export interface CallLine {
  readonly e: 'call';
  readonly at: number;
  readonly primitive: string;
  /** Outcome kind and result as the adapter gave it, secrets taken out. */
  readonly outcome: string;
  readonly result?: Readonly<Record<string, unknown>>;
  /** The place that `read-tree` was asked for. */
  readonly uri?: string;
  /** No adapter answered: what `read-tree` would have given was read by a session, with Get. */
  readonly by?: 'session';
  /** What that session could not read: a URI with all below it, or `URI?prop=NAME` for one property. */
  readonly unread?: readonly string[];
  readonly why?: string;
  /** The person who answered, and when by the wall clock; only where one was asked. */
  readonly operator?: string;
  readonly answered?: string;
}
export interface FactLine {
  readonly e: 'fact';
  readonly at: number;
  readonly name: string;
  readonly value: string;
}
export interface RowEndLine {
  readonly e: 'row-end';
  readonly at: number;
  /** Set when the tester itself failed in this row. */
  readonly fault?: string;
}
export type RecordLine = RunLine | RowLine | FrameLine | StepLine | CallLine | FactLine | RowEndLine;

/** One scenario row of a record. A record cut off in the middle gives a row without `end`. */
export interface RowRecord {
  readonly row: RowLine;
  readonly events: readonly (FrameLine | StepLine | CallLine | FactLine)[];
  readonly end?: RowEndLine;
}
