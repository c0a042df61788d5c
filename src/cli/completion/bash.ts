/** The completion function for bash, and for zsh, which runs functions written for bash (bashcompinit). */
import { type Takes, takesOf } from '../options.js';
import type { Completable } from './names.js';

/** A kind as the script keeps it: one of its words, or the words to choose from behind an `=`. */
const kindOf = (takes: Takes): string => (typeof takes === 'string' ? takes : `=${takes.join(' ')}`);

const words = (list: readonly (readonly [string, string])[]): string => list.map(([word]) => word).join(' ');

export function bashScript(all: Completable): string {
  return `# bash completion for dmct, made by: dmct completion bash
${functions(all)}
complete -F _dmct dmct
`;
}

export function zshScript(all: Completable): string {
  return `#compdef dmct
# zsh completion for dmct, made by: dmct completion zsh
(( $+functions[compdef] )) || { autoload -U compinit && compinit; }
autoload -U +X bashcompinit && bashcompinit
${functions(all)}
complete -F _dmct dmct
`;
}

function functions({ commands, parts, leaves, names }: Completable): string {
  const values = leaves.flatMap(({ words: path, spec }) =>
    Object.entries(spec.options).flatMap(([name, option]) =>
      option.value === undefined ? [] : [`    "${path.join(' ')} --${name}") _dmct_kind="${kindOf(takesOf(option))}" ;;`],
    ),
  );
  const options = leaves.map(
    ({ words: path, spec }) =>
      `    "${path.join(' ')}") _dmct_kind="=${[...Object.keys(spec.options), 'help'].map((name) => `--${name}`).join(' ')}" ;;`,
  );
  const places = leaves.flatMap(({ words: path, spec }) =>
    (spec.takes ?? []).map((takes, n, { length }) => `    "${path.join(' ')} "${n === length - 1 ? '*' : n}) _dmct_kind="${kindOf(takes)}" ;;`),
  );
  const seconds = [...parts].map(([word, list]) => `    ${word}) _dmct_kind="=${words(list)}" ;;`);
  return `_dmct_value() { # what the value of an option is: PATH OPTION
  _dmct_kind=
  case "$1 $2" in
${values.join('\n')}
  esac
}
_dmct_options() { # the options of a command: PATH
  _dmct_kind=
  case "$1" in
${options.join('\n')}
  esac
}
_dmct_place() { # what an argument is: PATH N
  _dmct_kind=
  case "$1 $2" in
${places.join('\n')}
  esac
}
_dmct_second() { # the words that may follow a first one: WORD
  _dmct_kind=
  case "$1" in
${seconds.join('\n')}
  esac
}
_dmct_offer() { # KIND CURRENT SIDE PREFIX
  local list= IFS=$'\\n'
  case "$1" in
    file | iut) COMPREPLY=($(compgen -f -- "$2")) ;;
    folder) COMPREPLY=($(compgen -d -- "$2")) ;;
  esac
  case "$1" in
    file | folder | iut) if type compopt >/dev/null 2>&1; then compopt -o filenames 2>/dev/null || true; fi ;;
  esac
  case "$1" in
    iut) list="${names.iut.join(' ')}" ;;
    scenario) list="${names.scenario.join(' ')}" ;;
    item) list="${names.item.join(' ')}" ;;
    fault)
      [ "$3" = server ] || list="${names['client-fault'].join(' ')}"
      [ "$3" = client ] || list="$list ${names['server-fault'].join(' ')}"
      ;;
    =*) list="\${1#=}" ;;
  esac
  IFS=$' \\t\\n'
  [ -z "$list" ] || COMPREPLY+=($(compgen -P "$4" -W "$list" -- "$2"))
}
_dmct() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path= first=1 option= prefix= n=0 i= side= _dmct_kind=
  COMPREPLY=()
  # bash takes --option=value apart at the =, zsh does not
  if [ "$cur" = = ]; then option=$before cur=
  elif [ "$before" = = ]; then option="\${COMP_WORDS[COMP_CWORD-2]}"
  else
    case "$cur" in
      --*=*) option="\${cur%%=*}" prefix="\${cur%%=*}=" cur="\${cur#*=}" ;;
      *) case "$before" in --*) option=$before ;; esac ;;
    esac
  fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    case "$cur" in
      -*) _dmct_offer "=--help --version" "$cur" ;;
      *) _dmct_offer "=${words(commands)}" "$cur" ;;
    esac
    return 0
  fi
  path="\${COMP_WORDS[1]}"
  _dmct_second "$path"
  if [ -n "$_dmct_kind" ]; then
    if [ "$COMP_CWORD" -eq 2 ]; then _dmct_offer "$_dmct_kind" "$cur"; return 0; fi
    if [ "$path" = help ]; then
      _dmct_second "\${COMP_WORDS[2]}"
      [ "$COMP_CWORD" -ne 3 ] || _dmct_offer "$_dmct_kind" "$cur"
      return 0
    fi
    path="$path \${COMP_WORDS[2]}" first=2
  fi
  if [ -n "$option" ]; then
    _dmct_value "$path" "$option"
    if [ -n "$_dmct_kind" ]; then
      case " \${COMP_WORDS[*]} " in *" server "*) side=server ;; *" client "*) side=client ;; esac
      _dmct_offer "$_dmct_kind" "$cur" "$side" "$prefix"
      return 0
    fi
  fi
  case "$cur" in
    -*) _dmct_options "$path"; _dmct_offer "$_dmct_kind" "$cur"; return 0 ;;
  esac
  i=$((first + 1))
  while [ "$i" -lt "$COMP_CWORD" ]; do
    case "\${COMP_WORDS[i]}" in
      -* | =) ;;
      *)
        _dmct_value "$path" "\${COMP_WORDS[i-1]}"
        [ -n "$_dmct_kind" ] || [ "\${COMP_WORDS[i-1]}" = = ] || n=$((n + 1))
        ;;
    esac
    i=$((i + 1))
  done
  _dmct_place "$path" "$n"
  _dmct_offer "$_dmct_kind" "$cur" "$side"
  return 0
}`;
}
