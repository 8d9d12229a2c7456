// Queues that no binding of the tree spells: they drain, or a binding of theirs is missing. Where they stand is read off
// their names: what comes behind the name of a branch and a `-` is an id below it.

import type { Address } from '../../topology/index.js';
import type { Branch, Walked } from './walk.js';
import { placesIn } from './walk.js';

/** Those that have a place, by name. `isMarked`: proven to be of this owner. */
export function placeByName(
  names: Iterable<string>,
  walked: Walked,
  isMarked: (queue: string) => boolean,
): ReadonlyMap<string, Address> {
  const clusters = new Set([...walked.branches.values()].flatMap(({ cluster }) => cluster ?? []));
  for (const { cluster } of walked.queues.values()) if (cluster !== undefined) clusters.add(cluster);
  const holders = new Map([...walked.branches].filter(([, branch]) => holdsQueues(branch, walked)));
  const needy = needyOf(holders, walked);
  const placed = new Map<string, Address>();
  const open: { readonly name: string; readonly above: readonly string[] }[] = [];
  for (const name of names) {
    const above = placesIn(name).filter((end) => holders.has(end));
    const fits = above.filter((exchange) => {
      const branch = holders.get(exchange);
      const id = name.slice(exchange.length + 1);
      return branch?.cluster !== undefined || isMarked(name) || looksLikeCluster(id, clusters) || needy.has(exchange);
    });
    if (fits.length > 0) open.push({ name, above: fits });
    else if (isMarked(name) && !walked.branches.has(name) && !walked.scopes.has(name))
      placed.set(name, { daemon: name });
  }
  const put = (name: string, exchange: string): void => {
    const branch = holders.get(exchange);
    if (!branch || placed.has(name)) return;
    placed.set(name, addressBelow(branch, name.slice(exchange.length + 1)));
    needy.delete(exchange);
  };
  // A branch that would have nothing below it goes first; then the longest that fits.
  for (const { name, above } of [...open].sort((a, b) => a.above.length - b.above.length)) {
    const wanting = above.find((exchange) => needy.has(exchange));
    if (wanting !== undefined) put(name, wanting);
  }
  for (const { name, above } of open) put(name, above[0] ?? '');
  return placed;
}

/** Of a daemon for hypervisors the clusters' exchanges hold them, of one for clusters its own. */
function holdsQueues({ daemon, cluster }: Branch, { scopes }: Walked): boolean {
  return scopes.get(daemon) === 'hypervisor' ? cluster !== undefined : cluster === undefined;
}

function needyOf(holders: ReadonlyMap<string, Branch>, { queues }: Walked): Set<string> {
  const busy = new Set([...queues.values()].map(({ daemon, cluster }) => JSON.stringify([daemon, cluster])));
  const clustersBusy = new Set([...queues.values()].map(({ daemon }) => daemon));
  const isBusy = ({ daemon, cluster }: Branch): boolean =>
    cluster === undefined ? clustersBusy.has(daemon) : busy.has(JSON.stringify([daemon, cluster]));
  return new Set([...holders].filter(([, branch]) => !isBusy(branch)).map(([name]) => name));
}

/** Of this fleet, or a number. */
export function looksLikeCluster(id: string, clusters: ReadonlySet<string>): boolean {
  return clusters.has(id) || /^[0-9]+$/.test(id);
}

function addressBelow({ daemon, cluster }: Branch, id: string): Address {
  return cluster === undefined ? { daemon, cluster: id } : { daemon, cluster, hypervisor: id };
}
