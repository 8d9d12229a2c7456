// The limits of each daemon, read off its policy. Only off one with the pattern that a plan would set: what reaches other
// queues says nothing of this daemon's, and is left.

import { daemonPattern, limitsPolicyName } from '../../policy/index.js';
import type { Arguments, Scope, Topology } from '../../topology/index.js';
import type { Sighting, Sightings } from '../seen/sightings.js';

export type PolicyOf = (daemon: string) => Arguments;

interface NamedDaemon {
  readonly name: string;
  readonly scope: Scope;
}

export function findPolicies(
  { root, net }: Sightings,
  queues: readonly Sighting[],
  daemons: readonly NamedDaemon[],
  { policies }: Topology,
): PolicyOf {
  const definitions = new Map<string, Arguments>();
  for (const daemon of daemons) {
    const name = limitsPolicyName(root.owner, daemon.name);
    const policy = policies.find((each) => each.name === name);
    if (policy?.pattern !== daemonPattern(daemon, daemons)) continue;
    const fits = new RegExp(policy.pattern);
    const isTold = ({ queue, address }: Sighting): boolean => fits.test(queue) === (address.daemon === daemon.name);
    if (queues.every(isTold) && !fits.test(net?.name ?? '')) definitions.set(daemon.name, policy.definition);
  }
  return (daemon) => definitions.get(daemon) ?? {};
}
