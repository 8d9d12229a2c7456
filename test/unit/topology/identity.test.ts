import { expect, test } from 'vitest';
import type { Arguments } from '../../../src/topology/index.js';
import { bindingKey, headerMatch, matchesEverything } from '../../../src/topology/index.js';

const key = (args: Arguments, routingKey = ''): string =>
  bindingKey({ source: 's', destination: 'd', destinationType: 'queue', routingKey, arguments: args }, 'headers');
const ours = key({ 'x-match': 'all', cluster: '54' });

test.each<[string, boolean, Arguments]>([
  ['no x-match', true, { cluster: '54' }],
  ['any with one header', true, { 'x-match': 'any', cluster: '54' }],
  ['all-with-x without x- keys', true, { 'x-match': 'all-with-x', cluster: '54' }],
  ['an x- key that is not looked at', true, { 'x-match': 'all', 'x-made-by': 'hand', cluster: '54' }],
  ['another value', false, { 'x-match': 'all', cluster: '53' }],
  ['an integer', false, { 'x-match': 'all', cluster: 54 }],
  ['another case', false, { 'x-match': 'all', Cluster: '54' }],
  ['one header more', false, { 'x-match': 'all', cluster: '54', hypervisor: '98' }],
  ['an x- key that is looked at', false, { 'x-match': 'all-with-x', 'x-made-by': 'hand', cluster: '54' }],
  ['no header', false, { 'x-match': 'all' }],
])('%s: the same messages? %s', (_, same, args) => {
  expect(key(args) === ours).toBe(same);
});

test('the routing key does not count on a headers exchange, and counts on a direct one', () => {
  expect(key({ cluster: '54' }, 'celery')).toBe(ours);
  const direct = (routingKey: string): string =>
    bindingKey({ source: 's', destination: 'd', destinationType: 'queue', routingKey, arguments: {} }, 'direct');
  expect(direct('a')).not.toBe(direct('b'));
});

test.each<[boolean, Arguments]>([
  [true, {}],
  [true, { 'x-match': 'all' }],
  [true, { 'x-match': 'all', 'x-cluster': '54' }],
  [false, { 'x-match': 'any' }],
  [false, { 'x-match': 'any', 'x-cluster': '54' }],
  [false, { cluster: '54' }],
])('matches everything? %s %j', (every, args) => {
  expect(matchesEverything(headerMatch(args))).toBe(every);
});

test.each<[string, Arguments, Arguments]>([
  ['all and any of two headers', { 'x-match': 'all', a: '1', b: '2' }, { 'x-match': 'any', a: '1', b: '2' }],
  ['all and any of none', { 'x-match': 'all' }, { 'x-match': 'any' }],
  ['any, with and without its x- key', { 'x-match': 'any-with-x', a: '1', 'x-b': '2' }, { 'x-match': 'any', a: '1' }],
])('not the same messages: %s', (_, one, other) => {
  expect(key(one)).not.toBe(key(other));
});

test('a queue and an exchange of one name are two ends', () => {
  const to = (destinationType: 'queue' | 'exchange'): string =>
    bindingKey({ source: 's', destination: 'd', destinationType, routingKey: '', arguments: {} }, 'headers');
  expect(to('queue')).not.toBe(to('exchange'));
});

test.each<[string, string]>([
  ['all', 'all'],
  ['any', 'any'],
  ['all-with-x', 'all'],
  ['any-with-x', 'any'],
])('x-match %s is %s', (written, mode) => {
  expect(headerMatch({ 'x-match': written, a: '1' })).toEqual({ mode, criteria: { a: '1' } });
});
