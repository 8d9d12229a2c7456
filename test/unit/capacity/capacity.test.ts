// What a fleet needs, by sums that are written out here, against limits of made-up nodes.

import { describe, expect, test } from 'vitest';
import type { Capacity, Options, Resource } from '../../../src/capacity/index.js';
import { capacityOf } from '../../../src/capacity/index.js';
import type { ClusterNodes, NodeRoom } from '../../../src/live/index.js';
import { desiredOf } from '../../support/desired.js';

const worker = { connectionsPerWorker: 2, channelsPerConnection: 3, queuesPerWorker: 1 };
const nobody = { connectionsPerWorker: 0, channelsPerConnection: 0, queuesPerWorker: 0 };

const of = (yaml: string, options: Partial<Options> = {}, version?: string, running?: readonly NodeRoom[]): Capacity =>
  capacityOf(
    desiredOf(yaml).compiled,
    { ...worker, ...options },
    version === undefined
      ? undefined
      : {
          broker: { clusterName: 'rabbit@prod', rabbitmqVersion: version },
          nodes: running && { all: running.length, down: [], running },
        },
  );

/** 10 queues of storage, 2 of network, 1 dispatcher. */
const small = `
daemons: { dispatcher: { scope: global }, network: { scope: cluster }, storage: { scope: hypervisor } }
clusters: { 53: { hypervisors: [1-4] }, 54: { hypervisors: [1-5, x] } }
`;

describe('objects are counted from what is compiled', () => {
  test.each<[string, string, object, object]>([
    [
      'the tree: 3 daemons and 2 clusters at 5 bindings, 10 hypervisors',
      '',
      { exchange: 1 + 2 + 2, headersBinding: 3 + 2 + 2 + 10, otherBinding: 13, classicQueue: 13, consumer: 26 },
      { hypervisors: 10, workers: 13 },
    ],
    [
      'the direct way binds each queue once more',
      'routing: { direct: {} }',
      { exchange: 6, headersBinding: 17, otherBinding: 13 + 13 },
      {},
    ],
    [
      'the direct way alone',
      'routing: { direct: {}, tree: false }',
      { exchange: 1, headersBinding: 0, otherBinding: 26 },
      {},
    ],
    [
      // All ids of clusters and hypervisors but x are integers; daemons are none.
      'a second binding for each integer',
      'routing: { values: both }',
      { headersBinding: 17 + 2 + 2 + 9 },
      {},
    ],
    [
      'the net has a queue that no worker reads',
      'routing: { unroutable: {} }',
      { exchange: 6, classicQueue: 14, otherBinding: 14, consumer: 26 },
      { workers: 13 },
    ],
  ])('%s', (_, more, objects, fleet) => {
    const counted = of(`${small}${more}`).fleet;
    expect(counted.objects).toMatchObject({ connection: 26, channel: 78, workerQueue: 13, ...objects });
    expect(counted).toMatchObject(fleet);
  });
  test('a draining address keeps its queue and its worker, and has no binding', () => {
    const { objects, workers } = of(small.replace('[1-4]', '{ 1-3: , 4: { state: draining } }')).fleet;
    expect({ workers, queues: objects.classicQueue, bindings: objects.headersBinding }).toEqual({
      ...{ workers: 13, queues: 13, bindings: 16 },
    });
  });
  test('one id in two clusters is two hypervisors, and two daemons on one are one', () => {
    const both =
      'daemons: { a: { scope: hypervisor }, b: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [7] }, 2: { hypervisors: [7] } }';
    expect(of(both).fleet).toMatchObject({ hypervisors: 2, workers: 4 });
  });
});

