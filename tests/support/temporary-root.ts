/** Vitest's global set-up: one folder for all that the tests write through temporaryFolder(), removed when the last test has ended. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setup(): () => void {
  const root = mkdtempSync(join(tmpdir(), 'dmct-tests-'));
  process.env.DMCT_TEST_ROOT = root;
  return () => rmSync(root, { recursive: true, force: true });
}
