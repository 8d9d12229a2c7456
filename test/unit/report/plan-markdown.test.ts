// A plan as a comment: the counts and what a reviewer must see are open, rows are folded away.

import { expect, test } from 'vitest';
import type { Step } from '../../../src/plan/index.js';
import { planMarkdown } from '../../../src/report/index.js';
import { fleet, richPlan, samplePlan, smallClusters, stepsAt, stepsFor } from '../../support/sample-plans.js';
import { plain } from '../../../src/text/index.js';

test('nothing to do', () => {
  expect(planMarkdown(samplePlan([], { unchanged: 31 }))).toMatchInlineSnapshot(`
    "<!-- topo plan -->
    ### topo plan: no changes

    vhost \`/\` on \`rabbit@prod\` (RabbitMQ \`3.12.4\`)

    | what | count |
    |---|---:|
    | queues that lose their route | 0 |
    | unchanged | 31 |
    | bindings that a message is compared with | 7 |

    **No changes. 31 objects unchanged.**
    "
  `);
});

test('all that a plan can have', () => {
  expect(planMarkdown(richPlan())).toMatchInlineSnapshot(`
    "<!-- topo plan -->
    ### topo plan: 9 steps, and apply will refuse all of it: 42 queues would lose a route, the limit is 10

    vhost \`/\` on \`rabbit@prod\` (RabbitMQ \`3.12.4\`), \`--replace vm-54-98\`

    > **The guard \`removals\` trips: apply refuses this plan.** 42 queues would lose the route by which messages reach them; the limit for one apply is 10.
    >
    > If that is what you want, write \`guard: { removals: 42 }\` into the inventory, or for one run alone: \`topo apply --max-removals 42\`

    | what | count |
    |---|---:|
    | declare | 2 |
    | bind | 2 |
    | replace | 1 |
    | unbind | 2 |
    | delete | 2 |
    | held | 2 |
    | refused | 1 |
    | queues that lose their route | 2 |
    | unchanged | 25 |
    | bindings that a message is compared with | 7 |

    **Plan: 2 to declare, 2 to bind, 1 to replace, 2 to unbind, 2 to delete, 2 held, 1 refused; 2 queues lose their route; 25 unchanged.**

    <b>Queues that go (2)</b>

    - \`cluster 54: hypervisor 99: storage, vm (2 queues, 2 held)\`

    <b>Held, until a later apply (2)</b>

    \`\`\`text
      ! queue storage-54-99  132 messages (4 unacknowledged), 1 consumer
        1 consumer still reads it (10.0.0.5:51234, consumer tag ctag1.54e, connection worker-99)
        → stop the worker, or write the address back with \`state: draining\` first
      ! queue vm-54-99  7 messages, 0 consumers
        7 messages in it and nobody reads
        → let a worker read them, or throw them away: rabbitmqctl purge_queue -p / vm-54-99
    \`\`\`

    <b>Refused (1)</b>

    \`\`\`text
      ✗ queue dispatcher
        durable is false on the broker and true in the inventory: RabbitMQ cannot change that in place
        → --replace dispatcher
    \`\`\`

    <b>Notes (1)</b>

    - \`2 queues would lose the route by which messages reach them now.\`

    <details><summary>Cluster 53: 4 steps</summary>

    \`\`\`diff
    @@ hypervisor 12 @@
    + declare queue     storage-53-12  classic
    + declare queue     vm-53-12  quorum, x-delivery-limit=5
    + bind queue        vm-53 ── hypervisor=12 ──▶ vm-53-12
    + bind queue        storage-53 ── hypervisor=12 ──▶ storage-53-12
    \`\`\`

    </details>

    <details><summary>Cluster 54: 5 steps</summary>

    \`\`\`diff
    @@ hypervisor 98 @@
    # because x-queue-type is "classic" on the broker and "quorum" in the inventory
    -/+ replace queue     vm-54-98  quorum
    @@ hypervisor 99 @@
    # because hypervisor 99 is not in cluster 54
    - unbind queue      storage-54 ── hypervisor=99 ──▶ storage-54-99
    - unbind queue      vm-54 ── hypervisor=99 ──▶ vm-54-99
    - delete queue      vm-54-99  quorum, x-delivery-limit=5
    - delete queue      storage-54-99  classic
    \`\`\`

    </details>

    <details><summary>Foreign, left alone (9)</summary>

    \`\`\`text
      7 queues  not marked, not registered, not in the inventory
                celery, celery.pidbox, mail, metrics, night, … 2 more
      2 queues  suspect: looks like ours, no proof; --adopt NAME takes it
                storage-54-7, storage-54-8
    \`\`\`

    </details>
    "
  `);
});

