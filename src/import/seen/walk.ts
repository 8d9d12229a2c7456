// The tree as its bindings spell it: from the entry down, one header a hop, each hop to what is named by the values so far.
// Exchanges marked as this owner's to which no binding leads any more are taken for what their names say.

import type { Address, Level, ObjectKind, Scope } from '../../topology/index.js';
import { LEVELS, getOrAdd, groupBy, joinName } from '../../topology/index.js';
import type { Hop, Picture } from './picture.js';

/** Of a daemon, or of its cluster. */
export interface Branch {
  readonly daemon: string;
  readonly cluster: string | undefined;
}

export interface Walked {
  /** As far as bindings show them. */
  readonly headers: Readonly<Partial<Record<Level, string>>>;
  readonly scopes: ReadonlyMap<string, Scope>;
  /** By exchange: of those daemons that have exchanges. */
  readonly branches: ReadonlyMap<string, Branch>;
  readonly queues: ReadonlyMap<string, Address>;
}

/** A hop to what its name says. */
interface Spelled extends Hop {
  readonly above: Address;
}

export function walkTree(picture: Picture, entry: string, owner: string): Walked {
  const goesOn = ({ kind, to }: Hop): boolean =>
    to !== entry &&
    picture.isFree(kind, to, owner) &&
    (kind === 'queue' || picture.topology.exchanges.get(to)?.type === 'headers');
  const spelledFrom = (exchange: string, above: Address): readonly Spelled[] =>
    picture
      .hopsOf(exchange)
      .filter((hop) => hop.to === (exchange === entry ? hop.value : joinName(exchange, hop.value)) && goesOn(hop))
      .map((hop) => ({ ...hop, above }));

  const first = keepHeader(spelledFrom(entry, {}), []);
  const daemons = new Set(namesOf(first.hops, 'exchange'));
  const known = new Set([entry, ...daemons]);
  const seconds: Spelled[] = [];
  const lookBelow = (daemon: string): void => {
    const found = spelledFrom(daemon, { daemon });
    for (const { to } of found) known.add(to);
    seconds.push(...found);
  };
  daemons.forEach(lookBelow);
  const lost = new Map<string, Branch>();
  for (const name of lostExchanges(picture, owner, known)) {
    const daemon = placesIn(name).find((end) => daemons.has(end));
    if (daemon !== undefined) lost.set(name, { daemon, cluster: name.slice(daemon.length + 1) });
    else if (!known.has(name)) {
      daemons.add(name);
      lookBelow(name);
    }
  }
  const second = keepHeader(seconds, [first.header]);
  const branches = new Map<string, Branch>();
  for (const daemon of daemons) branches.set(daemon, { daemon, cluster: undefined });
  const addBranch = (name: string, branch: Branch): void => {
    if (!branches.has(name)) branches.set(name, branch);
  };
  for (const { kind, to, value, above } of second.hops)
    if (kind === 'exchange') addBranch(to, { daemon: above.daemon ?? '', cluster: value });
  for (const [name, branch] of lost) addBranch(name, branch);
  const thirds = [...branches].flatMap(([name, { daemon, cluster }]) =>
    cluster === undefined ? [] : spelledFrom(name, { daemon, cluster }).filter(({ kind }) => kind === 'queue'),
  );
  const third = keepHeader(thirds, [first.header, second.header]);

  const queues = new Map<string, Address>();
  const levels: readonly (readonly [Level, Kept])[] = [
    ['hypervisor', third],
    ['cluster', second],
    ['daemon', first],
  ];
  for (const [level, { hops }] of levels)
    for (const { kind, to, value, above } of hops)
      if (kind === 'queue' && !queues.has(to)) queues.set(to, { ...above, [level]: value });
  return {
    headers: headersOf({ daemon: first.header, cluster: second.header, hypervisor: third.header }),
    ...withOneScope(branches, queues),
  };
}

interface Kept {
  readonly header: string | undefined;
  readonly hops: readonly Spelled[];
}

/** The header that most of them look at, and the hops that do. `taken`: by levels above. */
function keepHeader(hops: readonly Spelled[], taken: readonly (string | undefined)[]): Kept {
  const byHeader = groupBy(hops, ({ header }) => (taken.includes(header) ? undefined : header));
  const [most] = [...byHeader].sort(([, a], [, b]) => b.length - a.length);
  return most ? { header: most[0], hops: most[1] } : { header: undefined, hops: [] };
}

function headersOf(found: Readonly<Record<Level, string | undefined>>): Walked['headers'] {
  const headers: Partial<Record<Level, string>> = {};
  for (const level of LEVELS) {
    const header = found[level];
    if (header !== undefined) headers[level] = header;
  }
  return headers;
}

function namesOf(hops: readonly Hop[], kind: ObjectKind): readonly string[] {
  return hops.filter((hop) => hop.kind === kind).map(({ to }) => to);
}

/** Marked or registered, part of no branch yet; the shortest first. What was an entry is none. */
function lostExchanges(picture: Picture, owner: string, known: ReadonlySet<string>): readonly string[] {
  const { exchanges } = picture.topology;
  const isLost = (name: string): boolean =>
    !known.has(name) &&
    picture.ownerOf('exchange', name) === owner &&
    picture.roleOf('exchange', name) !== 'entry' &&
    name !== owner &&
    !picture.hopsOf(name).some(({ value, to }) => value === to);
  return [...exchanges.values()]
    .filter(({ name, type }) => type === 'headers' && isLost(name))
    .map(({ name }) => name)
    .sort((a, b) => a.length - b.length);
}

/** What stands before each `-` of the name, the longest first. */
export function placesIn(name: string): readonly string[] {
  const ends: string[] = [];
  for (let end = name.lastIndexOf('-'); end > 0; end = name.lastIndexOf('-', end - 1))
    if (end < name.length - 1) ends.push(name.slice(0, end));
  return ends;
}

/** A daemon has one scope: that of most of its queues. What is of another one is no part of the tree. */
function withOneScope(
  branches: ReadonlyMap<string, Branch>,
  queues: ReadonlyMap<string, Address>,
): Pick<Walked, 'scopes' | 'branches' | 'queues'> {
  const counts = new Map<string, Map<Scope, number>>();
  const count = (daemon: string, scope: Scope, by: number): void => {
    const scopes = getOrAdd(counts, daemon, () => new Map<Scope, number>());
    scopes.set(scope, (scopes.get(scope) ?? 0) + by);
  };
  for (const address of queues.values()) count(address.daemon ?? '', scopeOf(address), 1);
  // Where nothing is bound at all, the exchanges say it.
  for (const { daemon, cluster } of branches.values())
    count(daemon, cluster === undefined ? 'cluster' : 'hypervisor', cluster === undefined ? 0 : 0.5);
  const scopes = new Map<string, Scope>();
  for (const [daemon, found] of counts) {
    const [most] = [...found].sort(([, a], [, b]) => b - a);
    if (most) scopes.set(daemon, most[0]);
  }
  const belongs = ({ daemon, cluster }: Branch): boolean => {
    const scope = scopes.get(daemon);
    return scope === 'hypervisor' || (scope === 'cluster' && cluster === undefined);
  };
  return {
    scopes,
    branches: new Map([...branches].filter(([, branch]) => belongs(branch))),
    queues: new Map([...queues].filter(([, address]) => scopes.get(address.daemon ?? '') === scopeOf(address))),
  };
}

export function scopeOf({ cluster, hypervisor }: Address): Scope {
  if (hypervisor !== undefined) return 'hypervisor';
  return cluster === undefined ? 'global' : 'cluster';
}
