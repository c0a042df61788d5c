/** The record of the row that a worker runs. When the run is interrupted it ends there: what the IUT does while it is being stopped is no finding. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { RecordWriter } from '../record/ndjson.js';
import type { RecordLine } from '../record/record.js';

const open = new Set<RowFile>();

export class RowFile {
  readonly #writer: RecordWriter;

  constructor(readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#writer = new RecordWriter(path);
    open.add(this);
  }

  /** Nothing is written any more after `close`, be it the end of the row or an interruption. */
  write(line: RecordLine): void {
    if (open.has(this)) this.#writer.write(line);
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
