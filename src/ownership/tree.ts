// The live tree as its bindings spell it: from the entry, one header value a hop. Tells where a live object stands
// (its path), and which objects the tree spells by name without anybody having marked them.

import type { Compiled } from '../compile/index.js';
import type { Binding, Path, Topology } from '../topology/index.js';
import { headerMatch, joinName } from '../topology/index.js';
import type { Claim } from './claim.js';

export interface LiveTree {
  /** Objects whose name is the values of a chain of bindings from the entry. */
  readonly spelled: { readonly exchanges: ReadonlySet<string>; readonly queues: ReadonlySet<string> };
  readonly paths: { readonly exchanges: ReadonlyMap<string, Path>; readonly queues: ReadonlyMap<string, Path> };
}

/** daemon, cluster, hypervisor: a tree of ours is no deeper. */
const MAX_HOPS = 3;

export function walkTree(live: Topology, claim: Claim): LiveTree {
  const spelled = { exchanges: new Set<string>(), queues: new Set<string>() };
  const paths = { exchanges: new Map<string, Path>(), queues: new Map<string, Path>() };
  const bySource = bindingsBySource(live);
  const levels: { readonly exchange: string; readonly values: readonly string[]; readonly path: Path }[] = [
    { exchange: claim.entry, values: [], path: {} },
  ];
  const visited = new Set([claim.entry]);
  for (const { exchange, values, path } of levels) {
    for (const binding of bySource.get(exchange) ?? []) {
      const hop = readHop(binding, claim);
      if (!hop) continue;
      const next = [...values, hop.value];
      const kind = `${binding.destinationType}s` as const;
      const nextPath = { ...path, ...(hop.level && { [hop.level]: hop.value }) };
      if (next.reduce(joinName) === binding.destination) {
        spelled[kind].add(binding.destination);
        paths[kind].set(binding.destination, nextPath);
      } else if (!paths[kind].has(binding.destination)) paths[kind].set(binding.destination, nextPath);
      if (kind === 'exchanges' && next.length < MAX_HOPS && !visited.has(binding.destination)) {
        visited.add(binding.destination);
        levels.push({ exchange: binding.destination, values: next, path: nextPath });
      }
    }
  }
  return { spelled, paths };
}

function bindingsBySource(live: Topology): ReadonlyMap<string, readonly Binding[]> {
  const bySource = new Map<string, Binding[]>();
  for (const binding of live.bindings) {
    if (live.exchanges.get(binding.source)?.type !== 'headers') continue;
    const siblings = bySource.get(binding.source);
    if (siblings) siblings.push(binding);
    else bySource.set(binding.source, [binding]);
  }
  return bySource;
}

function readHop(binding: Binding, claim: Claim): { value: string; level: keyof Path | undefined } | undefined {
  const criteria = Object.entries(headerMatch(binding.arguments).criteria);
  const only = criteria[0];
  if (criteria.length !== 1 || !only) return undefined;
  const [header, value] = only;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return { value: String(value), level: levelOf(header, claim) };
}

function levelOf(header: string, { headers }: Claim): keyof Path | undefined {
  if (header === headers.daemon) return 'daemon';
  if (header === headers.cluster) return 'cluster';
  return header === headers.hypervisor ? 'hypervisor' : undefined;
}

/**
 * Whether a name has the form that the tree gives to objects of this kind: a daemon of the inventory, then a cluster
 * (one of the inventory's, or a number), then, for the queues of hypervisors, anything.
 */
export function looksLikeOurs(kind: 'exchange' | 'queue', name: string, desired: Compiled): boolean {
  return pathFromName(kind, name, desired) !== undefined;
}

/** Where an object with this name would stand in the tree; undefined where the name is not the tree's. */
export function pathFromName(kind: 'exchange' | 'queue', name: string, desired: Compiled): Path | undefined {
  const { scopes, clusters } = wordsOf(desired);
  for (const [daemon, scope] of scopes) {
    if (!name.startsWith(`${daemon}-`)) continue;
    const rest = name.slice(daemon.length + 1);
    for (const cluster of clustersThatStart(rest, clusters)) {
      const hypervisor = rest.slice(cluster.length + 1);
      if (hypervisor === '' && (kind === 'queue') === (scope === 'cluster')) return { daemon, cluster };
      if (hypervisor !== '' && kind === 'queue' && scope === 'hypervisor') return { daemon, cluster, hypervisor };
    }
  }
  return undefined;
}

function* clustersThatStart(rest: string, clusters: ReadonlySet<string>): Generator<string> {
  for (let end = rest.indexOf('-'); end > 0; end = rest.indexOf('-', end + 1))
    if (clusters.has(rest.slice(0, end))) yield rest.slice(0, end);
  if (clusters.has(rest)) yield rest;
  const number = /^[0-9]+(?=-|$)/.exec(rest)?.[0];
  if (number !== undefined && !clusters.has(number)) yield number;
}

interface Words {
  /** The daemons below the entry that have clusters, and what their queues are for. */
  readonly scopes: ReadonlyMap<string, 'cluster' | 'hypervisor'>;
  readonly clusters: ReadonlySet<string>;
}

const wordsKept = new WeakMap<Compiled, Words>();

/** The words that the desired topology's names are made of; kept for the next question. */
function wordsOf(desired: Compiled): Words {
  const known = wordsKept.get(desired);
  if (known) return known;
  const scopes = new Map<string, 'cluster' | 'hypervisor'>();
  const clusters = new Set<string>();
  for (const { path = {} } of desired.origins.exchanges.values()) {
    if (path.daemon === undefined || path.cluster === undefined) continue;
    scopes.set(path.daemon, 'hypervisor');
    clusters.add(path.cluster);
  }
  for (const { path = {} } of desired.origins.queues.values()) {
    if (path.daemon === undefined || path.cluster === undefined || path.hypervisor !== undefined) continue;
    scopes.set(path.daemon, 'cluster');
    clusters.add(path.cluster);
  }
  const words = { scopes, clusters };
  wordsKept.set(desired, words);
  return words;
}
