/** IUT files like those of the reference IUTs, with another name, a fault of the simulator, or other ICS answers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.js';
import { temporaryFolder } from './dmct.js';

export interface Variant {
  readonly role: 'client' | 'server';
  readonly name: string;
  readonly faults?: readonly string[];
  /** Answers that replace those of the reference IUT, e.g. `{ SR: 'no' }`. */
  readonly ics?: Readonly<Record<string, string>>;
  /** Readings that replace those of the reference IUT, e.g. `{ U8: 'in-cred' }`. */
  readonly assume?: Readonly<Record<string, string>>;
  /** Instead of that of the reference IUT. */
  readonly bearer?: string;
  /** The only ones that the adapter has. */
  readonly primitives?: readonly string[];
  /** PIXIT parameters that are left out. */
  readonly unset?: readonly string[];
}

/** Writes the file into a folder of its own and gives its path. */
export function variant({ role, name, faults = [], ics = {}, assume = {}, bearer, primitives, unset = [] }: Variant): string {
  const program = join(packageRoot, `dist/simulators/${role}/program.js`);
  const command = ['node', program, ...faults.flatMap((fault) => ['--fault', fault])];
  let text = readFileSync(join(packageRoot, `simulators/iut/reference-${role}.yaml`), 'utf8')
    .replace(`name: reference-${role},`, `name: ${name},`)
    .replace(/^ {2}command: .*$/m, `  command: ${JSON.stringify(command)}`)
    .replaceAll(' simulators/iut/', ` ${join(packageRoot, 'simulators/iut')}/`);
  for (const [item, answer] of Object.entries(ics)) text = text.replace(new RegExp(`^  ${item}: .*$`, 'm'), `  ${item}: "${answer}"`);
  for (const [id, reading] of Object.entries(assume)) text = text.replace(new RegExp(`^    ${id}: .*$`, 'm'), `    ${id}: ${reading}`);
  if (bearer !== undefined) text = text.replace(/^push: .*$/m, `push: { bearer: ${bearer} }`);
  if (primitives !== undefined) text = text.replace(/^upper-tester:$/m, `upper-tester:\n  primitives: [${primitives.join(', ')}]`);
  for (const parameter of unset) text = text.replace(new RegExp(`^  ${parameter}: .*\\n`, 'm'), '');
  const file = join(temporaryFolder(), `${name}.yaml`);
  writeFileSync(file, text);
  return file;
}
