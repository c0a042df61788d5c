/**
 * The record as a file: one JSON object a line. The writer hands each line to the operating system at once, so a run that is
 * killed leaves every line but perhaps the last; the reader takes such a file as it is and trusts nothing else in it.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { InputError } from '../base/errors.js';
import { otherThanFile } from '../base/regular-file.js';
import { appendOut, openOut, writeError } from '../base/write-file.js';
import { LIMITS } from '../limits.js';
import { LineOrder } from './line-order.js';
import { lineTrouble } from './line-shape.js';
import type { RecordLine, RowEndLine, RowLine, RowRecord, RunLine } from './record.js';

/** Whether the first octets of a file are those of a record, with a byte order mark (of an editor) or without. */
export const beginsRecord = (head: Uint8Array): boolean => /^(?:\xef\xbb\xbf)?\s*\{\s*"e"\s*:/.test(Buffer.from(head).toString('latin1'));

/** Octets of one line at most: the largest body in Base64, its HTTP head, and room for the rest. */
export const MAX_LINE_OCTETS = Math.ceil((LIMITS.bodyOctets * 4) / 3) + 8 * LIMITS.httpHeadOctets;
const CHUNK = 1024 * 1024;

/** Appends lines to a new record file. Throws InputError `cannot-write` (disk full, read-only folder) with the path. */
export class RecordWriter {
  private fd: number | undefined;

  constructor(readonly file: string) {
    this.fd = openOut(file);
  }

  /** The line is with the operating system when this returns. */
  write(line: RecordLine): void {
    if (this.fd === undefined) throw new Error(`record ${this.file} is closed`);
    appendOut(this.fd, Buffer.from(`${JSON.stringify(line)}\n`), this.file);
  }

  /** Closing twice does nothing. */
  close(): void {
    const fd = this.fd;
    this.fd = undefined;
    if (fd === undefined) return;
    try {
      closeSync(fd);
    } catch (cause) {
      throw writeError(this.file, cause);
    }
  }
}

export interface RecordFile {
  readonly run: RunLine;
  readonly rows: readonly RowRecord[];
  /** In which line each row begins. */
  readonly lines: readonly number[];
  /** The last line was cut off in the middle (the run was killed); it is left out. */
  readonly cut: boolean;
}

/**
 * Reads a record of any length, one line in memory at a time beside what it gives. A row that never ended has no `end`.
 * Throws InputError `record-missing`, `record-empty`, `record-line` (with file:line) for anything but a cut-off last line.
 */
export function readRecord(file: string): RecordFile {
  let run: RunLine | undefined;
  const rows: RowRecord[] = [];
  const lines: number[] = [];
  const order = new LineOrder();
  let open: { row: RowLine; events: Exclude<RecordLine, RunLine | RowLine | RowEndLine>[]; end?: RowEndLine } | undefined;
  let cut = false;
  for (const { text, line, whole } of linesOf(file)) {
    const bad = (found: string, wanted?: string): InputError =>
      new InputError('record-line', { found, where: { file, line }, ...(wanted ? { wanted } : {}), cure: 'is this a record.ndjson of dmct?' });
    const value = parse(text);
    if (value === undefined) {
      if (!whole && run) {
        cut = true;
        break;
      }
      throw bad('this line is not JSON', 'one JSON object a line');
    }
    const trouble = lineTrouble(value) ?? order.trouble(value as RecordLine);
    if (trouble) throw bad(trouble);
    const entry = value as RecordLine;
    if (!run && entry.e !== 'run') throw bad(`the first line is a "${entry.e}" line`, 'a "run" line');
    switch (entry.e) {
      case 'run':
        if (run) throw bad('a second "run" line', 'one run a file');
        run = entry;
        break;
      case 'row':
        if (run?.capture && rows.length > 0) throw bad('a second row; a capture has one');
        open = { row: entry, events: [] };
        rows.push(open);
        lines.push(line);
        break;
      case 'row-end':
        if (!open) throw bad('a "row-end" line without a row');
        open.end = entry;
        open = undefined;
        break;
      case 'frame':
      case 'step':
      case 'call':
      case 'fact':
        if (!open) throw bad(`a "${entry.e}" line outside of a row`);
        open.events.push(entry);
        break;
    }
  }
  if (!run) throw new InputError('record-empty', { found: `${file} is empty`, wanted: 'a record that a run wrote' });
  return { run, rows, lines, cut };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Lines with their number; `whole` is false for a last line without line feed. */
function* linesOf(file: string): Generator<{ text: string; line: number; whole: boolean }> {
  const fd = openRecord(file);
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const chunk = Buffer.alloc(CHUNK);
    let held: Buffer[] = [];
    let heldOctets = 0;
    let line = 1;
    const take = (last: Uint8Array, whole: boolean): { text: string; line: number; whole: boolean } => {
      const octets = held.length ? Buffer.concat([...held, last]) : last;
      held = [];
      heldOctets = 0;
      try {
        return { text: decoder.decode(octets), line: line++, whole };
      } catch {
        // A character cut in two at the end of the file is a cut-off line like any other.
        if (!whole) return { text: '', line: line++, whole };
        throw new InputError('record-line', { found: 'this line is not UTF-8', where: { file, line } });
      }
    };
    for (let got = read(fd, chunk, file); got > 0; got = read(fd, chunk, file)) {
      let from = 0;
      for (let at = chunk.subarray(0, got).indexOf(10); at >= 0; at = chunk.subarray(0, got).indexOf(10, from)) {
        yield take(chunk.subarray(from, at), true);
        from = at + 1;
      }
      heldOctets += got - from;
      if (heldOctets > MAX_LINE_OCTETS)
        throw new InputError('record-line', { found: 'this line is too long', where: { file, line }, wanted: `at most ${MAX_LINE_OCTETS} octets` });
      if (from < got) held.push(Buffer.from(chunk.subarray(from, got)));
    }
    if (heldOctets > 0) yield take(new Uint8Array(0), false);
  } finally {
    closeSync(fd);
  }
}

function openRecord(file: string): number {
  try {
    const other = otherThanFile(file);
    if (other) throw new InputError('record-missing', { found: `${file} is not a file but ${other}` });
    return openSync(file, 'r');
  } catch (cause) {
    throw cause instanceof InputError ? cause : unreadable(file, cause);
  }
}

function read(fd: number, chunk: Buffer, file: string): number {
  try {
    return readSync(fd, chunk);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): InputError {
  const { code } = cause as NodeJS.ErrnoException;
  return new InputError('record-missing', {
    found: code === 'ENOENT' ? `cannot read ${file}: no such file` : `cannot read ${file} (${code})`,
    cure: 'give the record.ndjson that a run wrote beside its report.json',
  });
}
