// Guards look at the whole plan before anything runs.

import type { Guard } from './plan.js';

/** More than this many queues may not lose their route in one apply: max(10, min(5 % of ours, 200)). */
export function removalsLimit(ours: number): number {
  return Math.max(10, Math.min(Math.floor(ours * 0.05), 200));
}

/**
 * The guards that this plan trips. Queues: `losing` a route, `routed` now, and `ours`, how many live ones are ours.
 * `question`: where clusters or daemons are gone whole, whether a file is missing.
 */
export function tripGuards(
  losing: number,
  routed: number,
  ours: number,
  question: string | undefined,
): readonly Guard[] {
  const limit = removalsLimit(ours);
  const all = losing > 0 && losing === routed;
  if (losing <= limit && !all) return [];
  return [
    {
      name: 'removals',
      limit: losing > limit ? limit : losing - 1,
      actual: losing,
      remedy: `--max-removals ${losing}`,
      ...(question !== undefined && { question }),
    },
  ];
}
