// The last line of a plan says it in counts, the first one where.

import { describe, expect, test } from 'vitest';
import type { Plan, Step } from '../../../src/plan/index.js';
import { planText } from '../../../src/report/index.js';
import { plain, textOf } from '../../support/report-text.js';
import { richPlan, samplePlan, smallClusters, stepsFor } from '../../support/sample-plans.js';

const linesOf = (plan: Plan): readonly string[] =>
  textOf(planText(plan, { style: plain, width: 200, full: false }))
    .trimEnd()
    .split('\n');

const replace = (kind: 'exchange' | 'queue'): Step => ({
  action: 'replace',
  kind,
  name: 'x',
  object: { durable: true, arguments: {} },
});
const losing = (steps: readonly Step[], losingRoute: number, whileReplaced: number): Plan =>
  samplePlan(steps, { losingRoute, whileReplaced });

describe('the last line', () => {
  test.each<[string, Plan, string]>([
    ['nothing', samplePlan([], { unchanged: 1 }), 'No changes. 1 object unchanged.'],
    [
      'nothing but what waits',
      { ...samplePlan([]), summary: { ...samplePlan([]).summary, held: 1, refused: 2 } },
      'Nothing will change, because 2 objects are refused and 1 object is held. 0 objects unchanged.',
    ],
    [
      'one route lost',
      samplePlan(stepsFor(smallClusters), { losingRoute: 1, unchanged: 1234 }),
      'Plan: 16 to declare, 15 to bind; 1 queue loses its route; 1,234 unchanged.',
    ],
    [
      'everything',
      richPlan(),
      'Plan: 2 to declare, 2 to bind, 1 to replace, 2 to unbind, 2 to delete, 2 held, 1 refused; 2 queues lose their route; 25 unchanged.',
    ],
    [
      'queues that are replaced',
      losing([replace('queue')], 8822, 8822),
      'Plan: 1 to replace; 8,822 queues lose their route while they are replaced; 0 unchanged.',
    ],
    [
      'one queue that is replaced, and others that go',
      losing([replace('queue')], 4, 1),
      'Plan: 1 to replace; 3 queues lose their route, and 1 more while it is replaced; 0 unchanged.',
    ],
    [
      'an exchange that is replaced',
      losing([replace('exchange')], 12, 12),
      'Plan: 1 to replace; 12 queues lose their route while what leads to them is replaced; 0 unchanged.',
    ],
    [
      'both',
      losing([replace('exchange'), replace('queue')], 12, 12),
      'Plan: 2 to replace; 12 queues lose their route while they or what leads to them is replaced; 0 unchanged.',
    ],
  ])('%s', (_, plan, line) => {
    expect(linesOf(plan).at(-1)).toBe(line);
  });
});

test('without a live broker it says so; a plan shaped by options names them', () => {
  const { broker, ...offline } = samplePlan([]);
  expect(broker).toBeDefined();
  expect(linesOf(offline)[0]).toBe('Plan for vhost /, made without a live broker');
  const shaped = samplePlan([], { options: { prune: false, replace: ['a'], adopt: ['b*'] } });
  expect(linesOf(shaped)[1]).toBe('--no-prune: nothing is unbound or deleted, --replace a, --adopt b*');
});
