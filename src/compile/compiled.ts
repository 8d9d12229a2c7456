// The desired topology and where each of its objects was asked for.

import type { Address, Arguments, ByKind, Place, Role, Topology, Way } from '../topology/index.js';
import { addressKey, isWay } from '../topology/index.js';

export interface Origin {
  readonly role: Role;
  /** Where it stands in the tree; empty of the entry, and of the net beside it. */
  readonly address: Address;
  readonly place: Place;
  /** It keeps its queue, loses its binding. */
  readonly draining: boolean;
}

export interface Limits {
  readonly daemon: string;
  readonly place: Place;
}

export interface Compiled {
  readonly topology: Topology;
  /** By name. A binding's origin is its destination's. */
  readonly origins: ByKind<Origin>;
  /** By the name of a policy with limits: whose queues it is for. */
  readonly limits: ReadonlyMap<string, Limits>;
  /** What the inventory names, also where nothing hangs below it. */
  readonly named: Readonly<Record<'daemon' | 'cluster', ReadonlySet<string>>>;
}

/** Of the tree's exchanges, the entry among them: by the key of its address, the name. */
export function exchangesByAddress({ origins }: Compiled): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, { role, address }] of origins.exchanges)
    if (role === 'entry' || role === 'tree') names.set(addressKey(address), name);
  return names;
}

/** By way, the exchange that publishers address; one of the two at least. */
export type Ways = Readonly<Partial<Record<Way, string>>>;

export function waysOf({ origins }: Compiled): Ways {
  const ways: Partial<Record<Way, string>> = {};
  for (const [name, { role }] of origins.exchanges) if (isWay(role)) ways[role] = name;
  return ways;
}

/** Of a queue: what the policy of its daemon says; empty where there is none. */
export function limitsFor({ topology, origins, limits }: Compiled, queue: string): Arguments {
  const daemon = origins.queues.get(queue)?.address.daemon;
  return topology.policies.find(({ name }) => limits.get(name)?.daemon === (daemon ?? ''))?.definition ?? {};
}
