// For fish: a line for each command and each of its options.

import type { SurfaceCommand, SurfaceOption, Takes } from './surface.js';

export function fishCompletion(commands: readonly SurfaceCommand[]): string {
  const lines = commands.flatMap(({ name, description, options, argument }) => [
    `complete -c topo -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ...options.map((option) => `complete -c topo -n '__fish_seen_subcommand_from ${name}' ${optionWords(option)}`),
    ...(argument.is === 'nothing' || argument.is === 'text'
      ? []
      : [`complete -c topo -n '__fish_seen_subcommand_from ${name}' ${valueWords(argument)}`]),
  ]);
  return `# topo for fish: topo completion fish > ~/.config/fish/completions/topo.fish
complete -c topo -f
complete -c topo -n __fish_use_subcommand -l version -d 'print the version'
${lines.join('\n')}
`;
}

function optionWords({ flags, description, takes }: SurfaceOption): string {
  const words = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = takes.is === 'nothing' ? [] : ['-r', valueWords(takes)];
  return [...words, ...value, '-d', quoted(description)].filter((word) => word !== '').join(' ');
}

function valueWords(takes: Takes): string {
  switch (takes.is) {
    case 'nothing':
      return '';
    case 'text':
      return '-f';
    case 'file':
      return '-F';
    case 'choice':
    case 'part':
      return `-f -a ${quoted(takes.words.join(' '))}`;
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
