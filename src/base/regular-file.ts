/** A pipe or a device as an input file would be read for ever: what is no regular file is refused before it is opened. */
import { statSync } from 'node:fs';

/** What `file` is ("a folder", "a pipe") where it is no regular file; undefined when it is one. Throws what `stat` throws, so when there is none. */
export function otherThanFile(file: string): string | undefined {
  const stat = statSync(file);
  if (stat.isFile()) return undefined;
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a pipe';
  return stat.isSocket() ? 'a socket' : 'a device';
}
