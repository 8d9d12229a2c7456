// How much of what the inventory asks for is there already, as it should be. What is left out because something was
// refused is neither changed nor unchanged.

import type { Compiled } from '../compile/index.js';
import type { Change } from '../diff/index.js';
import type { Ownership } from '../ownership/index.js';
import type { Step } from './plan.js';

/** Desired objects, bindings and policies that are not missing, not different, and in no step. */
export function countUnchanged(
  { topology }: Compiled,
  { overruled }: Ownership,
  changes: readonly Change[],
  steps: readonly Step[],
): number {
  const exchanges = new Set(overruled.keys());
  const queues = new Set<string>();
  const bindings = new Set<unknown>();
  const policies = new Set<string>();
  const touched = { exchange: exchanges, queue: queues, policy: policies };
  for (const change of changes) {
    if (change.change === 'extra') continue;
    if (change.kind === 'binding') bindings.add(change.desired);
    else touched[change.kind].add(change.desired.name);
  }
  // Of what is replaced all bindings are made again; what is equal may still be adopted.
  for (const { action, kind, name, binding } of steps)
    if (action === 'bind') bindings.add(binding);
    else if (action === 'adopt' && kind !== 'binding' && kind !== 'policy')
      if (topology[`${kind}s`].has(name)) touched[kind].add(name);
  const wanted = topology.exchanges.size + topology.queues.size + topology.bindings.length + topology.policies.length;
  return wanted - exchanges.size - queues.size - bindings.size - policies.size;
}
