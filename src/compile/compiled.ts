// The desired topology and where each of its objects was asked for.

import type { Address, ByKind, Place, Role, Topology } from '../topology/index.js';

export interface Origin {
  readonly role: Role;
  /** Where it stands in the tree; empty of the entry, and of the net beside it. */
  readonly address: Address;
  readonly place: Place;
  /** It keeps its queue, loses its binding. */
  readonly draining: boolean;
}

export interface Compiled {
  readonly topology: Topology;
  /** By name. A binding's origin is its destination's. */
  readonly origins: ByKind<Origin>;
}
