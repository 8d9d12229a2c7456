// Guards look at the whole plan before anything runs.

import type { Routes } from './losing.js';
import type { Guard } from './plan.js';

/** More than this many queues may not lose their route in one apply: max(10, min(5 % of ours, 200)). */
export function removalsLimit(ours: number): number {
  return Math.max(10, Math.min(Math.floor(ours * 0.05), 200));
}

/** The guards that this plan trips. `ours`: how many live queues are ours. */
export function tripGuards(routes: Routes, ours: number): readonly Guard[] {
  const { routed } = routes;
  const losing = routes.losing.length;
  const limit = removalsLimit(ours);
  const all = losing > 0 && losing === routed;
  if (losing <= limit && !all) return [];
  return [
    {
      name: 'removals',
      limit: losing > limit ? limit : losing - 1,
      actual: losing,
      remedy: `--max-removals ${losing}`,
    },
  ];
}
