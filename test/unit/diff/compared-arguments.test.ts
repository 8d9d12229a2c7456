// Which arguments of a queue RabbitMQ compares when it is declared again: the whole table, pinned, and each of them on both
// sides of a diff.

import { describe, expect, test } from 'vitest';
import { comparedArguments } from '../../../src/diff/compared-arguments.js';
import { diff } from '../../../src/diff/index.js';
import type { Arguments, Topology } from '../../../src/topology/index.js';

const queueOf = (args: Arguments): Topology => ({
  exchanges: new Map(),
  queues: new Map([['q', { name: 'q', durable: true, autoDelete: false, exclusive: false, arguments: args }]]),
  bindings: [],
  policies: [],
});

const fields = (desired: Arguments, live: Arguments): readonly string[] =>
  diff(queueOf(desired), queueOf(live)).flatMap((change) =>
    change.change === 'different' ? change.differences.map(({ field }) => field) : [],
  );

const both = [
  'x-dead-letter-exchange',
  'x-dead-letter-routing-key',
  'x-expires',
  'x-max-length',
  'x-max-length-bytes',
  'x-message-ttl',
  'x-overflow',
  'x-queue-leader-locator',
  'x-single-active-consumer',
];
const classic = ['x-max-priority', 'x-queue-master-locator', 'x-queue-mode', 'x-queue-version'];
const quorum = [
  'x-consumer-disconnected-timeout',
  'x-consumer-timeout',
  'x-dead-letter-strategy',
  'x-delayed-retry-max',
  'x-delayed-retry-min',
  'x-delayed-retry-type',
  'x-delivery-limit',
  'x-max-in-memory-bytes',
  'x-max-in-memory-length',
  'x-quorum-initial-group-size',
];

test('the tables', () => {
  expect([...comparedArguments('classic')].sort()).toEqual([...both, ...classic].sort());
  expect([...comparedArguments('quorum')].sort()).toEqual([...both, ...quorum].sort());
});

describe.each([
  ['classic', [...both, ...classic], quorum],
  ['quorum', [...both, ...quorum], classic],
])('a %s queue', (type, compared, others) => {
  const own = { 'x-queue-type': type };

  test.each(compared)('%s: set, changed and taken away is a difference', (name) => {
    expect(fields({ ...own, [name]: 1 }, own)).toEqual([name]);
    expect(fields(own, { ...own, [name]: 1 })).toEqual([name]);
    expect(fields({ ...own, [name]: 1 }, { ...own, [name]: 2 })).toEqual([name]);
    expect(fields({ ...own, [name]: 1 }, { ...own, [name]: 1 })).toEqual([]);
  });

  test.each([...others, 'x-topo-owner', 'x-anything'])('%s is none', (name) => {
    expect(fields({ ...own, [name]: 1 }, { ...own, [name]: 2 })).toEqual([]);
  });
});

test('another type is a difference, and absent is classic', () => {
  expect(fields({ 'x-queue-type': 'quorum' }, { 'x-queue-type': 'classic' })).toEqual(['x-queue-type']);
  expect(fields({}, { 'x-queue-type': 'classic' })).toEqual([]);
  expect(fields({ 'x-queue-type': 'quorum' }, {})).toEqual(['x-queue-type']);
});
