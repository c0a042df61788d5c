/** report.json, `"format": "dmct-report/1"` (design 4.2, a contract). Everything that people read is made from this alone. */
import type { JudgedEvidence } from '../judge/evaluate.js';
import type { ItemVerdict, Verdict } from '../judge/verdict.js';
import type { CaptureSource, Place } from '../record/record.js';
import type { Finding } from './findings.js';

export interface Report {
  readonly format: 'dmct-report/1';
  readonly run: {
    readonly id: string;
    readonly seed: string;
    readonly started: string;
    readonly finished: string;
    readonly command: string;
    /** Where the command was given; absent in reports of older versions. */
    readonly place?: Place;
    readonly tool: { readonly name: 'dmct'; readonly version: string };
    /** Nothing was run: the frames are those of a capture. */
    readonly capture?: CaptureSource;
    /** The tests that judged; absent in reports of older versions. */
    readonly suite?: Suite;
  };
  readonly iut: {
    readonly name: string;
    readonly vendor: string;
    readonly product: string;
    readonly version: string;
    readonly role: 'client' | 'server';
  };
  readonly ics: { readonly sha256: string; readonly answers: Readonly<Record<string, string>> };
  readonly pixit: { readonly sha256: string; readonly values: Readonly<Record<string, string>> };
  readonly assumptions: readonly { readonly id: string; readonly pinned: boolean; readonly value: string }[];
  /** What is worth knowing and changes no verdict, a sentence each; absent when there is nothing. */
  readonly notes?: readonly string[];
  /** About the ICS, and trouble with the IUT; absent in reports of older versions. */
  readonly findings?: readonly Finding[];
  readonly items: readonly ReportItem[];
  readonly assertions: readonly ReportAssertion[];
  readonly scenarios: readonly ReportScenario[];
  readonly frames: readonly ReportFrame[];
  readonly totals: {
    readonly items: Readonly<Record<string, number>>;
    readonly assertions: Readonly<Record<string, number>>;
    readonly scenarios: Readonly<Record<string, number>>;
  };
  readonly exit: number;
  /** Who answered the questions of a manual upper tester; absent when nobody was asked. */
  readonly operators?: readonly ReportOperator[];
  /** What the scenarios of this report do and demand, in words; absent in reports of older versions. */
  readonly procedures?: readonly ReportProcedure[];
}

/** All tests that this dmct has, whether selected or not: two reports with the same `sha256` were judged by the same words. */
export interface Suite {
  /** Version of dmct and the beginning of the hash: `0.1.0+5f0c2b1a9e7d`. */
  readonly version: string;
  /** Over the requirement tables, scenarios and procedures. */
  readonly sha256: string;
  /** How many scenarios there are, of both sides. */
  readonly scenarios: number;
}

export interface ReportOperator {
  readonly name: string;
  /** In order; `row` is a scenario row as `scenarioKey` writes it. */
  readonly answers: readonly { readonly at: string; readonly row: string; readonly primitive: string; readonly outcome: string }[];
}

/** A scenario in words, generated from its file. */
export interface ReportProcedure {
  readonly scenario: string;
  readonly purpose: string;
  /** When it applies. */
  readonly applies: string;
  /** The same of each row: what the scenario asks for and the row besides. Absent in reports of older versions. */
  readonly applied?: Readonly<Record<string, string>>;
  /** Values of the rows, by row and name: ‹row: NAME› in the words stands for them. */
  readonly rows?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly steps: readonly {
    readonly id: string;
    readonly direction: string;
    readonly action: string;
    /** What it means when it cannot be done or nothing comes. */
    readonly absence?: string;
    /** Assertions of the step: id without the scenario's, and what must hold. */
    readonly criteria: readonly { readonly id: string; readonly words: string }[];
  }[];
}

export interface ReportItem {
  readonly key: string;
  readonly edition: string;
  readonly id: string;
  readonly kind: 'scr' | 'row' | 'statement';
  readonly side: 'client' | 'server' | 'both';
  /** As the tables print it. */
  readonly status: string;
  /** Whether it must hold wherever it applies; absent in reports of older versions. */
  readonly mandatory?: boolean;
  readonly section: { readonly printed: string; readonly effective: string };
  readonly text: string;
  readonly verdict: ItemVerdict;
  readonly reason?: string;
  /** Ids of report assertions, with `[row]` where the scenario has rows. */
  readonly assertions: readonly string[];
}

export interface ReportAssertion {
  /** `scenario-id/assertion-id`. */
  readonly id: string;
  readonly row?: string;
  readonly items: readonly string[];
  readonly verdict: Verdict;
  readonly message?: string;
  readonly evidence: readonly Evidence[];
  /** Of the assertion in its scenario's file; absent when it stands in a procedure. */
  readonly line?: number;
}

/** As the judge gives it, with `frame` a number of `frames[].n`; 0 when the evidence is the absence of a frame or an upper-tester answer. */
export type Evidence = JudgedEvidence;

export interface ReportScenario {
  readonly id: string;
  readonly row?: string;
  readonly title: string;
  readonly side: 'client' | 'server';
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** Relative to the package, e.g. scenarios/sr/client/report.yaml. */
  readonly file: string;
  readonly line: number;
  /** Frame numbers that belong to this row. */
  readonly frames: readonly number[];
  readonly reason?: string;
  /** The management tree as the upper tester read it out, in order; absent when it was never asked. */
  readonly trees?: readonly ReportTree[];
  /** What was done, in order, for the sequence view: acts and frames. */
  readonly trace: readonly { readonly at: number; readonly step: string; readonly what: string; readonly frame?: number }[];
}

/** One reading: every node at and below `uri`. */
export interface ReportTree {
  /** The step that asked. */
  readonly step: string;
  readonly uri: string;
  /** A session of the tester read it, with Get; absent: the upper tester told it. */
  readonly by?: 'session';
  /** What that session could not read: a URI with all below it, or `URI?prop=NAME`. */
  readonly unread?: readonly string[];
  readonly nodes: readonly ReportNode[];
}

export interface ReportNode {
  readonly uri: string;
  readonly format: string;
  readonly type?: string;
  /** Of leaves only. */
  readonly value?: string;
  /** Its own; absent when inherited. */
  readonly acl?: string;
}

export interface ReportFrame {
  readonly n: number;
  /** Milliseconds since the row began. */
  readonly at: number;
  readonly direction: 'from-iut' | 'to-iut';
  readonly transport: string;
  readonly unit: 'request' | 'response' | 'datagram';
  readonly channel: 'dm' | 'push';
  readonly connection: number;
  readonly exchange: number;
  readonly from: string;
  readonly to: string;
  /** As the HTTP head says it, of a push datagram as its WSP head does; '' for none. */
  readonly contentType: string;
  readonly head?: { readonly line: string; readonly headers: readonly (readonly [string, string])[] };
  readonly length: number;
  readonly base64?: string;
  readonly file?: string;
  readonly trouble?: string;
  /** No step is about it: it belongs to a session that read the management tree. */
  readonly aside?: 'read-back';
}
