/**
 * dmct for programs: the package's main export. Only what stands here is kept stable from version to version; everything else of the package
 * is its own business. All that is wrong with what a caller gives is an InputError; nothing here opens a socket or starts a process.
 */
import { InputError } from './base/errors.js';
import type { Report } from './report/report.js';
import { type JudgeRecordOptions, judgeFiles } from './runner/judge-record.js';
import { type AnnotatedElement, annotate, type Kind } from './wire/annotate.js';
import type { Finding } from './wire/document.js';

export { InputError, type InputErrorParts, type Where } from './base/errors.js';
export type { ItemVerdict, Verdict } from './judge/verdict.js';
export type {
  Evidence,
  Report,
  ReportAssertion,
  ReportFrame,
  ReportItem,
  ReportNode,
  ReportScenario,
  ReportTree,
} from './report/report.js';
export { readReport, validateReport } from './report/validate.js';
export type { JudgeRecordOptions } from './runner/judge-record.js';
export type { AnnotatedElement, Kind } from './wire/annotate.js';
export type { Finding } from './wire/document.js';

/**
 * Judges a record again, or several of one run (its shards) together: the report that `dmct judge` would write. Throws InputError for what
 * cannot be read, does not belong together, or lacks its IUT file.
 */
export function judgeRecord(files: string | readonly string[], options: JudgeRecordOptions = {}): Report {
  return judgeFiles(typeof files === 'string' ? [files] : files, options).report;
}

/** What octets say, as `dmct decode --json` prints it. */
export interface Decoded {
  readonly kind: Kind;
  /** With octet ranges [from, to); an index in a path only where siblings share the name. */
  readonly elements: readonly AnnotatedElement[];
  /** Each deviation, with its octet offset. */
  readonly findings: readonly Finding[];
}

/**
 * Decodes a SyncML message in WBXML or XML, a notification, a WSP push or a short message; without `as` the octets tell which. Octets that
 * deviate are decoded all the same, with findings. Throws InputError `undecodable` when nothing can be made out.
 */
export function decode(octets: Uint8Array, as?: Kind): Decoded {
  const annotation = annotate(octets, as, { elements: true, lines: false });
  if (annotation?.understood) return { kind: annotation.kind, elements: annotation.elements, findings: annotation.findings };
  throw new InputError('undecodable', {
    found: `these octets cannot be read as ${as ?? annotation?.kind ?? 'any kind that dmct knows'}`,
    where: { octet: annotation?.findings[0]?.at ?? 0 },
  });
}
