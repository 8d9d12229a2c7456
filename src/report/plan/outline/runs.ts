// Steps of one place → rows under their reasons. In a long plan many rows of one label are folded to the first few and
// the last, and rows of several clusters that are alike to one row.

import { groupBy } from '../../../topology/index.js';
import type { Step } from '../../../plan/index.js';
import type { Sentence } from '../../../text/index.js';
import { stepLikeness } from '../../page/likeness.js';

/** Rows for one reason, or for none. */
export interface Run {
  readonly because?: Sentence;
  /** The reason is the first row's; the others have the like, with their own names in it. */
  readonly likewise: boolean;
  readonly rows: readonly OutlineRow[];
}

export type OutlineRow =
  | { readonly row: 'step'; readonly step: Step }
  | { readonly row: 'alike'; readonly first: Step; readonly last: Step; readonly count: number }
  | { readonly row: 'more'; readonly count: number };

/** So many rows of one label in a block are shown, past it the first ones and the last. */
const SIBLINGS = 12;

/** More policies of one net are one row, in a plan of any length. */
export const POLICIES = 3;

/** Rows without a reason first: a reason stands above the rows that it is for. */
export function runsOf(steps: readonly Step[], fold: boolean): readonly Run[] {
  return byReason(steps, fold).map((run) => ({ ...run, rows: fold ? foldRows(run.steps) : run.steps.map(rowFor) }));
}

export function alikeRuns(steps: readonly Step[]): readonly Run[] {
  return byReason(steps, true).map((run) => {
    const groups = [...groupBy(run.steps, stepLikeness).values()];
    return { ...run, rows: groups.flatMap((group) => alikeRow(group)) };
  });
}

function alikeRow(group: readonly Step[]): readonly OutlineRow[] {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) return [];
  return group.length === 1 ? [rowFor(first)] : [{ row: 'alike', first, last, count: group.length }];
}

export function byReason(
  steps: readonly Step[],
  fold: boolean,
): readonly (Omit<Run, 'rows'> & { steps: readonly Step[] })[] {
  const keyOf = ({ reason }: Step): string => (fold ? reason?.form : reason?.text) ?? '';
  const groups = [...groupBy(steps, keyOf).values()];
  const runs = groups.map((group) => {
    const because = group[0]?.reason;
    const likewise = group.some(({ reason }) => reason?.text !== because?.text);
    return { ...(because !== undefined && { because }), likewise, steps: group };
  });
  return [...runs.filter((run) => run.because === undefined), ...runs.filter((run) => run.because !== undefined)];
}

function foldRows(steps: readonly Step[]): readonly OutlineRow[] {
  const groups = groupBy(
    steps,
    // Each daemon has other limits.
    ({ action, kind, binding, policy, name }) =>
      `${action} ${policy?.applyTo === 'queues' ? name : (binding?.destinationType ?? kind)}`,
  );
  return [...groups.values()].flatMap((group): readonly OutlineRow[] => {
    // Each differs from the next in a pattern that nobody reads.
    if (group.length > POLICIES && group.every(({ policy }) => policy)) return alikeRow(group);
    const rows = group.map(rowFor);
    if (rows.length <= SIBLINGS) return rows;
    return [...rows.slice(0, 3), { row: 'more', count: rows.length - 4 }, ...rows.slice(-1)];
  });
}

function rowFor(step: Step): OutlineRow {
  return { row: 'step', step };
}
