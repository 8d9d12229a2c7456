// By which names an inventory claims what is on a broker, and by which proof an object is its.

import type { Level } from '../topology/index.js';

export interface Claim {
  readonly entry: string;
  readonly owner: string;
  /** Which header has a level's id. */
  readonly headers: Readonly<Record<Level, string>>;
  /** Names of suspects to take, `*` is a wildcard. */
  readonly adopt: readonly string[];
}

/**
 * By what an object takes part in the picture. Proof that it is ours are `marked`, `registered` and `entry`. `needed`:
 * unmarked, under a name of the desired topology. `adopt`: a suspect that `--adopt` names.
 */
export type Standing = 'marked' | 'registered' | 'entry' | 'needed' | 'adopt';
