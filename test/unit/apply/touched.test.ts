// Which objects a run may have changed: of its plan, whatever becomes of the steps.

import { expect, test } from 'vitest';
import { touchedBy } from '../../../src/apply/index.js';
import type { LiveDraft, PlanShape } from '../../support/desired.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';

const fleet = (hypervisors: string, routing = '{}'): ReturnType<typeof desiredOf> =>
  desiredOf(`routing: ${routing}
daemons: { vm: { scope: hypervisor } }
clusters: { 1: { hypervisors: [${hypervisors}] } }`);
const one = fleet('1');

type Row = readonly [
  string,
  ReturnType<typeof desiredOf>,
  (live: LiveDraft) => void,
  PlanShape,
  (
    | {
        readonly exchanges: readonly string[];
        readonly queues: readonly string[];
        readonly policies: readonly string[];
      }
    | undefined
  ),
];

const nothing = (): void => undefined;

test.each<Row>([
  ['nothing to do', one, nothing, {}, { exchanges: [], queues: [], policies: [] }],
  [
    'a hypervisor more: its queue, which is bound; not the exchange that has a thousand others',
    fleet('1, 2'),
    nothing,
    {},
    { exchanges: [], queues: ['vm-1-2'], policies: [] },
  ],
  [
    'a cluster less',
    desiredOf('daemons: { vm: { scope: hypervisor } }'),
    nothing,
    {},
    { exchanges: ['vm', 'vm-1'], queues: ['vm-1-1'], policies: [] },
  ],
  [
    'an adoption: what is adopted, and the registry',
    one,
    (live) => {
      live.queue('vm-1-1', { arguments: { 'x-queue-type': 'classic' } });
    },
    {},
    { exchanges: ['topo.owned.global'], queues: ['vm-1-1'], policies: [] },
  ],
  [
    'the net: its policy too',
    fleet('1', '{ unroutable: {} }'),
    nothing,
    {},
    { exchanges: ['unroutable'], queues: ['unroutable'], policies: ['exchange'] },
  ],
  [
    'limits: which queues have them',
    desiredOf(
      'daemons: { vm: { scope: hypervisor, queue: { policy: { max-length: 5 } } } }\nclusters: { 1: { hypervisors: [1] } }',
    ),
    nothing,
    {},
    { exchanges: [], queues: [], policies: ['queue'] },
  ],
  [
    'an exchange that is replaced: what is bound from it',
    one,
    (live) => {
      live.exchange('vm-1', { arguments: { 'x-topo-owner': 'global', 'alternate-exchange': 'old' } });
    },
    { replace: ['vm-1'] },
    { exchanges: ['vm-1'], queues: ['vm-1-1'], policies: [] },
  ],
  [
    'a registry of an older topo: all that is registered is bound anew',
    one,
    (live) => {
      live.registerAsBefore('global', { kind: 'queue', name: 'vm-1-1' });
    },
    {},
    undefined,
  ],
])('%s', (_, desired, change, shape, expected) => {
  const live = liveOf(one, change);
  const { plan, draft } = planOf(desired, live, shape);
  const found = touchedBy({ plan, draft, owner: 'global' }, live);
  const sorted = (names: Iterable<string>): readonly string[] => [...names].sort();
  expect(
    found && {
      exchanges: sorted(found.exchanges),
      queues: sorted(found.queues),
      policies: sorted(found.policies),
    },
  ).toEqual(expected);
});

test('an exchange that goes, and a binding from it of which no step knows', () => {
  const live = liveOf(one);
  const { plan, draft } = planOf(desiredOf('daemons: { vm: { scope: hypervisor } }'), live);
  const alone = { ...plan, steps: plan.steps.filter(({ action, name }) => action === 'delete' && name === 'vm-1') };
  expect(touchedBy({ plan: alone, draft, owner: 'global' }, live)).toEqual({
    exchanges: new Set(['vm-1']),
    queues: new Set(['vm-1-1']),
    policies: new Set(),
  });
});
