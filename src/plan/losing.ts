// Which queues would lose their route: reachable from an entry by the bindings of now, and not by those that stay.

import type { Binding } from '../topology/index.js';
import type { Step } from './plan.js';

export interface Routes {
  /** Queues of ours that the entry, or a former one, leads to now. */
  readonly routed: number;
  /** Those of them that no chain of today's bindings would lead to after the plan, new bindings not counted: a route
   * under another header or type is another route. */
  readonly losing: readonly string[];
}

/** `entries`: the present one, and former ones that publishers may still send to. */
export function findRoutes(live: readonly Binding[], entries: readonly string[], steps: readonly Step[]): Routes {
  const removed = new Set<unknown>();
  for (const step of steps) if (step.action === 'unbind') removed.add(step.binding);
  const before = reachableQueues(live, entries);
  if (removed.size === 0) return { routed: before.size, losing: [] };
  const after = reachableQueues(
    live.filter((binding) => !removed.has(binding)),
    entries,
  );
  return { routed: before.size, losing: [...before].filter((queue) => !after.has(queue)) };
}

function reachableQueues(bindings: readonly Binding[], entries: readonly string[]): ReadonlySet<string> {
  const bySource = new Map<string, Binding[]>();
  for (const binding of bindings) {
    const siblings = bySource.get(binding.source);
    if (siblings) siblings.push(binding);
    else bySource.set(binding.source, [binding]);
  }
  const queues = new Set<string>();
  const walk = [...entries];
  const seen = new Set(walk);
  for (const exchange of walk)
    for (const { destination, destinationType } of bySource.get(exchange) ?? [])
      if (destinationType === 'queue') queues.add(destination);
      else if (!seen.has(destination)) {
        seen.add(destination);
        walk.push(destination);
      }
  return queues;
}
