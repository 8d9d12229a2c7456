import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compile/index.js';
import { readInventory } from '../../../src/inventory/index.js';
import { valueKey } from '../../../src/topology/index.js';
import { desiredOf } from '../../support/desired.js';

/** `exchange global`, `queue storage-54-98 classic`, `global daemon="storage" → storage`. */
function lines(yaml: string): readonly string[] {
  const { exchanges, queues, bindings } = desiredOf(yaml).compiled.topology;
  return [
    ...[...exchanges.keys()].map((name) => `exchange ${name}`),
    ...[...queues.values()].map(
      (queue) => `queue ${queue.name} ${valueKey(queue.arguments['x-queue-type']).replaceAll('"', '')}`,
    ),
    ...bindings.map(({ source, destination, arguments: args }) => {
      const pair = Object.entries(args).find(([key]) => key !== 'x-match') ?? ['', ''];
      return `${source} ${pair[0]}=${JSON.stringify(pair[1])} → ${destination}`;
    }),
  ];
}

const daemon = 'daemons: { storage: { scope: hypervisor } }\n';

test('each scope hangs its queue where it belongs', () => {
  expect(
    lines(`daemons: { dispatcher: { scope: global }, network: { scope: cluster }, storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98] } }`),
  ).toEqual([
    'exchange global',
    'exchange network',
    'exchange storage',
    'exchange storage-54',
    'queue dispatcher classic',
    'queue network-54 classic',
    'queue storage-54-98 classic',
    'global daemon="dispatcher" → dispatcher',
    'network cluster="54" → network-54',
    'global daemon="network" → network',
    'storage-54 hypervisor="98" → storage-54-98',
    'storage cluster="54" → storage-54',
    'global daemon="storage" → storage',
  ]);
});

test.each<[string, string, readonly string[]]>([
  ['an exchange with nothing below it is not made', `${daemon}clusters: { 54: {} }`, ['exchange global']],
  [
    'a draining hypervisor keeps its queue and the exchanges above it, and has no binding',
    `${daemon}clusters: { 54: { hypervisors: { 98: { state: draining } } } }`,
    [
      'exchange global',
      'exchange storage',
      'exchange storage-54',
      'queue storage-54-98 classic',
      'storage cluster="54" → storage-54',
      'global daemon="storage" → storage',
    ],
  ],
  [
    'a daemon that a hypervisor does not have is left out',
    `daemons: { storage: { scope: hypervisor }, vm: { scope: hypervisor, queue: { type: quorum } } }
clusters: { 54: { hypervisors: { 99: { daemons: [vm] } } } }`,
    [
      'exchange global',
      'exchange vm',
      'exchange vm-54',
      'queue vm-54-99 quorum',
      'vm-54 hypervisor="99" → vm-54-99',
      'vm cluster="54" → vm-54',
      'global daemon="vm" → vm',
    ],
  ],
  [
    'values: both adds an integer binding for canonical integers only',
    `routing: { values: both }\ndaemons: { network: { scope: cluster } }\nclusters: { 54: {}, 054: {}, "9007199254740993": {} }`,
    [
      'exchange global',
      'exchange network',
      'queue network-54 classic',
      'queue network-054 classic',
      'queue network-9007199254740993 classic',
      'network cluster="54" → network-54',
      'network cluster=54 → network-54',
      'network cluster="054" → network-054',
      'network cluster="9007199254740993" → network-9007199254740993',
      'global daemon="network" → network',
    ],
  ],
])('%s', (_, yaml, expected) => {
  expect(lines(yaml)).toEqual(expected);
});

test('everything is marked with the owner, queues carry their type and arguments', () => {
  const { topology } = desiredOf(`routing: { entry: world, owner: cloud-a }
queue: { arguments: { x-max-length: 10 } }
daemons: { dispatcher: { scope: global } }`).compiled;
  expect(topology.exchanges.get('world')?.arguments).toEqual({ 'x-topo-owner': 'cloud-a' });
  expect(topology.queues.get('dispatcher')?.arguments).toEqual({
    'x-queue-type': 'classic',
    'x-max-length': 10,
    'x-topo-owner': 'cloud-a',
  });
});

