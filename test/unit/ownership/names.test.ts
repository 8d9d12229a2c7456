// Where something of ours stands that nothing leads to any more: read off its name, by what else is known.

import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/assess/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf } from '../../support/desired.js';

const yaml = `daemons: { api: { scope: global }, network: { scope: cluster }, vm: { scope: hypervisor } }
clusters: { fra-01: { hypervisors: [a] }, 7: { hypervisors: [b] }`;
const before = desiredOf(`${yaml}, fra-02: { state: draining, hypervisors: [hv-1, hv-2] } }`);
const after = desiredOf(`${yaml} }`);
const alone = (live: LiveDraft): void => {
  for (const name of ['vm-fra-02', 'network-fra-02']) {
    live.exchanges.delete(name);
    live.queues.delete(name);
    live.unbind(name);
  }
};

const path = (...[daemon, cluster, hypervisor]: readonly string[]): unknown => ({
  daemon,
  ...(cluster !== undefined && { cluster }),
  ...(hypervisor !== undefined && { hypervisor }),
});

describe('of a cluster that was drained and then taken out', () => {
  test.each<[string, (live: LiveDraft) => void, readonly (readonly [string, unknown])[]]>([
    [
      'its exchange is there, and tells where the cluster’s id ends',
      () => undefined,
      [
        ['vm-fra-02-hv-1', path('vm', 'fra-02', 'hv-1')],
        ['network-fra-02', path('network', 'fra-02')],
      ],
    ],
    [
      'its exchange is there, and nothing leads to it',
      (live) => {
        live.unbind('vm-fra-02');
      },
      [
        ['vm-fra-02-hv-1', path('vm', 'fra-02', 'hv-1')],
        ['vm-fra-02', path('vm', 'fra-02')],
      ],
    ],
    [
      'the exchange of another daemon of it',
      (live) => {
        alone(live);
        live.exchange('disk', { arguments: { 'x-topo-owner': 'global' } });
        live.exchange('disk-fra-02', { arguments: { 'x-topo-owner': 'global' } });
      },
      [
        ['vm-fra-02-hv-1', path('vm', 'fra-02', 'hv-1')],
        ['disk', path('disk')],
        ['disk-fra-02', path('disk', 'fra-02')],
      ],
    ],
    [
      'a queue of the cluster’s own',
      (live) => {
        live.exchanges.delete('vm-fra-02');
        live.unbind('vm-fra-02');
      },
      [['vm-fra-02-hv-1', path('vm', 'fra-02', 'hv-1')]],
    ],
    ['nothing but queues of hypervisors: where the id ends is not known', alone, [['vm-fra-02-hv-1', undefined]]],
    [
      'a number is a cluster',
      (live) => {
        live.queue('vm-8-x', { arguments: { 'x-topo-owner': 'global' } });
      },
      [['vm-8-x', path('vm', '8', 'x')]],
    ],
    [
      'marked, and no name of the tree',
      (live) => {
        live.queue('vmx', { arguments: { 'x-topo-owner': 'global' } });
        live.exchange('old', { arguments: { 'x-topo-owner': 'global' } });
      },
      [
        ['vmx', undefined],
        ['old', undefined],
      ],
    ],
  ])('%s', (_, change, expected) => {
    const live = liveOf(before, change);
    const { locate } = assess(after, live, []);
    for (const [name, address] of expected)
      expect([name, locate.address(live.topology.exchanges.has(name) ? 'exchange' : 'queue', name)]).toEqual([
        name,
        address,
      ]);
  });
});

describe('nothing leads to it, and these tell what its name is made of', () => {
  const ours = { arguments: { 'x-topo-owner': 'global' } };
  const unbound = (live: LiveDraft): void => {
    live.bindings.splice(0);
  };
  test.each<[string, string, unknown, (live: LiveDraft) => void]>([
    ['a daemon and a cluster of the inventory', 'vm-fra-01-z', path('vm', 'fra-01', 'z'), unbound],
    [
      'an exchange of a daemon that is bound',
      'disk-fra-01-9',
      path('disk', 'fra-01', '9'),
      (live) => {
        live.exchange('disk', ours);
        live.bind('global', 'disk', { daemon: 'disk' }, { destinationType: 'exchange' });
      },
    ],
    [
      'a queue of a daemon that is bound',
      'disk-7-9',
      path('disk', '7', '9'),
      (live) => {
        live.queue('disk', ours);
        live.bind('global', 'disk', { daemon: 'disk' });
      },
    ],
    [
      'an exchange of a cluster that is bound',
      'vm-w-9',
      path('vm', 'w', '9'),
      (live) => {
        live.exchange('vm-w', ours);
        live.bind('vm', 'vm-w', { cluster: 'w' }, { destinationType: 'exchange' });
      },
    ],
    [
      'exchanges that nothing leads to, whatever their order',
      'd-w-9',
      path('d', 'w', '9'),
      (live) => {
        live.exchange('d-w', ours);
        live.exchange('d', ours);
      },
    ],
    [
      'a daemon’s exchange, below which are queues alone',
      'd-7-9',
      path('d', '7', '9'),
      (live) => {
        live.exchange('d', ours);
      },
    ],
    [
      'not what was the entry',
      'vm-w-9',
      undefined,
      (live) => {
        live.exchange('vm-w', ours);
        live.register('global', { kind: 'exchange', name: 'vm-w', role: 'entry' });
      },
    ],
    [
      'not an exchange of another type',
      'vm-w-9',
      undefined,
      (live) => {
        live.exchange('vm-w', { ...ours, type: 'fanout' });
      },
    ],
    ['a hypervisor may begin with a dash', 'vm-7--1', path('vm', '7', '-1'), unbound],
    ['a cluster may not be empty', 'vm--1', undefined, unbound],
    ['a daemon that had one queue once', 'vm', path('vm'), unbound],
  ])('%s: %s', (_, name, address, change) => {
    const live = liveOf(after, (draft) => {
      change(draft);
      draft.queue(name, ours);
    });
    expect(assess(after, live, []).locate.address('queue', name)).toEqual(address);
  });

  test('of two daemons the longer one, of its name and of its exchange’s', () => {
    const two = desiredOf(`daemons: { vm: { scope: hypervisor }, vm-7: { scope: hypervisor } }
clusters: { 1: { hypervisors: [1] } }`);
    const live = liveOf(two, (draft) => {
      draft.exchange('vm-7-w', ours);
      draft.queue('vm-7-8-1', ours);
      draft.queue('vm-7-w-1', ours);
      draft.queue('vm-w-1', ours);
    });
    const { locate } = assess(two, live, []);
    expect(['vm-7-8-1', 'vm-7-w-1', 'vm-w-1'].map((name) => locate.address('queue', name))).toEqual([
      path('vm-7', '8', '1'),
      path('vm-7', 'w', '1'),
      path('vm', 'w', '1'),
    ]);
  });
});

test('a daemon that is gone, and everything of it unbound', () => {
  const live = liveOf(before, (draft) => {
    draft.bindings.splice(0);
  });
  const { locate } = assess(desiredOf(`${yaml.replace(', vm: { scope: hypervisor }', '')} }`), live, []);
  expect(locate.address('exchange', 'vm')).toEqual(path('vm'));
  expect(locate.address('exchange', 'vm-fra-02')).toEqual(path('vm', 'fra-02'));
  expect(locate.address('queue', 'vm-fra-02-hv-2')).toEqual(path('vm', 'fra-02', 'hv-2'));
});
