// The clusters as an inventory has them: their ids, which daemons run where, and what is special about a hypervisor.

import type { Part, PartEntry } from '../../inventory/index.js';
import { entryPart, idPart, mappingPart, rangePart, valuePart } from '../../inventory/index.js';
import { counted, thousands } from '../../text/index.js';
import type { Scope } from '../../topology/index.js';
import { getOrAdd, groupBy } from '../../topology/index.js';
import type { Sighting } from '../seen/sightings.js';
import type { Draining } from './draining.js';
import { hypervisorKey } from './draining.js';
import type { IdOrRange } from './ranges.js';
import { compareIds, drawTogether, firstOf } from './ranges.js';

export interface Crew {
  /** In the inventory's order. */
  readonly daemons: readonly { readonly name: string; readonly scope: Scope }[];
  readonly draining: Draining;
}

export interface WrittenCluster {
  readonly id: string;
  readonly entry: PartEntry;
}

/** `ranges`: ids that count up are drawn together. JSON has none: there a text is one id. */
export function writeClusters(queues: readonly Sighting[], crew: Crew, ranges: boolean): readonly WrittenCluster[] {
  const byCluster = [...groupBy(queues, ({ address }) => address.cluster)].sort(([a], [b]) => compareIds(a, b));
  return byCluster.map(([id, members]) => ({
    id,
    entry: { ...entryPart(id, writeCluster(id, members, crew, ranges)), comment: countsOf(members) },
  }));
}

function countsOf(queues: readonly Sighting[]): string {
  const hypervisors = new Set(queues.flatMap(({ address }) => address.hypervisor ?? [])).size;
  const draining = queues.filter((queue) => queue.draining).length;
  const parts = [
    ...(hypervisors > 0 ? [counted(hypervisors, 'hypervisor')] : []),
    counted(queues.length, 'queue'),
    ...(draining > 0 ? [`${thousands(draining)} draining`] : []),
  ];
  return parts.join(', ');
}

function writeCluster(id: string, queues: readonly Sighting[], { daemons, draining }: Crew, ranges: boolean): Part {
  const here = new Map<string, Set<string>>();
  const has = { cluster: new Set<string>(), hypervisor: new Set<string>() };
  for (const { address } of queues) {
    const { daemon = '', hypervisor } = address;
    has[hypervisor === undefined ? 'cluster' : 'hypervisor'].add(daemon);
    if (hypervisor !== undefined) getOrAdd(here, hypervisor, () => new Set<string>()).add(daemon);
  }
  // What is for hypervisors has nothing to do in a cluster that has none.
  const missing = daemons.filter(
    ({ name, scope }) => scope !== 'global' && (scope !== 'hypervisor' || here.size > 0) && !has[scope].has(name),
  );
  const settings = [...here].map(([hypervisor, own]): Settings => {
    const drains = draining.hypervisors.has(hypervisorKey({ cluster: id, hypervisor }) ?? '');
    const some = own.size < has.hypervisor.size ? namesIn(daemons, own) : undefined;
    return { hypervisor, drains, some };
  });
  const entries = [
    ...(missing.length > 0
      ? [entryPart('daemons', listPart(namesIn(daemons, new Set([...has.cluster, ...has.hypervisor]))))]
      : []),
    ...(draining.clusters.has(id) ? [entryPart('state', valuePart('draining'))] : []),
    ...(here.size > 0 ? [entryPart('hypervisors', writeHypervisors(settings, ranges))] : []),
  ];
  return mappingPart(entries, here.size === 0);
}

interface Settings {
  readonly hypervisor: string;
  readonly drains: boolean;
  /** The daemons that it has, where these are not all of its cluster's. */
  readonly some: readonly string[] | undefined;
}

/** A list where there is nothing special about any of them. */
function writeHypervisors(all: readonly Settings[], ranges: boolean): Part {
  const draw = (members: readonly Settings[]): readonly IdOrRange[] => {
    const ids = members.map(({ hypervisor }) => hypervisor);
    return ranges ? drawTogether(ids) : ids.sort(compareIds).map((id) => ({ id }));
  };
  const alike = groupBy(all, ({ drains, some }) => JSON.stringify([drains, some]));
  if (all.every((each) => specialsOf(each).length === 0)) return { kind: 'list', items: draw(all).map(keyOf) };
  const entries = [...alike.values()].flatMap((members) => {
    const specials = members[0] ? specialsOf(members[0]) : [];
    const value = specials.length === 0 ? undefined : mappingPart(specials, true);
    return draw(members).map((drawn) => ({ drawn, value }));
  });
  entries.sort((a, b) => compareIds(firstOf(a.drawn), firstOf(b.drawn)));
  return mappingPart(entries.map(({ drawn, value }) => ({ key: keyOf(drawn), value })));
}

function specialsOf({ drains, some }: Settings): readonly PartEntry[] {
  return [
    ...(drains ? [entryPart('state', valuePart('draining'))] : []),
    ...(some ? [entryPart('daemons', listPart(some))] : []),
  ];
}

function keyOf(drawn: IdOrRange): ReturnType<typeof idPart> {
  return 'id' in drawn ? idPart(drawn.id) : rangePart(drawn.range);
}

function namesIn(daemons: Crew['daemons'], chosen: ReadonlySet<string>): readonly string[] {
  return daemons.flatMap(({ name }) => (chosen.has(name) ? [name] : []));
}

function listPart(names: readonly string[]): Part {
  return { kind: 'list', items: names.map(idPart) };
}
