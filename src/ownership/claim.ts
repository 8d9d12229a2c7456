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

/** `needed`: unmarked, under a name of the desired topology. `adopt`: a suspect that `--adopt` names. */
export type Proof = 'entry' | 'marked' | 'registered' | 'needed' | 'adopt';