describe('the busiest node', () => {
  const typed = (queue: string): string => `queue: ${queue}\n${small}`;
  const spread = 'arguments: { x-queue-leader-locator: balanced }';
  test.each<[string, string, number, object]>([
    ['classic queues lie together', '{}', 3, { classicQueue: 13, quorumReplica: 0 }],
    ['spread ones do not', `{ ${spread} }`, 3, { classicQueue: 5 }],
    ['by the older argument', '{ arguments: { x-queue-master-locator: min-masters } }', 3, { classicQueue: 5 }],
    ['named as they are anyway', '{ arguments: { x-queue-leader-locator: client-local } }', 3, { classicQueue: 13 }],
    ['quorum queues: a replica on each of three', '{ type: quorum }', 3, { classicQueue: 0, quorumReplica: 13 }],
    ['three replicas on five nodes, spread: 39 / 5', `{ type: quorum, ${spread} }`, 5, { quorumReplica: 8 }],
    ['on one node one', '{ type: quorum }', 1, { quorumReplica: 13 }],
    [
      'a group of five on five, spread or not',
      '{ type: quorum, arguments: { x-quorum-initial-group-size: 5, x-queue-leader-locator: balanced } }',
      5,
      { quorumReplica: 13 },
    ],
  ])('%s', (_, queue, nodes, busiest) => {
    expect(of(typed(queue), { nodes }).fleet.busiest).toMatchObject(busiest);
  });
  test('workers are spread over the nodes: 13 on 3 are 5', () => {
    expect(of(small, { nodes: 3 }).fleet.busiest).toMatchObject({
      ...{ connection: 10, channel: 30, workerQueue: 5, consumer: 10, exchange: 5, headersBinding: 17 },
    });
  });
  test('quorum queues in the cluster: each of their replicas', () => {
    const { objects, quorumQueues } = of(typed('{ type: quorum }'), { nodes: 5 }).fleet;
    expect({ replicas: objects.quorumReplica, quorumQueues }).toEqual({ replicas: 39, quorumQueues: 13 });
  });
});

/** What a fleet has more than none. */
function above({ needs }: Capacity, resource: Resource, version?: string): number {
  const none = of('daemons: {}', nobody, version);
  const amount = (all: Capacity['needs']): number => all.find((need) => need.resource === resource)?.needs ?? NaN;
  return amount(needs) - amount(none.needs);
}

describe('Erlang processes and file handles: 13 queues, 26 connections, 78 channels, 13 queues of the workers', () => {
  test.each<[string | undefined, number, number]>([
    // 13 × 2 + 26 × 7 + 78 × 4 + 13 × 2
    ['4.3.6', 546, 26],
    ['4.0.5', 546, 26],
    // After a crash 13 more file handles.
    ['3.10.8', 546, 39],
    ['3.13.7', 546, 39],
    [undefined, 546, 39],
  ])('%s', (version, processes, handles) => {
    const capacity = of(small, {}, version);
    expect(above(capacity, 'processes', version)).toBe(processes);
    expect(above(capacity, 'fileHandles', version)).toBe(handles);
    expect(above(capacity, 'ports', version)).toBe(26);
  });
  test('a quorum replica takes 3, before 4.3 2', () => {
    const quorum = `queue: { type: quorum }\n${small}`;
    expect(above(of(quorum, nobody, '4.3.6'), 'processes', '4.3.6')).toBe(39);
    expect(above(of(quorum, nobody, '4.0.5'), 'processes', '4.0.5')).toBe(26);
    expect(above(of(quorum, nobody, '3.10.8'), 'processes', '3.10.8')).toBe(26);
  });
  test('of no known version the largest figure counts', () => {
    const amounts = (version?: string): readonly number[] => of(small, {}, version).needs.map(({ needs }) => needs);
    const known = ['3.10.8', '4.0.5', '4.3.6'].map(amounts);
    for (const [index, needs] of amounts().entries()) {
      expect(needs).toBeGreaterThanOrEqual(Math.max(...known.map((each) => each[index] ?? 0)));
    }
    expect(of(small).measuredOn).toEqual(['3.10.8', '4.0.5', '4.3.6']);
    expect(of(small, {}, '4.3.6').measuredOn).toEqual(['4.3.6']);
  });
});

