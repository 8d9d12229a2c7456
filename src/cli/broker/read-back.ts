// After an apply: is the broker now as its answers said? What is not yet so is looked at again before anybody says so.
//
// First at what the run touched, where that is little (live/read-touched.ts). That look is believed only where it says of each
// step what the run says of it: what was done is done, what was not is still to do, and nothing else is. If it does not, now and
// some moments later, the whole broker is read.

import type { After, Outcome, ReadBack } from '../../apply/index.js';
import { goneSteps, stubbornSteps, unplannedSteps, unreadable } from '../../apply/index.js';
import { BrokerError } from '../../broker/index.js';
import type { Plan } from '../../plan/index.js';
import type { Binding } from '../../topology/index.js';

/**
 * Between nodes of a cluster what was written by the one is missing on the other for some moments (4.3.6: in 2 to 5 % of
 * the reads, up to 79 ms).
 */
const LOOK_AGAIN_FOR_MS = 5000;
const LOOK_AGAIN_MS = 200;
/** One more, for what was some moments late. */
const LOOKS_AT_TOUCHED = 2;

export interface ReadBackDoors {
  /** A plan made from the broker as it is now. */
  plan(): Promise<After>;
  /** A plan made from the picture before the run, and what it touched as that is now. Absent where the whole is to be read. */
  readonly planOfTouched?: (() => Promise<After>) | undefined;
  /** Removes a live binding by the API's own handle; does nothing once the lock is lost. */
  removeBinding(binding: Binding): Promise<void>;
  stopping(): boolean;
  pause(milliseconds: number): Promise<void>;
  now(): number;
}

interface Run {
  readonly outcomes: readonly Outcome[];
  readonly refusals: Plan['refusals'];
  readonly doors: ReadBackDoors;
}

/** Never throws: what was done stays done, also where nobody can see it. */
export async function readBack(
  outcomes: readonly Outcome[],
  refusals: Plan['refusals'],
  doors: ReadBackDoors,
): Promise<ReadBack> {
  const run = { outcomes, refusals, doors };
  try {
    return { plan: (await lookAtTouched(run)) ?? (await lookAtAll(run)) };
  } catch (error) {
    return unreadable(error);
  }
}

/** Out: nothing, where it is not to be believed. */
async function lookAtTouched(run: Run): Promise<After | undefined> {
  const { outcomes, doors } = run;
  for (let looks = 0; doors.planOfTouched && looks < LOOKS_AT_TOUCHED; looks += 1) {
    if (looks > 0) await doors.pause(LOOK_AGAIN_MS);
    const plan = await doors.planOfTouched().catch(unlessSilent);
    if (!plan) return undefined;
    if (isExplained(run, plan) && goneSteps(outcomes, plan).length === 0) return plan;
    if (doors.stopping()) return undefined;
    if (looks === 0) await removeStubborn(run, plan);
  }
  return undefined;
}

/** A name that no URL can hold, a proxy that takes a name for a path. Who does not answer is not asked for more. */
function unlessSilent(error: unknown): undefined {
  if (error instanceof BrokerError && (error.kind === 'timeout' || error.kind === 'interrupted')) throw error;
}

async function lookAtAll(run: Run): Promise<After> {
  const { doors } = run;
  let plan = await doors.plan();
  await removeStubborn(run, plan);
  const until = doors.now() + LOOK_AGAIN_FOR_MS;
  for (let looks = 1; !isExplained(run, plan) && (looks === 1 || doors.now() < until); looks += 1) {
    if (doors.stopping()) break;
    await doors.pause(LOOK_AGAIN_MS);
    plan = await doors.plan();
  }
  return plan;
}

/** An unbind of values that only look like strings removes nothing and answers ok: now by the API's own handle. */
async function removeStubborn({ outcomes, doors }: Run, plan: After): Promise<void> {
  for (const { action, binding } of stubbornSteps(outcomes, plan))
    if (action === 'unbind') await doors.removeBinding(binding).catch(() => undefined);
}

/** Everything that a new plan still has was held, refused, failed or left out. */
function isExplained({ outcomes, refusals }: Run, plan: After): boolean {
  return stubbornSteps(outcomes, plan).length + unplannedSteps(outcomes, refusals, plan).length === 0;
}
