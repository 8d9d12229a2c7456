// What is ours, and by which proof: one row for each way in which an object can be there. `is`: how it is judged.

import { describe, expect, test } from 'vitest';
import type { Exchange, Queue } from '../../../src/topology/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';

const desired =
  desiredOf(`daemons: { dispatcher: { scope: global }, storage: { scope: hypervisor }, site: { scope: cluster } }
clusters: { 54: { hypervisors: [98] }, pool: { hypervisors: [1] } }`);
const ours = { 'x-topo-owner': 'global' };
const theirs = { 'x-topo-owner': 'other' };

type Kind = 'exchange' | 'queue';

const queue =
  (name: string, change: Partial<Queue> = {}) =>
  (live: LiveDraft): void => {
    live.queue(name, change);
  };
const exchange =
  (name: string, change: Partial<Exchange>) =>
  (live: LiveDraft): void => {
    live.exchange(name, change);
  };

/** `marked`, `needed`, …; or `taken`, `suspect`, `foreign`; `not seen` where it is in no list. */
function judged(kind: Kind, name: string, change: (live: LiveDraft) => void, adopt: readonly string[] = []): string {
  const { ownership } = planOf(desired, liveOf(desired, change), { adopt });
  const proof = ownership.standings[`${kind}s`].get(name);
  if (proof !== undefined) return proof;
  for (const list of ['taken', 'suspects', 'foreign'] as const)
    if (ownership[list].some((stranger) => stranger.kind === kind && stranger.name === name)) return list;
  return 'not seen';
}

describe('a queue', () => {
  test.each<[string, string, string, (live: LiveDraft) => void]>([
    ['of the inventory, marked', 'marked', 'storage-54-98', () => undefined],
    ['of the inventory, unmarked', 'needed', 'storage-54-98', queue('storage-54-98', { arguments: {} })],
    ['of the inventory, another owner’s', 'taken', 'storage-54-98', queue('storage-54-98', { arguments: theirs })],
    [
      'of the inventory, a mark that is no text',
      'taken',
      'storage-54-98',
      queue('storage-54-98', { arguments: { 'x-topo-owner': 1 } }),
    ],
    ['of the inventory, exclusive', 'taken', 'storage-54-98', queue('storage-54-98', { exclusive: true })],
    ['of the inventory, auto-delete', 'taken', 'storage-54-98', queue('storage-54-98', { autoDelete: true })],
    ['beside it, marked', 'marked', 'old', queue('old', { arguments: ours })],
    ['beside it, marked and exclusive', 'foreign', 'old', queue('old', { arguments: ours, exclusive: true })],
    ['beside it, marked and auto-delete', 'foreign', 'old', queue('old', { arguments: ours, autoDelete: true })],
    ['named by the broker, marked', 'foreign', 'amq.gen-1', queue('amq.gen-1', { arguments: ours })],
    ['beside it, unmarked', 'foreign', 'billing', queue('billing')],
    ['named like ours', 'suspects', 'storage-54-7', queue('storage-54-7')],
    ['named like ours, in a cluster that is a number', 'suspects', 'storage-99-7', queue('storage-99-7')],
    ['named like ours, in a cluster that nobody knows', 'foreign', 'storage-east-7', queue('storage-east-7')],
    ['named like ours, in a cluster that only begins as a number', 'foreign', 'storage-9x-7', queue('storage-9x-7')],
    ['named like ours, another owner’s', 'foreign', 'storage-54-7', queue('storage-54-7', { arguments: theirs })],
    ['named like a hypervisor’s, of a daemon that has one a cluster', 'foreign', 'site-54-7', queue('site-54-7')],
    ['named like an exchange of ours', 'foreign', 'storage-99', queue('storage-99')],
    ['the lock', 'not seen', 'topo.lock.global', queue('topo.lock.global', { exclusive: true })],
    [
      'spelled by the tree, three hops deep',
      'suspects',
      'tape-1-2',
      (live) => {
        live.exchange('tape', {});
        live.exchange('tape-1', {});
        live.queue('tape-1-2');
        live.bind('global', 'tape', { daemon: 'tape' }, { destinationType: 'exchange' });
        live.bind('tape', 'tape-1', { cluster: '1' }, { destinationType: 'exchange' });
        live.bind('tape-1', 'tape-1-2', { hypervisor: '2' });
      },
    ],
    [
      'four hops deep: no tree goes so far',
      'foreign',
      'tape-1-2-3',
      (live) => {
        live.exchange('tape', {});
        live.exchange('tape-1', {});
        live.exchange('tape-1-2', {});
        live.queue('tape-1-2-3');
        live.bind('global', 'tape', { daemon: 'tape' }, { destinationType: 'exchange' });
        live.bind('tape', 'tape-1', { cluster: '1' }, { destinationType: 'exchange' });
        live.bind('tape-1', 'tape-1-2', { hypervisor: '2' }, { destinationType: 'exchange' });
        live.bind('tape-1-2', 'tape-1-2-3', { rack: '3' });
      },
    ],
    ...(
      [
        ['one header', 'suspects', { cluster: '1' }],
        ['an integer', 'suspects', { cluster: 1 }],
        ['a header of any name', 'suspects', { rack: '1' }],
        ['two headers', 'foreign', { cluster: '1', rack: '1' }],
        ['no header', 'foreign', {}],
        ['a boolean', 'foreign', { cluster: true }],
      ] as const
    ).map(([what, is, args]): [string, string, string, (live: LiveDraft) => void] => [
      `spelled by ${what}`,
      is,
      `tape-${is === 'foreign' && 'cluster' in args ? String(args.cluster) : '1'}`,
      (live) => {
        live.exchange('tape', {});
        live.queue('tape-1');
        live.queue('tape-true');
        live.bind('global', 'tape', { daemon: 'tape' }, { destinationType: 'exchange' });
        live.bind('tape', 'tape-1', args);
        live.bind('tape', 'tape-true', args);
      },
    ]),
    [
      'below an exchange that reads no headers',
      'foreign',
      'tape-1',
      (live) => {
        live.exchange('tape', { type: 'direct' });
        live.queue('tape-1');
        live.bind('global', 'tape', { daemon: 'tape' }, { destinationType: 'exchange' });
        live.bind('tape', 'tape-1', { cluster: '1' });
      },
    ],
    [
      'under a branch, and not spelled by it',
      'foreign',
      'tape-queue',
      (live) => {
        live.queue('tape-queue');
        live.bind('global', 'tape-queue', { daemon: 'tape' });
      },
    ],
  ])('%s: %s', (_, is, name, change) => {
    expect(judged('queue', name, change)).toBe(is);
  });
});

