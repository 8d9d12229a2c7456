// What was seen → the inventory that asks for it, in parts: the tree, and each cluster. Its defaults are not written.

import type { PartEntry, PartMapping } from '../../inventory/index.js';
import { USUAL_ENTRY, USUAL_NET, entryPart, mappingPart, usualDirect, valuePart } from '../../inventory/index.js';
import type { Level, Queue, Scope, Topology } from '../../topology/index.js';
import { LEVELS, groupBy } from '../../topology/index.js';
import type { Sighting, Sightings } from '../seen/sightings.js';
import { scopeOf } from '../seen/walk.js';
import { isWritable, isWritableVhost, writableArguments, writableIds } from './accepted.js';
import type { WrittenCluster } from './clusters.js';
import { writeClusters } from './clusters.js';
import { findDraining, hypervisorKey } from './draining.js';
import type { QueueKinds } from './queues.js';
import { findQueueKinds, typeOf } from './queues.js';
import type { PolicyOf } from './policies.js';
import { findPolicies } from './policies.js';
import { compareIds } from './ranges.js';

export interface WrittenInventory {
  /** All but the clusters. */
  readonly tree: readonly PartEntry[];
  readonly clusters: readonly WrittenCluster[];
}

export interface Counts {
  readonly daemons: number;
  readonly clusters: number;
  readonly hypervisors: number;
  readonly queues: number;
}

export interface WritableInventory {
  readonly counts: Counts;
  /** `ranges`: false for JSON, where a text is one id. */
  write(ranges: boolean): WrittenInventory;
}

export function writeInventory(seen: Sightings, topology: Topology, vhost: string): WritableInventory {
  const queues = writableQueues(seen.queues);
  const daemons = daemonsOf(queues);
  const draining = findDraining(queues);
  const net = seen.net && isWritable('unroutable', seen.net.name) ? seen.net : undefined;
  const netQueue = net && topology.queues.get(net.name);
  const policyOf = findPolicies(seen, queues, daemons, topology);
  const kinds = findQueueKinds(liveQueues(queues, topology), netQueue && typeOf(netQueue));
  const tree = [
    entryPart('version', valuePart(1)),
    ...(vhost !== '/' && isWritableVhost(vhost) ? [entryPart('vhost', valuePart(vhost))] : []),
    ...routingEntries({ ...seen, net }),
    ...queueEntries(kinds.defaults),
    ...(daemons.length === 0
      ? []
      : [
          entryPart(
            'daemons',
            mappingPart(daemons.map((each) => daemonEntry(each, kinds, policyOf, draining.daemons))),
          ),
        ]),
  ];
  return {
    counts: {
      daemons: daemons.length,
      clusters: groupBy(queues, ({ address }) => address.cluster).size,
      hypervisors: groupBy(queues, ({ address }) => hypervisorKey(address)).size,
      queues: queues.length,
    },
    write: (ranges) => ({ tree, clusters: writeClusters(queues, { daemons, draining }, ranges) }),
  };
}

/** One mapping of all of it. */
export function wholeOf({ tree, clusters }: WrittenInventory): PartMapping {
  const below = clusters.map(({ entry }) => entry);
  return mappingPart([...tree, ...(below.length === 0 ? [] : [entryPart('clusters', mappingPart(below))])]);
}

interface SeenDaemon {
  readonly name: string;
  readonly scope: Scope;
}

const ORDER: readonly Scope[] = ['global', 'cluster', 'hypervisor'];

function daemonsOf(queues: readonly Sighting[]): readonly SeenDaemon[] {
  const scopes = new Map(queues.map(({ address }) => [address.daemon ?? '', scopeOf(address)]));
  return [...scopes]
    .map(([name, scope]) => ({ name, scope }))
    .sort((a, b) => ORDER.indexOf(a.scope) - ORDER.indexOf(b.scope) || compareIds(a.name, b.name));
}

/** Those whose ids an inventory can have. */
function writableQueues(queues: readonly Sighting[]): readonly Sighting[] {
  const ids = LEVELS.map((level) => {
    const all = new Set(queues.flatMap(({ address }) => address[level] ?? []));
    return [level, writableIds(level, all)] as const;
  });
  return queues.filter(({ address }) =>
    ids.every(([level, writable]) => {
      const id = address[level];
      return id === undefined || writable.has(id);
    }),
  );
}

