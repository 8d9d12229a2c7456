// At which exchange a tree begins. It is the one durable headers exchange below which something is named by one header's
// value alone; where all drains, and nothing is bound, the marks say it. A fleet without a tree begins at its direct exchange.

import type { Exchange } from '../../topology/index.js';
import { DIRECT_EXCHANGE_TYPE, groupBy, isKeptName, isReservedName } from '../../topology/index.js';
import { usualDirect } from '../../inventory/index.js';
import type { Picture } from './picture.js';

export interface Root {
  /** In the inventory; where there is no tree, there need not be such an exchange. */
  readonly entry: string;
  readonly owner: string;
  /** Undefined: messages arrive by the direct exchange alone. */
  readonly tree: string | undefined;
  /** Undefined of a tree: whether it has one is seen by its queues. */
  readonly direct: string | undefined;
}

/** The exchange of it that is there. */
export function nameOfRoot({ tree, direct }: Root): string {
  return tree ?? direct ?? '';
}

/** Every tree of the vhost. */
export function findRoots(picture: Picture): readonly Root[] {
  const exchanges = [...picture.topology.exchanges.values()].filter(mayBeRoot);
  const headers = exchanges.filter(({ type }) => type === 'headers').map(({ name }) => name);
  const spelling = headers.filter((name) => picture.hopsOf(name).some(({ value, to }) => value === to));
  const below = new Set(spelling.flatMap((name) => reachedFrom(picture, name)));
  const trees = spelling.filter((name) => !below.has(name)).map((name) => treeRoot(picture, name));
  const owners = new Set(trees.map(({ owner }) => owner));

  const led = new Set([...picture.topology.exchanges.keys()].flatMap((name) => reachedFrom(picture, name)));
  const isMarked = (name: string): boolean => picture.claimantOf(name) !== undefined;
  const closed = headers.filter((name) => isMarked(name) && !led.has(name)).map((name) => treeRoot(picture, name));
  const directs = exchanges
    .filter(({ name, type }) => type === DIRECT_EXCHANGE_TYPE && isMarked(name))
    .map(({ name }) => directRoot(picture, name));
  const others = groupBy([...closed, ...directs], ({ owner }) => (owners.has(owner) ? undefined : owner));
  return [...trees, ...[...others.values()].flatMap((roots) => rootsOfOwner(picture, roots))];
}

/** Of an owner whose entry has no binding. */
function rootsOfOwner(picture: Picture, roots: readonly Root[]): readonly Root[] {
  const closed = roots.filter(({ tree }) => tree !== undefined);
  const directs = roots.filter(({ tree }) => tree === undefined);
  const entry = entryAmong(closed);
  const busy = directs.filter((root) => picture.bindingsOf(nameOfRoot(root)).length > 0);
  // The fleet left its tree: the entry stays, nothing is bound to it, and all to the direct exchange.
  if (busy.length > 0) return busy.map((root) => ({ ...root, ...(entry && { entry: entry.entry }) }));
  return entry ? [entry] : closed.length > 0 ? closed : directs;
}

/** Others are what is left of branches: by the owner's name the entry is known. */
function entryAmong(closed: readonly Root[]): Root | undefined {
  return closed.length === 1 ? closed[0] : closed.find(({ entry, owner }) => entry === owner);
}

/** By its name; undefined where no tree can begin there. */
export function rootNamed(picture: Picture, name: string): Root | undefined {
  const exchange = picture.topology.exchanges.get(name);
  if (!exchange || !mayBeRoot(exchange)) return undefined;
  if (exchange.type === 'headers') return treeRoot(picture, name);
  return exchange.type === DIRECT_EXCHANGE_TYPE ? directRoot(picture, name) : undefined;
}

/** That a tree could begin at. */
export function headersExchanges({ topology }: Picture): readonly string[] {
  const found = [...topology.exchanges.values()].filter((each) => each.type === 'headers' && mayBeRoot(each));
  return found.map(({ name }) => name).sort();
}

function mayBeRoot({ name, durable }: Exchange): boolean {
  return durable && !isReservedName(name) && !isKeptName(name);
}

function reachedFrom(picture: Picture, exchange: string): readonly string[] {
  return picture.hopsOf(exchange).flatMap(({ kind, to }) => (kind === 'exchange' && to !== exchange ? [to] : []));
}

function treeRoot(picture: Picture, name: string): Root {
  return { entry: name, owner: ownerOfRoot(picture, name) ?? name, tree: name, direct: undefined };
}

const DIRECT_ENDING = usualDirect('');

/** The name that an entry has beside it by default, where it is one. */
function directRoot(picture: Picture, name: string): Root {
  const owner = ownerOfRoot(picture, name);
  const isDefault = name.endsWith(DIRECT_ENDING) && name.length > DIRECT_ENDING.length;
  const entry = isDefault ? name.slice(0, -DIRECT_ENDING.length) : (owner ?? name);
  return { entry, owner: owner ?? entry, tree: undefined, direct: name };
}

/** By mark, registration or the net's policy, or by what most objects one hop below are marked with. */
function ownerOfRoot(picture: Picture, name: string): string | undefined {
  const own = picture.claimantOf(name);
  if (own !== undefined) return own;
  const below = groupBy(picture.bindingsOf(name), ({ destinationType, destination }) =>
    picture.ownerOf(destinationType, destination),
  );
  return [...below].sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}
