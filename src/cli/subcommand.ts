/** Commands with a second word, e.g. `dmct scr list`: finds the part, explains them all with --help. */
import { InputError, unknownName } from '../base/errors.js';
import type { Command } from './commands.js';

/** A command made of parts, each a command of its own. Throws InputError `unknown-command`, `usage`. */
export function subcommands(name: string, summary: string, parts: Readonly<Record<string, Command>>): Command {
  const list = Object.entries(parts)
    .map(([word, part]) => `  dmct ${name} ${word.padEnd(10)} ${part.summary}`)
    .join('\n');
  return {
    summary,
    parts,
    run: async ([word, ...rest]) => {
      if (word === '--help' || word === '-h') {
        process.stdout.write(`usage: dmct ${name} ${Object.keys(parts).join('|')} [options]\n\n${summary}\n\n${list}\n`);
        return 0;
      }
      if (word === undefined)
        throw new InputError('usage', { found: `dmct ${name} needs a second word`, cure: `one of: ${Object.keys(parts).join(', ')}` });
      const part = Object.hasOwn(parts, word) ? parts[word] : undefined;
      if (!part) throw unknownName('unknown-command', `word after "dmct ${name}"`, word, Object.keys(parts));
      return part.run(rest);
    },
  };
}
