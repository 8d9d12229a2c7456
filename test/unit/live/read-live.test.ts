import { describe, expect, test } from 'vitest';
import { BrokerError } from '../../../src/broker/index.js';
import { readLive, readLiveAndTotals } from '../../../src/live/index.js';
import { plain } from '../../../src/text/index.js';
import type { Answers } from './recorded.js';
import { readerOf, recorded } from './recorded.js';

const LISTS = ['overview', 'queues', 'exchanges', 'bindings', 'policies', 'operator-policies'];
const answers310 = recorded('recorded-3.10', LISTS);
const answers4 = recorded('shape-4.x', LISTS);
const vhost = 'cloud/east';

describe('what 3.10 recorded and the shape of 4.x say', () => {
  test.each([
    ['recorded-3.10', answers310, '3.10.8'],
    ['shape-4.x', answers4, '4.1.8'],
  ])('%s', async (_, answers, rabbitmqVersion) => {
    const { broker, topology, queueStates, exchangePolicies } = await readLive(readerOf(answers), vhost);
    expect(broker).toEqual({ clusterName: 'topo-test-21dd1aa2@vm', rabbitmqVersion });

    const queues = [...topology.queues.values()].map(
      ({ name, durable, autoDelete, exclusive, arguments: args }) =>
        `${name} ${durable ? 'durable' : 'transient'}${autoDelete ? ' auto-delete' : ''}${exclusive ? ' exclusive' : ''} ${sorted(args)}`,
    );
    expect(queues).toEqual([
      'bare durable {"x-queue-type":"classic"}',
      'limited durable {"x-max-length":1000,"x-message-ttl":60000,"x-overflow":"reject-publish","x-queue-type":"classic"}',
      'log durable {"x-queue-type":"stream"}',
      'reply transient auto-delete {"x-queue-type":"classic"}',
      'storage-98 durable {"x-queue-type":"classic","x-topo-owner":"global"}',
      'topo.lock.global transient exclusive {"x-queue-type":"classic","x-topo-holder":"ops@host 1 now"}',
      'vm-98 durable {"x-delivery-limit":5,"x-queue-type":"quorum","x-topo-owner":"global"}',
    ]);

    const exchanges = [...topology.exchanges.values()].map(
      ({ name, type, durable, autoDelete, internal, arguments: args }) =>
        `${name} ${type}${durable ? '' : ' transient'}${autoDelete ? ' auto-delete' : ''}${internal ? ' internal' : ''} ${sorted(args)}`,
    );
    expect(exchanges.filter((line) => !line.startsWith('amq.'))).toEqual([
      'global headers {"x-topo-owner":"global"}',
      'old headers {"alternate-exchange":"unroutable"}',
      'storage headers {"x-topo-owner":"global"}',
      'temporary topic transient auto-delete {}',
      'topo.owned.global direct internal {}',
      'unroutable fanout {}',
    ]);
    expect(topology.exchanges.has('amq.rabbitmq.trace')).toBe(true);
    expect(topology.exchanges.has('')).toBe(false);

    const bindings = topology.bindings.map(
      ({ source, destinationType, destination, routingKey, arguments: args, propertiesKey = '' }) =>
        `${source} → ${destinationType} ${destination} "${routingKey}" ${sorted(args)} ${propertiesKey}`,
    );
    expect(bindings.sort()).toEqual([
      'global → exchange storage "" {"daemon":"storage","x-match":"all"} ~LWD9RQ',
      'storage → queue bare "key ~ %" {} key+%7E+%25',
      'storage → queue storage-98 "" {"hypervisor":"98","x-match":"all"} ~pWZOLA',
      'storage → queue storage-98 "" {"hypervisor":98,"x-match":"all"} ~fTp7KA',
      'storage → queue storage-98 "" {"hypervisor":98,"x-match":"all"} ~zIiDDA',
      'temporary → queue bare "a.#" {"flag":true,"list":["a",1],"nothing":"undefined","ratio":0.5,"table":{"a":"b"}} a.%23~Kty1tg',
      'topo.owned.global → queue vm-98 "vm-98" {} vm-98',
    ]);

    expect(topology.policies).toEqual([
      {
        name: 'topo.global.unroutable',
        pattern: '^(global|storage)$',
        applyTo: 'exchanges',
        priority: 7,
        definition: { 'alternate-exchange': 'unroutable' },
      },
    ]);
    expect([...exchangePolicies]).toEqual([
      ['global', 'topo.global.unroutable'],
      ['storage', 'topo.global.unroutable'],
    ]);
    expect(new Set([...queueStates.values()].map(({ name }) => name))).toEqual(new Set(['running']));
  });

  test('both give the same topology, but for the order of the bindings', async () => {
    const [old, current] = await Promise.all(
      [answers310, answers4].map(async (answers) => (await readLive(readerOf(answers), vhost)).topology),
    );
    expect({ ...current, bindings: [...(current?.bindings ?? [])].reverse() }).toEqual(old);
  });
});

