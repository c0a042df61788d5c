#!/usr/bin/env node
/** `dmct`: one file a command in this folder; this one only finds it and turns errors into messages and exit codes (design 4.1). */
import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError, unknownName } from '../base/errors.js';
import { packageVersion } from '../base/package-root.js';

/** A command takes its arguments and gives the exit code. */
export interface Command {
  readonly summary: string;
  run(args: readonly string[]): Promise<number>;
}

const COMMANDS: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  run: () => import('./run.js'),
  judge: () => import('./judge.js'),
  baseline: () => import('./baseline.js'),
  diff: () => import('./diff.js'),
  matrix: () => import('./matrix.js'),
  mutate: () => import('./mutate.js'),
  decode: () => import('./decode.js'),
  encode: () => import('./encode.js'),
  scr: () => import('./scr.js'),
  ics: () => import('./ics.js'),
  coverage: () => import('./coverage.js'),
  report: () => import('./report.js'),
  lint: () => import('./lint.js'),
  simulate: () => import('./simulate.js'),
};

export async function main(args: readonly string[]): Promise<number> {
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') return await help(name === undefined ? 2 : 0);
    if (name === '--version' || name === '-V') {
      process.stdout.write(`dmct ${packageVersion}\n`);
      return 0;
    }
    const load = COMMANDS[name];
    if (!load) throw unknownName('unknown-command', 'command', name, Object.keys(COMMANDS));
    return await (await load()).command.run(rest);
  } catch (cause) {
    if (cause instanceof InputError) {
      process.stderr.write(`dmct: ${cause.message}\n`);
      return cause.exitCode;
    }
    const message = cause instanceof Error ? cause.message : String(cause);
    process.stderr.write(`dmct: harness fault: ${message}\n`);
    if (process.env.DMCT_DEBUG && cause instanceof Error) process.stderr.write(`${cause.stack}\n`);
    return 4;
  }
}

async function help(code: number): Promise<number> {
  const out = code === 0 ? process.stdout : process.stderr;
  out.write('dmct - OMA DM conformance tester\n\nusage: dmct COMMAND [options]   (dmct COMMAND --help tells more)\n\n');
  for (const [name, load] of Object.entries(COMMANDS)) out.write(`  ${name.padEnd(12)} ${(await load()).command.summary}\n`);
  return code;
}

/** Imported (by a test) this file only offers main(); npm starts it through a link. */
const startedAs = process.argv[1];
if (startedAs !== undefined && existsSync(startedAs) && realpathSync(startedAs) === fileURLToPath(import.meta.url)) {
  // `dmct decode … | head`: who reads has had enough
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE') throw cause;
    process.exit();
  });
  process.exitCode = await main(process.argv.slice(2));
}
