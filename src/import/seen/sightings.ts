// What is seen of a tree: each queue with its address, and whether anything of the tree leads to it.

import type { Net } from '../../inventory/index.js';
import { USUAL_NET, usualDirect } from '../../inventory/index.js';
import type { Address, Binding, Level } from '../../topology/index.js';
import {
  ALTERNATE_EXCHANGE_ARGUMENT,
  DIRECT_EXCHANGE_TYPE,
  isCanonicalInteger,
  joinName,
} from '../../topology/index.js';
import { daemonOfPolicy, daemonsToldBy, ownerOfPolicy } from '../../policy/index.js';
import { placeByName } from './by-name.js';
import { addressesByName, likenessTo } from './direct-names.js';
import type { Picture } from './picture.js';
import type { Root } from './roots.js';
import type { Branch } from './walk.js';
import { walkTree } from './walk.js';

export interface Sightings {
  readonly root: Root;
  readonly headers: Readonly<Partial<Record<Level, string>>>;
  readonly values: 'string' | 'both';
  readonly net: Pick<Net, 'name' | 'maxLength'> | undefined;
  readonly queues: readonly Sighting[];
}

export interface Sighting {
  readonly queue: string;
  readonly address: Address;
  /** Nothing of the tree leads to it: no new task arrives. */
  readonly draining: boolean;
}

export function sight(picture: Picture, root: Root): Sightings {
  const net = findNet(picture, root.owner);
  const { tree } = root;
  return tree === undefined ? sightDirect(picture, root, net) : sightTree(picture, root, tree, net);
}

function sightTree(picture: Picture, root: Root, entry: string, net: Sightings['net']): Sightings {
  const walked = walkTree(picture, entry, root.owner);
  const direct = findDirect(picture, root, walked.queues);
  const sources = [entry, ...walked.branches.keys(), ...(direct === undefined ? [] : [direct])];
  const bound = new Set(sources.flatMap((name) => queuesBoundFrom(picture, name)));
  const open = freeQueues(picture, root.owner, net).filter((name) => !walked.queues.has(name));
  const placed = placeByName(open, walked, (name) => picture.ownerOf('queue', name) === root.owner);
  return {
    root: { ...root, direct },
    headers: walked.headers,
    values: valuesOf(picture, entry, walked.branches),
    net,
    queues: [...walked.queues, ...placed].flatMap(([queue, address]) =>
      queue === net?.name ? [] : [{ queue, address, draining: !bound.has(queue) && !picture.isUnseen(queue) }],
    ),
  };
}

function sightDirect(picture: Picture, root: Root, net: Sightings['net']): Sightings {
  const bound = new Set(queuesBoundFrom(picture, root.direct ?? ''));
  const free = freeQueues(picture, root.owner, net);
  const isProven = (name: string): boolean => bound.has(name) || picture.ownerOf('queue', name) === root.owner;
  const proven = free.filter(isProven);
  const told = picture.topology.policies.flatMap(({ name, pattern }) => {
    const daemon = daemonOfPolicy(root.owner, name);
    return daemon === undefined ? [] : daemonsToldBy(daemon, pattern);
  });
  const isAlike = likenessTo(addressesByName(proven, told));
  const alike = free.filter((name) => !isProven(name) && isAlike(name));
  const queues = [...addressesByName([...proven, ...alike], told)].map(([queue, address]) => ({
    queue,
    address,
    draining: !bound.has(queue) && !picture.isUnseen(queue),
  }));
  return { root, headers: {}, values: 'string', net, queues };
}

function freeQueues(picture: Picture, owner: string, net: Sightings['net']): readonly string[] {
  const names = [...picture.topology.queues.keys()];
  return names.filter((name) => name !== net?.name && picture.isFree('queue', name, owner));
}

function queuesBoundFrom(picture: Picture, exchange: string): readonly string[] {
  return picture
    .bindingsOf(exchange)
    .filter(({ destinationType }) => destinationType === 'queue')
    .map(({ destination }) => destination);
}

/** By its mark, or the net's policy; or else by its bindings: to queues of the tree, each by its own name. */
function findDirect(
  picture: Picture,
  { entry, owner }: Root,
  queues: ReadonlyMap<string, unknown>,
): string | undefined {
  const isByName = ({ destination, destinationType, routingKey, arguments: args }: Binding): boolean =>
    destinationType === 'queue' && routingKey === destination && Object.keys(args).length === 0;
  const likelihood = (name: string): number => {
    const bindings = picture.bindingsOf(name);
    const byName = bindings.filter(isByName).filter(({ destination }) => queues.has(destination)).length;
    const isMarked = picture.claimantOf(name) === owner;
    const isNamed = name === usualDirect(entry);
    if (!isMarked && (byName === 0 ? !isNamed || bindings.length > 0 : byName * 2 < bindings.length)) return -1;
    return byName + (isMarked ? 0.5 : 0) + (isNamed ? 0.25 : 0);
  };
  const candidates = [...picture.topology.exchanges.values()]
    .filter(({ name, type }) => type === DIRECT_EXCHANGE_TYPE && picture.isFree('exchange', name, owner))
    .map(({ name }) => ({ name, likely: likelihood(name) }))
    .filter(({ likely }) => likely >= 0);
  return candidates.sort((a, b) => b.likely - a.likely)[0]?.name;
}

/** Where the owner's policy leads. */
function findNet({ topology }: Picture, owner: string): Sightings['net'] {
  const policy = topology.policies.find(({ name }) => ownerOfPolicy(name) === owner);
  const name = policy?.definition[ALTERNATE_EXCHANGE_ARGUMENT];
  if (typeof name !== 'string' || topology.exchanges.get(name)?.type === 'headers') return undefined;
  const length = topology.queues.get(name)?.arguments['x-max-length'];
  const isLength = typeof length === 'number' && Number.isSafeInteger(length) && length > 0;
  return { name, maxLength: isLength ? length : USUAL_NET.maxLength };
}

/** `both` where most ids that are integers are bound as such. */
function valuesOf(picture: Picture, entry: string, branches: ReadonlyMap<string, Branch>): 'string' | 'both' {
  const typed = { string: new Set<string>(), integer: new Set<string>() };
  for (const source of [entry, ...branches.keys()])
    for (const { value, type, to } of picture.hopsOf(source))
      if (to === (source === entry ? value : joinName(source, value)) && isCanonicalInteger(value))
        typed[type].add(`${source}\u0000${to}`);
  const { string, integer } = typed;
  return integer.size * 2 > string.size || (integer.size > 0 && string.size === 0) ? 'both' : 'string';
}
