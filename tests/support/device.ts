/** The README's device in a folder of its own: it fails `sr.client.report/data-form[xml]` and nothing else of SR. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.js';

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map((m) => m[1] as string);

/** Gives the folder, which holds my-device.yaml and ut.mjs. */
export function readmeDevice(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dmct-device-'));
  writeFileSync(join(folder, 'my-device.yaml'), blocks('yaml')[0] as string);
  writeFileSync(join(folder, 'ut.mjs'), blocks('js')[0] as string);
  return folder;
}
