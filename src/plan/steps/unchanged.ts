// How much of what the inventory asks for is there already, as it should be. What is left out because something was
// refused is neither changed nor unchanged.

import type { Change } from '../../diff/index.js';
import type { Drafting } from './drafting.js';
import type { OwnPolicy } from '../../assess/index.js';
import { isAsItShouldBe } from '../../assess/index.js';
import { objectKey } from '../../topology/index.js';
import type { Phases } from './phases.js';

/** Desired objects, bindings and policies that are not missing, not different, and in no step. */
export function countUnchanged(
  { desired: { topology }, ownership, changes, policies }: Drafting,
  phases: Phases,
): number {
  const { exchanges, queues, bindings } = topology;
  // The few that could be counted twice; what is missing is in one change only, and there may be millions.
  const touched = new Set([...ownership.overruled.keys()].map((name) => objectKey('exchange', name)));
  let missing = 0;
  for (const change of changes)
    if (change.change === 'different') touched.add(objectKey(change.kind, change.desired.name));
    else if (change.change === 'missing') {
      missing += 1;
      if (change.kind === 'exchange') touched.delete(objectKey('exchange', change.desired.name));
    }
  for (const { kind, name } of phases.of('adopt'))
    if (topology[`${kind}s`].has(name)) touched.add(objectKey(kind, name));
  const wanted = exchanges.size + queues.size + bindings.length;
  return wanted - missing - touched.size - boundAgain(changes, phases) + policiesAsTheyAre(policies, phases);
}

function policiesAsTheyAre(policies: readonly OwnPolicy[], phases: Phases): number {
  const narrowed = new Set(phases.of('narrow policy').map(({ name }) => name));
  return policies.filter((policy) => isAsItShouldBe(policy) && !narrowed.has(policy.name)).length;
}

/** Bindings that stand, and are made again because one of their ends is replaced. */
function boundAgain(changes: readonly Change[], phases: Phases): number {
  if (phases.of('bind again').length === 0) return 0;
  const missing = new Set<unknown>();
  for (const change of changes)
    if (change.kind === 'binding' && change.change === 'missing') missing.add(change.desired);
  return phases.of('bind again').filter(({ binding }) => !missing.has(binding)).length;
}
