// Which steps wait because a queue is held: of a queue that keeps its bindings, also the branch above it.

import type { ObjectKey } from '../../topology/index.js';
import { objectKey } from '../../topology/index.js';
import type { BindingStep, DeleteStep, Step } from '../plan.js';
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
  const unbinds = new Map<ObjectKey, BindingStep[]>();
  const deletes = new Map<ObjectKey, DeleteStep>();
  for (const step of phases.of('unbind')) {
    const key = objectKey(step.binding.destinationType, step.binding.destination);
    const siblings = unbinds.get(key);
    if (siblings) siblings.push(step);
    else unbinds.set(key, [step]);
  }
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
