// The desired topology and where each of its objects was asked for.

import type { Path, Place, Topology } from '../topology/index.js';

export interface Origin {
  /** Absent of what does not hang in the tree: the net under it. */
  readonly path?: Path;
  readonly place: Place;
  /** It keeps its queue, loses its binding. */
  readonly draining: boolean;
}

export interface Compiled {
  readonly topology: Topology;
  /** By name. A binding's origin is its destination's. */
  readonly origins: { readonly exchanges: ReadonlyMap<string, Origin>; readonly queues: ReadonlyMap<string, Origin> };
}
