// A plan for a terminal: place by place, then what will not be done, then the one sentence in counts.

import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/plan/index.js';
import { planText } from '../../../src/report/index.js';
import { plain, textOf } from '../../support/report-text.js';
import { richPlan, samplePlan, smallClusters, stepsAt, stepsFor } from '../../support/sample-plans.js';
import { say } from '../../../src/text/index.js';

const show = (plan: Plan, width = 80): string => textOf(planText(plan, { style: plain, width, full: false }));
const linesOf = (plan: Plan, width?: number): readonly string[] => show(plan, width).split('\n').slice(0, -1);

test('an empty plan is three lines', () => {
  expect(show(samplePlan([], { unchanged: 31 }))).toMatchInlineSnapshot(`
    "Plan for vhost / on rabbit@prod (RabbitMQ 3.12.4)

    A message is compared with 7 bindings on its way.
    No changes. 31 objects unchanged.
    "
  `);
});

test('steps stand under their cluster and hypervisor, each with its queue type and arguments', () => {
  expect(show(samplePlan(stepsFor([{ id: '54', hypervisors: ['98', '99!'] }])))).toMatchInlineSnapshot(`
    "Plan for vhost / on rabbit@prod (RabbitMQ 3.12.4)

    Entry and daemons
      + declare exchange  global
      + declare exchange  storage
      + declare exchange  vm
      + declare queue     dispatcher  classic
      + bind exchange     global ── daemon=vm ──▶ vm
      + bind exchange     global ── daemon=storage ──▶ storage
      + bind queue        global ── daemon=dispatcher ──▶ dispatcher

    Cluster 54
      + declare exchange  storage-54
      + declare exchange  vm-54
      + bind exchange     vm ── cluster=54 ──▶ vm-54
      + bind exchange     storage ── cluster=54 ──▶ storage-54
      hypervisor 98
        + declare queue   storage-54-98  classic
        + declare queue   vm-54-98       quorum, x-delivery-limit=5
        + bind queue      vm-54 ── hypervisor=98 ──▶ vm-54-98
        + bind queue      storage-54 ── hypervisor=98 ──▶ storage-54-98
      hypervisor 99
        + declare queue   storage-54-99  classic
        + declare queue   vm-54-99       quorum, x-delivery-limit=5

    A message is compared with 7 bindings on its way.
    Plan: 10 to declare, 7 to bind; no queue loses its route; 0 unchanged.
    "
  `);
});

