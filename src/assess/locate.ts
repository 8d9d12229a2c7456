// Where an object stands: its address in the tree and the inventory line that asks for it, for desired and live ones.

import type { Compiled, Origin } from '../compile/index.js';
import type { Ownership, Stranger, Words } from '../ownership/index.js';
import { addressFromName, wordsOnBroker } from '../ownership/index.js';
import type { Address, ObjectKind, Place } from '../topology/index.js';
import { getOrAdd } from '../topology/index.js';

export interface Locate {
  address(kind: ObjectKind, name: string): Address | undefined;
  /** The key `path` of a document's row about this object, where it is known. */
  row(kind: ObjectKind, name: string): { readonly path?: Address };
  /** The same of what is not ours: where a suspect would stand; of a binding, where its destination stands. */
  stranger(stranger: Stranger): { readonly path?: Address };
  /** The keys `path` and `source` of a step about this object, as far as they are known. */
  step(kind: ObjectKind, name: string): { readonly path?: Address; readonly source?: string };
  /** Which line of the inventory asks for it; undefined of what it does not ask for. */
  place(kind: ObjectKind, name: string): Place | undefined;
  /** `file:line:column`; one string for one place, however many objects come from it. */
  text(place: Place): string;
}

export function makeLocate(
  desired: Compiled,
  ownership: Pick<Ownership, 'topology' | 'addresses' | 'entries'>,
): Locate {
  const texts = new Map<Place, string>();
  const text = (place: Place): string => getOrAdd(texts, place, () => `${place.file}:${place.line}:${place.column}`);
  let words: Words | undefined;
  const readOff = (kind: ObjectKind, name: string): Address | undefined =>
    ownership.topology[`${kind}s`].has(name)
      ? addressFromName(kind, name, (words ??= wordsOnBroker(desired, ownership)))
      : undefined;
  const address = (kind: ObjectKind, name: string): Address | undefined => {
    const origin = desired.origins[`${kind}s`].get(name);
    if (origin) return isBeside(origin) ? undefined : origin.address;
    return ownership.addresses[`${kind}s`].get(name) ?? readOff(kind, name);
  };
  const row = (kind: ObjectKind, name: string): { readonly path?: Address } => {
    const path = address(kind, name);
    return path ? { path } : {};
  };
  return {
    text,
    place: (kind, name) => desired.origins[`${kind}s`].get(name)?.place,
    address,
    row,
    stranger({ kind, name, address: path, binding }) {
      if (path) return { path };
      return kind === 'binding' ? row(binding?.destinationType ?? 'queue', name) : row(kind, name);
    },
    step(kind, name) {
      const origin = (kind === 'queue' ? desired.origins.queues : desired.origins.exchanges).get(name);
      if (!origin) return row(kind, name);
      const source = text(origin.place);
      return isBeside(origin) ? { source } : { path: origin.address, source };
    },
  };
}

/** It has no address: it stands beside the tree. */
function isBeside({ role }: Origin): boolean {
  return role === 'net' || role === 'direct';
}
