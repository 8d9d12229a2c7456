// Which queues drain → who is said to drain: a daemon, a cluster, a hypervisor. Each says it of all of its queues; what none of
// them can say alone is left as if it did not drain.

import type { Sighting } from '../seen/sightings.js';
import type { Address } from '../../topology/index.js';
import { addressKey, groupBy } from '../../topology/index.js';

export interface Draining {
  readonly daemons: ReadonlySet<string>;
  readonly clusters: ReadonlySet<string>;
  /** By `addressKey` of cluster and hypervisor. */
  readonly hypervisors: ReadonlySet<string>;
}

/** One text for a hypervisor, whose daemon's queue it may be; undefined where the address is of none. */
export function hypervisorKey({ cluster, hypervisor }: Address): string | undefined {
  return cluster === undefined || hypervisor === undefined ? undefined : addressKey({ cluster, hypervisor });
}

export function findDraining(queues: readonly Sighting[]): Draining {
  const said = { daemons: new Set<string>(), clusters: new Set<string>(), hypervisors: new Set<string>() };
  const open = new Set(queues.filter(({ draining }) => draining));
  if (open.size === 0) return said;
  const whole = {
    daemons: allDrain(queues, ({ address }) => address.daemon),
    clusters: allDrain(queues, ({ address }) => address.cluster),
    hypervisors: allDrain(queues, ({ address }) => hypervisorKey(address)),
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
  for (const { address } of open) say('hypervisors', hypervisorKey(address));
  settle();
  for (const { address } of open) say('daemons', address.daemon);
  return said;
}

function isSaid({ address }: Sighting, said: Draining): boolean {
  const has = (who: ReadonlySet<string>, key: string | undefined): boolean => key !== undefined && who.has(key);
  return (
    has(said.daemons, address.daemon) ||
    has(said.clusters, address.cluster) ||
    has(said.hypervisors, hypervisorKey(address))
  );
}

function allDrain(queues: readonly Sighting[], keyOf: (queue: Sighting) => string | undefined): ReadonlySet<string> {
  const groups = [...groupBy(queues, keyOf)].filter(([, members]) => members.every(({ draining }) => draining));
  return new Set(groups.map(([key]) => key));
}
