// Exchanges that the net's policies leave to somebody else: RabbitMQ applies one policy to an exchange, and there it is
// another one. Of two with one priority RabbitMQ takes either, by the order of its store (3.10, 4.3): so where a
// stranger's policy fits, ours does not reach, whatever the priorities are. A federation link would go down.

import type { Live } from '../live/index.js';
import type { Policy, Topology } from '../topology/index.js';
import { ALTERNATE_EXCHANGE_ARGUMENT } from '../topology/index.js';
import { appliedPolicies, isLimitsPolicy } from '../policy/index.js';

export interface Theirs {
  /** Exchanges of ours to which another's policy applies, or would but for ours. */
  readonly theirs: ReadonlySet<string>;
  /** By name, those of them that the inventory asks for, where that policy does not lead to the net. */
  readonly overruled: ReadonlyMap<string, Policy>;
}

/**
 * Of an exchange that is there the broker says which policy applies. Where that is ours, and where the exchange is not
 * there yet, the patterns of the others say whether it should be another.
 *
 * `ours`: exchanges of ours on the broker. `isOurs`: whether a policy of that name is.
 */
export function findTheirs(
  desired: Topology,
  live: Live,
  ours: Iterable<string>,
  isOurs: (policy: string) => boolean,
): Theirs {
  const theirs = new Set<string>();
  const overruled = new Map<string, Policy>();
  const net = desired.policies.find(({ name }) => !isLimitsPolicy(name))?.definition[ALTERNATE_EXCHANGE_ARGUMENT];
  const others = live.topology.policies.filter(({ name }) => !isOurs(name));
  if (net === undefined || others.length === 0) return { theirs, overruled };
  const byName = new Map(others.map((policy) => [policy.name, policy]));
  const names = [...new Set([...desired.exchanges.keys(), ...ours])].filter((name) => name !== net);
  const shown = (name: string): string | undefined => live.exchangePolicies.get(name);
  const onPaper = appliedPolicies(
    names.filter((name) => !live.topology.exchanges.has(name) || isOurs(shown(name) ?? '')),
    others,
  );
  for (const name of names) {
    const policy = byName.get(shown(name) ?? '') ?? onPaper.get(name);
    if (!policy) continue;
    theirs.add(name);
    if (desired.exchanges.has(name) && policy.definition[ALTERNATE_EXCHANGE_ARGUMENT] !== net)
      overruled.set(name, policy);
  }
  return { theirs, overruled };
}
