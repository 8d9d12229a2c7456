// What cannot be built because a name on the way to it belongs to somebody else, or to an exchange of another type.

import type { Compiled } from '../compile/index.js';
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

/** `replaced`: exchanges that a replace step puts right are in nobody's way. */
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

  const children = childrenOf(desired);
  for (const root of roots) {
    let count = 0;
    const walk = [root];
    for (const name of walk) {
      exchanges.add(name);
      for (const child of children.get(name) ?? []) {
        count += 1;
        if (child.kind === 'queue') queues.add(child.name);
        else walk.push(child.name);
      }
    }
    below.set(root, count);
  }
  return { exchanges, queues, below };
}

/** Whether one of its ends is. */
export function isBlocked(binding: Binding, blocked: Blocked): boolean {
  return blocked.exchanges.has(binding.source) || blocked[`${binding.destinationType}s`].has(binding.destination);
}

/** What hangs below each exchange, by address: a draining queue has no binding and hangs all the same. */
function childrenOf(desired: Compiled): ReadonlyMap<string, readonly { kind: ObjectKind; name: string }[]> {
  const byAddress = new Map<string, string>();
  for (const [name, { role, address }] of desired.origins.exchanges)
    if (role !== 'net') byAddress.set(addressKey(address), name);
  const children = new Map<string, { kind: ObjectKind; name: string }[]>();
  for (const kind of ['exchange', 'queue'] as const)
    for (const [name, { role, address }] of desired.origins[`${kind}s`]) {
      if (role !== 'tree') continue;
      const parent = byAddress.get(addressKey(parentOf(address)));
      if (parent !== undefined) pushTo(children, parent, { kind, name });
    }
  return children;
}
