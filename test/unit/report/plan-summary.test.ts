// The last line of a plan says it in counts, the first one where.

import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/plan/index.js';
import { planText } from '../../../src/report/index.js';
import { plain, textOf } from '../../support/report-text.js';
import { richPlan, samplePlan, smallClusters, stepsFor } from '../../support/sample-plans.js';

const linesOf = (plan: Plan): readonly string[] =>
  textOf(planText(plan, { style: plain, width: 200, full: false }))
    .trimEnd()
    .split('\n');

describe('the last line', () => {
  test.each<[string, Plan, string]>([
    ['nothing', samplePlan([], { unchanged: 1 }), 'No changes. 1 object unchanged.'],
    [
      'nothing but what waits',
      { ...samplePlan([]), summary: { ...samplePlan([]).summary, held: 1, refused: 2 } },
      'No changes. 0 objects unchanged, 1 held, 2 refused.',
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
