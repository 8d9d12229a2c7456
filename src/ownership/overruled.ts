// Exchanges that the net's policy does not reach: RabbitMQ applies one policy to an exchange, and there it is another.

import type { Live } from '../live/index.js';
import type { Policy, Topology } from '../topology/index.js';
import { ALTERNATE_EXCHANGE_ARGUMENT, appliedPolicies } from '../topology/index.js';

/**
 * By exchange name: the policy that applies there, now and when ours is set. Of an exchange that is there the broker
 * says which one that is; of one that is not, the patterns do. Of two with one priority RabbitMQ takes either.
 */
export function findOverruled(desired: Topology, live: Live): ReadonlyMap<string, Policy> {
  const overruled = new Map<string, Policy>();
  for (const ours of desired.policies) {
    const net = ours.definition[ALTERNATE_EXCHANGE_ARGUMENT];
    const others = live.topology.policies.filter(({ name }) => name !== ours.name);
    const byName = new Map(others.map((policy) => [policy.name, policy]));
    const onPaper = appliedPolicies(desired.exchanges.keys(), others);
    for (const name of desired.exchanges.keys()) {
      if (name === net) continue;
      const there = live.topology.exchanges.has(name);
      const policy = there ? byName.get(live.exchangePolicies.get(name) ?? '') : onPaper.get(name);
      if (!policy || policy.priority < ours.priority) continue;
      if (policy.definition[ALTERNATE_EXCHANGE_ARGUMENT] !== net) overruled.set(name, policy);
    }
  }
  return overruled;
}
