// `--only` on a page: the rows of the part, the queues of one hypervisor, the answer, and the counts of the whole.

import { expect, test } from 'vitest';
import { planMarkdown, planText, verifyMarkdown, verifyText } from '../../../src/report/index.js';
import { desiredOf, idle, liveOf, noActivity, planOf, verifyPartOf } from '../../support/desired.js';
import { plain, textOf } from '../../support/report-text.js';

const yaml = `daemons: { vm: { scope: hypervisor }, storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: { 97: { state: draining }, 98: , 99: } }, 55: { hypervisors: [1-40] } }`;
const desired = desiredOf(yaml.replace(', 98: ,', ','));
const live = liveOf(desiredOf(yaml), (draft) => {
  draft.queue('vm-55-1', { arguments: { 'x-topo-owner': 'global', 'x-max-length': 5 } });
});
const activity = new Map([
  ...idle(live),
  ['vm-54-98', { ...noActivity, messages: 1303, unacknowledged: 3, consumers: 1 }] as const,
  ['storage-54-97', { ...noActivity, messages: 2 }] as const,
]);
const part = { cluster: '54', hypervisor: '98' };
const paper = { style: plain, width: 90, full: false };

test('findings', () => {
  expect(textOf(verifyText(verifyPartOf(desired, live, part, activity), paper))).toMatchInlineSnapshot(`
    "orphan  2 warnings
      ! queue vm-54-98  1,303 messages (3 unacknowledged), 1 consumer  vm › 54 › 98
        ours, and not in the inventory
        → write it back into the inventory; or, so that \`topo apply\` can remove it, stop the
          worker, or write the address back with \`state: draining\` first
      ! queue storage-54-98  0 messages, 0 consumers  storage › 54 › 98
        ours, and not in the inventory
        → write it back into the inventory, or let \`topo apply\` remove it

    Queues of hypervisor 98 of cluster 54
      queue          state   new tasks  ready  unacknowledged  consumers
      vm-54-98       orphan  arrive     1,300               3          1
        held: 1 consumer still reads it
      storage-54-98  orphan  arrive         0               0          0
    May hypervisor 98 of cluster 54 be switched off? No: 2 queues get new tasks, 1,303
    messages wait (3 unacknowledged), 1 consumer reads.
      → write it back with \`state: draining\` and apply, then let its workers read what waits,
        then stop them

    Only hypervisor 98 of cluster 54 is shown: 2 of 6 findings. Counts are of the whole.
    Not as the inventory has it: 1 error, 3 warnings, 2 for information. Checked 7 exchanges,
    84 queues, 88 bindings, proved 82 routes.
    "
  `);
});

test('findings as a comment', () => {
  expect(verifyMarkdown(verifyPartOf(desired, live, part, activity))).toMatchInlineSnapshot(`
    "<!-- topo verify -->
    ### topo verify: 1 mismatch, 2 orphan, 1 no-consumer, 2 draining

    Only \`hypervisor 98 of cluster 54\` is shown: 2 of 6 findings. Counts are of the whole.

    **May \`hypervisor 98 of cluster 54\` be switched off? No: 2 queues get new tasks, 1,303 messages wait (3 unacknowledged), 1 consumer reads.**

    → write it back with \`state: draining\` and apply, then let its workers read what waits, then stop them

    | kind | severity | count |
    |---|---|---:|
    | mismatch | error | 1 |
    | orphan | warning | 2 |
    | no-consumer | warning | 1 |
    | draining | info | 2 |

    **Not as the inventory has it: 1 error, 3 warnings, 2 for information. Checked 7 exchanges, 84 queues, 88 bindings, proved 82 routes.**

    <b>Queues of hypervisor 98 of cluster 54</b>

    \`\`\`text
      queue          state   new tasks  ready  unacknowledged  consumers
      vm-54-98       orphan  arrive     1,300               3          1
        held: 1 consumer still reads it
      storage-54-98  orphan  arrive         0               0          0
    \`\`\`

    <details><summary>orphan: 2 warnings</summary>

    \`\`\`text
      ! queue vm-54-98  1,303 messages (3 unacknowledged), 1 consumer  vm › 54 › 98
        ours, and not in the inventory
        → write it back into the inventory; or, so that \`topo apply\` can remove it, stop the worker, or
          write the address back with \`state: draining\` first
      ! queue storage-54-98  0 messages, 0 consumers  storage › 54 › 98
        ours, and not in the inventory
        → write it back into the inventory, or let \`topo apply\` remove it
    \`\`\`

    </details>
    "
  `);
});

test('a part of which nothing is found', () => {
  const report = verifyPartOf(desired, live, { cluster: '55', hypervisor: '2' }, activity);
  expect(textOf(verifyText(report, paper))).toMatchInlineSnapshot(`
    "Queues of hypervisor 2 of cluster 55
      queue         state  new tasks  ready  unacknowledged  consumers
      vm-55-2       fine   arrive         0               0          0
      storage-55-2  fine   arrive         0               0          0
    May hypervisor 2 of cluster 55 be switched off? No: 2 queues get new tasks.
      → write \`state: draining\` to it and apply

    Only hypervisor 2 of cluster 55 is shown: 0 of 6 findings. Counts are of the whole.
    Not as the inventory has it: 1 error, 3 warnings, 2 for information. Checked 7 exchanges,
    84 queues, 88 bindings, proved 82 routes.
    "
  `);
});

