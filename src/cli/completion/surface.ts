// What there is to complete, read off commander's own objects: each command, its options, and what each of them takes.

import type { Command, Option } from 'commander';
import { LEVELS } from '../../topology/index.js';

/** `part`: the beginning of what `--only` takes. */
export type Takes =
  { readonly is: 'nothing' | 'file' | 'text' } | { readonly is: 'choice' | 'part'; readonly words: readonly string[] };

export interface SurfaceOption {
  /** `-f` and `--file`, as far as there are such. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takes: Takes;
  readonly repeatable: boolean;
}

export interface SurfaceCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly SurfaceOption[];
  /** Beside the options. */
  readonly argument: Takes;
}

export function surfaceOf(program: Command): readonly SurfaceCommand[] {
  return program.commands.map((command) => {
    const [argument] = command.registeredArguments;
    return {
      name: command.name(),
      description: command.description(),
      options: command.createHelp().visibleOptions(command).map(optionOf),
      argument: !argument
        ? { is: 'nothing' }
        : argument.argChoices
          ? { is: 'choice', words: argument.argChoices }
          : { is: argument.name() === 'plan' ? 'file' : 'text' },
    };
  });
}

function optionOf(option: Option): SurfaceOption {
  const { short, long, description, variadic } = option;
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    takes: takenBy(option),
    repeatable: variadic || description.includes('may be repeated'),
  };
}

function takenBy({ flags, long, required, optional, argChoices }: Option): Takes {
  if (!required && !optional) return { is: 'nothing' };
  if (argChoices) return { is: 'choice', words: argChoices };
  if (long === '--only') return { is: 'part', words: LEVELS.map((level) => `${level}=`) };
  return { is: /<(path|file|folder)>/.test(flags) ? 'file' : 'text' };
}
