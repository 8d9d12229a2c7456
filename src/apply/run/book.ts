// The book of a run: what has become of each step so far. The report is made from it, however the run ends.

import type { Phase, Step } from '../../plan/index.js';
import type { ObjectKey } from '../../topology/index.js';
import { objectKey } from '../../topology/index.js';
import type { Sentence } from '../../text/index.js';
import type { Outcome } from '../apply-report.js';

export interface Book {
  /** `doing`: for the progress that is shown. */
  record(step: Step, outcome: Omit<Outcome, 'step'>, doing?: Phase): void;
  /** What was done is undone: the step is open again. */
  reopen(step: Step): void;
  outcomeOf(step: Step): Outcome | undefined;
  /** Steps that have no outcome yet. */
  open<S extends Step>(steps: readonly S[]): readonly S[];
  /** It was deleted, and could not be declared anew. */
  noteMissing(object: ObjectKey): void;
  /** Whether it should be there by now, and could not be declared. */
  isMissing(object: ObjectKey): boolean;
  /** Whether a binding to it should be gone by now, and could not be removed. */
  isStillBound(object: ObjectKey): boolean;
  /** How many steps have an outcome. */
  count(): number;
  /** Every step in the plan's order; those without an outcome were left out, for this reason. */
  close(leftOut: Sentence): readonly Outcome[];
}

export function openBook(steps: readonly Step[], progress: (done: number, doing: string) => void): Book {
  const outcomes = new Map<Step, Outcome>();
  const missing = new Set<ObjectKey>();
  const stillBound = new Set<ObjectKey>();
  return {
    record(step, outcome, doing) {
      outcomes.set(step, { step, ...outcome });
      if (outcome.result === 'failed') {
        if (step.action === 'declare') missing.add(objectKey(step.kind, step.name));
        if (step.action === 'unbind') stillBound.add(objectKey(step.binding.destinationType, step.name));
      }
      progress(outcomes.size, doing ?? '');
    },
    reopen: (step) => {
      outcomes.delete(step);
    },
    outcomeOf: (step) => outcomes.get(step),
    open: (some) => some.filter((step) => !outcomes.has(step)),
    noteMissing: (object) => missing.add(object),
    isMissing: (object) => missing.has(object),
    isStillBound: (object) => stillBound.has(object),
    count: () => outcomes.size,
    close: (leftOut) => steps.map((step) => outcomes.get(step) ?? { step, result: 'skipped', error: leftOut }),
  };
}