test('a plan', () => {
  expect(textOf(planText(planOf(desired, live, { only: part, activity }).plan, paper))).toMatchInlineSnapshot(`
    "Plan for vhost /, made without a live broker

    Cluster 54
      hypervisor 98
        because hypervisor 98 is not in cluster 54:
        - unbind queue    vm-54 ── hypervisor=98 ──▶ vm-54-98
        - unbind queue    storage-54 ── hypervisor=98 ──▶ storage-54-98
        - delete queue    vm-54-98       classic
        - delete queue    storage-54-98  classic

    Held (1), until a later apply
      ! queue vm-54-98  1,303 messages (3 unacknowledged), 1 consumer
        1 consumer still reads it
        → stop the worker, or write the address back with \`state: draining\` first

    Queues of hypervisor 98 of cluster 54
      queue          state   new tasks  ready  unacknowledged  consumers
      vm-54-98       orphan  arrive     1,300               3          1
        held: 1 consumer still reads it
      storage-54-98  orphan  arrive         0               0          0
    May hypervisor 98 of cluster 54 be switched off? No: 2 queues get new tasks, 1,303
    messages wait (3 unacknowledged), 1 consumer reads.
      → write it back with \`state: draining\` and apply, then let its workers read what waits,
        then stop them

    Notes, on the whole plan
      · 2 queues are draining: a message to such an address is returned to a publisher that
        sets \`mandatory\`, and LOST for any other.
      · 2 queues would lose the route by which messages reach them now: from then on a message
        to that address is returned to a publisher that sets \`mandatory\`, and LOST for any
        other.

    Only hypervisor 98 of cluster 54 is shown: 4 of 4 steps. Counts are of the whole.
    A message is compared with 44 bindings on its way.
    Plan: 2 to unbind, 2 to delete, 1 held, 1 refused; 2 queues lose their route; 178
    unchanged.
    "
  `);
});

test('a plan as a comment', () => {
  expect(planMarkdown(planOf(desired, live, { only: part, activity }).plan)).toMatchInlineSnapshot(`
    "<!-- topo plan -->
    ### topo plan: 4 steps, and apply will go through but for 1 refused and 1 held

    vhost \`/\` made without a live broker

    Only \`hypervisor 98 of cluster 54\` is shown: 4 of 4 steps. Counts are of the whole.

    **May \`hypervisor 98 of cluster 54\` be switched off? No: 2 queues get new tasks, 1,303 messages wait (3 unacknowledged), 1 consumer reads.**

    → write it back with \`state: draining\` and apply, then let its workers read what waits, then stop them

    | what | count |
    |---|---:|
    | unbind | 2 |
    | delete | 2 |
    | held | 1 |
    | refused | 1 |
    | queues that lose their route | 2 |
    | unchanged | 178 |
    | bindings that a message is compared with | 44 |

    **Plan: 2 to unbind, 2 to delete, 1 held, 1 refused; 2 queues lose their route; 178 unchanged.**

    <b>Queues of hypervisor 98 of cluster 54</b>

    \`\`\`text
      queue          state   new tasks  ready  unacknowledged  consumers
      vm-54-98       orphan  arrive     1,300               3          1
        held: 1 consumer still reads it
      storage-54-98  orphan  arrive         0               0          0
    \`\`\`

    <b>Queues that go (2)</b>

    - \`cluster 54: hypervisor 98: storage, vm (2 queues, 1 held)\`

    <b>Held, until a later apply (1)</b>

    \`\`\`text
      ! queue vm-54-98  1,303 messages (3 unacknowledged), 1 consumer
        1 consumer still reads it
        → stop the worker, or write the address back with \`state: draining\` first
    \`\`\`

    <b>Notes, on the whole plan (2)</b>

    - \`\`2 queues are draining: a message to such an address is returned to a publisher that sets \`mandatory\`, and LOST for any other.\`\`
    - \`\`2 queues would lose the route by which messages reach them now: from then on a message to that address is returned to a publisher that sets \`mandatory\`, and LOST for any other.\`\`

    <details><summary>Cluster 54: 4 steps</summary>

    \`\`\`diff
    @@ hypervisor 98 @@
    # because hypervisor 98 is not in cluster 54
    - unbind queue      vm-54 ── hypervisor=98 ──▶ vm-54-98
    - unbind queue      storage-54 ── hypervisor=98 ──▶ storage-54-98
    - delete queue      vm-54-98  classic
    - delete queue      storage-54-98  classic
    \`\`\`

    </details>
    "
  `);
});

test('a cluster has no table, and a name in two clusters a hint', () => {
  expect(textOf(verifyText(verifyPartOf(desired, live, { cluster: '54' }, activity), paper))).not.toContain(
    'Queues of',
  );
  const twice = desiredOf(yaml.replace('[1-40]', '[98]'));
  const report = verifyPartOf(twice, liveOf(twice), { hypervisor: '98' });
  expect(textOf(verifyText(report, paper))).toMatchInlineSnapshot(`
    "hypervisor 98 is in clusters 54, 55: add cluster=ID to see its queues

    Only hypervisor 98 is shown: 0 of 2 findings. Counts are of the whole.
    Clean: 2 for information. Checked 7 exchanges, 8 queues, 12 bindings, proved 6 routes.
    "
  `);
});
