// Why a step is in the plan, in the words of the inventory.

import type { Compiled } from '../../compile/index.js';
import type { Ownership, Standing } from '../../ownership/index.js';
import type { Address, Binding, ObjectKind } from '../../topology/index.js';
import { addressKey, headerMatch, matchesEverything } from '../../topology/index.js';
import type { Sentence } from '../../text/index.js';
import { plain, say } from '../../text/index.js';
import type { Locate } from '../../assess/index.js';

export interface Reasons {
  adopt(standing: Standing): Sentence;
  /** Why this entry, or former one, is registered as one. */
  entry(name: string, differs: boolean): Sentence;
  delete(kind: ObjectKind, name: string): Sentence;
  unbind(binding: Binding): Sentence;
}

const EQUAL = say`equal to what the inventory asks for, and not marked: registered, so that the proof stays`;
const TAKEN = say`taken by --adopt`;

export function makeReasons(desired: Compiled, ownership: Ownership, locate: Locate): Reasons {
  let known: KnownIds | undefined;
  const gone = (kind: ObjectKind, name: string): Sentence => {
    const address = locate.address(kind, name);
    return address
      ? whatIsMissing(address, (known ??= knownIds(desired)))
      : say`${plain(kind)} ${name} is not in the inventory`;
  };
  return {
    adopt(standing) {
      return standing === 'adopt' ? TAKEN : EQUAL;
    },
    entry(name, differs) {
      if (ownership.formerEntries.includes(name))
        return say`was the entry: registered as one, so that it is never deleted while publishers may send to it`;
      if (ownership.standings.exchanges.get(name) === 'marked')
        return say`the entry loses its last binding, by which it is known as one: registered, so that the proof stays`;
      return differs ? say`used as the entry as it is, and not marked: registered, so that the proof stays` : EQUAL;
    },
    delete: gone,
    unbind(binding) {
      const { destination, destinationType: kind } = binding;
      const origin = desired.origins[`${kind}s`].get(destination);
      if (!origin) return gone(kind, destination);
      if (origin.draining) return say`draining (${locate.text(origin.place)}): no new task may arrive`;
      const match = headerMatch(binding.arguments);
      const type = ownership.topology.exchanges.get(binding.source)?.type;
      if (type === 'headers' && matchesEverything(match))
        return say`no binding of the inventory: it matches every message`;
      return say`no binding of the inventory`;
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

function whatIsMissing({ daemon, cluster, hypervisor }: Address, known: KnownIds): Sentence {
  if (daemon !== undefined && !known.daemons.has(daemon)) return say`daemon ${plain(daemon)} is not in the inventory`;
  if (cluster !== undefined && !known.clusters.has(cluster)) return say`cluster ${cluster} is not in the inventory`;
  if (cluster !== undefined && hypervisor !== undefined && !known.hypervisors.has(addressKey({ cluster, hypervisor })))
    return say`hypervisor ${hypervisor} is not in cluster ${cluster}`;
  const who = plain(daemon ?? '?');
  if (hypervisor !== undefined) return say`hypervisor ${hypervisor} of cluster ${cluster ?? '?'} has no ${who}`;
  return cluster === undefined ? say`daemon ${who} has no such object any more` : say`cluster ${cluster} has no ${who}`;
}
