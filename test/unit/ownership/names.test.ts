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

test('a daemon that is gone, and everything of it unbound', () => {
  const live = liveOf(before, (draft) => {
    draft.bindings.splice(0);
  });
  const { locate } = assess(desiredOf(`${yaml.replace(', vm: { scope: hypervisor }', '')} }`), live, []);
  expect(locate.address('exchange', 'vm')).toEqual(path('vm'));
  expect(locate.address('exchange', 'vm-fra-02')).toEqual(path('vm', 'fra-02'));
  expect(locate.address('queue', 'vm-fra-02-hv-2')).toEqual(path('vm', 'fra-02', 'hv-2'));
});
