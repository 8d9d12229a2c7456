// Which steps wait because a queue is held: of a queue that keeps its bindings, also the branch above it.

import type { ObjectKey } from '../../topology/index.js';
import { groupBy, objectKey } from '../../topology/index.js';
import type { DeleteStep, Step } from '../plan.js';
import type { Phases } from './phases.js';

/**
 * The unbind and delete steps that must not run now. `heldBound` are queues that keep their bindings, and
 * exchanges to which the way stays, `held` all queues
 * and exchanges whose delete waits. An exchange that goes keeps what leads to it, and itself, while something below it
 * stays bound.
 */
export function waitingSteps(
  phases: Phases,
  heldBound: Iterable<ObjectKey>,
  held: ReadonlySet<ObjectKey>,
): ReadonlySet<Step> {
  const waiting = new Set<Step>();
  const deletes = new Map<ObjectKey, DeleteStep>();
  const unbinds = groupBy(phases.of('unbind'), ({ binding: { destinationType, destination } }) =>
    objectKey(destinationType, destination),
  );
  for (const step of [...phases.of('delete queues'), ...phases.of('delete exchanges')]) {
    const key = objectKey(step.kind, step.name);
    if (held.has(key)) waiting.add(step);
    deletes.set(key, step);
  }
  const walk = [...heldBound];
  const seen = new Set(walk);
  for (const key of walk) {
    const going = deletes.get(key);
    if (!going) continue;
    waiting.add(going);
    for (const unbind of unbinds.get(key) ?? []) {
      waiting.add(unbind);
      const above = objectKey('exchange', unbind.binding.source);
      if (!seen.has(above)) {
        seen.add(above);
        walk.push(above);
      }
    }
  }
  return waiting;
}
