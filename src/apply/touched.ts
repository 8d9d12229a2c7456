// What a run may have changed on the broker: of each step, whatever has become of it.

import type { Live, Touched } from '../live/index.js';
import type { ObjectKind } from '../topology/index.js';
import { registryName } from '../topology/index.js';
import type { Work } from './run/applying.js';

/** undefined where that is not of the plan alone: with a registry that is replaced all that is registered is bound anew. */
export function touchedBy({ plan, draft, owner }: Work, { topology }: Live): Touched | undefined {
  if (draft.registering.replacement) return undefined;
  const exchanges = new Set<string>();
  const queues = new Set<string>();
  const touch = (kind: 'exchange' | 'queue', name: string): void => {
    (kind === 'exchange' ? exchanges : queues).add(name);
  };
  const gone = new Set<string>();
  const policies = new Set<ObjectKind>();
  for (const step of plan.steps)
    if (step.kind === 'policy') policies.add(step.policy.applyTo === 'exchanges' ? 'exchange' : 'queue');
    else if (step.kind === 'binding') touch(step.binding.destinationType, step.binding.destination);
    else {
      touch(step.kind, step.name);
      if (step.action === 'adopt') exchanges.add(registryName(owner));
      if (step.kind === 'exchange' && (step.action === 'delete' || step.action === 'replace')) gone.add(step.name);
    }
  // With an exchange all bindings from it go.
  if (gone.size > 0)
    for (const { source, destination, destinationType } of topology.bindings)
      if (gone.has(source)) touch(destinationType, destination);
  return { exchanges, queues, policies };
}
