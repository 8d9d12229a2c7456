// The live tree as its bindings spell it: from the entry, one header value a hop. Tells where a live object stands
// (its address), and which objects the tree spells by name without anybody having marked them.

import type { Compiled } from '../compile/index.js';
import type { Address, Binding, ByKind, Level, ObjectKind, Scope, Topology } from '../topology/index.js';
import { DEEPEST, LEVELS, headerMatch, joinName, levelOf } from '../topology/index.js';
import type { Claim } from './claim.js';

export interface LiveTree {
  /** Objects whose name is the values of a chain of bindings from the entry. */
  readonly spelled: { readonly exchanges: ReadonlySet<string>; readonly queues: ReadonlySet<string> };
  readonly addresses: ByKind<Address>;
}

export function walkTree(live: Topology, claim: Claim): LiveTree {
  const spelled = { exchanges: new Set<string>(), queues: new Set<string>() };
  const addresses = { exchanges: new Map<string, Address>(), queues: new Map<string, Address>() };
  const bySource = bindingsBySource(live);
  const walk: { readonly exchange: string; readonly values: readonly string[]; readonly address: Address }[] = [
    { exchange: claim.entry, values: [], address: {} },
  ];
  const visited = new Set([claim.entry]);
  for (const { exchange, values, address } of walk) {
    for (const binding of bySource.get(exchange) ?? []) {
      const hop = readHop(binding, claim);
      if (!hop) continue;
      const next = [...values, hop.value];
      const kind = `${binding.destinationType}s` as const;
      const nextAddress = { ...address, ...(hop.level && { [hop.level]: hop.value }) };
      if (next.reduce(joinName) === binding.destination) {
        spelled[kind].add(binding.destination);
        addresses[kind].set(binding.destination, nextAddress);
      } else if (!addresses[kind].has(binding.destination)) addresses[kind].set(binding.destination, nextAddress);
      if (kind === 'exchanges' && next.length < DEEPEST && !visited.has(binding.destination)) {
        visited.add(binding.destination);
        walk.push({ exchange: binding.destination, values: next, address: nextAddress });
      }
    }
  }
  return { spelled, addresses };
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

function readHop(binding: Binding, claim: Claim): { value: string; level: Level | undefined } | undefined {
  const criteria = Object.entries(headerMatch(binding.arguments).criteria);
  const only = criteria[0];
  if (criteria.length !== 1 || !only) return undefined;
  const [header, value] = only;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return { value: String(value), level: levelOfHeader(header, claim) };
}

function levelOfHeader(header: string, { headers }: Claim): Level | undefined {
  return LEVELS.find((level) => headers[level] === header);
}

/**
 * Whether a name has the form that the tree gives to objects of this kind: a daemon of the inventory, then a cluster
 * (one of the inventory's, or a number), then, for the queues of hypervisors, anything.
 */
export function looksLikeOurs(kind: ObjectKind, name: string, desired: Compiled): boolean {
  return addressFromName(kind, name, desired) !== undefined;
}

/** Where an object with this name would stand in the tree; undefined where the name is not the tree's. */
export function addressFromName(kind: ObjectKind, name: string, desired: Compiled): Address | undefined {
  const { scopes, clusters } = wordsOf(desired);
  for (const [daemon, scope] of scopes) {
    if (!name.startsWith(`${daemon}-`)) continue;
    const rest = name.slice(daemon.length + 1);
    for (const cluster of clustersThatStart(rest, clusters)) {
      const hypervisor = rest.slice(cluster.length + 1);
      const address = hypervisor === '' ? { daemon, cluster } : { daemon, cluster, hypervisor };
      if (hasObject(kind, levelOf(address), scope)) return address;
    }
  }
  return undefined;
}

/** Whether the tree has such an object at that level, for a daemon of this scope. */
function hasObject(kind: ObjectKind, level: Level | undefined, scope: InnerScope): boolean {
  switch (scope) {
    case 'cluster':
      return kind === 'queue' && level === 'cluster';
    case 'hypervisor':
      return kind === 'queue' ? level === 'hypervisor' : level === 'cluster';
  }
}

function* clustersThatStart(rest: string, clusters: ReadonlySet<string>): Generator<string> {
  for (let end = rest.indexOf('-'); end > 0; end = rest.indexOf('-', end + 1))
    if (clusters.has(rest.slice(0, end))) yield rest.slice(0, end);
  if (clusters.has(rest)) yield rest;
  const number = /^[0-9]+(?=-|$)/.exec(rest)?.[0];
  if (number !== undefined && !clusters.has(number)) yield number;
}

type InnerScope = Exclude<Scope, 'global'>;

interface Words {
  /** The daemons below the entry that have clusters, and what their queues are for. */
  readonly scopes: ReadonlyMap<string, InnerScope>;
  readonly clusters: ReadonlySet<string>;
}

const wordsKept = new WeakMap<Compiled, Words>();

/** The words that the desired topology's names are made of; kept for the next question. */
function wordsOf(desired: Compiled): Words {
  const known = wordsKept.get(desired);
  if (known) return known;
  const scopes = new Map<string, InnerScope>();
  const clusters = new Set<string>();
  for (const { address } of desired.origins.exchanges.values()) {
    if (address.daemon === undefined || address.cluster === undefined) continue;
    scopes.set(address.daemon, 'hypervisor');
    clusters.add(address.cluster);
  }
  for (const { address } of desired.origins.queues.values()) {
    if (address.daemon === undefined || address.cluster === undefined || address.hypervisor !== undefined) continue;
    scopes.set(address.daemon, 'cluster');
    clusters.add(address.cluster);
  }
  const words = { scopes, clusters };
  wordsKept.set(desired, words);
  return words;
}
