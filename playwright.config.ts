/**
 * The runner: one Playwright test per scenario row, generated from the YAML. `dmct run` comes here with a plan of its own; a plain
 * `npx playwright test` runs both reference IUTs, and --grep, --shard, --ui and the trace viewer work as they do anywhere.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const root = dirname(fileURLToPath(import.meta.url));
const compiled = join(root, 'dist/src/runner/config.js');
if (!existsSync(compiled)) throw new Error('dmct is not compiled yet: npm run build');
const { playwrightConfig } = await import(compiled);

export default defineConfig(playwrightConfig());
