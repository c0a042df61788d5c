/** `npm run man`: writes man/dmct.1; with --check it says whether it is up to date. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.js';
import { writeOut } from '../base/write-file.js';
import { manualPage } from './manual-page.js';

const file = join(packageRoot, 'man/dmct.1');
const page = await manualPage();
if (!process.argv.includes('--check')) writeOut(file, page);
else if (!existsSync(file) || readFileSync(file, 'utf8') !== page) {
  process.stderr.write('man/dmct.1 is not what the commands say now: npm run man writes it\n');
  process.exitCode = 1;
}