describe('all that a plan can have', () => {
  test('at 80 columns', () => {
    expect(show(richPlan())).toMatchInlineSnapshot(`
      "Plan for vhost / on rabbit@prod (RabbitMQ 3.12.4)
      --replace vm-54-98

      Cluster 53
        hypervisor 12
          +   declare queue   storage-53-12  classic
          +   declare queue   vm-53-12       quorum, x-delivery-limit=5
          +   bind queue      vm-53 ── hypervisor=12 ──▶ vm-53-12
          +   bind queue      storage-53 ── hypervisor=12 ──▶ storage-53-12

      Cluster 54
        hypervisor 98
          because x-queue-type is "classic" on the broker and "quorum" in the
          inventory:
          -/+ replace queue   vm-54-98  quorum
        hypervisor 99
          because hypervisor 99 is not in cluster 54:
          -   unbind queue    storage-54 ── hypervisor=99 ──▶ storage-54-99
          -   unbind queue    vm-54 ── hypervisor=99 ──▶ vm-54-99
          -   delete queue    vm-54-99       quorum, x-delivery-limit=5
          -   delete queue    storage-54-99  classic

      Held (2), until a later apply
        ! queue storage-54-99  132 messages (4 unacknowledged), 1 consumer
          1 consumer still reads it (10.0.0.5:51234, consumer tag ctag1.54e,
          connection worker-99)
          → stop the worker, or write the address back with \`state: draining\` first
        ! queue vm-54-99  7 messages, 0 consumers
          7 messages in it and nobody reads
          → let a worker read them, or throw them away:
            rabbitmqctl purge_queue -p / vm-54-99

      Refused (1)
        ✗ queue dispatcher
          durable is false on the broker and true in the inventory: RabbitMQ cannot
          change that in place
          → --replace dispatcher

      Foreign (9), left alone
        7 queues  not marked, not registered, not in the inventory
                  celery, celery.pidbox, mail, metrics, night, … 2 more
        2 queues  suspect: looks like ours, no proof; --adopt NAME takes it
                  storage-54-7, storage-54-8

      Notes
        · 2 queues would lose the route by which messages reach them now.

      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
       GUARD removals   apply refuses this plan
        42 queues would lose the route by which messages reach them; the limit for one
        apply is 10.
        If that is what you want, write \`guard: { removals: 42 }\` into the inventory,
        or for this run alone:
        topo apply --max-removals 42
      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

      A message is compared with 7 bindings on its way.
      Plan: 2 to declare, 2 to bind, 1 to replace, 2 to unbind, 2 to delete, 2 held, 1
      refused; 2 queues lose their route; 25 unchanged.
      "
    `);
  });
  test('at 120 columns', () => {
    expect(show(richPlan(), 120)).toMatchInlineSnapshot(`
      "Plan for vhost / on rabbit@prod (RabbitMQ 3.12.4)
      --replace vm-54-98

      Cluster 53
        hypervisor 12
          +   declare queue   storage-53-12  classic
          +   declare queue   vm-53-12       quorum, x-delivery-limit=5
          +   bind queue      vm-53 ── hypervisor=12 ──▶ vm-53-12
          +   bind queue      storage-53 ── hypervisor=12 ──▶ storage-53-12

      Cluster 54
        hypervisor 98
          because x-queue-type is "classic" on the broker and "quorum" in the inventory:
          -/+ replace queue   vm-54-98  quorum
        hypervisor 99
          because hypervisor 99 is not in cluster 54:
          -   unbind queue    storage-54 ── hypervisor=99 ──▶ storage-54-99
          -   unbind queue    vm-54 ── hypervisor=99 ──▶ vm-54-99
          -   delete queue    vm-54-99       quorum, x-delivery-limit=5
          -   delete queue    storage-54-99  classic

      Held (2), until a later apply
        ! queue storage-54-99  132 messages (4 unacknowledged), 1 consumer
          1 consumer still reads it (10.0.0.5:51234, consumer tag ctag1.54e, connection worker-99)
          → stop the worker, or write the address back with \`state: draining\` first
        ! queue vm-54-99  7 messages, 0 consumers
          7 messages in it and nobody reads
          → let a worker read them, or throw them away: rabbitmqctl purge_queue -p / vm-54-99

      Refused (1)
        ✗ queue dispatcher
          durable is false on the broker and true in the inventory: RabbitMQ cannot change that in place
          → --replace dispatcher

      Foreign (9), left alone
        7 queues  not marked, not registered, not in the inventory
                  celery, celery.pidbox, mail, metrics, night, … 2 more
        2 queues  suspect: looks like ours, no proof; --adopt NAME takes it
                  storage-54-7, storage-54-8

      Notes
        · 2 queues would lose the route by which messages reach them now.

      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
       GUARD removals   apply refuses this plan
        42 queues would lose the route by which messages reach them; the limit for one apply is 10.
        If that is what you want, write \`guard: { removals: 42 }\` into the inventory, or for this run alone:
        topo apply --max-removals 42
      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

      A message is compared with 7 bindings on its way.
      Plan: 2 to declare, 2 to bind, 1 to replace, 2 to unbind, 2 to delete, 2 held, 1 refused; 2 queues lose their route; 25
      unchanged.
      "
    `);
  });
});

describe('reasons', () => {
  test('one that all steps of a cluster share is said once', () => {
    const steps = stepsAt(stepsFor(smallClusters, 'take down'), '54', ['98', '99']);
    const one = steps.map((step) => ({ ...step, reason: say`cluster 54 is not in the inventory` }));
    expect(show(samplePlan(one, { losingRoute: 4 }))).toMatchInlineSnapshot(`
      "Plan for vhost / on rabbit@prod (RabbitMQ 3.12.4)

      Cluster 54
        because cluster 54 is not in the inventory:
        hypervisor 98
          - unbind queue    storage-54 ── hypervisor=98 ──▶ storage-54-98
          - unbind queue    vm-54 ── hypervisor=98 ──▶ vm-54-98
          - delete queue    vm-54-98       quorum, x-delivery-limit=5
          - delete queue    storage-54-98  classic
        hypervisor 99
          - unbind queue    storage-54 ── hypervisor=99 ──▶ storage-54-99
          - unbind queue    vm-54 ── hypervisor=99 ──▶ vm-54-99
          - delete queue    vm-54-99       quorum, x-delivery-limit=5
          - delete queue    storage-54-99  classic

      A message is compared with 7 bindings on its way.
      Plan: 4 to unbind, 4 to delete; 4 queues lose their route; 0 unchanged.
      "
    `);
  });
  test('why so many are adopted is said once, above all', () => {
    const lines = linesOf(samplePlan(stepsFor(smallClusters, 'adopt')), 120);
    expect(lines.filter((line) => line.includes('equal to what the inventory asks for'))).toHaveLength(1);
    expect(lines[1]).toMatch(/^~ adopt: equal to/);
  });
});
