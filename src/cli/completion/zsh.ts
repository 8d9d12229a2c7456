// For zsh: what _arguments reads. Loaded from a folder of fpath, or sourced.

import type { SurfaceCommand, SurfaceOption, Takes } from './surface.js';

export function zshCompletion(commands: readonly SurfaceCommand[]): string {
  const described = commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`);
  return `#compdef topo
# topo for zsh. In ~/.zshrc, behind compinit: source <(topo completion zsh)
_topo() {
  local context curcontext=$curcontext state line
  local -a commands=(
${described.join('\n')}
  )
  _arguments -C '--help[show help]' '--version[print the version]' '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest)
      case $line[1] in
${commands.map(commandCase).join('\n')}
      esac
      ;;
  esac
}
if [ "$funcstack[1]" = _topo ]; then _topo "$@"; else compdef _topo topo; fi
`;
}

function commandCase({ name, options, argument }: SurfaceCommand): string {
  const specs = options.map(specOf);
  const rest = argument.is === 'nothing' ? [] : [quoted(`*:argument:${actionOf(argument)}`)];
  return `        ${name}) _arguments ${[...specs, ...rest].join(' ')} ;;`;
}

/** `'(-f --file)'{-f,--file}'[what it is]:path:_files'` */
function specOf({ flags, description, takes, repeatable }: SurfaceOption): string {
  const value = takes.is === 'nothing' ? '' : `:value:${actionOf(takes)}`;
  const told = quoted(`[${description.replace(/[[\]:\\]/g, '\\$&')}]${value}`);
  const [first = '', second] = flags;
  if (second === undefined) return `${repeatable ? "'*'" : ''}${first}${told}`;
  return repeatable ? `'*'{${flags.join(',')}}${told}` : `'(${flags.join(' ')})'{${flags.join(',')}}${told}`;
}

function actionOf(takes: Takes): string {
  switch (takes.is) {
    case 'nothing':
    case 'text':
      return ' ';
    case 'file':
      return '_files';
    case 'choice':
      return `(${takes.words.join(' ')})`;
    case 'part':
      return `{compadd -S "" -- ${takes.words.join(' ')}}`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