test('a large plan is folded, and says so', () => {
  expect(planMarkdown(samplePlan(stepsFor(fleet(3, 400))))).toMatchInlineSnapshot(`
    "<!-- topo plan -->
    ### topo plan: 4,819 steps, and apply will go through

    vhost \`/\` on \`rabbit@prod\` (RabbitMQ \`3.12.4\`)

    | what | count |
    |---|---:|
    | declare | 2,410 |
    | bind | 2,409 |
    | queues that lose their route | 0 |
    | unchanged | 0 |
    | bindings that a message is compared with | 7 |

    **Plan: 2,410 to declare, 2,409 to bind; no queue loses its route; 0 unchanged.**

    What is alike is folded: \`--full\` shows every row.

    <details><summary>Entry and daemons: 7 steps</summary>

    \`\`\`diff
    + declare exchange  global
    + declare exchange  storage
    + declare exchange  vm
    + declare queue     dispatcher  classic
    + bind exchange     global ── daemon=vm ──▶ vm
    + bind exchange     global ── daemon=storage ──▶ storage
    + bind queue        global ── daemon=dispatcher ──▶ dispatcher
    \`\`\`

    </details>

    <details><summary>Clusters 1-3 (3): 4,812 steps</summary>

    \`\`\`diff
    + declare exchange  storage-1 … storage-3 (3)
    + declare exchange  vm-1 … vm-3 (3)
    + bind exchange     vm ── cluster=… ──▶ vm-1 … vm-3 (3)
    + bind exchange     storage ── cluster=… ──▶ storage-1 … storage-3 (3)
    @@ hypervisors 1-400 of each (1,200) @@
    + 2,400 queues
    + 2,400 bindings
    \`\`\`

    </details>
    "
  `);
});

test('what goes stands with its reason, in the colours of a diff', () => {
  const steps = stepsAt(stepsFor(smallClusters, 'take down'), '54', ['99']);
  const adopt: Step = { action: 'adopt', kind: 'queue', name: 'a', reason: plain('equal') };
  const lines = planMarkdown(samplePlan([...steps, adopt])).split('\n');
  expect(lines).toContain('# because hypervisor 99 is not in cluster 54');
  expect(lines).toContain('- delete queue      storage-54-99  classic');
  expect(lines).toContain('! adopt queue       a');
});

test('notes are bullets, which a forge wraps, and nothing in them is markup', () => {
  const text = planMarkdown(samplePlan([], { notes: ['2 queues of @team wait', '1. <b>`no`</b> list'] }));
  expect(text).toContain('\n<b>Notes (2)</b>\n\n- `2 queues of @team wait`\n- ``1. <b>`no`</b> list``\n');
});

test('--full has every row as far as there is room, and says what is cut', () => {
  const plan = samplePlan(stepsFor(fleet(3, 100)));
  expect(planMarkdown(plan)).toContain('hypervisors 1-100 of each');
  const full = planMarkdown(plan, true);
  expect(full).toContain('+ declare queue     storage-1-77  classic');
  expect(full).not.toContain('folded');
  expect(full).toMatch(/\*\*Cut in part \d+ of \d+: [\d,]+ rows missing here/);
});
