// Parts of steps → calls: which bindings AMQP can remove, and when RabbitMQ looks again itself.

import { expect, test } from 'vitest';
import type { Arguments } from '../../../src/topology/index.js';
import { amqpCanUnbind, declareCall, deleteCall } from '../../../src/apply/run/calls.js';

test.each<[boolean, Arguments]>([
  [true, {}],
  [true, { 'x-match': 'all', cluster: '54' }],
  [false, { 'x-match': 'all', cluster: 54 }],
  [false, { 'x-match': 'all', cluster: 'undefined' }],
  [false, { 'x-match': 'all', cluster: null }],
  [false, { cluster: ['54'] }],
])('%s: %j', (can, args) => {
  const binding = { source: 's', destination: 'd', destinationType: 'queue', routingKey: '', arguments: args } as const;
  expect(amqpCanUnbind(binding)).toBe(can);
});

test.each<[string, Arguments, boolean]>([
  ['classic', { 'x-queue-type': 'classic' }, true],
  ['no type, which is classic', {}, true],
  ['quorum: it would close the connection', { 'x-queue-type': 'quorum' }, false],
  ['stream', { 'x-queue-type': 'stream' }, false],
])('a queue that goes, %s', (_, args, flags) => {
  const call = deleteCall({ action: 'delete', kind: 'queue', name: 'q', object: { durable: true, arguments: args } });
  expect(call).toEqual({ call: 'delete queue', name: 'q', ifUnused: flags, ifEmpty: flags });
});

test('an exchange goes only when nothing is bound to it, and comes as it is planned', () => {
  const object = { type: 'fanout', durable: false, arguments: { a: 1 } };
  expect(deleteCall({ action: 'delete', kind: 'exchange', name: 'e', object })).toMatchObject({ ifUnused: true });
  const declared = { name: 'e', durable: false, arguments: { a: 1 } };
  expect(declareCall({ action: 'declare', kind: 'exchange', name: 'e', object })).toEqual({
    ...declared,
    call: 'declare exchange',
    type: 'fanout',
    internal: false,
  });
  expect(declareCall({ action: 'declare', kind: 'queue', name: 'e', object })).toEqual({
    ...declared,
    call: 'declare queue',
    exclusive: false,
  });
});