function liveQueues(queues: readonly Sighting[], topology: Topology): ReadonlyMap<string, readonly Queue[]> {
  const byDaemon = groupBy(queues, ({ address }) => address.daemon);
  return new Map(
    [...byDaemon].map(([daemon, members]) => [
      daemon,
      members.flatMap(({ queue }) => topology.queues.get(queue) ?? []),
    ]),
  );
}

function routingEntries({ root, headers, values, net }: Sightings): readonly PartEntry[] {
  const { entry, owner, tree } = root;
  const direct = root.direct !== undefined && isWritable('direct', root.direct) ? root.direct : undefined;
  const named = (key: string, text: string, usual: string): readonly PartEntry[] =>
    text === usual ? [] : [entryPart(key, valuePart(text))];
  const headerEntries = Object.entries(distinctHeaders(headers)).flatMap(([level, header]) =>
    named(level, header, level),
  );
  const entries = [
    ...named('entry', entry, USUAL_ENTRY),
    ...named('owner', owner, entry),
    ...(headerEntries.length > 0 ? [entryPart('headers', mappingPart(headerEntries, true))] : []),
    ...(values === 'both' ? [entryPart('values', valuePart('both'))] : []),
    ...(net
      ? [
          entryPart(
            'unroutable',
            mappingPart(
              [
                ...named('name', net.name, USUAL_NET.name),
                ...(net.maxLength === USUAL_NET.maxLength ? [] : [entryPart('maxLength', valuePart(net.maxLength))]),
              ],
              true,
            ),
          ),
        ]
      : []),
    ...(direct === undefined
      ? []
      : [entryPart('direct', mappingPart(named('name', direct, usualDirect(entry)), true))]),
    ...(tree === undefined ? [entryPart('tree', valuePart(false))] : []),
  ];
  return entries.length === 0 ? [] : [entryPart('routing', mappingPart(entries, entries.length <= 2))];
}

/** A level whose header nobody saw has the usual one, or another where that is taken. */
function distinctHeaders(found: Sightings['headers']): Readonly<Record<Level, string>> {
  const taken = new Set<string>();
  const headers = { daemon: 'daemon', cluster: 'cluster', hypervisor: 'hypervisor' };
  const open: Level[] = [];
  for (const level of LEVELS) {
    const header = found[level];
    if (header === undefined || !isWritable('header', header)) open.push(level);
    else headers[level] = header;
    if (header !== undefined) taken.add(header);
  }
  for (const level of open) while (taken.has(headers[level])) headers[level] += '-id';
  return headers;
}

function queueEntries({ type, arguments: args }: QueueKinds['defaults']): readonly PartEntry[] {
  const has = Object.keys(args).length > 0;
  const entries = [
    ...(type === 'classic' ? [] : [entryPart('type', valuePart(type))]),
    ...(has ? [entryPart('arguments', valuePart(args))] : []),
  ];
  return entries.length === 0 ? [] : [entryPart('queue', mappingPart(entries, !has))];
}

function daemonEntry(
  { name, scope }: SeenDaemon,
  kinds: QueueKinds,
  policyOf: PolicyOf,
  draining: ReadonlySet<string>,
): PartEntry {
  const own = kinds.exceptionsOf(name);
  const type = own?.type ?? kinds.defaults.type;
  const policy = writableArguments(type, policyOf(name), 'policy');
  const hasPolicy = Object.keys(policy).length > 0;
  const queue = [
    ...(own?.type === undefined ? [] : [entryPart('type', valuePart(own.type))]),
    ...(own?.arguments === undefined ? [] : [entryPart('arguments', valuePart(own.arguments))]),
    ...(hasPolicy ? [entryPart('policy', valuePart(policy))] : []),
  ];
  const entries = [
    entryPart('scope', valuePart(scope)),
    ...(draining.has(name) ? [entryPart('state', valuePart('draining'))] : []),
    ...(queue.length > 0 ? [entryPart('queue', mappingPart(queue, true))] : []),
  ];
  return entryPart(name, mappingPart(entries, own?.arguments === undefined && !hasPolicy));
}
