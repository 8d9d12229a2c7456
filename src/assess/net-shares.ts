// Which exchange is in which policy of the net. In: the exchanges in need of it, and which of them each policy has now.
// Out: what each is to have. A fleet gets no other policies than it has without a reason: a name stays where it is, and a
// new one goes where there is room, or else into a policy of its own number.

import { groupBy } from '../topology/index.js';
import type { NameGroup } from '../policy/index.js';
import { fitsPattern, groupNames, howManyFit, namesOf, packNames, patternBytes, smallGroups } from '../policy/index.js';

export interface NamesInNeed {
  readonly staying: ReadonlySet<string>;
  /** Until they are gone. */
  readonly leaving: ReadonlySet<string>;
  readonly clusterOf: (name: string) => string | undefined;
}

export interface ShareNow {
  readonly names: readonly string[];
  /** Its pattern does as it is, also where a pattern of these names alone would be too large. */
  readonly stands: boolean;
}

export interface Share {
  /** Of the policy, from 1. */
  readonly number: number;
  /** What it has while exchanges leave. */
  readonly wide: ReadonlySet<string>;
  /** What it has when they are gone. */
  readonly narrow: ReadonlySet<string>;
}

/**
 * By number. Each set fits one pattern, or is what it was where that stands, and each name that stays is in exactly one narrow set. A name can be in two wide
 * ones: a pattern can grow by a name that it loses, and then what has no room any more moves first, while all is covered.
 */
export function shareNames(need: NamesInNeed, now: ReadonlyMap<number, ShareNow>): readonly Share[] {
  const shares = [...now].map(([number, share]) => keepNames(number, share, need));
  const kept = new Set(
    shares.flatMap(({ wide, narrow }) => [...narrow, ...[...wide].filter((name) => need.leaving.has(name))]),
  );
  const homeless = [...need.staying, ...need.leaving].filter((name) => !kept.has(name));
  if (homeless.length > 0) giveHomes(shares, groupNames(homeless, need.clusterOf), need);
  return shares.sort((a, b) => a.number - b.number);
}

interface Filling {
  readonly number: number;
  wide: ReadonlySet<string>;
  narrow: ReadonlySet<string>;
  /** How often it had no room. */
  refused: number;
}

function keepNames(number: number, { names, stands }: ShareNow, need: NamesInNeed): Filling {
  const wide = stands ? names : asManyAsFit(names, need);
  const staying = wide.filter((name) => need.staying.has(name));
  const narrow = staying.length === wide.length ? wide : asManyAsFit(staying, need);
  return { number, wide: new Set(wide), narrow: new Set(narrow), refused: 0 };
}

function asManyAsFit(names: readonly string[], { clusterOf }: NamesInNeed): readonly string[] {
  if (fitsPattern(names)) return names;
  const groups = [...smallGroups(groupNames(names, clusterOf))];
  return namesOf(groups, 0, howManyFit(groups, 0, fitsPattern));
}

function giveHomes(shares: Filling[], groups: readonly NameGroup[], need: NamesInNeed): void {
  const filled = shares.filter(({ wide }) => wide.size > 0);
  const left = findRoom(filled, joinTheirClusters(filled, groups, need), need);
  for (const names of packNames(left)) addTo(shareToFill(shares), names, need);
}

/** A daemon that comes to all clusters is a few characters more where they are, and a pattern of its own elsewhere. */
function joinTheirClusters(
  filled: readonly Filling[],
  groups: readonly NameGroup[],
  need: NamesInNeed,
): readonly NameGroup[] {
  if (filled.length === 0) return groups;
  const homes = homesOf(filled, need);
  const byHome = groupBy(groups, ({ cluster }) => homes.get(cluster));
  const joined = new Set<NameGroup>();
  for (const [home, comers] of byHome) {
    const names = comers.flatMap((group) => group.names);
    if (!hasRoom(home, names, need)) continue;
    addTo(home, names, need);
    for (const group of comers) joined.add(group);
  }
  return groups.filter((group) => !joined.has(group));
}

/**
 * Each goes where the pattern grows least: tried with its neighbours in order, and with those that have most room. The ones
 * that come after it go there too while they fit, so that a thousand that come at once are a few questions.
 */
function findRoom(filled: readonly Filling[], groups: Iterable<NameGroup>, need: NamesInNeed): readonly NameGroup[] {
  if (filled.length === 0) return [...groups];
  const comers = [...smallGroups(groups)];
  const homes = [...homesOf(filled, need)].sort(([a], [b]) => (a < b ? -1 : 1));
  const sizes = new Map(filled.map((share) => [share, patternBytes(share.wide)]));
  const sizeOf = (share: Filling): number => sizes.get(share) ?? 0;
  const left: NameGroup[] = [];
  let next = 0;
  for (let at = 0; at < comers.length;) {
    const { cluster, names } = comers[at] ?? { cluster: '', names: [] };
    while (next < homes.length && (homes[next]?.[0] ?? '') < cluster) next += 1;
    const neighbours = [homes[next - 1]?.[1], homes[next]?.[1]].filter((share) => share !== undefined);
    const roomiest = filled.toSorted((a, b) => sizeOf(a) - sizeOf(b)).slice(0, TRIED);
    const share = bestOf(new Set([...neighbours, ...roomiest]), names, need, sizeOf);
    const count = share ? howManyFit(comers, at, (more) => hasRoom(share, more, need)) : 1;
    if (share) {
      addTo(share, namesOf(comers, at, count), need);
      sizes.set(share, patternBytes(share.wide));
    } else left.push(...comers.slice(at, at + count));
    at += count;
  }
  return left;
}

/** Of those with most room. */
const TRIED = 4;
/** One that had no room so many times is asked no more. */
const PATIENCE = 20;

function bestOf(
  candidates: ReadonlySet<Filling>,
  names: readonly string[],
  need: NamesInNeed,
  sizeOf: (share: Filling) => number,
): Filling | undefined {
  const growths = [...candidates].flatMap((share) => {
    if (share.refused >= PATIENCE) return [];
    if (hasRoom(share, names, need))
      return [{ share, growth: patternBytes([...share.wide, ...names]) - sizeOf(share) }];
    share.refused += 1;
    return [];
  });
  return growths.sort((a, b) => a.growth - b.growth || a.share.number - b.share.number)[0]?.share;
}

/** By cluster: a policy that has names of it. */
function homesOf(filled: readonly Filling[], { clusterOf }: NamesInNeed): ReadonlyMap<string, Filling> {
  return new Map(filled.flatMap((share) => [...share.wide].map((name) => [clusterOf(name) ?? '', share] as const)));
}

function hasRoom({ wide, narrow }: Filling, names: readonly string[], { staying }: NamesInNeed): boolean {
  return fitsPattern([...wide, ...names]) && fitsPattern([...narrow, ...names.filter((name) => staying.has(name))]);
}

function addTo(share: Filling, names: readonly string[], { staying }: NamesInNeed): void {
  share.wide = new Set([...share.wide, ...names]);
  share.narrow = new Set([...share.narrow, ...names.filter((name) => staying.has(name))]);
}

/** One that has nothing, or else a new one, with the lowest number that is free. */
function shareToFill(shares: Filling[]): Filling {
  for (let number = 1; ; number += 1) {
    const found = shares.find((share) => share.number === number);
    if (found?.wide.size === 0) return found;
    if (found) continue;
    const made = { number, wide: new Set<string>(), narrow: new Set<string>(), refused: 0 };
    shares.push(made);
    return made;
  }
}
