/** `dmct completion`: what a shell needs to complete commands, options, and the names of scenarios, items and faults. */
import { oneWord } from './choices.js';
import type { Command } from './commands.js';
import { type CommandSpec, parseOptions } from './options.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

const SPEC: CommandSpec = {
  usage: `completion ${SHELLS.join('|')}`,
  about: `
Prints a script that makes a shell complete dmct: commands and their options, scenarios, items, faults, files. It is made from the very tables
that the commands read; where it is kept in a file, make it anew after an update of dmct.`,
  options: {},
  examples: [
    'source <(dmct completion bash)                                # in ~/.bashrc',
    'source <(dmct completion zsh)                                 # in ~/.zshrc',
    'dmct completion fish > ~/.config/fish/completions/dmct.fish',
  ],
  exit: '0 printed, 2 a shell that dmct does not know.',
  positionals: [1, 1],
  takes: [SHELLS],
};

export const command: Command = {
  summary: 'make bash, zsh or fish complete dmct',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const shell = oneWord('shell', options.positionals[0] as string, SHELLS);
    process.stdout.write(await scriptFor(shell));
    return 0;
  },
};

async function scriptFor(shell: (typeof SHELLS)[number]): Promise<string> {
  const { completable } = await import('./completion/names.js');
  const all = await completable();
  switch (shell) {
    case 'bash':
      return (await import('./completion/bash.js')).bashScript(all);
    case 'zsh':
      return (await import('./completion/bash.js')).zshScript(all);
    case 'fish':
      return (await import('./completion/fish.js')).fishScript(all);
  }
}
