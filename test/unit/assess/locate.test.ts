// Where an object stands: by the inventory, else by its bindings, else by its name; and which line asks for it.

import { expect, test } from 'vitest';
import { assess } from '../../../src/assess/index.js';
import type { Address, ObjectKind } from '../../../src/topology/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf } from '../../support/desired.js';

const desired = desiredOf(`routing: { unroutable: { name: vm-7-7 } }
daemons: { vm: { scope: hypervisor } }
clusters: { 1: { hypervisors: [1] } }`);

const locate = (change: (live: LiveDraft) => void = () => undefined): ReturnType<typeof assess>['locate'] =>
  assess(desired, liveOf(desired, change), []).locate;

const withOld = (live: LiveDraft): void => {
  live.queue('vm-2-3', { arguments: { 'x-topo-owner': 'global' } });
};

test.each<[string, ObjectKind, string, Address | undefined, (live: LiveDraft) => void]>([
  ['the entry', 'exchange', 'global', {}, () => undefined],
  ['of the inventory', 'queue', 'vm-1-1', { daemon: 'vm', cluster: '1', hypervisor: '1' }, () => undefined],
  [
    'of the inventory, however it is bound',
    'queue',
    'vm-1-1',
    { daemon: 'vm', cluster: '1', hypervisor: '1' },
    (live) => {
      live.bind('vm', 'vm-1-1', { cluster: '9' });
    },
  ],
  [
    'by its bindings',
    'queue',
    'old',
    { daemon: 'vm', cluster: '1', hypervisor: '9' },
    (live) => {
      live.queue('old');
      live.bind('vm-1', 'old', { hypervisor: '9' });
    },
  ],
  [
    'by the bindings that spell its name, whatever else leads to it',
    'queue',
    'vm-1-9',
    { daemon: 'vm', cluster: '1', hypervisor: '9' },
    (live) => {
      live.exchange('vm-2');
      live.queue('vm-1-9');
      live.bind('vm', 'vm-2', { cluster: '2' }, { destinationType: 'exchange' });
      live.bind('vm-1', 'vm-1-9', { hypervisor: '9' });
      live.bind('vm-2', 'vm-1-9', { hypervisor: '9' });
    },
  ],
  ['by its name, if it is ours', 'queue', 'vm-2-3', { daemon: 'vm', cluster: '2', hypervisor: '3' }, withOld],
  ['by its name alone, nowhere', 'queue', 'vm-2-3', undefined, () => undefined],
  ['nowhere', 'queue', 'billing', undefined, () => undefined],
])('%s', (_, kind, name, address, change) => {
  expect(locate(change).address(kind, name)).toEqual(address);
  expect(locate(change).row(kind, name)).toEqual(address ? { path: address } : {});
});

test('the net stands beside the tree, whatever its name is like', () => {
  expect(locate().step('queue', 'vm-7-7')).toEqual({ source: 'topo.yaml:2:12' });
});

test('nor has it an address of its own', () => {
  const plain = desiredOf('routing: { unroutable: {} }\ndaemons: { api: { scope: global } }');
  const { locate: found } = assess(plain, liveOf(plain), []);
  expect([found.address('queue', 'unroutable'), found.address('exchange', 'unroutable')]).toEqual([
    undefined,
    undefined,
  ]);
});

test('a step has the line that asks for its object; one that nobody asks for has its place alone', () => {
  expect(locate().step('queue', 'vm-1-1')).toMatchObject({
    path: { hypervisor: '1' },
    source: expect.stringMatching(/^topo\.yaml:4:/),
  });
  expect(locate(withOld).step('queue', 'vm-2-3')).toEqual({ path: { daemon: 'vm', cluster: '2', hypervisor: '3' } });
});