test.each<[string, string, string]>([
  [
    'two queues with one name',
    `daemons: { a: { scope: cluster }, a-b: { scope: cluster } }\nclusters: { b-c: {}, c: {} }`,
    'topo.yaml:3:22  the queue "a-b-c" is already made by topo.yaml:3:13',
  ],
  [
    'a daemon named like the entry',
    `daemons: { global: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1] } }`,
    'topo.yaml:2:12  the exchange "global" is already made by topo.yaml:1:1',
  ],
  [
    'a name that is too long only when joined',
    `daemons: { ${'d'.repeat(200)}: { scope: cluster } }\nclusters: { ${'c'.repeat(100)}: {} }`,
    `topo.yaml:3:13  the queue name "${'d'.repeat(200)}-${'c'.repeat(100)}" has 301 bytes`,
  ],
  [
    'the name of the registry’s stand-in',
    'daemons: { topo.moved.global: { scope: global } }',
    'topo.yaml:2:12  the queue name "topo.moved.global" is one that topo keeps for its registry and its lock',
  ],
  [
    'the lock’s name',
    'daemons: { topo.lock.global: { scope: global } }',
    'topo.yaml:2:12  the queue name "topo.lock.global" is one that topo keeps for its registry and its lock',
  ],
])('%s is an error that names its place', (_, yaml, expected) => {
  const { inventory } = readInventory([{ file: 'topo.yaml', text: `version: 1\n${yaml}` }]);
  const made = inventory && compile(inventory);
  const problems = made && 'problems' in made ? made.problems : [];
  expect(problems.map(({ file, line, column, message }) => `${file}:${line}:${column}  ${message}`)).toEqual([
    expected,
  ]);
});

describe('the net', () => {
  const net = (rest = ''): string => `routing: { unroutable: {}${rest} }\n`;
  const small = `daemons: { dispatcher: { scope: global }, network: { scope: cluster }, storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98] }, 53: {} }`;

  test('a fanout exchange, a bounded queue and one policy, with the marks of the tree', () => {
    const { topology, origins } = desiredOf(net() + small).compiled;
    expect(topology.exchanges.get('unroutable')).toEqual({
      name: 'unroutable',
      type: 'fanout',
      durable: true,
      autoDelete: false,
      internal: false,
      arguments: { 'x-topo-owner': 'global' },
    });
    expect(topology.queues.get('unroutable')?.arguments).toEqual({
      'x-queue-type': 'classic',
      'x-max-length': 100_000,
      'x-topo-owner': 'global',
    });
    expect(topology.bindings.at(-1)).toMatchObject({ source: 'unroutable', destination: 'unroutable', arguments: {} });
    expect(topology.policies).toEqual([
      {
        name: 'topo.global.unroutable',
        pattern: '^(global|network|storage(-54)?)$',
        applyTo: 'exchanges',
        priority: 0,
        definition: { 'alternate-exchange': 'unroutable' },
      },
    ]);
    expect(origins.queues.get('unroutable')).toMatchObject({ place: { line: 2, column: 12 }, draining: false });
  });

  test('it has the type of the inventory’s queues, and none of their arguments', () => {
    const yaml = `${net()}queue: { type: quorum, arguments: { x-message-ttl: 5 } }\n${small}`;
    const queue = desiredOf(yaml).compiled.topology.queues.get('unroutable');
    expect(queue?.arguments).toEqual({ 'x-queue-type': 'quorum', 'x-max-length': 100_000, 'x-topo-owner': 'global' });
  });

  test('its pattern names the exchanges of the tree, and no other', () => {
    const odd = `daemons: { "a.b": { scope: hypervisor }, "(c|d)": { scope: hypervisor }, "$e": { scope: cluster } }
clusters: { "1+": { hypervisors: [1] }, "x-y": { hypervisors: [1] } }`;
    const { exchanges, policies } = desiredOf(net() + odd).compiled.topology;
    const pattern = new RegExp(policies[0]?.pattern ?? '');
    expect([...exchanges.keys()].filter((name) => !pattern.test(name))).toEqual(['unroutable']);
    for (const other of ['aXb', 'c', 'd', 'a.b-1', 'a.b-11', '(c|d)-x', 'x-y', 'a.b-', 'globals', 'my-global', ''])
      expect(pattern.test(other), other).toBe(false);
  });

  test('a daemon of its name is an error at both places', () => {
    const read = readInventory([
      { file: 'topo.yaml', text: `version: 1\n${net()}daemons: { unroutable: { scope: global } }` },
    ]);
    if (!read.inventory) throw new Error('not read');
    const made = compile(read.inventory);
    expect('problems' in made && made.problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '2 the queue "unroutable" is already made by topo.yaml:3:12',
    ]);
    expect('problems' in made && made.problems[0]?.hint).toBe('write another `routing.unroutable.name`');
  });
});

