// The environment: every option has a variable, TOPO_ and its name, for where the flag is not given. One that is set and
// empty is an error, for it is what a missing CI secret looks like, and topo would go on with a default.

import type { Command, Option } from 'commander';
import { InvalidArgumentError } from 'commander';
import { mayHoldSecret } from '../../broker/index.js';
import { badUsage } from '../exit-codes.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Sets what the environment has, and `given`: the options that came by a flag. */
export function readEnvironment(command: Command, env: Environment): void {
  const given = new Set<string>();
  for (const option of command.options) {
    const key = option.attributeName();
    const name = variableOf(option);
    const text = env[name];
    if (command.getOptionValueSource(key) === 'cli') given.add(key);
    else if (text !== undefined) command.setOptionValueWithSource(key, valueOf(option, name, text), 'env');
  }
  command.setOptionValue('given', given);
}

/** `TOPO_MAX_REMOVALS`, `TOPO_NO_PRUNE`; of -f, --file it is TOPO_INVENTORY. */
export function variableOf({ long }: Option): string {
  return long === '--file' ? 'TOPO_INVENTORY' : `TOPO_${(long ?? '').slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/** Options that take a URL. */
export const URL_OPTIONS: readonly string[] = ['--amqp-url', '--management-url'];

function valueOf(option: Option, name: string, text: string): unknown {
  if (text.trim() === '') throw badUsage(`${name} is set and empty`, `give it a value, or take it away: unset ${name}`);
  if (!URL_OPTIONS.includes(option.long ?? '') && mayHoldSecret(text))
    throw badUsage(`${name} holds a URL, and that is not the place for one`, 'the broker is named by TOPO_AMQP_URL');
  // `--no-prune` is false when it is on.
  if (option.isBoolean() || option.negate) return isOn(name, text) !== option.negate;
  if (name === 'TOPO_INVENTORY') return text.split(':').filter((path) => path !== '');
  const before: unknown = undefined;
  try {
    return option.parseArg ? option.parseArg(text, before) : text;
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw badUsage(`${name} is invalid. ${error.message}`);
  }
}

function isOn(name: string, text: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw badUsage(`${name} is neither on nor off`, 'write true or false');
}
