/**
 * The three families of trouble never mix (design: house style, ERRORS):
 * InputError is the user's (exit 2), a finding about the IUT is a verdict, HarnessFault is ours (exit 4).
 */
import { nearest } from './nearest.js';

export interface Where {
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** 0-based octet offset. */
  readonly octet?: number;
}

export interface InputErrorParts {
  /** What was found, in one clause. */
  readonly found: string;
  readonly where?: Where;
  /** What was wanted instead. */
  readonly wanted?: string;
  /** One line that says what to do. */
  readonly cure?: string;
  /** The source line, to draw a caret under the column. */
  readonly sourceLine?: string;
}

/** Bad usage or bad input: one clear message, exit code 2 unless `exitCode` says otherwise (6: nothing selected). */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly exitCode: 2 | 6;
  /** `also`: what else is wrong in the same file (base/faults.ts). `alone`: this error without mention of the others. */
  constructor(
    readonly code: string,
    readonly parts: InputErrorParts,
    exitCode: 2 | 6 = 2,
    readonly also: readonly InputError[] = [],
    alone?: InputError,
  ) {
    super(render(parts));
    this.exitCode = exitCode;
    this.alone = alone ?? this;
  }
  readonly alone: InputError;

  /** Every single error that this one tells of. */
  get each(): readonly InputError[] {
    return [this.alone, ...this.also];
  }
}

/** The tester itself failed: exit code 4. */
export class HarnessFault extends Error {
  override readonly name = 'HarnessFault';
}

/** `file:line:column`, as far as known. */
export function formatWhere(where: Where): string {
  const place = [where.file, where.line, where.line === undefined ? undefined : where.column].filter((x) => x !== undefined).join(':');
  return where.octet === undefined ? place : `${place}${place ? ', ' : ''}octet ${where.octet}`;
}

/** So many names are all told when none is near. */
const FEW = 12;

/** "unknown item X" with the nearest known names as the cure; where none is near and there are few, all of them. */
export function unknownName(code: string, kind: string, name: string, known: Iterable<string>, where?: Where): InputError {
  const all = [...known];
  const near = nearest(name, all);
  return new InputError(code, {
    found: `unknown ${kind} "${name}"`,
    ...(where ? { where } : {}),
    ...(near.length === 0 && all.length > 0 && all.length <= FEW ? { wanted: all.join(' | ') } : {}),
    ...(near.length ? { cure: `did you mean ${near.map((n) => `"${n}"`).join(' or ')}?` } : {}),
  });
}

function render(p: InputErrorParts): string {
  const head = p.where && formatWhere(p.where) ? `${formatWhere(p.where)}: ${p.found}` : p.found;
  const lines = [p.wanted ? `${head}; wanted ${p.wanted}` : head];
  if (p.sourceLine !== undefined && p.where?.column !== undefined) lines.push(...excerpt(p.sourceLine, Math.max(0, p.where.column - 1)));
  if (p.cure) lines.push(`  ${p.cure}`);
  return lines.join('\n');
}

/** Characters of a source line that are shown: half before the column, half after it. */
const EXCERPT = 160;

function excerpt(line: string, column: number): string[] {
  const from = line.length <= EXCERPT ? 0 : Math.max(0, Math.min(column, line.length) - EXCERPT / 2);
  const before = from > 0 ? '…' : '';
  const after = from + EXCERPT < line.length ? '…' : '';
  return [`  ${before}${line.slice(from, from + EXCERPT)}${after}`, `  ${' '.repeat(before.length + column - from)}^`];
}
