/** A copy of the checkout that a test may write into: sources, tables, scenarios and what was built; node_modules is the same. */
import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.js';

export function checkoutCopy(): string {
  const root = mkdtempSync(join(process.env.DMCT_TEST_ROOT ?? tmpdir(), 'checkout-'));
  for (const name of ['package.json', 'tsconfig.json', 'src', 'simulators', 'scr', 'scenarios', 'dist'])
    cpSync(join(packageRoot, name), join(root, name), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
  return root;
}
