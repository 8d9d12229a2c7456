// Which steps wait because a queue is held: of a queue that keeps its bindings, also the branch above it.

import type { BindingStep, Step } from '../plan.js';

/**
 * The unbind and delete steps that must not run now. `heldBound` are queues that keep their bindings, `held` all queues
 * and exchanges whose delete waits. An exchange that goes keeps what leads to it, and itself, while something below it
 * stays bound.
 */
export function waitingSteps(
  steps: readonly Step[],
  heldBound: ReadonlySet<string>,
  held: { readonly queues: ReadonlySet<string>; readonly exchanges: ReadonlySet<string> },
): ReadonlySet<Step> {
  const waiting = new Set<Step>();
  const unbinds = new Map<string, BindingStep[]>();
  const deletes = new Map<string, Step>();
  for (const step of steps) {
    if (step.action === 'delete') {
      if (held[step.kind === 'exchange' ? 'exchanges' : 'queues'].has(step.name)) waiting.add(step);
      deletes.set(`${step.kind} ${step.name}`, step);
    } else if (step.action === 'unbind') {
      const key = `${step.binding.destinationType} ${step.binding.destination}`;
      const siblings = unbinds.get(key);
      if (siblings) siblings.push(step);
      else unbinds.set(key, [step]);
    }
  }
  const walk = [...heldBound].map((name) => `queue ${name}`);
  const seen = new Set(walk);
  for (const key of walk) {
    const going = deletes.get(key);
    if (!going) continue;
    waiting.add(going);
    for (const unbind of unbinds.get(key) ?? []) {
      waiting.add(unbind);
      const above = `exchange ${unbind.binding.source}`;
      if (!seen.has(above)) {
        seen.add(above);
        walk.push(above);
      }
    }
  }
  return waiting;
}