describe('limits', () => {
  const room: NodeRoom = {
    name: 'a',
    processes: { limit: 100_000, used: 500 },
    fileHandles: { limit: 90_000, used: 60 },
    memory: { limit: 8_000_000_000, used: 200_000_000 },
    disk: { limit: 1_000_000_000_000 },
  };
  const limitsOf = ({ needs }: Capacity): object =>
    Object.fromEntries(needs.map(({ resource, limit, limitFrom, inUse }) => [resource, [limit, limitFrom, inUse]]));

  test('the smallest of the nodes, and the most that is in use', () => {
    const other = { ...room, name: 'b', processes: { limit: 50_000, used: 900 }, memory: { limit: 9_000_000_000 } };
    const capacity = of(small, {}, '4.3.6', [room, other]);
    expect(capacity.assumed.nodes).toBe(2);
    expect(limitsOf(capacity)).toEqual({
      processes: [50_000, 'nodes', 900],
      fileHandles: [90_000, 'nodes', 60],
      // No node tells its ports.
      ports: [65_536, 'usual', undefined],
      memory: [8_000_000_000, 'nodes', 200_000_000],
      disk: [1_000_000_000_000, 'nodes', undefined],
    });
  });
  test.each<[string, string | undefined, readonly NodeRoom[] | undefined, RegExp]>([
    ['no broker', undefined, undefined, /^No broker was asked/],
    ['a user who may not ask', '4.3.6', undefined, /rabbitmqctl set_user_tags USER monitoring$/],
    ['a node that does not tell', '4.3.6', [{ name: 'a' }], /^The nodes do not tell their limits/],
  ])('the usual ones, and it is said: %s', (_, version, running, said) => {
    const capacity = of(small, {}, version, running);
    expect(limitsOf(capacity)).toEqual({
      processes: [1_048_576, 'usual', undefined],
      fileHandles: [65_536, 'usual', undefined],
      ports: [65_536, 'usual', undefined],
      memory: [undefined, undefined, undefined],
      disk: [undefined, undefined, undefined],
    });
    expect(capacity.notes[0]?.text).toMatch(said);
  });
  test('--nodes counts before what the cluster has', () => {
    const nodes: ClusterNodes = { all: 3, down: ['c'], running: [room, room] };
    const seen = { broker: { clusterName: 'r', rabbitmqVersion: '4.3.6' }, nodes };
    const nodesOf = (options: Partial<Options>): number =>
      capacityOf(desiredOf(small).compiled, { ...worker, ...options }, seen).assumed.nodes;
    expect([nodesOf({}), nodesOf({ nodes: 5 })]).toEqual([3, 5]);
  });
});

describe('the first wall', () => {
  const fleet = 'daemons: { storage: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1-1000] } }';
  /** Its limit leaves so much beside what an idle node takes. */
  const beside = (resource: Resource, more: number): NodeRoom => {
    const idle = of('daemons: {}', nobody, '4.3.6').needs.find((need) => need.resource === resource)?.needs ?? 0;
    return { name: 'a', [resource]: { limit: idle + more } };
  };
  test.each<[string, Partial<Options>, NodeRoom, object]>([
    // Without channels 9 processes a worker are 116,000 workers, and 65,516 ports as many.
    [
      'the ports, of which none tells',
      { connectionsPerWorker: 1, channelsPerConnection: 0, queuesPerWorker: 0 },
      beside('fileHandles', 100_000),
      { resource: 'ports', hypervisors: 65_000 },
    ],
    // 2 queues, 2 connections, 6 channels: 2 × 2 + 2 × 7 + 6 × 4 are 42 processes a worker.
    ['processes of workers', {}, beside('processes', 420_000), { resource: 'processes', hypervisors: 10_000 }],
    // 2 processes a queue: 5,000 queues.
    ['processes', nobody, beside('processes', 10_000), { resource: 'processes', hypervisors: 5000, queues: 5000 }],
    // 2 file handles a worker: 1,250 workers, of which two digits are known.
    ['file handles', {}, beside('fileHandles', 2500), { resource: 'fileHandles', hypervisors: 1200, queues: 1200 }],
    ['a node that has less than it needs when idle', {}, beside('fileHandles', -10), { hypervisors: 0, queues: 0 }],
  ])('%s', (_, options, running, wall) => {
    expect(of(fleet, options, '4.3.6', [running]).wall).toMatchObject(wall);
  });
  test('it fits up to the last one', () => {
    const fitsIn = (handles: number): boolean => of(fleet, {}, '4.3.6', [beside('fileHandles', handles)]).fits;
    expect([fitsIn(2000), fitsIn(1900)]).toEqual([true, false]);
  });
  test('none where there is nothing', () => {
    const nothing = of('daemons: {}', {}, '4.3.6');
    expect(nothing.wall).toBeUndefined();
    expect(nothing.fits).toBe(true);
  });
});
