/** The record of the row that a worker runs. When the run is interrupted it ends there: what the IUT does while it is being stopped is no finding. */
import { rmSync } from 'node:fs';
import { RecordWriter } from '../record/ndjson.js';
import type { RecordLine } from '../record/record.js';

const open = new Set<RowFile>();

export class RowFile {
  readonly #writer: RecordWriter;
  #lines = 0;
  #failure: unknown;

  constructor(readonly path: string) {
    this.#writer = new RecordWriter(path);
    open.add(this);
  }

  /**
   * Nothing is written any more after `close`, be it the end of the row or an interruption. A disk that is full ends the record; one of which
   * not even the first line could be written leaves no file.
   */
  write(line: RecordLine): void {
    if (!open.has(this)) return;
    try {
      this.#writer.write(line);
      this.#lines++;
    } catch (cause) {
      this.#failure = cause;
      this.close();
      if (this.#lines === 0) rmSync(this.path, { force: true });
      throw cause;
    }
  }

  /** Throws what kept the record from being written whole, wherever that was caught. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  close(): void {
    open.delete(this);
    this.#writer.close();
  }
}

/** Ends the records of rows that have not ended. Called before the IUT is stopped. */
export function cutRows(): void {
  for (const file of [...open]) file.close();
}

/** Cuts at the first signal, before any other listener ends the IUT; what the signal does otherwise stays as it is. */
export function cutRowsOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.prependListener(signal, cutRows);
}
