// What `--only` leaves of a plan's rows. Nothing else is narrowed: what is checked, counted and guarded is the whole.

import type { Selection } from '../../topology/index.js';
import type { PlanRows, Step } from '../plan.js';

/** `direct`: the direct exchange, by which every queue hangs on what publishers address too. */
export function rowsOfPart(rows: PlanRows, selection: Selection, direct: string | undefined): PlanRows {
  const isWithin = ({ path }: Pick<Step, 'path'>): boolean => selection.sideOf(path) === 'within';
  const cutsOff = ({ kind, name, path }: Pick<Step, 'kind' | 'name' | 'path'>): boolean =>
    selection.sideOf(path) !== undefined || (kind === 'exchange' && name === direct);
  return {
    // What is only registered is there as it should be.
    steps: rows.steps.filter((step) => (step.action === 'adopt' ? isWithin(step) : cutsOff(step))),
    held: rows.held.filter(isWithin),
    refusals: rows.refusals.filter(cutsOff),
    foreign: rows.foreign.filter(isWithin),
  };
}
