// The product in a few lines: an assessment becomes a draft; with the counts of the queues that go it becomes the plan.
// Between the two the broker is asked for these counts, or not.

import type { Wanted } from '../assess/index.js';
import { assess } from '../assess/index.js';
import type { Live } from '../live/index.js';
import type { Selection } from '../topology/index.js';
import type { Drafted, Seen } from './finish.js';
import { finishPlan } from './finish.js';
import type { Plan, PlanOptions } from './plan.js';
import { draftPlan } from './steps/draft.js';

export interface Planned extends Drafted {
  readonly plan: Plan;
}

/** With what the fleet allows one apply to take away. */
export interface Planning extends Wanted {
  readonly inventory: Wanted['inventory'] & { readonly guard: { readonly removals: number | undefined } };
}

export function startPlan(wanted: Planning, live: Live, options: PlanOptions): Drafted {
  const { routing, guard } = wanted.inventory;
  const assessment = assess(wanted, live, options.adopt);
  return { assessment, draft: draftPlan(assessment, options), options, entry: routing.entry, removals: guard.removals };
}

/**
 * `seen`: undefined where there is no broker to ask. `inventory`: `sha256:…`, asked for when somebody reads the plan's. `selection`: the part to show
 * alone.
 */
export function completePlan(
  drafted: Drafted,
  seen: Seen | undefined,
  inventory: () => string,
  selection?: Selection,
): Planned {
  return { ...drafted, plan: finishPlan(drafted, seen, inventory, selection) };
}
