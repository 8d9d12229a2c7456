// For bash, from 3.2 on. It asks nobody while the user types: all that it knows is in it, and nothing typed is evaluated.

import type { SurfaceCommand, Takes } from './surface.js';

export function bashCompletion(commands: readonly SurfaceCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `# topo for bash. In ~/.bashrc: source <(topo completion bash)
_topo() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command= i IFS=$' \\t\\n'
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in ${names.join(' | ')}) command=\${COMP_WORDS[i]}; break ;; esac
  done
  COMPREPLY=()
  case "$command $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case $command in
    '') COMPREPLY=($(compgen -W '${names.join(' ')} --help --version' -- "$cur")) ;;
${commands.map(commandCase).join('\n')}
  esac
}
_topo_files() {
  compopt -o filenames 2> /dev/null
  local IFS=$'\\n'
  COMPREPLY=($(compgen -f -- "$1"))
}
complete -F _topo topo
`;
}

/** Behind an option that takes a value. */
function valueCases({ name, options }: SurfaceCommand): readonly string[] {
  return options.flatMap(({ flags, takes }) =>
    takes.is === 'nothing'
      ? []
      : [`    ${flags.map((flag) => `'${name} ${flag}'`).join(' | ')}) ${words(takes)}; return ;;`],
  );
}

function commandCase({ name, options, argument }: SurfaceCommand): string {
  const flags = options.flatMap((option) => option.flags.filter((flag) => flag.startsWith('--')));
  const complete = `COMPREPLY=($(compgen -W '${flags.join(' ')}' -- "$cur"))`;
  return argument.is === 'nothing'
    ? `    ${name}) ${complete} ;;`
    : `    ${name}) if [[ $cur == -* ]]; then ${complete}; else ${words(argument)}; fi ;;`;
}

function words(takes: Takes): string {
  switch (takes.is) {
    case 'nothing':
    case 'text':
      return ':';
    case 'file':
      return '_topo_files "$cur"';
    case 'choice':
      return `COMPREPLY=($(compgen -W '${takes.words.join(' ')}' -- "$cur"))`;
    case 'part':
      return `compopt -o nospace 2> /dev/null; COMPREPLY=($(compgen -W '${takes.words.join(' ')}' -- "$cur"))`;
  }
}
