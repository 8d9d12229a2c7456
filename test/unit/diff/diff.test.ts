// Two topologies → what differs: each flag by itself, and what is not taken for missing.

import { expect, test } from 'vitest';
import { comparePolicies, diff } from '../../../src/diff/index.js';
import type { Binding, Exchange, Policy, Queue, Topology } from '../../../src/topology/index.js';

const flags = { durable: true, autoDelete: false, arguments: {} };
const exchange: Exchange = { name: 'e', type: 'headers', internal: false, ...flags };
const queue: Queue = { name: 'q', exclusive: false, ...flags };
const binding: Binding = { source: 'e', destination: 'q', destinationType: 'queue', routingKey: '', arguments: {} };
const policy: Policy = { name: 'p', pattern: '^e$', applyTo: 'exchanges', priority: 0, definition: { a: 1 } };

const topology = (change: Partial<Exchange>, other: Partial<Queue>, bindings: readonly Binding[] = []): Topology => ({
  exchanges: new Map([['e', { ...exchange, ...change }]]),
  queues: new Map([['q', { ...queue, ...other }]]),
  bindings,
  policies: [],
});

test.each<[string, Partial<Exchange>, Partial<Queue>]>([
  ['type', { type: 'topic' }, {}],
  ['durable', { durable: false }, {}],
  ['auto_delete', { autoDelete: true }, {}],
  ['internal', { internal: true }, {}],
  ['alternate-exchange', { arguments: { 'alternate-exchange': 'net' } }, {}],
  ['durable', {}, { durable: false }],
  ['auto_delete', {}, { autoDelete: true }],
  ['exclusive', {}, { exclusive: true }],
  ['x-queue-type', {}, { arguments: { 'x-queue-type': 'quorum' } }],
])('%s: %j %j', (field, change, other) => {
  const changes = diff(topology({}, {}), topology(change, other));
  expect(changes).toMatchObject([{ change: 'different', differences: [{ field }] }]);
});

test('classic is what no type means, and other arguments are not compared', () => {
  expect(diff(topology({}, {}), topology({}, { arguments: { 'x-queue-type': 'classic' } }))).toEqual([]);
  expect(diff(topology({}, {}), topology({ arguments: { a: 1 } }, { arguments: { 'x-mine': 1 } }))).toEqual([]);
});

test.each<[string, Partial<Policy>]>([
  ['pattern', { pattern: '^f$' }],
  ['apply-to', { applyTo: 'all' }],
  ['priority', { priority: 1 }],
  ['definition', { definition: { a: '1' } }],
])('a policy’s %s', (field, change) => {
  expect(comparePolicies(policy, { ...policy, ...change }).map((one) => one.field)).toEqual([field]);
});

test.each<[string, readonly Binding[]]>([
  ['of a broker that shows no binding at all', []],
  ['beside others', [{ ...binding, arguments: { cluster: '1' } }]],
])('a binding to a queue that is unseen is not missing, %s; one to an exchange of its name is', (_, shown) => {
  const toExchange: Binding = { ...binding, destinationType: 'exchange' };
  const changes = diff(topology({}, {}, [binding, toExchange]), topology({}, {}, shown), new Set(['q']));
  expect(changes.flatMap((change) => (change.change === 'missing' ? [change.desired] : []))).toEqual([toExchange]);
});

test('how a binding compares is a matter of the type that its source has', () => {
  const keyed: Binding = { ...binding, routingKey: 'k' };
  const kinds = (live: string): readonly string[] =>
    diff(topology({}, {}, [binding]), topology({ type: live }, {}, [keyed])).map(
      ({ kind, change }) => `${change} ${kind}`,
    );
  expect(kinds('headers')).toEqual([]);
  expect(kinds('direct')).toEqual(['different exchange', 'missing binding', 'extra binding']);
  const gone: Topology = { ...topology({}, {}, [keyed]), exchanges: new Map() };
  const direct = topology({ type: 'direct' }, {}, [binding]);
  expect(diff(direct, gone).map(({ kind, change }) => `${change} ${kind}`)).toEqual([
    'missing exchange',
    'missing binding',
    'extra binding',
  ]);
});
