/** The device of examples/binary, compiled in a folder of its own for a port that nobody holds. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.js';
import { temporaryFolder } from './dmct.js';
import { freePort } from './free-port.js';
import { missingTools } from './tools.js';

const FIXED = '127.0.0.1:8099';

export const missing = missingTools('gcc', 'xml2wbxml', 'openssl');
export const skip = missing.length > 0 && !process.env.CI;

/** Gives the folder with `device` and `device.yaml`, the IUT file of `example` for the port that was compiled in. */
export async function builtDevice(example: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = temporaryFolder();
  const port = String(await freePort());
  for (const name of ['build.sh', 'device.c']) copyFileSync(join(packageRoot, 'examples/binary', name), join(folder, name));
  const yaml = readFileSync(join(packageRoot, example), 'utf8');
  if (!yaml.includes(FIXED)) throw new Error(`${example} does not name ${FIXED}`);
  writeFileSync(join(folder, 'device.yaml'), yaml.replace(FIXED, `127.0.0.1:${port}`));
  execFileSync(join(folder, 'build.sh'), { env: { ...process.env, PORT: port, ...env }, stdio: 'pipe' });
  return folder;
}
