/**
 * The runner: one Playwright test per scenario row, generated from the YAML. `dmct run` comes by the compiled twin of this file with a plan
 * of its own; a plain `npx playwright test` runs both reference IUTs, and --grep, --shard, --ui and the trace viewer work as anywhere.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiled = new URL('dist/src/runner/playwright.config.js', import.meta.url);
if (!existsSync(fileURLToPath(compiled))) throw new Error('dmct is not compiled yet: npm run build');

export default ((await import(compiled.href)) as { default: object }).default;
