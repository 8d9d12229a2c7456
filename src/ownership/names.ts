// Where an object would stand in the tree, read off its name. A name is ids joined by `-`, and an id may have a `-` in it too:
// so where one id ends has to be known from elsewhere, from the inventory, or from what else of ours is on the broker.

import type { Compiled } from '../compile/index.js';
import type { Address, ByKind, Level, ObjectKind, Scope, Topology } from '../topology/index.js';
import { levelOf } from '../topology/index.js';

/** What names are made of. */
export interface Words {
  /** By daemon: what its queues are for; undefined where they may be for anything. */
  readonly daemons: ReadonlyMap<string, InnerScope | undefined>;
  readonly clusters: ReadonlySet<string>;
}

type InnerScope = Exclude<Scope, 'global'>;

/**
 * Whether a name has the form that the tree gives to objects of this kind: a daemon of the inventory, then a cluster
 * (one of the inventory's, or a number), then, for the queues of hypervisors, anything.
 */
export function looksLikeOurs(kind: ObjectKind, name: string, desired: Compiled): boolean {
  return addressFromName(kind, name, wordsOf(desired)) !== undefined;
}

/** Undefined where the name is not the tree's. */
export function addressFromName(kind: ObjectKind, name: string, { daemons, clusters }: Words): Address | undefined {
  for (const [daemon, scope] of daemons) {
    if (name === daemon && scope === undefined) return { daemon };
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
function hasObject(kind: ObjectKind, level: Level | undefined, scope: InnerScope | undefined): boolean {
  switch (scope) {
    case 'cluster':
      return kind === 'queue' && level === 'cluster';
    case 'hypervisor':
      return kind === 'queue' ? level === 'hypervisor' : level === 'cluster';
    case undefined:
      return kind === 'queue' || level === 'cluster';
  }
}

/** The longest of those that are known first; then a number. */
function* clustersThatStart(rest: string, clusters: ReadonlySet<string>): Generator<string> {
  if (clusters.has(rest)) yield rest;
  for (let end = rest.lastIndexOf('-'); end > 0; end = rest.lastIndexOf('-', end - 1))
    if (clusters.has(rest.slice(0, end))) yield rest.slice(0, end);
  const number = /^[0-9]+(?=-|$)/.exec(rest)?.[0];
  if (number !== undefined) yield number;
}

/** What is ours on the broker, and where it stands by its bindings. */
interface OnBroker {
  readonly topology: Pick<Topology, 'exchanges' | 'queues'>;
  readonly addresses: ByKind<Address>;
  readonly entries: ReadonlyMap<string, unknown>;
}

/**
 * Of what is ours on this broker: the words of the inventory, and those that it had when its objects were made. A cluster that
 * left is known by its exchanges: what comes behind a daemon's name in theirs is its id, and their queues begin with it. So is
 * a daemon that left, and a cluster by a queue that is a cluster's. Whatever scope a daemon has, it may have had another.
 */
export function wordsOnBroker(
  desired: Compiled,
  { topology: { exchanges, queues }, addresses, entries }: OnBroker,
): Words {
  const known = wordsOf(desired);
  const daemons = new Set(known.daemons.keys());
  const clusters = new Set(known.clusters);
  for (const { daemon, cluster } of [...addresses.exchanges.values(), ...addresses.queues.values()]) {
    if (daemon !== undefined) daemons.add(daemon);
    if (cluster !== undefined) clusters.add(cluster);
  }
  const behindDaemon = (name: string): string | undefined => {
    const daemon = longest([...daemons].filter((each) => name.startsWith(`${each}-`)));
    return daemon === undefined ? undefined : name.slice(daemon.length + 1);
  };
  let above: ReadonlySet<string> | undefined;
  const unplaced = [...exchanges.values()].filter(
    ({ name, type }) =>
      type === 'headers' &&
      !entries.has(name) &&
      !addresses.exchanges.has(name) &&
      !desired.origins.exchanges.has(name),
  );
  for (const { name } of unplaced.sort((a, b) => a.name.length - b.name.length)) {
    const cluster = behindDaemon(name);
    if (cluster !== undefined) clusters.add(cluster);
    else if ((above ??= prefixesOf([...exchanges.keys(), ...queues.keys()])).has(name)) daemons.add(name);
  }
  for (const name of queues.keys()) {
    if (addresses.queues.has(name) || desired.origins.queues.has(name)) continue;
    for (const [daemon, scope] of known.daemons)
      if (scope === 'cluster' && name.startsWith(`${daemon}-`)) clusters.add(name.slice(daemon.length + 1));
  }
  const byLength = [...daemons].sort((a, b) => b.length - a.length);
  return { daemons: new Map(byLength.map((daemon) => [daemon, undefined])), clusters };
}

/** Of each name, what stands before each of its `-`. */
function prefixesOf(names: readonly string[]): ReadonlySet<string> {
  const prefixes = new Set<string>();
  for (const name of names)
    for (let end = name.indexOf('-'); end > 0; end = name.indexOf('-', end + 1)) prefixes.add(name.slice(0, end));
  return prefixes;
}

function longest(names: readonly string[]): string | undefined {
  return names.reduce<string | undefined>(
    (best, name) => (best === undefined || name.length > best.length ? name : best),
    undefined,
  );
}

const wordsKept = new WeakMap<Compiled, Words>();

/** The words that the desired topology's names are made of; kept for the next question. */
function wordsOf(desired: Compiled): Words {
  const known = wordsKept.get(desired);
  if (known) return known;
  const daemons = new Map<string, InnerScope>();
  const clusters = new Set<string>();
  for (const { address } of desired.origins.exchanges.values()) {
    if (address.daemon === undefined || address.cluster === undefined) continue;
    daemons.set(address.daemon, 'hypervisor');
    clusters.add(address.cluster);
  }
  for (const { address } of desired.origins.queues.values()) {
    const { daemon, cluster, hypervisor } = address;
    if (daemon === undefined || cluster === undefined) continue;
    // There may be a million, and where there is a tree its exchanges have told of them already.
    if (hypervisor !== undefined && daemons.has(daemon) && clusters.has(cluster)) continue;
    daemons.set(daemon, hypervisor === undefined ? 'cluster' : 'hypervisor');
    clusters.add(cluster);
  }
  const words = { daemons, clusters };
  wordsKept.set(desired, words);
  return words;
}
