// What has become of each step so far. The report is made from it, however the run ends.

import type { Step } from '../plan/index.js';
import type { Outcome } from './apply-report.js';

export interface Ledger {
  record(step: Step, outcome: Omit<Outcome, 'step'>): void;
  outcomeOf(step: Step): Outcome | undefined;
  /** How many steps have an outcome. */
  count(): number;
  /** Every step in the plan's order; those without an outcome were left out, for this reason. */
  close(leftOut: string): readonly Outcome[];
}

export function openLedger(steps: readonly Step[]): Ledger {
  const outcomes = new Map<Step, Outcome>();
  return {
    record(step, outcome) {
      outcomes.set(step, { step, ...outcome });
    },
    outcomeOf: (step) => outcomes.get(step),
    count: () => outcomes.size,
    close: (leftOut) => steps.map((step) => outcomes.get(step) ?? { step, result: 'skipped', error: leftOut }),
  };
}
