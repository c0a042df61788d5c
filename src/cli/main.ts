#!/usr/bin/env node
/** `dmct`: one file a command in this folder; this one only finds it and turns errors into messages and exit codes (design 4.1). */
import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bearClosedPipes } from '../base/closed-pipe.js';
import { InputError, unknownName } from '../base/errors.js';
import { packageVersion } from '../base/package-root.js';
import { allCommands, COMMANDS, type Command } from './commands.js';

export type { Command } from './commands.js';

export async function main(args: readonly string[]): Promise<number> {
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === '--help' || name === '-h') return await overview(name === undefined ? 2 : 0);
    if (name === 'help') return await help(rest);
    if (name === '--version' || name === '-V') {
      process.stdout.write(`dmct ${packageVersion}\n`);
      return 0;
    }
    return await (await commandOf(name)).run(rest);
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

async function commandOf(name: string): Promise<Command> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load) return (await load()).command;
  const unknown = unknownName('unknown-command', 'command', name, Object.keys(COMMANDS));
  throw new InputError(unknown.code, { ...unknown.parts, cure: unknown.parts.cure ?? 'dmct help lists them all' });
}

/** `dmct help run`, `dmct help scr list`: what the same words with --help print. */
async function help(words: readonly string[]): Promise<number> {
  const [name, ...more] = words.filter((word) => word !== '--help' && word !== '-h');
  return name === undefined ? overview(0) : (await commandOf(name)).run([...more, '--help']);
}

async function overview(code: number): Promise<number> {
  const out = code === 0 ? process.stdout : process.stderr;
  out.write('dmct - OMA DM conformance tester\n\nusage: dmct COMMAND [options]\n\n');
  for (const [name, { summary }] of await allCommands()) out.write(`  ${name.padEnd(12)} ${summary}\n`);
  out.write('\ndmct help COMMAND tells all of one, with examples. To begin with: dmct run, and then dmct run --iut my-device.yaml\n');
  return code;
}

/** Imported (by a test) this file only offers main(); npm starts it through a link. */
const startedAs = process.argv[1];
if (startedAs !== undefined && existsSync(startedAs) && realpathSync(startedAs) === fileURLToPath(import.meta.url)) {
  bearClosedPipes();
  process.exitCode = await main(process.argv.slice(2));
}
