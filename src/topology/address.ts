// Where an object stands in the tree: an id for each level, from the top. All that is known of levels is here: what needs
// more of one, such as its header, has a table with a line for each.

import { joinName } from './names.js';

/** From the entry down. */
export const LEVELS = ['daemon', 'cluster', 'hypervisor'] as const;

export type Level = (typeof LEVELS)[number];

/** A level has an id only where all above it have one. The entry, and what stands beside the tree, have none. */
export type Address = Readonly<Partial<Record<Level, string>>>;

/** Which level a daemon's queues are for: `global`, a queue of its own. */
export type Scope = 'global' | Exclude<Level, 'daemon'>;

/** How many hops below the entry the deepest queues stand. */
export const DEEPEST = LEVELS.length;

/** From the top. */
export function idsOf(address: Address): readonly string[] {
  const ids: string[] = [];
  for (const level of LEVELS) {
    const id = address[level];
    if (id !== undefined) ids.push(id);
  }
  return ids;
}

/** Whether the word is one of the ids that tell one object of a daemon from another. */
export function isIdBelowDaemon(address: Address, word: string): boolean {
  for (const level of LEVELS) if (level !== 'daemon' && address[level] === word) return true;
  return false;
}

/** How many hops below the entry it stands. An unknown place counts as the deepest. */
export function depthOf(address: Address | undefined): number {
  if (address === undefined) return DEEPEST;
  let depth = 0;
  for (const level of LEVELS) if (address[level] !== undefined) depth += 1;
  return depth;
}

/** Its deepest level that has an id; undefined for the entry's. */
export function levelOf(address: Address): Level | undefined {
  return LEVELS.findLast((level) => address[level] !== undefined);
}

/** The address one hop above; the entry's is its own. */
export function parentOf(address: Address): Address {
  const deepest = levelOf(address);
  return Object.fromEntries(
    LEVELS.flatMap((level) => (level === deepest || address[level] === undefined ? [] : [[level, address[level]]])),
  );
}

/** Whether it is that address, or one below it. */
export function isWithin(address: Address, above: Address): boolean {
  return LEVELS.every((level) => above[level] === undefined || above[level] === address[level]);
}

/** One text for one address. */
export function addressKey(address: Address): string {
  return idsOf(address).join('\u0000');
}

/** The name that the tree gives to what stands there; undefined for the entry, which has one of its own. */
export function addressName(address: Address): string | undefined {
  const ids = idsOf(address);
  return ids.length === 0 ? undefined : ids.reduce(joinName);
}

/** The messages that lead there carry these: by header, the id. `headers`: which header has a level's id. */
export function addressHeaders(address: Address, headers: Readonly<Record<Level, string>>): Record<string, string> {
  return Object.fromEntries(
    LEVELS.flatMap((level): [string, string][] => {
      const id = address[level];
      return id === undefined ? [] : [[headers[level], id]];
    }),
  );
}

/** An id that an integer would be printed as: `54`, not `054`; within what a JSON number holds exactly. */
export function isCanonicalInteger(id: string): boolean {
  return /^(0|-?[1-9][0-9]*)$/.test(id) && Number.isSafeInteger(Number(id));
}
