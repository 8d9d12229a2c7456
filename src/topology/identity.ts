// When two bindings are one. In: a binding and the type of its source exchange. Out: a text key.
// Surprise: for a headers exchange the routing key, a missing x-match and x- keys do not count, because the
// broker does not look at them; so a binding that an older tool made slightly otherwise is still "the" binding.

import type { Arguments } from './arguments.js';
import { valueKey } from './arguments.js';
import type { Binding, Exchange } from './topology.js';

export interface HeaderMatch {
  /** `all`: every criterion must hold. `any`: one is enough, and with no criterion nothing matches. */
  readonly mode: 'all' | 'any';
  readonly criteria: Arguments;
}

/**
 * What a headers exchange looks at in a binding (rabbit_exchange_type_headers, 3.10 to 4.3): no `x-match` means
 * `all`; keys that start with `x-` count only with `all-with-x` and `any-with-x`; `x-match` itself never does.
 */
export function headerMatch(args: Arguments): HeaderMatch {
  const written = args['x-match'];
  const withX = written === 'all-with-x' || written === 'any-with-x';
  const mode = written === 'any' || written === 'any-with-x' ? 'any' : 'all';
  const criteria: Record<string, Arguments[string]> = {};
  for (const key in args) {
    const value = args[key];
    if (key === 'x-match' || value === undefined) continue;
    if (!withX && key.startsWith('x-')) continue;
    // Keys are a stranger's: `__proto__` is one like any other, and to assign it would make none.
    if (key === '__proto__') Object.defineProperty(criteria, key, { value, enumerable: true });
    else criteria[key] = value;
  }
  return { mode, criteria };
}

/** True for a headers binding that every message matches. */
export function matchesEverything(match: HeaderMatch): boolean {
  return match.mode === 'all' && Object.keys(match.criteria).length === 0;
}

function matchKey(match: HeaderMatch): string {
  const keys = Object.keys(match.criteria);
  const only = keys[0];
  if (keys.length === 1 && only !== undefined) return `1 ${JSON.stringify(only)}=${valueKey(match.criteria[only])}`;
  return `${match.mode} ${valueKey(match.criteria)}`;
}

/**
 * The key under which a desired and a live binding meet: same ends, and the same messages pass.
 * `sourceType` is the type of the source exchange; anything but `headers` compares routing key and arguments whole.
 */
export function bindingKey(binding: Binding, sourceType: Exchange['type']): string {
  const ends = `${binding.source}\u0000${binding.destinationType}\u0000${binding.destination}\u0000`;
  return sourceType === 'headers'
    ? ends + matchKey(headerMatch(binding.arguments))
    : `${ends}${binding.routingKey}\u0000${valueKey(binding.arguments)}`;
}

/** The same of bindings of one headers exchange that the same messages pass, wherever they lead. */
export function matchOf({ source, arguments: args }: Binding): string {
  return `${source}\u0000${matchKey(headerMatch(args))}`;
}

/** The same of bindings between the same two, whatever they match. */
export function endsOf({ source, destination, destinationType }: Binding): string {
  return `${source}\u0000${destinationType}\u0000${destination}`;
}
