/**
 * A scenario as the judge sees it: loaded, procedures expanded, one row bound. Everything is still text; scenario/ makes it from YAML,
 * judge/ reads it, neither changes it afterwards.
 */
import type { FrameClass } from './frame-class.js';

export type Value = string | readonly Value[] | { readonly [key: string]: Value };
export type Fields = { readonly [key: string]: Value };

export type Verb = 'trigger' | 'send' | 'receive' | 'quiet' | 'observe' | 'use';
/** What a step that could not do its work means for its assertions (design 3.4: no timeout has a default verdict). */
export type Otherwise = 'fail' | 'inconclusive' | 'continue';

/** A subject and conditions on it, e.g. `{ at: /SyncML/SyncHdr/SessionID, count: "1", ascii: "0" }`. */
export type Check = Fields;

export interface Assertion {
  readonly id: string;
  /** Item keys `edition/id`. */
  readonly scr: readonly string[];
  readonly check: Check;
  /** The verdict rests on this assumption in addition to those of its items. */
  readonly assumption?: string;
  /** What is asked of frames that somebody else provoked; absent: the assertion hangs on what the scenario does. */
  readonly passive?: Passive;
  readonly line: number;
}

export interface Passive {
  /** It is asked of every frame of this class. */
  readonly of: FrameClass;
  readonly check: Check;
}

export interface Step {
  /** Unique in the scenario; steps of a procedure are `use-id/step-id`. */
  readonly id: string;
  readonly verb: Verb;
  /** What is triggered, sent, received, observed; the procedure's name for `use`. */
  readonly what: string;
  readonly with: Fields;
  readonly otherwise: Otherwise;
  /** Steps that must hold, or silence and absence prove nothing. */
  readonly controls: readonly string[];
  readonly expect: readonly Assertion[];
  /** Conditions without items: they decide whether this step holds as a control. */
  readonly holds: readonly Check[];
  /** The `use` step that this one belongs to. */
  readonly group?: string;
  readonly line: number;
}

export interface Mutant {
  readonly id: string;
  readonly kind: 'edit' | 'behave';
  readonly edit?: Fields;
  /** Fault ids of the simulator. */
  readonly behave: readonly string[];
  /** Assertions that must fail. */
  readonly kills: readonly string[];
  /** Assertions that may fail with them, as an unavoidable consequence. */
  readonly also: readonly string[];
  /** Instead of kills: the verdict that the whole row must get. */
  readonly verdict?: 'inconclusive' | 'fail' | 'not-applicable';
  /** Rows it is run on; empty: all. */
  readonly rows: readonly string[];
  readonly line: number;
}

/** What the default account must have for the test to apply: in a direction, credentials at all, over a nonce, or others than in the other direction. */
export type Needs = { readonly [side in 'client' | 'server']?: 'credentials' | 'nonce' | 'own' };

export interface Row {
  /** Absent in a scenario without `each`. */
  readonly name?: string;
  readonly values: Fields;
  /** Applicability of this row beside that of the scenario. */
  readonly ics: string;
  readonly needs?: Needs;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly side: 'client' | 'server';
  readonly purpose: string;
  /** Applicability over items and capabilities; '' always. */
  readonly ics: string;
  readonly needs?: Needs;
  /** PIXIT parameters it reads. */
  readonly pixit: readonly string[];
  /** How our side behaves: policy of the simulated server, set-up of the simulated client. */
  readonly given: Fields;
  readonly rows: readonly Row[];
  readonly steps: readonly Step[];
  readonly mutants: readonly Mutant[];
  /** Relative to the package or the current folder. */
  readonly file: string;
  readonly line: number;
  readonly sha256: string;
  /** Line of the first thing in it that is still to be said; absent: it is written. */
  readonly unfinished?: number;
}

/** `scenario` or `scenario[row]`. */
export function rowId(scenario: string, row: string | undefined): string {
  return row === undefined ? scenario : `${scenario}[${row}]`;
}
