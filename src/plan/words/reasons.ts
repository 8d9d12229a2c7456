// Why a step is in the plan, in the words of the inventory.

import type { Compiled } from '../../compile/index.js';
import type { Ownership, Proof } from '../../ownership/index.js';
import type { Binding, Path } from '../../topology/index.js';
import { headerMatch, matchesEverything } from '../../topology/index.js';
import type { Locate } from '../../assess/index.js';

export interface Reasons {
  adopt(proof: Proof): string;
  /** Why this entry, or former one, is registered as one. */
  entry(name: string, differs: boolean): string;
  delete(kind: 'exchange' | 'queue', name: string): string;
  unbind(binding: Binding): string;
}

const EQUAL = 'equal to what the inventory asks for, and not marked: registered, so that the proof stays';

export function makeReasons(desired: Compiled, ownership: Ownership, place: Locate): Reasons {
  let known: KnownPaths | undefined;
  const gone = (kind: 'exchange' | 'queue', name: string): string => {
    const path = place.path(kind, name);
    return path ? whatIsMissing(path, (known ??= knownPaths(desired))) : `${kind} ${name} is not in the inventory`;
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

interface KnownPaths {
  readonly daemons: ReadonlySet<string>;
  readonly clusters: ReadonlySet<string>;
  readonly hypervisors: ReadonlySet<string>;
}

function knownPaths(desired: Compiled): KnownPaths {
  const daemons = new Set<string>();
  const clusters = new Set<string>();
  const hypervisors = new Set<string>();
  for (const origins of [desired.origins.exchanges, desired.origins.queues])
    for (const { path = {} } of origins.values()) {
      if (path.daemon !== undefined) daemons.add(path.daemon);
      if (path.cluster !== undefined) clusters.add(path.cluster);
      if (path.hypervisor !== undefined) hypervisors.add(`${path.cluster ?? ''}\u0000${path.hypervisor}`);
    }
  return { daemons, clusters, hypervisors };
}

function whatIsMissing(path: Path, known: KnownPaths): string {
  const { daemon, cluster, hypervisor } = path;
  if (daemon !== undefined && !known.daemons.has(daemon)) return `daemon ${daemon} is not in the inventory`;
  if (cluster !== undefined && !known.clusters.has(cluster)) return `cluster ${cluster} is not in the inventory`;
  if (cluster !== undefined && hypervisor !== undefined && !known.hypervisors.has(`${cluster}\u0000${hypervisor}`))
    return `hypervisor ${hypervisor} is not in cluster ${cluster}`;
  if (hypervisor !== undefined) return `hypervisor ${hypervisor} of cluster ${cluster ?? '?'} has no ${daemon ?? '?'}`;
  return cluster === undefined
    ? `daemon ${daemon ?? '?'} has no such object any more`
    : `cluster ${cluster} has no ${daemon ?? '?'}`;
}
