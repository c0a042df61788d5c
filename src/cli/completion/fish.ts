/** Completions for fish: a line for each command, option and list of names, with what it does. */
import { type Takes, takesOf } from '../options.js';
import type { Completable } from './names.js';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export function fishScript(all: Completable): string {
  const { commands, parts, leaves } = all;
  const lines = commands.map(([word, summary]) => `complete -c dmct -n __dmct_first -a ${word} -d ${quoted(summary)}`);
  for (const [word, list] of parts)
    for (const [part, summary] of list) lines.push(`complete -c dmct -n '__dmct_only ${word}' -a ${part} -d ${quoted(summary)}`);
  for (const { words, spec } of leaves) {
    const at = `complete -c dmct -n '__dmct_at ${words.join(' ')}'`;
    for (const [name, option] of Object.entries(spec.options)) {
      const takes = option.value === undefined ? undefined : takesOf(option);
      const [needs, values] = takes === undefined ? ['', ''] : [takes === 'file' || takes === 'iut' ? ' -r' : ' -x', offer(takes, all)];
      lines.push(`${at} -l ${name}${needs} -d ${quoted(option.help)}`);
      // On a line of its own, or fish puts the description of the option beside each value.
      if (values !== '') lines.push(`${at} -l ${name}${needs}${values}`);
    }
    for (const takes of spec.takes ?? []) if (takes !== 'text') lines.push(`${at}${offer(takes, all)}`);
  }
  return `# fish completion for dmct, made by: dmct completion fish
function __dmct_words
    commandline -opc | string match -v -- '-*'
end
function __dmct_first
    test (count (__dmct_words)) -eq 1
end
function __dmct_only
    set -l words (__dmct_words)
    test (count $words) -eq 2; and test "$words[2]" = "$argv[1]"
end
function __dmct_at
    set -l words (__dmct_words)
    set -l last (math (count $argv) + 1)
    test (count $words) -ge $last; and test "$words[2..$last]" = "$argv"
end
complete -c dmct -f
${lines.join('\n')}
`;
}

/** Flags of `complete` that offer values of a kind. */
function offer(takes: Takes, { names }: Completable): string {
  if (typeof takes !== 'string') return ` -a ${quoted(takes.join(' '))}`;
  switch (takes) {
    case 'text':
      return '';
    case 'file':
      return ' -F';
    case 'folder':
      return " -a '(__fish_complete_directories)'";
    case 'iut':
      return ` -F -a ${quoted(names.iut.join(' '))}`;
    case 'fault':
      return ` -a ${quoted([...names['client-fault'], ...names['server-fault']].join(' '))}`;
    case 'scenario':
    case 'item':
      return ` -a ${quoted(names[takes].join(' '))}`;
  }
}
