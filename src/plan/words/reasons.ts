// Why a step is in the plan, in the words of the inventory.

import type { Compiled } from '../../compile/index.js';
import type { Ownership, Proof } from '../../ownership/index.js';
import type { Address, Binding, ObjectKind } from '../../topology/index.js';
import { addressKey, headerMatch, matchesEverything } from '../../topology/index.js';
import type { Locate } from '../../assess/index.js';

export interface Reasons {
  adopt(proof: Proof): string;
  /** Why this entry, or former one, is registered as one. */
  entry(name: string, differs: boolean): string;
  delete(kind: ObjectKind, name: string): string;
  unbind(binding: Binding): string;
}

const EQUAL = 'equal to what the inventory asks for, and not marked: registered, so that the proof stays';

export function makeReasons(desired: Compiled, ownership: Ownership, place: Locate): Reasons {
  let known: KnownIds | undefined;
  const gone = (kind: ObjectKind, name: string): string => {
    const address = place.address(kind, name);
    return address ? whatIsMissing(address, (known ??= knownIds(desired))) : `${kind} ${name} is not in the inventory`;
  };
  return {
    adopt(proof) {
      return proof === 'adopt' ? 'taken by --adopt' : EQUAL;
    },
    entry(name, differs) {
      if (ownership.formerEntries.includes(name))
        return 'was the entry: registered as one, so that it is never deleted while publishers may send to it';
      if (ownership.proofs.exchanges.get(name) === 'marked')
        return 'the entry loses its last binding, by which it is known as one: registered, so that the proof stays';
      return differs ? 'used as the entry as it is, and not marked: registered, so that the proof stays' : EQUAL;
    },
    delete: gone,
    unbind(binding) {
      const { destination, destinationType: kind } = binding;
      const origin = desired.origins[`${kind}s`].get(destination);
      if (!origin) return gone(kind, destination);
      if (origin.draining) return `draining (${place.text(origin.place)}): no new task may arrive`;
      const match = headerMatch(binding.arguments);
      const type = ownership.topology.exchanges.get(binding.source)?.type;
      if (type === 'headers' && matchesEverything(match))
        return 'no binding of the inventory: it matches every message';
      return 'no binding of the inventory';
    },
  };
}

interface KnownIds {
  readonly daemons: ReadonlySet<string>;
  readonly clusters: ReadonlySet<string>;
  readonly hypervisors: ReadonlySet<string>;
}

function knownIds(desired: Compiled): KnownIds {
  const daemons = new Set<string>();
  const clusters = new Set<string>();
  const hypervisors = new Set<string>();
  for (const origins of [desired.origins.exchanges, desired.origins.queues])
    for (const { address } of origins.values()) {
      const { daemon, cluster, hypervisor } = address;
      if (daemon !== undefined) daemons.add(daemon);
      if (cluster !== undefined) clusters.add(cluster);
      if (cluster !== undefined && hypervisor !== undefined) hypervisors.add(addressKey({ cluster, hypervisor }));
    }
  return { daemons, clusters, hypervisors };
}

function whatIsMissing({ daemon, cluster, hypervisor }: Address, known: KnownIds): string {
  if (daemon !== undefined && !known.daemons.has(daemon)) return `daemon ${daemon} is not in the inventory`;
  if (cluster !== undefined && !known.clusters.has(cluster)) return `cluster ${cluster} is not in the inventory`;
  if (cluster !== undefined && hypervisor !== undefined && !known.hypervisors.has(addressKey({ cluster, hypervisor })))
    return `hypervisor ${hypervisor} is not in cluster ${cluster}`;
  if (hypervisor !== undefined) return `hypervisor ${hypervisor} of cluster ${cluster ?? '?'} has no ${daemon ?? '?'}`;
  return cluster === undefined
    ? `daemon ${daemon ?? '?'} has no such object any more`
    : `cluster ${cluster} has no ${daemon ?? '?'}`;
}
