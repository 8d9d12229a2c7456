// Which policy applies: as RabbitMQ has it, by pattern and priority.

import { expect, test } from 'vitest';
import type { Policy } from '../../../src/topology/index.js';
import { appliedPolicies } from '../../../src/topology/index.js';

const policy = (name: string, change: Partial<Policy>): Policy => ({
  name,
  pattern: '.*',
  applyTo: 'all',
  priority: 0,
  definition: {},
  ...change,
});

test.each<[string, readonly Policy[], string | undefined]>([
  ['none', [], undefined],
  ['one for all', [policy('a', {})], 'a'],
  ['one for exchanges', [policy('a', { applyTo: 'exchanges' })], 'a'],
  ['one for queues', [policy('a', { applyTo: 'queues' })], undefined],
  ['the higher priority', [policy('a', { priority: 1 }), policy('b', { priority: 2 })], 'b'],
  ['the higher one that fits', [policy('a', {}), policy('b', { priority: 2, pattern: '^vm$' })], 'a'],
  ['a pattern is sought anywhere in the name', [policy('a', { pattern: 'tor' })], 'a'],
  ['a pattern that JavaScript cannot read', [policy('a', { pattern: '(?i)storage' })], undefined],
])('%s', (_, policies, applied) => {
  expect(appliedPolicies(['storage'], policies).get('storage')?.name).toBe(applied);
});
