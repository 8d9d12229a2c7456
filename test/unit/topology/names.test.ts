// Names that topo keeps for itself.

import { expect, test } from 'vitest';
import { isKeptName, isReservedName, lockName, registryName, standInName } from '../../../src/topology/index.js';

test('an owner that the registry has room for fits its stand-in too', () => {
  expect(standInName('o').length).toBeLessThanOrEqual(registryName('o').length);
});

test('no object of the tree has one of them', () => {
  for (const name of [registryName('o'), standInName('o'), lockName('o')]) expect(isKeptName(name), name).toBe(true);
  for (const name of ['topo', 'topo.owned', 'topo.other.o', 'x.topo.owned.o'])
    expect(isKeptName(name), name).toBe(false);
});

test.each<[boolean, string]>([
  [true, ''],
  [true, 'amq.headers'],
  [true, 'amq.gen-1'],
  [false, 'amq'],
  [false, 'amqp'],
  [false, 'x.amq.y'],
])('kept by RabbitMQ? %s: "%s"', (reserved, name) => {
  expect(isReservedName(name)).toBe(reserved);
});
