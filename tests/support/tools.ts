/** Outside programs that a test needs; in CI a missing one fails instead of skipping. */
import { spawnSync } from 'node:child_process';

export const missingTools = (...names: readonly string[]): string[] => names.filter((name) => spawnSync(name, ['-h']).error);
