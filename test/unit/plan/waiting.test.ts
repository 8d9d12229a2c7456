// What waits because a queue is held: its own delete, and with its bindings the branch above it.

import { expect, test } from 'vitest';
import { waitingSteps } from '../../../src/plan/index.js';
import { objectKey } from '../../../src/topology/index.js';
import type { ObjectKey } from '../../../src/topology/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf, planOf, stepLines } from '../../support/desired.js';

const fleet = (clusters: string): ReturnType<typeof desiredOf> =>
  desiredOf(`daemons: { vm: { scope: hypervisor } }\nclusters: { ${clusters} }`);
const drafted = (change?: (live: LiveDraft) => void): ReturnType<typeof planOf>['draft'] =>
  planOf(
    fleet('1: { hypervisors: [1] }'),
    liveOf(fleet('1: { hypervisors: [1, 2] }, 2: { hypervisors: [1, 2] }'), change),
  ).draft;
const draft = drafted();

test.each<[string, readonly string[], readonly ObjectKey[], readonly string[]]>([
  ['nothing', [], [], []],
  ['a queue that is unbound: its delete alone', [], ['queue vm-2-1'], ['delete queue vm-2-1']],
  ['an exchange that others hold on to', [], ['exchange vm-2'], ['delete exchange vm-2']],
  [
    'a queue that stays bound: the branch up to what stays',
    ['vm-2-1'],
    ['queue vm-2-1'],
    [
      'delete exchange vm-2',
      'delete queue vm-2-1',
      'unbind vm-2 from vm cluster="2"',
      'unbind vm-2-1 from vm-2 hypervisor="1"',
    ],
  ],
  [
    'one below an exchange that stays, before one below an exchange that goes',
    ['vm-1-2', 'vm-2-1'],
    ['queue vm-1-2', 'queue vm-2-1'],
    [
      'delete exchange vm-2',
      'delete queue vm-1-2',
      'delete queue vm-2-1',
      'unbind vm-1-2 from vm-1 hypervisor="2"',
      'unbind vm-2 from vm cluster="2"',
      'unbind vm-2-1 from vm-2 hypervisor="1"',
    ],
  ],
])('%s', (_, heldBound, held, expected) => {
  const waiting = waitingSteps(
    draft.phases,
    heldBound.map((name) => objectKey('queue', name)),
    new Set(held),
  );
  expect([...stepLines({ steps: [...waiting] })].sort()).toEqual(expected);
});

test('all that leads to a queue that stays bound, one way and another', () => {
  const { phases } = drafted((live) => {
    live.bind('vm', 'vm-2-1', { cluster: 'odd' });
  });
  const waiting = waitingSteps(phases, [objectKey('queue', 'vm-2-1')], new Set());
  expect([...stepLines({ steps: [...waiting] })].sort()).toEqual([
    'delete exchange vm-2',
    'delete queue vm-2-1',
    'unbind vm-2 from vm cluster="2"',
    'unbind vm-2-1 from vm cluster="odd"',
    'unbind vm-2-1 from vm-2 hypervisor="1"',
  ]);
});
