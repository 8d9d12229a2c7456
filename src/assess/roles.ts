// What an object of ours is to the tree. The inventory says it of what it asks for. Of the rest the broker does: the
// registry, the policies that lead to a net, and the type of its exchange.

import type { Compiled } from '../compile/index.js';
import type { Ownership } from '../ownership/index.js';
import type { ObjectKind, Role } from '../topology/index.js';
import { NET_EXCHANGE_TYPE } from '../topology/index.js';
import { netOf, netPolicies } from './net.js';

export type RoleOf = (kind: ObjectKind, name: string) => Role;

export function findRoles(desired: Compiled, { entries, registry, topology }: Ownership): RoleOf {
  const nets = new Set(netPolicies(topology).map(netOf));
  return (kind, name) => {
    const asked = desired.origins[`${kind}s`].get(name)?.role;
    if (asked !== undefined) return asked;
    const way = kind === 'exchange' ? entries.get(name) : undefined;
    if (way !== undefined) return way;
    const isNet =
      nets.has(name) ||
      registry.roleOf(kind, name) === 'net' ||
      (kind === 'exchange' && topology.exchanges.get(name)?.type === NET_EXCHANGE_TYPE);
    return isNet ? 'net' : 'tree';
  };
}
