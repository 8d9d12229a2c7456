// After an apply: is the broker now as its answers said? What is not yet so is looked at again before anybody says so.

import type { Outcome, ReadBack } from '../../apply/index.js';
import { stubbornSteps, unplannedSteps, unreadable } from '../../apply/index.js';
import type { Plan } from '../../plan/index.js';
import type { Binding } from '../../topology/index.js';

/**
 * Between nodes of a cluster what was written by the one is missing on the other for some moments (4.3.6: in 2 to 5 % of
 * the reads, up to 79 ms).
 */
const LOOK_AGAIN_FOR_MS = 5000;
const LOOK_AGAIN_MS = 200;

export interface ReadBackDoors {
  /** A plan made from the broker as it is now. */
  plan(): Promise<Plan>;
  /** Removes a live binding by the API's own handle; does nothing once the lock is lost. */
  removeBinding(binding: Binding): Promise<void>;
  stopping(): boolean;
  pause(milliseconds: number): Promise<void>;
  now(): number;
}

/** Never throws: what was done stays done, also where nobody can see it. */
export async function readBack(
  outcomes: readonly Outcome[],
  refusals: Plan['refusals'],
  doors: ReadBackDoors,
): Promise<ReadBack> {
  try {
    let plan = await doors.plan();
    // An unbind of values that only look like strings removes nothing and answers ok: now by the API's own handle.
    for (const { action, binding } of stubbornSteps(outcomes, plan))
      if (action === 'unbind') await doors.removeBinding(binding).catch(() => undefined);
    const until = doors.now() + LOOK_AGAIN_FOR_MS;
    for (let looks = 1; !isExplained(outcomes, refusals, plan) && (looks === 1 || doors.now() < until); looks += 1) {
      if (doors.stopping()) break;
      await doors.pause(LOOK_AGAIN_MS);
      plan = await doors.plan();
    }
    return { plan };
  } catch (error) {
    return unreadable(error);
  }
}

/** Everything that a new plan still has was held, refused, failed or left out. */
function isExplained(outcomes: readonly Outcome[], refusals: Plan['refusals'], plan: Plan): boolean {
  return stubbornSteps(outcomes, plan).length + unplannedSteps(outcomes, refusals, plan).length === 0;
}
