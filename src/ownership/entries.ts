// What publishers address, now and before: the entry, and the exchanges that were the entry once. None of them is ever
// deleted, because that would close its publishers' channels (404). So the proof that one was the entry has to outlive
// its bindings: it is registered as soon as it has no other proof, or one that hangs on bindings.

import type { Compiled } from '../compile/index.js';
import type { Binding, Exchange, Topology } from '../topology/index.js';
import { headerMatch } from '../topology/index.js';
import type { Claim, Standing } from './claim.js';
import type { Registry } from './registry.js';

export interface Entries {
  /** Whatever publishers may address, as far as it is ours: the present one and all that were one. */
  readonly all: ReadonlySet<string>;
  /** Ours, and in the inventory no more. */
  readonly former: readonly string[];
  /** Former ones and the present one, as far as they are to be registered. */
  readonly toRegister: ReadonlySet<string>;
}

/** `exchanges`: ours. */
export function findEntries(
  desired: Compiled,
  { exchanges, bindings }: Pick<Topology, 'exchanges' | 'bindings'>,
  standings: ReadonlyMap<string, Standing>,
  registry: Registry,
  { entry, owner }: Claim,
): Entries {
  const isRegistered = (name: string): boolean => registry.roleOf('exchange', name) === 'entry';
  const isCandidate = (name: string): boolean =>
    !desired.topology.exchanges.has(name) && exchanges.get(name)?.type === 'headers';
  const registered = registry.registered.flatMap(({ name }) =>
    standings.has(name) && isRegistered(name) ? [name] : [],
  );
  const former = new Set(registered.filter((name) => !desired.topology.exchanges.has(name)));
  if (isCandidate(owner)) former.add(owner);
  for (const binding of bindings) if (isCandidate(binding.source) && leavesAnEntry(binding)) former.add(binding.source);

  const toRegister = new Set([...former].filter((name) => !isRegistered(name)));
  if (isHeaders(exchanges.get(entry)) && !isRegistered(entry)) {
    // Marked: it is known by the owner's name, or else by what is bound from it, as long as there is something.
    const hangsOnBindings = entry !== owner && losesLast(entry, bindings, desired.topology.bindings);
    if (standings.get(entry) !== 'marked' || hangsOnBindings) toRegister.add(entry);
  }
  const all = new Set([...registered, ...former, ...(standings.has(entry) ? [entry] : [])]);
  return { all, former: [...former], toRegister };
}

function isHeaders(exchange: Exchange | undefined): boolean {
  return exchange?.type === 'headers' && exchange.durable;
}

/**
 * Only the entry has below it what is named by one header's value alone: a daemon's exchange has `storage-54` below it
 * for 54. Which header that is does not count: it may be renamed together with the entry.
 */
function leavesAnEntry({ destination, arguments: args }: Binding): boolean {
  const values = Object.values(headerMatch(args).criteria);
  return values.length === 1 && values[0] === destination;
}

function losesLast(entry: string, live: readonly Binding[], desired: readonly Binding[]): boolean {
  const isProof = (binding: Binding): boolean => binding.source === entry && leavesAnEntry(binding);
  return live.some(isProof) && !desired.some(isProof);
}
