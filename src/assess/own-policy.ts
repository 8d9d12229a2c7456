// A policy of ours, of the net or with limits: what it is on the broker, and what it is to be. It changes in two halves:
// what loses nothing comes first of all, and what would, last.

import type { Difference } from '../diff/index.js';
import type { ObjectKind, Policy } from '../topology/index.js';
import type { Squeeze } from './squeeze.js';

export interface OwnPolicy {
  readonly name: string;
  /** What it applies to. */
  readonly of: ObjectKind;
  readonly live: Policy | undefined;
  /** As it is to be now: while exchanges leave it reaches them too, while messages wait it keeps them. undefined: not there. */
  readonly wide: Policy | undefined;
  /** As it is to be when they are gone; the same as `wide` where nothing is in the way. */
  readonly narrow: Policy | undefined;
  /** How `wide` and `live` differ, where there are both. */
  readonly differences: readonly Difference[];
  /** Exchanges that it does not reach yet, and is to reach. */
  readonly gains: readonly string[];
  /** Exchanges that it reaches, whoever's they are, and is not to reach. */
  readonly loses: readonly string[];
  /** Of what it is to reach: what leaves. */
  readonly leaving: readonly string[];
  /** Queues that could lose messages by `narrow`, and by what. */
  readonly squeezes: readonly Squeeze[];
}

/** Whether it is on the broker as it is to be now. */
export function isAsItShouldBe({ live, wide, differences }: OwnPolicy): boolean {
  return wide ? live !== undefined && differences.length === 0 : live === undefined;
}
