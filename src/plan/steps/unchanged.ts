// How much of what the inventory asks for is there already, as it should be. What is left out because something was
// refused is neither changed nor unchanged.

import type { Change } from '../../diff/index.js';
import type { Drafting } from './drafting.js';
import type { NetPolicy } from '../../assess/index.js';
import { isAsItShouldBe } from '../../assess/index.js';
import type { Step } from '../plan.js';

/** Desired objects, bindings and policies that are not missing, not different, and in no step. */
export function countUnchanged(
  { desired: { topology }, ownership, changes, net }: Drafting,
  steps: readonly Step[],
): number {
  const { exchanges, queues, bindings } = topology;
  // `KIND NAME` of the few that could be counted twice; what is missing is in one change only, and there may be millions.
  const touched = new Set([...ownership.overruled.keys()].map((name) => `exchange ${name}`));
  let missing = 0;
  for (const change of changes)
    if (change.change === 'different') touched.add(`${change.kind} ${change.desired.name}`);
    else if (change.change === 'missing') {
      missing += 1;
      if (change.kind === 'exchange') touched.delete(`exchange ${change.desired.name}`);
    }
  for (const { action, kind, name } of steps)
    if (action === 'adopt' && topology[`${kind}s`].has(name)) touched.add(`${kind} ${name}`);
  const wanted = exchanges.size + queues.size + bindings.length;
  return wanted - missing - touched.size - boundAgain(changes, steps) + policiesAsTheyAre(net, steps);
}

function policiesAsTheyAre(net: readonly NetPolicy[], steps: readonly Step[]): number {
  const inSteps = new Set(steps.flatMap(({ kind, name }) => (kind === 'policy' ? [name] : [])));
  return net.filter((policy) => policy.wide && isAsItShouldBe(policy) && !inSteps.has(policy.name)).length;
}

/** Bindings that stand, and are made again because one of their ends is replaced. */
function boundAgain(changes: readonly Change[], steps: readonly Step[]): number {
  if (!steps.some(({ action }) => action === 'replace')) return 0;
  const missing = new Set<unknown>();
  for (const change of changes)
    if (change.kind === 'binding' && change.change === 'missing') missing.add(change.desired);
  return steps.filter(({ action, binding }) => action === 'bind' && !missing.has(binding)).length;
}
