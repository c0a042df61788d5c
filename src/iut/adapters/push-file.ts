/** Octets of a push as a file, for adapters on this machine: programs and people take a path more easily than Base64. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class PushFiles {
  #folder: string | undefined;
  #count = 0;

  /** Writes the octets (Base64) and gives the path; it is there until `remove`. */
  write(base64: string): string {
    if (this.#folder === undefined) {
      this.#folder = mkdtempSync(join(tmpdir(), 'dmct-push-'));
      process.on('exit', this.remove);
    }
    const path = join(this.#folder, `push-${++this.#count}.wsp`);
    writeFileSync(path, Buffer.from(base64, 'base64'));
    return path;
  }

  readonly remove = (): void => {
    if (this.#folder === undefined) return;
    rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
    process.off('exit', this.remove);
  };
}