describe('an exchange', () => {
  test.each<[string, string, string, (live: LiveDraft) => void]>([
    ['the entry, marked', 'marked', 'global', () => undefined],
    ['the entry, unmarked', 'entry', 'global', exchange('global', { arguments: {} })],
    [
      'the entry’s name, and no headers exchange',
      'needed',
      'global',
      exchange('global', { arguments: {}, type: 'topic' }),
    ],
    ['the entry’s name, and not durable', 'needed', 'global', exchange('global', { arguments: {}, durable: false })],
    ['the entry’s name, another owner’s', 'taken', 'global', exchange('global', { arguments: theirs })],
    ['of the tree, unmarked', 'needed', 'storage-54', exchange('storage-54', { arguments: {} })],
    ['named like ours', 'suspects', 'storage-99', exchange('storage-99', {})],
    [
      'named like ours, but for a cluster that only begins as a number',
      'foreign',
      'storage-9x',
      exchange('storage-9x', {}),
    ],
    ['named like a queue of ours', 'foreign', 'site-99', exchange('site-99', {})],
    [
      'spelled by the tree',
      'suspects',
      'tape',
      (live) => {
        live.exchange('tape', {});
        live.bind('global', 'tape', { daemon: 'tape' }, { destinationType: 'exchange' });
      },
    ],
    ['of the broker', 'not seen', 'amq.headers', exchange('amq.headers', {})],
    ['the registry', 'not seen', 'topo.owned.global', exchange('topo.owned.global', {})],
    ['another owner’s registry', 'foreign', 'topo.owned.other', exchange('topo.owned.other', {})],
  ])('%s: %s', (_, is, name, change) => {
    expect(judged('exchange', name, change)).toBe(is);
  });
});

test.each<[string, (live: LiveDraft) => void, readonly string[]]>([
  [
    'from ours to theirs',
    (live) => {
      live.bind('storage', 'audit', {});
    },
    ['audit: bound from our exchange "storage" to the queue, which is not ours'],
  ],
  [
    'from theirs to ours, with a key',
    (live) => {
      live.bind('theirs', 'dispatcher', {}, { routingKey: 'a.b' });
    },
    ['dispatcher: bound from exchange "theirs", which is not ours, routing key "a.b"'],
  ],
  [
    'between theirs',
    (live) => {
      live.bind('theirs', 'audit', {});
    },
    [],
  ],
  [
    'between ours',
    (live) => {
      live.bind('storage', 'dispatcher', {});
    },
    [],
  ],
  [
    'from the registry',
    (live) => {
      live.register('global', { kind: 'queue', name: 'dispatcher', role: 'tree' });
    },
    [],
  ],
])('a binding is foreign where one end is: %s', (_, change, expected) => {
  const { ownership } = planOf(
    desired,
    liveOf(desired, (live) => {
      live.exchange('theirs', { type: 'topic' });
      live.queue('audit');
      change(live);
    }),
  );
  const found = ownership.foreign.filter(({ kind }) => kind === 'binding');
  expect(found.map(({ name, reason }) => `${name}: ${reason.text}`)).toEqual(expected);
});

describe('--adopt takes what looks like ours, and nothing else', () => {
  test.each<[string, string, string, (live: LiveDraft) => void]>([
    ['storage-54-7', 'adopt', 'storage-54-7', queue('storage-54-7')],
    ['storage-*', 'adopt', 'storage-54-7', queue('storage-54-7')],
    ['storage', 'suspects', 'storage-54-7', queue('storage-54-7')],
    ['*', 'foreign', 'billing', queue('billing')],
    ['*', 'foreign', 'storage-54-7', queue('storage-54-7', { arguments: theirs })],
    ['*', 'foreign', 'storage-54-7', queue('storage-54-7', { exclusive: true })],
    ['s.orage*', 'suspects', 'storage-54-7', queue('storage-54-7')],
  ])('%s: %s', (pattern, is, name, change) => {
    expect(judged('queue', name, change, [pattern])).toBe(is);
  });
});
