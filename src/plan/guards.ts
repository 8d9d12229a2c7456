// Guards look at the whole plan before anything runs.

import type { Guard } from './plan.js';

/** More than this many queues may not lose their route in one apply: max(10, min(5 % of ours, 200)). */
export function removalsLimit(ours: number): number {
  return Math.max(10, Math.min(Math.floor(ours * 0.05), 200));
}

export interface Removals {
  /** Queues that would lose a route. */
  readonly losing: number;
  /** Queues that have one now. */
  readonly routed: number;
  /** Live queues of ours. */
  readonly ours: number;
  /** `guard.removals` of the inventory: so many may, however many there are. */
  readonly allowed: number | undefined;
  /** Where clusters or daemons are gone whole: whether a file is missing. */
  readonly question: string | undefined;
}

/** The guards that this plan trips. */
export function tripGuards({ losing, routed, ours, allowed = 0, question }: Removals): readonly Guard[] {
  const own = removalsLimit(ours);
  const isAll = losing > 0 && losing === routed;
  if (losing <= allowed || (losing <= own && !isAll)) return [];
  // Of all queues none may be the last, where the inventory does not say so.
  const limit = Math.max(allowed, losing > own ? own : losing - 1);
  return [
    {
      name: 'removals',
      limit,
      actual: losing,
      remedy: `--max-removals ${losing}`,
      ...(question !== undefined && { question }),
    },
  ];
}
