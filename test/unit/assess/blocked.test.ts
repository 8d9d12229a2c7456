// What cannot be built because something is in the way: the name itself, and what hangs below it.

import { describe, expect, test } from 'vitest';
import { assess, isBlocked } from '../../../src/assess/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf } from '../../support/desired.js';

const desired = desiredOf(`routing: { unroutable: {} }
daemons: { api: { scope: global }, vm: { scope: hypervisor } }
clusters: { 1: { hypervisors: { 1: , 2: { state: draining } } }, 2: { hypervisors: [1] } }`);
const theirs = { arguments: { 'x-topo-owner': 'other' } };

const blockedBy = (change: (live: LiveDraft) => void): ReturnType<typeof assess>['blocked'] =>
  assess(desired, liveOf(desired, change), []).blocked;

test.each<[string, (live: LiveDraft) => void, readonly string[], readonly string[], Readonly<Record<string, number>>]>([
  ['nothing', () => undefined, [], [], {}],
  [
    'a queue is somebody else’s: it alone',
    (live) => {
      live.queue('vm-1-1', theirs);
    },
    [],
    ['vm-1-1'],
    {},
  ],
  [
    'an exchange is: all below it, draining queues too',
    (live) => {
      live.exchange('vm-1', theirs);
    },
    ['vm-1'],
    ['vm-1-1', 'vm-1-2'],
    { 'vm-1': 2 },
  ],
  [
    'one above it: down to the leaves',
    (live) => {
      live.exchange('vm', theirs);
    },
    ['vm', 'vm-1', 'vm-2'],
    ['vm-1-1', 'vm-1-2', 'vm-2-1'],
    { vm: 5 },
  ],
  [
    'the entry: the whole tree, and not the net beside it',
    (live) => {
      live.exchange('global', theirs);
    },
    ['global', 'vm', 'vm-1', 'vm-2'],
    ['api', 'vm-1-1', 'vm-1-2', 'vm-2-1'],
    { global: 7 },
  ],
  [
    'the net’s exchange: nothing hangs below it',
    (live) => {
      live.exchange('unroutable', theirs);
    },
    ['unroutable'],
    [],
    { unroutable: 0 },
  ],
  [
    'an exchange of ours of another type',
    (live) => {
      live.exchange('vm-2', { type: 'topic' });
    },
    ['vm-2'],
    ['vm-2-1'],
    { 'vm-2': 1 },
  ],
  [
    'one that differs in something else is in nobody’s way',
    (live) => {
      live.exchange('vm-2', { internal: true });
    },
    [],
    [],
    {},
  ],
])('%s', (_, change, exchanges, queues, below) => {
  const blocked = blockedBy(change);
  expect([...blocked.exchanges].sort()).toEqual([...exchanges].sort());
  expect([...blocked.queues].sort()).toEqual([...queues].sort());
  expect(Object.fromEntries(blocked.below)).toEqual(below);
});

test('a binding is blocked at either end', () => {
  const blocked = blockedBy((live) => {
    live.exchange('vm-2', theirs);
    live.queue('vm-1-1', theirs);
  });
  const blockedBindings = desired.compiled.topology.bindings.filter((binding) => isBlocked(binding, blocked));
  const between = { destinationType: 'queue', routingKey: '', arguments: {} } as const;
  expect(isBlocked({ ...between, source: 'vm-2', destination: 'vm-1-2' }, blocked)).toBe(true);
  expect(isBlocked({ ...between, source: 'vm-1', destination: 'vm-1-2' }, blocked)).toBe(false);
  expect(blockedBindings.map(({ source, destination }) => `${source} ${destination}`).sort()).toEqual([
    'vm vm-2',
    'vm-1 vm-1-1',
    'vm-2 vm-2-1',
  ]);
});

describe('by two ways', () => {
  const fleet = `daemons: { api: { scope: global }, vm: { scope: hypervisor } }
clusters: { 1: { hypervisors: { 1: , 2: { state: draining } } } }`;
  const both = desiredOf(`routing: { direct: {} }\n${fleet}`);
  const direct = desiredOf(`routing: { direct: {}, tree: false }\n${fleet}`);
  test.each<[string, typeof both, readonly string[], readonly string[], readonly string[], Record<string, number>]>([
    [
      'the direct exchange: no queue, the tree leads there',
      both,
      ['global.direct'],
      ['global.direct'],
      [],
      { 'global.direct': 0 },
    ],
    ['a branch of the tree: no queue, the direct exchange leads there', both, ['vm'], ['vm', 'vm-1'], [], { vm: 1 }],
    [
      'both: what hangs on both',
      both,
      ['vm', 'global.direct'],
      ['vm', 'vm-1', 'global.direct'],
      ['vm-1-1', 'vm-1-2'],
      { vm: 3, 'global.direct': 2 },
    ],
    [
      'the only one: all of it',
      direct,
      ['global.direct'],
      ['global.direct'],
      ['api', 'vm-1-1', 'vm-1-2'],
      { 'global.direct': 3 },
    ],
  ])('%s', (_, inventory, names, exchanges, queues, below) => {
    const live = liveOf(inventory, (draft) => {
      for (const name of names) draft.exchange(name, theirs);
    });
    const { blocked } = assess(inventory, live, []);
    expect([...blocked.exchanges].sort()).toEqual([...exchanges].sort());
    expect([...blocked.queues].sort()).toEqual([...queues].sort());
    expect(Object.fromEntries(blocked.below)).toEqual(below);
  });
});
