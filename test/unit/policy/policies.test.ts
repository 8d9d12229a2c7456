// Which policy applies: as RabbitMQ has it, by pattern and priority.

import { expect, test } from 'vitest';
import type { Policy } from '../../../src/topology/index.js';
import { appliedPolicies, appliedToQueues } from '../../../src/policy/index.js';

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
  ['whatever the case', [policy('a', { pattern: '(?i)^STORAGE$' })], 'a'],
  ['a pattern that JavaScript cannot read', [policy('a', { pattern: '(?>storage)' })], undefined],
  ...['\\Astorage', '[[:alpha:]]+', '[^]a]', 's{,3}', '\\x{73}', '\\p{L}'].map(
    (pattern): [string, readonly Policy[], undefined] => [
      `${pattern}, which JavaScript reads otherwise`,
      [policy('a', { pattern })],
      undefined,
    ],
  ),
  ['a backslash before a letter', [policy('a', { pattern: '^(\\\\A|storage)' })], 'a'],
  ['of two with one priority the first', [policy('a', {}), policy('b', {})], 'a'],
])('%s', (_, policies, applied) => {
  expect(appliedPolicies(['storage'], policies).get('storage')?.name).toBe(applied);
});

test('byte by byte, as RabbitMQ does', () => {
  expect([...appliedPolicies(['é', 'e', '日'], [policy('a', { pattern: '^..$' })]).keys()]).toEqual(['é']);
  expect([...appliedPolicies(['é', 'e', '日'], [policy('a', { pattern: '^(é|日)$' })]).keys()]).toEqual(['é', '日']);
});

test('a pattern that never comes to an end is given up', () => {
  const endless = policy('endless', { pattern: '^(s+)+$', priority: 1 });
  const name = `${'s'.repeat(60)}!`;
  expect(appliedPolicies([name], [endless, policy('b', {})]).get(name)?.name).toBe('b');
});

test('thousands of names are looked at in batches', () => {
  const names = Array.from({ length: 2500 }, (_, index) => `storage-${index}`);
  expect([...appliedPolicies(names, [policy('a', { pattern: '9$' })]).keys()]).toEqual(
    names.filter((name) => name.endsWith('9')),
  );
});

test.each<[string, readonly string[]]>([
  ['all', ['c', 'q', 's']],
  ['queues', ['c', 'q', 's']],
  ['classic_queues', ['c']],
  ['quorum_queues', ['q']],
  ['streams', ['s']],
  ['exchanges', []],
])('one for %s applies to queues of that type', (applyTo, expected) => {
  const queues = [
    { name: 'c', arguments: {} },
    { name: 'q', arguments: { 'x-queue-type': 'quorum' } },
    { name: 's', arguments: { 'x-queue-type': 'stream' } },
  ];
  expect([...appliedToQueues(queues, [policy('a', { applyTo })]).keys()]).toEqual(expected);
});
