// What a right inventory is read as: defaults, states, subsets of daemons, merged queue settings.

import { describe, expect, test } from 'vitest';
import { inventoryOf } from '../../support/problem-lines.js';

test('the least inventory, with every default filled in', () => {
  expect(inventoryOf('daemons: { a: { scope: global } }')).toEqual({
    vhost: undefined,
    broker: undefined,
    guard: { removals: undefined },
    routing: {
      entry: 'global',
      owner: 'global',
      headers: { daemon: 'daemon', cluster: 'cluster', hypervisor: 'hypervisor' },
      values: 'string',
      unroutable: undefined,
      tree: true,
      direct: undefined,
      place: { file: 'topo.yaml', line: 1, column: 1 },
    },
    daemons: [
      {
        name: 'a',
        scope: 'global',
        draining: false,
        queue: { type: 'classic', arguments: {}, policy: {} },
        place: { file: 'topo.yaml', line: 2, column: 12 },
      },
    ],
    clusters: [],
  });
});

test.each<[string, string, object]>([
  ['nothing', 'routing:', { entry: 'global', owner: 'global', unroutable: undefined }],
  ['the owner is the entry’s name', 'routing: { entry: world }', { entry: 'world', owner: 'world' }],
  ['an owner', 'routing: { entry: world, owner: me }', { entry: 'world', owner: 'me' }],
  [
    'one header',
    'routing: { headers: { cluster: site } }',
    { headers: { daemon: 'daemon', cluster: 'site', hypervisor: 'hypervisor' } },
  ],
  [
    'two headers that change places',
    'routing: { headers: { cluster: hypervisor, hypervisor: cluster } }',
    { headers: { daemon: 'daemon', cluster: 'hypervisor', hypervisor: 'cluster' } },
  ],
  ['a net', 'routing: { unroutable: {} }', { unroutable: { name: 'unroutable', maxLength: 100_000 } }],
  [
    'a net of one’s own',
    'routing: { unroutable: { name: n, maxLength: 5 } }',
    { unroutable: { name: 'n', maxLength: 5 } },
  ],
  ['both values', 'routing: { values: both }', { values: 'both' }],
])('routing: %s', (_, yaml, expected) => {
  expect(inventoryOf(`${yaml}\ndaemons: { a: { scope: global } }`).routing).toMatchObject(expected);
});

describe('queue settings are merged key by key', () => {
  test.each<[string, string, string, object]>([
    ['nothing', '', '', { type: 'classic', arguments: {} }],
    [
      'defaults',
      '{ type: quorum, arguments: { x-max-length: 5 } }',
      '',
      { type: 'quorum', arguments: { 'x-max-length': 5 } },
    ],
    [
      'a daemon’s over them',
      '{ type: quorum, arguments: { x-max-length: 5, x-expires: 9 } }',
      '{ type: classic, arguments: { x-max-length: 6, x-max-priority: 3 } }',
      { type: 'classic', arguments: { 'x-max-length': 6, 'x-expires': 9, 'x-max-priority': 3 } },
    ],
    [
      'null removes one',
      '{ arguments: { x-max-length: 5, x-expires: 9 } }',
      '{ arguments: { x-max-length: null } }',
      { type: 'classic', arguments: { 'x-expires': 9 } },
    ],
    [
      'so does nothing',
      '{ arguments: { x-max-length: 5 } }',
      '{ arguments: { x-max-length: } }',
      { type: 'classic', arguments: {}, policy: {} },
    ],
    ['a default of null', '{ arguments: { x-max-length: ~ } }', '', { type: 'classic', arguments: {} }],
    [
      'empty settings remove none',
      '{ arguments: { x-max-length: 5 } }',
      '{ arguments: }',
      { type: 'classic', arguments: { 'x-max-length': 5 } },
    ],
    [
      'each kind of value',
      '{ arguments: { x-a: 0x10, x-b: "16", x-c: true, x-d: 1.5, x-e: [1, ~, { f: g }], x-f: .inf } }',
      '',
      {
        type: 'classic',
        arguments: { 'x-a': 16, 'x-b': '16', 'x-c': true, 'x-d': 1.5, 'x-e': [1, null, { f: 'g' }], 'x-f': '.inf' },
      },
    ],
  ])('%s', (_, defaults, own, expected) => {
    const { daemons } = inventoryOf(`queue: ${defaults}\ndaemons: { a: { scope: global, queue: ${own} } }`);
    expect(daemons[0]?.queue).toEqual({ policy: {}, ...expected });
  });

  test('a policy is merged as arguments are', () => {
    const { daemons } = inventoryOf(
      `queue: { policy: { max-length: 5, overflow: reject-publish } }\ndaemons: { a: { scope: global, queue: { policy: { max-length: 6, overflow: null } } } }`,
    );
    expect(daemons[0]?.queue.policy).toEqual({ 'max-length': 6 });
  });
});

test('draining, on each level alone', () => {
  const { daemons, clusters } = inventoryOf(`daemons:
  a: { scope: hypervisor, state: draining }
  b: { scope: hypervisor }
clusters:
  53: { state: draining, hypervisors: [1] }
  54: { hypervisors: { 1: { state: draining }, 2: } }`);
  expect(daemons.map(({ draining }) => draining)).toEqual([true, false]);
  expect(clusters.map(({ draining }) => draining)).toEqual([true, false]);
  expect(clusters.map(({ hypervisors }) => hypervisors.map(({ draining }) => draining))).toEqual([
    [false],
    [true, false],
  ]);
});

describe('daemons of clusters and hypervisors', () => {
  const daemons = `daemons:
  dispatcher: { scope: global }
  network: { scope: cluster }
  storage: { scope: hypervisor }
  vm: { scope: hypervisor }
clusters: { 9: { hypervisors: [9] }, `;
  test.each<[string, string, readonly string[], readonly string[]]>([
    ['all but the global ones', '{ hypervisors: [1] }', ['network', 'storage', 'vm'], ['storage', 'vm']],
    ['some of them', '{ daemons: [vm, network], hypervisors: [1] }', ['vm', 'network'], ['vm']],
    ['none', '{ daemons: [], hypervisors: [1] }', [], []],
    ['a hypervisor’s own', '{ hypervisors: { 1: { daemons: [vm] } } }', ['network', 'storage', 'vm'], ['vm']],
    ['none on a hypervisor', '{ hypervisors: { 1: { daemons: [] } } }', ['network', 'storage', 'vm'], []],
    [
      'some of some',
      '{ daemons: [vm, storage], hypervisors: { 1: { daemons: [storage] } } }',
      ['vm', 'storage'],
      ['storage'],
    ],
    ['a range’s', '{ hypervisors: { 1-3: { daemons: [vm] } } }', ['network', 'storage', 'vm'], ['vm']],
    [
      'one of scope cluster adds nothing',
      '{ hypervisors: { 1: { daemons: [vm, network] } } }',
      ['network', 'storage', 'vm'],
      ['vm'],
    ],
  ])('%s: %s', (_, cluster, ofCluster, ofHypervisor) => {
    const { clusters } = inventoryOf(`${daemons}1: ${cluster} }`);
    expect(clusters[1]?.daemons).toEqual(ofCluster);
    expect(clusters[1]?.hypervisors[0]?.daemons).toEqual(ofHypervisor);
  });
});
