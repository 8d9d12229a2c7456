// The sums of a plan: what a message costs, with strangers' bindings where the broker scans them too.

import { expect, test } from 'vitest';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';

const desired = desiredOf('daemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1, 2] } }');
const live = liveOf(desired, (draft) => {
  draft.exchange('theirs', { type: 'topic' });
  for (const name of ['a', 'b', 'c']) {
    draft.queue(name);
    draft.bind('theirs', name, {});
  }
});

test.each<['mnesia' | 'khepri', number]>([
  // The entry has one binding, the daemon one, the cluster two.
  ['mnesia', 4],
  // Three hops, each of which looks at our four and at the strangers' three.
  ['khepri', 21],
])('%s: a message is compared with %i bindings', (store, worst) => {
  expect(planOf(desired, { ...live, store }).plan.routing.scannedPerMessage).toEqual({ typical: worst, worst });
});
