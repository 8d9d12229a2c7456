// Which addresses are of a part, and which it hangs on.

import { expect, test } from 'vitest';
import type { Part } from '../../../src/topology/index.js';
import { partText, selectPart } from '../../../src/topology/index.js';

const written = ['', 'api', 'net', 'net 53', 'net 54', 'vm', 'vm 53', 'vm 53 98', 'vm 54', 'vm 54 98', 'vm 54 99'];
const addressOf = (text: string): Part => {
  const [daemon, cluster, hypervisor] = text.split(' ').filter((word) => word !== '');
  return { ...(daemon && { daemon }), ...(cluster && { cluster }), ...(hypervisor && { hypervisor }) };
};

test.each<[string, Part, string, string]>([
  ['a hypervisor of one cluster', { cluster: '54', hypervisor: '98' }, 'vm 54 98', ', vm, vm 54'],
  ['a hypervisor in two', { hypervisor: '98' }, 'vm 53 98, vm 54 98', ', vm, vm 53, vm 54'],
  ['a cluster', { cluster: '54' }, 'net 54, vm 54, vm 54 98, vm 54 99', ', net, vm'],
  ['a daemon', { daemon: 'net' }, 'net, net 53, net 54', ''],
  ['a daemon of one cluster', { daemon: 'vm', cluster: '53' }, 'vm 53, vm 53 98', ', vm'],
  ['one that nobody has', { hypervisor: '7' }, '', ''],
])('%s', (_, part, within, above) => {
  const selection = selectPart(part, written.map(addressOf));
  const on = (side: string): string => written.filter((text) => selection.sideOf(addressOf(text)) === side).join(', ');
  expect([on('within'), on('above')]).toEqual([within, above]);
  expect(selection.sideOf(undefined)).toBe(undefined);
});

test('in words', () => {
  expect(partText({ hypervisor: '98', cluster: '54' })).toBe('hypervisor 98 of cluster 54');
});
