// The tree with the state of each queue.

import { expect, test } from 'vitest';
import { drawDesired, narrowGraph, pathsOf } from '../../../src/graph/index.js';
import { compileText } from '../../../src/report/index.js';
import { graphText } from '../../../src/report/graph/text.js';
import { selectPart } from '../../../src/topology/index.js';
import { desiredOf, idle, liveOf } from '../../support/desired.js';
import { graphOf, holding, readAt } from '../../support/drawn.js';
import { plain, textOf } from '../../support/report-text.js';

const desired = desiredOf(`
daemons: { dispatcher: { scope: global }, vm: { scope: hypervisor } }
clusters: { 1: { hypervisors: [1-20] }, 2: { hypervisors: { 1-2: , 9: { state: draining } } } }
`);
const { compiled } = desired;
const live = liveOf(desired, (draft) => {
  draft.queues.delete('vm-1-7');
  draft.exchange('vm-2', { type: 'topic' });
  draft.queue('vm-3-1', { arguments: { 'x-queue-type': 'classic', 'x-topo-owner': 'global' } });
});
const activity = new Map([
  ...idle(live),
  ['vm-1-1', holding(3, 1, 1)] as const,
  ['dispatcher', holding(0, 0, 2)] as const,
]);
const graph = graphOf(desired, live, activity);

test('what is not fine is said behind its name, and counted where it is folded', () => {
  expect(textOf(graphText(graph, compiled, plain))).toMatchInlineSnapshot(`
    "global
    ├── daemon=dispatcher ──▶ dispatcher  classic
    └── daemon=vm         ──▶ vm
       ├── cluster=1 ──▶ vm-1
       │  ├── hypervisor=1  ──▶ vm-1-1   classic  messages wait, 4 messages, 1 consumer
       │  ├── hypervisor=2  ──▶ vm-1-2   classic  nobody reads
       │  ├── hypervisor=3  ──▶ vm-1-3   classic  nobody reads
       │  │   … 16 more, 15 without a reader, 1 missing …
       │  └── hypervisor=20 ──▶ vm-1-20  classic  nobody reads
       └── cluster=2 ──▶ vm-2  not as the inventory has it
          ├── hypervisor=1 ──▶ vm-2-1  classic  not as the inventory has it
          ├── hypervisor=2 ──▶ vm-2-2  classic  not as the inventory has it
          └╌╌ hypervisor=9 ╌╌  vm-2-9  classic  draining

    Large fan-outs are folded: --format json shows every object.
    4 exchanges, 24 queues (1 draining), 26 bindings.

    Not in the inventory
      queue vm-3-1  orphan

    How the queues are: 1 fine, 1 with messages waiting, 18 without a reader, 1 draining, 1 orphaned, 2 not right, 1 missing.
    Read 2026-11-28T12:00:00.000Z from , vhost /.
    "
  `);
});

test('of a part every queue is told, and nothing is folded', () => {
  const part = narrowGraph(graph, selectPart({ cluster: '1' }, pathsOf(graph)));
  const lines = textOf(graphText(part, compiled, plain)).split('\n');
  expect(lines.filter((line) => line.includes('hypervisor='))).toHaveLength(20);
  expect(lines.filter((line) => line !== '').slice(-3)).toEqual([
    '3 exchanges, 20 queues, 22 bindings.',
    'How the queues are: 1 with messages waiting, 18 without a reader, 1 missing.',
    `Read ${readAt} from , vhost /.`,
  ]);
});

test('offline it is the tree of compile', () => {
  const drawn = drawDesired(compiled, '/', desired.inventory.routing.headers);
  expect(textOf(graphText(drawn, compiled, plain))).toBe(textOf(compileText(compiled, plain)));
});
