// The registry: an internal direct exchange from which adopted objects are bound under their own names. Nothing can be
// published to it, so its bindings say one thing only: this object is ours. The proof outlives all other bindings.

import type { Topology } from '../topology/index.js';
import { registryName } from '../topology/index.js';

export interface Registry {
  readonly exchanges: ReadonlySet<string>;
  readonly queues: ReadonlySet<string>;
  /** Why it cannot be used, where something else has its name. */
  readonly problem: string | undefined;
}

export function readRegistry(live: Topology, owner: string): Registry {
  const name = registryName(owner);
  const exchange = live.exchanges.get(name);
  const registered = { exchanges: new Set<string>(), queues: new Set<string>() };
  if (exchange && !(exchange.type === 'direct' && exchange.internal && exchange.durable))
    return {
      ...registered,
      problem: `exchange "${name}" is not the durable, internal, direct exchange that topo keeps`,
    };
  for (const binding of live.bindings)
    if (binding.source === name && binding.routingKey === binding.destination)
      registered[`${binding.destinationType}s`].add(binding.destination);
  return { ...registered, problem: undefined };
}
