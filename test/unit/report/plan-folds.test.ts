// A large plan stays short: what is alike is one line, what differs stands apart.

import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/plan/index.js';
import { planText } from '../../../src/report/index.js';
import { plain, textOf } from '../../support/report-text.js';
import { fleet, samplePlan, stepsFor } from '../../support/sample-plans.js';

const show = (plan: Plan, width = 80, full = false): string => textOf(planText(plan, { style: plain, width, full }));
const linesOf = (plan: Plan, width?: number, full?: boolean): readonly string[] =>
  show(plan, width, full).split('\n').slice(0, -1);

describe('a large plan', () => {
  const large = samplePlan(stepsFor(fleet(3, 40)), { unchanged: 2 });
  test('is folded: what is alike is one line', () => {
    expect(show(large)).toMatchInlineSnapshot(`
      "Plan for vhost / on rabbit@prod (RabbitMQ 3.12.4)

      Entry and daemons
        + declare exchange  global
        + declare exchange  storage
        + declare exchange  vm
        + declare queue     dispatcher  classic
        + bind exchange     global ── daemon=vm ──▶ vm
        + bind exchange     global ── daemon=storage ──▶ storage
        + bind queue        global ── daemon=dispatcher ──▶ dispatcher

      Clusters 1-3 (3)
        + declare exchange  storage-1 … storage-3 (3)
        + declare exchange  vm-1 … vm-3 (3)
        + bind exchange     vm ── cluster=… ──▶ vm-1 … vm-3 (3)
        + bind exchange     storage ── cluster=… ──▶ storage-1 … storage-3 (3)
        hypervisors 1-40 of each (120)  + 240 queues, + 240 bindings (storage, vm)

      What is alike is folded: --full shows every row.

      A message is compared with 7 bindings on its way.
      Plan: 250 to declare, 249 to bind; no queue loses its route; 2 unchanged.
      "
    `);
  });
  test('one hypervisor that differs stands apart', () => {
    const steps = stepsFor(fleet(1, 40)).filter((step) => step.name !== 'vm-1-17');
    expect(show(samplePlan(steps))).toMatchInlineSnapshot(`
      "Plan for vhost / on rabbit@prod (RabbitMQ 3.12.4)

      Entry and daemons
        + declare exchange  global
        + declare exchange  storage
        + declare exchange  vm
        + declare queue     dispatcher  classic
        + bind exchange     global ── daemon=vm ──▶ vm
        + bind exchange     global ── daemon=storage ──▶ storage
        + bind queue        global ── daemon=dispatcher ──▶ dispatcher

      Cluster 1
        + declare exchange  storage-1
        + declare exchange  vm-1
        + bind exchange     vm ── cluster=1 ──▶ vm-1
        + bind exchange     storage ── cluster=1 ──▶ storage-1
        hypervisors 1-16, 18-40 (39)  + 78 queues, + 78 bindings (storage, vm)
        hypervisor 17
          + declare queue   storage-1-17  classic
          + bind queue      storage-1 ── hypervisor=17 ──▶ storage-1-17

      What is alike is folded: --full shows every row.

      A message is compared with 7 bindings on its way.
      Plan: 85 to declare, 84 to bind; no queue loses its route; 0 unchanged.
      "
    `);
  });
  test('--full has a row a step, and says nothing of folds', () => {
    const rows = linesOf(large, 120, true).filter((line) => /^ +\+ /.test(line));
    expect(rows).toHaveLength(large.steps.length);
    expect(show(large, 120, true)).not.toContain('--full');
  });
  test('is short however large', () => {
    expect(linesOf(samplePlan(stepsFor(fleet(50, 100)))).length).toBeLessThan(40);
  });
});
