// Where an object stands: its path in the tree and the inventory line that asks for it, for desired and live ones.

import type { Compiled } from '../compile/index.js';
import type { Ownership } from '../ownership/index.js';
import { pathFromName } from '../ownership/index.js';
import type { Path, Place } from '../topology/index.js';

export interface Locate {
  path(kind: 'exchange' | 'queue', name: string): Path | undefined;
  /** The keys `path` and `source` of a step about this object, as far as they are known. */
  step(kind: 'exchange' | 'queue', name: string): { path?: Path; source?: string };
  /** `file:line:column`; one string for one place, however many objects come from it. */
  text(place: Place): string;
}

export function locate(desired: Compiled, ownership: Pick<Ownership, 'paths'>): Locate {
  const texts = new Map<Place, string>();
  const text = (place: Place): string => {
    const known = texts.get(place);
    if (known !== undefined) return known;
    const made = `${place.file}:${place.line}:${place.column}`;
    texts.set(place, made);
    return made;
  };
  const path = (kind: 'exchange' | 'queue', name: string): Path | undefined =>
    desired.origins[`${kind}s`].get(name)?.path ??
    ownership.paths[`${kind}s`].get(name) ??
    pathFromName(kind, name, desired);
  return {
    text,
    path,
    step(kind, name) {
      const origin = (kind === 'queue' ? desired.origins.queues : desired.origins.exchanges).get(name);
      if (origin?.path) return { path: origin.path, source: text(origin.place) };
      if (origin) return { source: text(origin.place) };
      const live = path(kind, name);
      return live ? { path: live } : {};
    },
  };
}
