// What apply has to know of the registry beside its adopt steps: what is to be done when an older topo made it.
// It is no object of the inventory, so no step is about it.

import type { Ownership } from '../../ownership/index.js';
import type { Registration } from '../../topology/index.js';
import type { PlanOptions } from '../plan.js';

export interface Registering {
  /** Whether there is one to register in, of either kind. */
  readonly stands: boolean;
  readonly replacement: RegistryReplacement | undefined;
}

/** An older topo's registry is internal: exports leave it out, keep what is bound from it, and cannot be imported then. */
export interface RegistryReplacement {
  /** False where an apply that was interrupted has deleted it already. */
  readonly isInternal: boolean;
  /** All of them are carried over. */
  readonly registered: readonly Registration[];
  /** Queues whose registration cannot be seen now, if they have one: it would be lost. */
  readonly unseen: readonly string[];
}

export function registering({ registry }: Ownership, { prune }: PlanOptions): Registering {
  const { kind, hasStandIn, registered, unseen } = registry;
  const isInternal = kind === 'internal';
  // The old one is proof as well. To replace it is to delete it, and that `--no-prune` excludes.
  const isDue = prune && kind !== 'foreign' && (isInternal || hasStandIn);
  return {
    stands: isInternal || kind === 'current',
    replacement: isDue ? { isInternal, registered, unseen } : undefined,
  };
}
