// Names → as few patterns as it takes, each short enough for every broker. In: names in groups, in order. Out: packs of
// them, one pattern a pack.
//
// RabbitMQ 4.3 refuses a pattern of more than 1,024 bytes, 3.10 takes far longer ones. There is one limit for all: what an
// older broker exports, a newer one imports, and an upgrade needs no other policies.

import { groupBy } from '../topology/index.js';
import { patternOf } from './pattern.js';

/** In UTF-8. */
export const MAX_PATTERN_BYTES = 1024;

export function patternBytes(names: Iterable<string>): number {
  return Buffer.byteLength(patternOf(names));
}

export function fitsPattern(names: Iterable<string>): boolean {
  return patternBytes(names) <= MAX_PATTERN_BYTES;
}

/**
 * Names of one cluster stand together: a pattern writes `(storage|vm)-` once for all of its clusters, and a cluster that
 * comes or goes changes one pattern. `clusterOf`: undefined or empty for what is in no cluster. Groups and their names are
 * sorted, so the order in which they come does not matter.
 */
export function groupNames(
  names: Iterable<string>,
  clusterOf: (name: string) => string | undefined,
): readonly NameGroup[] {
  return [...groupBy(names, (name) => clusterOf(name) ?? '')]
    .sort(([a], [b]) => compareText(a, b))
    .map(([cluster, group]) => ({ cluster, names: group.sort(compareText) }));
}

export interface NameGroup {
  /** Empty for what is in no cluster. */
  readonly cluster: string;
  readonly names: readonly string[];
}

/** A group that is too large for one pattern is taken apart. */
export function* smallGroups(groups: Iterable<NameGroup>): Generator<NameGroup> {
  for (const group of groups)
    if (fitsPattern(group.names)) yield group;
    else for (const name of group.names) yield { cluster: group.cluster, names: [name] };
}

/** Greedy: each pack takes groups from the first one on for as long as its pattern has room. */
export function packNames(groups: Iterable<NameGroup>): readonly (readonly string[])[] {
  const small = [...smallGroups(groups)];
  const packs: (readonly string[])[] = [];
  for (let at = 0; at < small.length;) {
    const count = howManyFit(small, at, fitsPattern);
    packs.push(namesOf(small, at, count));
    at += count;
  }
  return packs;
}

/**
 * How many groups from this place on fit together, where the first one does: found by doubling, then by halves. One more
 * may make a pattern shorter, so it is not always the largest number.
 */
export function howManyFit(
  groups: readonly NameGroup[],
  at: number,
  fits: (names: readonly string[]) => boolean,
): number {
  const left = groups.length - at;
  let fitting = Math.min(1, left);
  let tooMany = left + 1;
  while (tooMany - fitting > 1) {
    const next = tooMany > left ? Math.min(2 * fitting, left) : Math.floor((fitting + tooMany) / 2);
    if (fits(namesOf(groups, at, next))) fitting = next;
    else tooMany = next;
  }
  return fitting;
}

export function namesOf(groups: readonly NameGroup[], at: number, count: number): readonly string[] {
  return groups.slice(at, at + count).flatMap(({ names }) => names);
}

/** By code units: the same everywhere. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