test('the lists are asked for whole, without statistics, once each', async () => {
  const reader = readerOf(answers310);
  await readLive(reader, vhost);
  expect(reader.asked).toEqual([
    'overview',
    'queues/cloud/east?disable_stats=true&columns=name,durable,auto_delete,exclusive,arguments,type,policy,state,leader,members,online',
    'exchanges/cloud/east?disable_stats=true',
    'bindings/cloud/east',
    'policies/cloud/east',
    'operator-policies/cloud/east',
    'nodes?columns=name,running,proc_total,proc_used,fd_total,fd_used,mem_limit,mem_used,disk_free,disk_free_limit',
  ]);
});

describe('a queue that is down', () => {
  const queue = { name: 'q', durable: true, auto_delete: false, exclusive: false, arguments: {} };
  const implicit = { source: '', destination: 'q', destination_type: 'queue', routing_key: 'q', arguments: {} };
  test.each<[string, unknown, readonly unknown[], readonly string[]]>([
    ['no binding of it is shown (3.10): all of them are unseen', 'down', [], ['q']],
    ['its implicit one is shown (4.x): what is missing is missing', 'down', [implicit], []],
    ['stopped', 'stopped', [], ['q']],
    ['it runs', 'running', [], []],
  ])('%s', async (_, state, bindings, unseen) => {
    const answers = { ...answers310, queues: [{ ...queue, state }], bindings };
    expect([...(await readLive(readerOf(answers), vhost)).unseen]).toEqual(unseen);
  });
});

describe('the nodes of the cluster', () => {
  const nodes = [
    { name: 'a', running: true },
    { name: 'b', running: false },
  ];
  const told = {
    ...{ name: 'a', running: true, proc_total: 1000, proc_used: 400, fd_total: 90, fd_used: 9 },
    ...{ mem_limit: 5000, mem_used: 300, disk_free: 700, disk_free_limit: 50 },
  };
  const full = {
    processes: { limit: 1000, used: 400 },
    fileHandles: { limit: 90, used: 9 },
    memory: { limit: 5000, used: 300 },
  };
  test.each<[string, Answers, unknown]>([
    ['one is down', { nodes }, { all: 2, down: ['b'], running: [{ name: 'a' }] }],
    ['what it has', { nodes: [told] }, { all: 1, down: [], running: [{ name: 'a', ...full, disk: { limit: 650 } }] }],
    [
      'what it has, in part unknown or switched off: that is no 0',
      {
        nodes: [
          { ...told, fd_used: -1, mem_limit: 'memory_monitoring_disabled', disk_free: 'disk_free_monitoring_disabled' },
        ],
      },
      { all: 1, down: [], running: [{ name: 'a', processes: full.processes, fileHandles: { limit: 90 } }] },
    ],
    [
      'the disk is full',
      { nodes: [{ ...told, disk_free: 40 }] },
      { all: 1, down: [], running: [{ name: 'a', ...full, disk: { limit: 0 } }] },
    ],
    [
      'a user who may not ask',
      { nodes: new BrokerError({ kind: 'forbidden', message: 'm', remedy: plain('r'), url: 'u' }) },
      undefined,
    ],
  ])('%s', async (_, more, expected) => {
    expect((await readLive(readerOf({ ...answers310, ...more }), vhost)).nodes).toEqual(expected);
  });
});

test('an overview that is known is not asked for again', async () => {
  const reader = readerOf(answers310);
  const known = { clusterName: 'rabbit@here', rabbitmqVersion: '3.13.7' };
  expect((await readLive(reader, vhost, known)).broker).toBe(known);
  expect(reader.asked).not.toContain('overview');
});

