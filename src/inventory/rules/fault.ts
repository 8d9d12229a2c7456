// A problem of one daemon's settings. What stands in the defaults is the same fault for every daemon, and is said once.

import type { Problem } from '../inventory.js';
import type { Entry } from '../yaml/tree.js';

export interface Fault {
  readonly problem: Problem;
  /** What the problem is shown at. */
  readonly by: Entry;
}

export function* eachOnce(faults: Iterable<Fault>): Generator<Problem> {
  const said = new Set<Entry>();
  for (const { problem, by } of faults) {
    if (said.has(by)) continue;
    said.add(by);
    yield problem;
  }
}
