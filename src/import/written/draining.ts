// Which queues drain → who is said to drain: a daemon, a cluster, a hypervisor. Each says it of all of its queues; what none of
// them can say alone is left as if it did not drain.

import type { Sighting } from '../seen/sightings.js';
import { addressKey, groupBy } from '../../topology/index.js';

export interface Draining {
  readonly daemons: ReadonlySet<string>;
  readonly clusters: ReadonlySet<string>;
  /** By `addressKey` of cluster and hypervisor. */
  readonly hypervisors: ReadonlySet<string>;
}

export function hypervisorKey(cluster: string, hypervisor: string): string {
  return addressKey({ cluster, hypervisor });
}

export function findDraining(queues: readonly Sighting[]): Draining {
  const said = { daemons: new Set<string>(), clusters: new Set<string>(), hypervisors: new Set<string>() };
  const open = new Set(queues.filter(({ draining }) => draining));
  if (open.size === 0) return said;
  const whole = {
    daemons: allDrain(queues, ({ address }) => address.daemon),
    clusters: allDrain(queues, ({ address }) => address.cluster),
    hypervisors: allDrain(queues, ({ address: { cluster, hypervisor } }) =>
      cluster === undefined || hypervisor === undefined ? undefined : hypervisorKey(cluster, hypervisor),
    ),
  };
  const say = (who: keyof Draining, key: string | undefined, isFit = true): void => {
    if (key !== undefined && isFit && whole[who].has(key)) said[who].add(key);
  };
  const settle = (): void => {
    for (const queue of open) if (isSaid(queue, said)) open.delete(queue);
  };
  // Whoever drains in several clusters is a daemon that goes; the rest is said where it stands, from the top.
  const clustersOf = groupBy(queues, ({ address }) => address.daemon);
  const isSpread = (daemon: string | undefined): boolean =>
    new Set(clustersOf.get(daemon ?? '')?.map(({ address }) => address.cluster)).size > 1;
  for (const { address } of open)
    say('daemons', address.daemon, address.cluster === undefined || isSpread(address.daemon));
  settle();
  for (const { address } of open) say('clusters', address.cluster);
  settle();
  for (const {
    address: { cluster, hypervisor },
  } of open)
    if (cluster !== undefined && hypervisor !== undefined) say('hypervisors', hypervisorKey(cluster, hypervisor));
  settle();
  for (const { address } of open) say('daemons', address.daemon);
  return said;
}

function isSaid({ address: { daemon, cluster, hypervisor } }: Sighting, said: Draining): boolean {
  return (
    (daemon !== undefined && said.daemons.has(daemon)) ||
    (cluster !== undefined && said.clusters.has(cluster)) ||
    (cluster !== undefined && hypervisor !== undefined && said.hypervisors.has(hypervisorKey(cluster, hypervisor)))
  );
}

function allDrain(queues: readonly Sighting[], keyOf: (queue: Sighting) => string | undefined): ReadonlySet<string> {
  const groups = [...groupBy(queues, keyOf)].filter(([, members]) => members.every(({ draining }) => draining));
  return new Set(groups.map(([key]) => key));
}
