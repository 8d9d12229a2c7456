// Where an object stands: each question about an address, at each level.

import { expect, test } from 'vitest';
import type { Address } from '../../../src/topology/index.js';
import {
  addressHeaders,
  addressKey,
  addressName,
  depthOf,
  isIdBelowDaemon,
  isWithin,
  levelOf,
  parentOf,
} from '../../../src/topology/index.js';

const daemon = { daemon: 'vm' };
const cluster = { ...daemon, cluster: '54' };
const hypervisor = { ...cluster, hypervisor: '98' };

test.each<[string, Address, number, string | undefined, Address, string | undefined, readonly string[]]>([
  ['the entry', {}, 0, undefined, {}, undefined, []],
  ['a daemon', daemon, 1, 'daemon', {}, 'vm', []],
  ['a cluster', cluster, 2, 'cluster', daemon, 'vm-54', ['54']],
  ['a hypervisor', hypervisor, 3, 'hypervisor', cluster, 'vm-54-98', ['54', '98']],
])('%s', (_, address, depth, level, parent, name, below) => {
  expect(depthOf(address)).toBe(depth);
  expect(levelOf(address)).toBe(level);
  expect(parentOf(address)).toEqual(parent);
  expect(addressName(address)).toBe(name);
  for (const id of ['vm', '54', '98']) expect(isIdBelowDaemon(address, id), id).toBe(below.includes(id));
});

test('an unknown place is as deep as the deepest: it is unbound last, and deleted first', () => {
  expect(depthOf(undefined)).toBe(depthOf(hypervisor));
});

test.each<[boolean, Address, Address]>([
  [true, hypervisor, {}],
  [true, hypervisor, cluster],
  [true, cluster, cluster],
  [false, cluster, hypervisor],
  [false, { ...daemon, cluster: '53' }, cluster],
  [false, { ...hypervisor, daemon: 'storage' }, cluster],
  [false, {}, daemon],
])('%s: %j is within %j', (within, address, above) => {
  expect(isWithin(address, above)).toBe(within);
});

test('ids that read alike one after the other are two addresses', () => {
  expect(addressKey({ daemon: 'a', cluster: '1-2' })).not.toBe(
    addressKey({ daemon: 'a', cluster: '1', hypervisor: '2' }),
  );
  expect(addressKey({ daemon: 'a', cluster: '12', hypervisor: '3' })).not.toBe(
    addressKey({ daemon: 'a', cluster: '1', hypervisor: '23' }),
  );
});

test('a message carries the headers of its levels, and no other', () => {
  const headers = { daemon: 'service', cluster: 'site', hypervisor: 'host' };
  expect(addressHeaders(cluster, headers)).toEqual({ service: 'vm', site: '54' });
  expect(addressHeaders({}, headers)).toEqual({});
});