describe('an answer that we do not understand names the endpoint and the row', () => {
  const row = { name: 'q', durable: true, auto_delete: false, exclusive: false, arguments: {} };
  const binding = { source: 'a', destination: 'b', destination_type: 'queue', routing_key: '', arguments: {} };
  test.each<[string, Answers, string]>([
    ['no list', { queues: { items: [] } }, 'queues/cloud%2Feast … it is no list: {"items":[]}'],
    ['nothing', { bindings: undefined }, 'bindings/cloud%2Feast … it is no list: nothing'],
    ['null', { policies: null }, 'policies/cloud%2Feast … it is no list: null'],
    ['a row that is a text', { queues: ['q'] }, 'queues/cloud%2Feast … a row is no object: "q"'],
    ['a row that is a list', { exchanges: [[]] }, 'exchanges/cloud%2Feast … a row is no object: []'],
    [
      'no name',
      { queues: [{ ...row, name: null }] },
      'queues/cloud%2Feast … a row without name: {"name":null,"durable":true',
    ],
    [
      'a name that is a number',
      { exchanges: [{ name: 7 }] },
      'exchanges/cloud%2Feast … a row without name: {"name":7}',
    ],
    ['no type', { exchanges: [{ name: 'x' }] }, 'exchanges/cloud%2Feast … a row without type: {"name":"x"}'],
    ['durable is a number', { queues: [{ ...row, durable: 1 }] }, '… a row whose durable is neither true nor false'],
    ['arguments are a text', { queues: [{ ...row, arguments: 'x' }] }, '… a row whose arguments are no table'],
    ['arguments are a full list', { queues: [{ ...row, arguments: ['x'] }] }, '… a row whose arguments are no table'],
    [
      'another kind of destination',
      { bindings: [{ ...binding, destination_type: 'stream' }] },
      '… a binding to neither',
    ],
    ['a routing key that is null', { bindings: [{ ...binding, routing_key: null }] }, '… a row without routing_key'],
    ['a policy without a pattern', { policies: [{ name: 'p' }] }, 'policies/cloud%2Feast … a row without pattern'],
    ['an overview without a cluster', { overview: {} }, '/api/overview … a row without cluster_name: {}'],
    ['an overview that is a list', { overview: [] }, '/api/overview … it is no object: []'],
  ])('%s', async (_, changed, expected) => {
    const error = await readLive(readerOf({ ...answers310, ...changed }), vhost).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BrokerError);
    expect(error).toMatchObject({ kind: 'not the API', url: 'http://user:***@broker:15672' });
    for (const part of expected.split(' … ')) expect(String(error)).toContain(part.replace('… ', ''));
  });

  test('a long row is cut', async () => {
    const queues = [{ filler: 'x'.repeat(5000) }];
    const error = await readLive(readerOf({ ...answers310, queues }), vhost).catch((thrown: unknown) => thrown);
    expect(String(error).length).toBeLessThan(500);
  });
});

test('the rows of another vhost are refused: a proxy that decodes %2F shows them', async () => {
  await expect(readLive(readerOf(answers310), 'cloud')).rejects.toMatchObject({
    kind: 'not the API',
    message: 'http://user:***@broker:15672 was asked for vhost "cloud", and answers for vhost "cloud/east"',
  });
});

test('two large answers at a time: the counts come after the list of queues, beside the bindings', async () => {
  const answers = { ...answers310, ...recorded('recorded-3.10', ['totals', 'consumers', 'whoami']) };
  const queues = held(answers['queues']);
  const bindings = held(answers['bindings']);
  const reader = readerOf({ ...answers, queues: queues.answer, bindings: bindings.answer });
  const countsAsked = (): boolean => reader.asked.some((url) => url.includes('enable_queue_totals'));
  const read = readLiveAndTotals(reader, vhost, { clusterName: 'c', rabbitmqVersion: '3.10.8' });
  await allElseIsDone();
  expect(reader.asked.map((url) => url.split(/[/?]/)[0])).toEqual([
    'queues',
    'exchanges',
    'bindings',
    'policies',
    'operator-policies',
    'nodes',
  ]);
  queues.give();
  await allElseIsDone();
  expect(countsAsked()).toBe(true);
  bindings.give();
  const { live, activity } = await read;
  expect([live.topology.queues.size, activity.size]).toEqual([7, 7]);
});

/** An answer that does not come before it is given. */
function held(answer: unknown): { readonly answer: Promise<unknown>; readonly give: () => void } {
  let give = (): void => undefined;
  const promise = new Promise((resolve) => {
    give = () => {
      resolve(answer);
    };
  });
  return {
    answer: promise,
    give: () => {
      give();
    },
  };
}

/** Promises that can go on have gone on before the next turn of the event loop. */
async function allElseIsDone(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('100,000 queues with a binding each are read in seconds', async () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `storage-54-${index}`);
  const queues = names.map((name) => ({ name, durable: true, auto_delete: false, exclusive: false, arguments: {} }));
  const bindings = names.map((name) => ({
    ...{ source: 'storage-54', vhost, destination: name, destination_type: 'queue', routing_key: '' },
    ...{ arguments: { 'x-match': 'all', hypervisor: name }, properties_key: '~x' },
  }));
  const { topology } = await readLive(readerOf({ ...answers310, queues, bindings }), vhost);
  expect(topology.queues.size).toBe(100_000);
  expect(topology.bindings).toHaveLength(100_000);
}, 60_000);

function sorted(args: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1))));
}
