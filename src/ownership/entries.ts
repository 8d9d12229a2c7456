// What publishers address, now and before: the entry, the direct exchange, and the exchanges that were one of them once.
// None of them is ever deleted, because that would close its publishers' channels (404). So the proof that one was the entry
// has to outlive its bindings: it is registered as soon as it has no other proof, or one that hangs on bindings. That a marked
// exchange was the direct one its type says, for topo makes no other of that type.

import type { Compiled } from '../compile/index.js';
import { waysOf } from '../compile/index.js';
import type { Binding, Exchange, Topology, Way } from '../topology/index.js';
import { DIRECT_EXCHANGE_TYPE, headerMatch, isWay } from '../topology/index.js';
import type { Claim, Standing } from './claim.js';
import type { Registry } from './registry.js';

export interface Entries {
  /** Whatever publishers may address, as far as it is ours, and by which way: the present ones and all that were one. */
  readonly all: ReadonlyMap<string, Way>;
  /** Ours, and in the inventory no more. */
  readonly former: readonly string[];
  /** Former ones and the present entry, as far as they are to be registered. */
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
  const isGone = (name: string): boolean => standings.has(name) && !desired.topology.exchanges.has(name);
  const isCandidate = (name: string): boolean => isGone(name) && exchanges.get(name)?.type === 'headers';
  const all = new Map<string, Way>();
  for (const { kind, name, role } of registry.registered)
    if (kind === 'exchange' && standings.has(name) && isWay(role)) all.set(name, role);
  const former = new Set([...all.keys()].filter(isGone));
  for (const name of [owner, entry]) if (isCandidate(name)) former.add(name);
  for (const binding of bindings) if (isCandidate(binding.source) && leavesAnEntry(binding)) former.add(binding.source);
  const toRegister = new Set([...former].filter((name) => isCandidate(name) && !isRegistered(name)));
  for (const [name, standing] of standings)
    if (standing === 'marked' && isGone(name) && exchanges.get(name)?.type === DIRECT_EXCHANGE_TYPE) former.add(name);

  if (
    desired.topology.exchanges.has(entry) &&
    standings.has(entry) &&
    isHeaders(exchanges.get(entry)) &&
    !isRegistered(entry)
  ) {
    // Marked: it is known by the owner's name, or else by what is bound from it, as long as there is something.
    const hangsOnBindings = entry !== owner && losesLast(entry, bindings, desired.topology.bindings);
    if (standings.get(entry) !== 'marked' || hangsOnBindings) toRegister.add(entry);
  }
  for (const name of former) if (!all.has(name)) all.set(name, isCandidate(name) ? 'entry' : 'direct');
  const ways = waysOf(desired);
  for (const way of ['entry', 'direct'] as const) {
    const name = ways[way];
    if (name !== undefined && standings.has(name)) all.set(name, way);
  }
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