test.each<[string, string]>([
  ['daemon', 'daemons: { vm: { scope: SCOPE, state: draining } }\nclusters: { 1: { hypervisors: [1] } }'],
  ['cluster', 'daemons: { vm: { scope: SCOPE } }\nclusters: { 1: { state: draining, hypervisors: [1] } }'],
])('a %s that drains takes the bindings of all queues below it', (_, yaml) => {
  for (const scope of ['cluster', 'hypervisor']) {
    const { topology, origins } = desiredOf(yaml.replace('SCOPE', scope)).compiled;
    expect([...origins.queues.values()].map(({ draining }) => draining)).toEqual([true]);
    expect(topology.bindings.filter(({ destinationType }) => destinationType === 'queue')).toEqual([]);
  }
});

test('a hypervisor has the queues of the daemons that run on it, and of no other', () => {
  const { topology } = desiredOf(`daemons: { vm: { scope: hypervisor }, net: { scope: hypervisor } }
clusters: { 1: { hypervisors: { 1: { daemons: [vm] }, 2: } } }`).compiled;
  expect([...topology.queues.keys()].sort()).toEqual(['net-1-2', 'vm-1-1', 'vm-1-2']);
});

describe('the direct way', () => {
  const fleet = `daemons: { dispatcher: { scope: global }, storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: { 98: , 99: { state: draining } } } }\n`;
  /** `by-name direct`, `by-name ─ storage-54-98 → storage-54-98`; headers bindings are left out. */
  const direct = (routing: string): readonly string[] => {
    const { exchanges, bindings } = desiredOf(`routing: ${routing}\n${fleet}`).compiled.topology;
    return [
      ...[...exchanges.values()].map(({ name, type }) => `${name} ${type}`),
      ...bindings.flatMap(({ source, routingKey, destination, arguments: args }) =>
        routingKey === '' ? [] : [`${source} ─ ${routingKey} → ${destination} ${JSON.stringify(args)}`],
      ),
    ];
  };
  const bound = (name: string): readonly string[] => [
    `${name} ─ dispatcher → dispatcher {}`,
    `${name} ─ storage-54-98 → storage-54-98 {}`,
  ];
  const tree = ['storage headers', 'storage-54 headers'];
  test.each<[string, string, readonly string[]]>([
    ['none', '{ tree: true }', ['global headers', ...tree]],
    [
      'beside the tree',
      '{ direct: {} }',
      ['global headers', 'global.direct direct', ...tree, ...bound('global.direct')],
    ],
    [
      'named after the entry',
      '{ entry: jobs, direct: {} }',
      ['jobs headers', 'jobs.direct direct', ...tree, ...bound('jobs.direct')],
    ],
    [
      'under a name of its own',
      '{ direct: { name: by-name } }',
      ['global headers', 'by-name direct', ...tree, ...bound('by-name')],
    ],
    ['without the tree', '{ direct: {}, tree: false }', ['global.direct direct', ...bound('global.direct')]],
    [
      'under the entry’s name, without it',
      '{ direct: { name: global }, tree: false }',
      ['global direct', ...bound('global')],
    ],
  ])('%s', (_, routing, expected) => {
    expect(direct(routing)).toEqual(expected);
  });

  test('draining or not, the same queues', () => {
    const queues = (routing: string): readonly string[] => [
      ...desiredOf(`routing: ${routing}\n${fleet}`).compiled.topology.queues.keys(),
    ];
    expect(queues('{ direct: {}, tree: false }')).toEqual(queues('{ tree: true }'));
  });
});
