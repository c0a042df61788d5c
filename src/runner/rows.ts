import { join } from 'node:path';

/** Where the workers leave one record a row, before the reporter joins them. */
export function rowsFolder(out: string, iutName: string): string {
  return join(out, iutName, 'rows');
}
