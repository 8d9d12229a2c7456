import { describe, expect, test } from 'vitest';
import type { Row } from '../../../src/live/normalise.js';
import { stateOf, toBinding, toExchange, toPolicy, toQueue } from '../../../src/live/normalise.js';

const queue = (row: Row) => toQueue({ name: 'q', ...row });
const exchange = (row: Row) => toExchange({ name: 'x', type: 'headers', ...row });

describe('a queue’s type is always among its arguments', () => {
  test.each<[string, Row, unknown]>([
    ['said by the client', { arguments: { 'x-queue-type': 'quorum' }, type: 'quorum' }, 'quorum'],
    ['known to the API only', { arguments: {}, type: 'quorum' }, 'quorum'],
    ['in the module’s name', { arguments: {}, type: 'rabbit_stream_queue' }, 'stream'],
    ['said nowhere', { arguments: {} }, 'classic'],
    ['"undefined"', { arguments: {}, type: 'undefined' }, 'classic'],
    ['null', { arguments: {}, type: null }, 'classic'],
    ['no arguments at all', {}, 'classic'],
    ['said wrongly, and the type is another', { arguments: { 'x-queue-type': 7 }, type: 'classic' }, 7],
  ])('%s', (_, row, type) => {
    expect(queue(row).arguments).toEqual({ 'x-queue-type': type });
  });
});

describe('flags', () => {
  test.each<[string, Row, boolean, boolean, boolean]>([
    ['plain', { durable: true, auto_delete: false, exclusive: false }, true, false, false],
    ['the other way', { durable: false, auto_delete: true, exclusive: true }, false, true, true],
    ['left out', {}, true, false, false],
    ['"undefined"', { durable: 'undefined', auto_delete: 'undefined', exclusive: 'undefined' }, false, false, false],
    ['null (a quorum queue’s exclusive)', { durable: true, auto_delete: null, exclusive: null }, true, false, false],
    ['texts', { durable: 'true', auto_delete: 'false', exclusive: 'true' }, true, false, true],
  ])('%s', (_, row, durable, autoDelete, exclusive) => {
    expect(queue(row)).toMatchObject({ durable, autoDelete, exclusive });
  });
  test.each<[unknown, boolean]>([
    [true, true],
    [false, false],
    ['undefined', false],
    [undefined, false],
  ])('internal: %s', (internal, expected) => {
    expect(exchange({ internal }).internal).toBe(expected);
  });
});

describe('arguments', () => {
  test.each<[string, unknown, object]>([
    ['[] is {}', [], {}],
    ['null is {}', null, {}],
    ['numbers and texts stay apart', { a: 54, b: '54', c: 54.5, d: true }, { a: 54, b: '54', c: 54.5, d: true }],
    ['nested', { a: [1, 'x', { b: [] }], c: {} }, { a: [1, 'x', { b: [] }], c: {} }],
    ['null stays', { a: null }, { a: null }],
  ])('%s', (_, written, expected) => {
    expect(exchange({ arguments: written }).arguments).toEqual(expected);
  });
});

test('an import without a routing key is known to 3.10 as "undefined", and to exports not at all', () => {
  const row = { source: 's', destination: 'd', destination_type: 'queue', arguments: {} };
  expect(toBinding({ ...row, routing_key: 'undefined', properties_key: 'undefined' }).routingKey).toBe('undefined');
  const binding = toBinding(row);
  expect(binding.routingKey).toBe('');
  expect('propertiesKey' in binding).toBe(false);
});

test('what a policy leaves out has its default', () => {
  expect(toPolicy({ name: 'p', pattern: '.*', definition: [] })).toEqual({
    ...{ name: 'p', pattern: '.*', applyTo: 'all', priority: 0, definition: {} },
  });
});

test.each<[unknown, string | undefined]>([
  ['live', 'running'],
  ['running', 'running'],
  ['down', 'down'],
  ['', undefined],
  [undefined, undefined],
])('state %s', (state, expected) => {
  expect(stateOf({ state })?.name).toBe(expected);
});

test.each<[string, object, string]>([
  ['all members', { leader: 'a', online: ['a', 'b', 'c'] }, 'running'],
  ['most of them', { leader: 'a', online: ['a', 'b'] }, 'running'],
  ['a leader alone', { leader: 'a', online: ['a'] }, 'minority'],
  ['no leader', { leader: null, online: ['c'] }, 'without leader'],
])('a quorum queue with %s', (_, row, expected) => {
  expect(stateOf({ state: 'live', members: ['a', 'b', 'c'], ...row })?.name).toBe(expected);
});
