// What cannot be built because a name on the way to it belongs to somebody else, or to an exchange of another type.

import type { Compiled } from '../compile/index.js';
import { exchangesByAddress, waysOf } from '../compile/index.js';
import type { Change } from '../diff/index.js';
import type { Ownership } from '../ownership/index.js';
import type { Binding, ObjectKey, ObjectKind } from '../topology/index.js';
import { addressKey, objectKey, parentOf, pushTo } from '../topology/index.js';

export interface Blocked {
  readonly exchanges: ReadonlySet<string>;
  readonly queues: ReadonlySet<string>;
  /** Per exchange that is in the way: how many objects hang below it. */
  readonly below: ReadonlyMap<string, number>;
}

/**
 * `replaced`: exchanges that a replace step puts right are in nobody's way. A queue to which one way is free is made, and
 * bound by that one.
 */
export function findBlocked(
  desired: Compiled,
  ownership: Ownership,
  changes: readonly Change[],
  replaced: ReadonlySet<ObjectKey>,
): Blocked {
  const exchanges = new Set<string>();
  const queues = new Set<string>();
  const below = new Map<string, number>();
  const roots: string[] = [];
  for (const stranger of ownership.taken)
    if (stranger.kind === 'queue') queues.add(stranger.name);
    else roots.push(stranger.name);
  for (const change of changes)
    if (change.kind === 'exchange' && change.change === 'different' && change.desired.type !== change.live.type)
      if (!replaced.has(objectKey('exchange', change.desired.name))) roots.push(change.desired.name);
  if (roots.length === 0) return { exchanges, queues, below };

  const { children, parents } = hangings(desired);
  const hanging = new Map<string, { readonly branches: number; readonly queues: readonly string[] }>();
  for (const root of roots) {
    const found: string[] = [];
    const walk = [root];
    for (const name of walk) {
      exchanges.add(name);
      for (const child of children.get(name) ?? [])
        if (child.kind === 'queue') found.push(child.name);
        else walk.push(child.name);
    }
    hanging.set(root, { branches: walk.length - 1, queues: found });
  }
  const isCutOff = (queue: string): boolean => parents.get(queue)?.every((name) => exchanges.has(name)) ?? false;
  for (const [root, { branches, queues: found }] of hanging) {
    const cutOff = found.filter(isCutOff);
    for (const queue of cutOff) queues.add(queue);
    below.set(root, branches + cutOff.length);
  }
  return { exchanges, queues, below };
}

/** Whether one of its ends is. */
export function isBlocked(binding: Binding, blocked: Blocked): boolean {
  return blocked.exchanges.has(binding.source) || blocked[`${binding.destinationType}s`].has(binding.destination);
}

interface Hangings {
  readonly children: ReadonlyMap<string, readonly { kind: ObjectKind; name: string }[]>;
  /** By queue: an exchange for each way. */
  readonly parents: ReadonlyMap<string, readonly string[]>;
}

/** What hangs below each exchange, by address: a draining queue has no binding and hangs all the same. */
function hangings(desired: Compiled): Hangings {
  const byAddress = exchangesByAddress(desired);
  const { direct } = waysOf(desired);
  const children = new Map<string, { kind: ObjectKind; name: string }[]>();
  const parents = new Map<string, string[]>();
  const hang = (parent: string | undefined, kind: ObjectKind, name: string): void => {
    if (parent === undefined) return;
    pushTo(children, parent, { kind, name });
    if (kind === 'queue') pushTo(parents, name, parent);
  };
  for (const kind of ['exchange', 'queue'] as const)
    for (const [name, { role, address }] of desired.origins[`${kind}s`]) {
      if (role !== 'tree') continue;
      hang(byAddress.get(addressKey(parentOf(address))), kind, name);
      if (kind === 'queue') hang(direct, kind, name);
    }
  return { children, parents };
}
