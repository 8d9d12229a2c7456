// A part of the tree: whatever carries these ids, at whichever level they are given. What is shown of one are the rows within
// it, and those above by which it hangs on the entry.

import type { Address, Level } from './address.js';
import { addressKey, isWithin, parentOf } from './address.js';

/** Unlike an address it need not begin at the top: hypervisor 98, of whichever daemon and cluster. */
export type Part = Readonly<Partial<Record<Level, string>>>;

export interface Selection {
  readonly part: Part;
  /** Every address within it. */
  readonly addresses: readonly Address[];
  /** `above`: all that is within, or some of it, hangs on what stands there. undefined: elsewhere, or beside the tree. */
  sideOf(address: Address | undefined): 'within' | 'above' | undefined;
}

/** `addresses`: every one where something stands or should stand; each may come more than once. */
export function selectPart(part: Part, addresses: Iterable<Address>): Selection {
  const within = new Map<string, Address>();
  for (const address of addresses) if (isWithin(address, part)) within.set(addressKey(address), address);
  const above = new Set([addressKey({})]);
  for (const address of within.values())
    for (let each = parentOf(address); !above.has(addressKey(each)); each = parentOf(each)) above.add(addressKey(each));
  return {
    part,
    addresses: [...within.values()],
    sideOf(address) {
      if (address === undefined) return undefined;
      if (isWithin(address, part)) return 'within';
      return above.has(addressKey(address)) ? 'above' : undefined;
    },
  };
}

/** `hypervisor 98 of cluster 54`, `daemon vm of cluster 54` */
export function partText(part: Part): string {
  const levels = ['daemon', 'hypervisor', 'cluster'] as const;
  return levels.flatMap((level) => (part[level] === undefined ? [] : [`${level} ${part[level]}`])).join(' of ');
}
