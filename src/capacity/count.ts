// Compiled topology → how many objects of each kind there are, in the cluster and on its busiest node. What hangs below an
// address is counted, not reckoned from hypervisors: daemons differ, clusters too, and `values: both` binds twice.

import type { Compiled } from '../compile/index.js';
import type { Arguments } from '../topology/index.js';
import { addressKey, queueType } from '../topology/index.js';
import type { Counts } from './resources.js';

/** What the inventory does not say. */
export interface Assumed {
  readonly connectionsPerWorker: number;
  readonly channelsPerConnection: number;
  readonly queuesPerWorker: number;
  readonly nodes: number;
}

export interface Fleet {
  /** A hypervisor of two clusters is two. */
  readonly hypervisors: number;
  /** One at each queue of the tree, a draining one too. */
  readonly workers: number;
  /** In the whole cluster; of a quorum queue each replica. */
  readonly objects: Counts;
  readonly quorumQueues: number;
  /** On the node that has most. */
  readonly busiest: Counts;
  /** Queues that RabbitMQ puts on the node to which their declarer is connected. */
  readonly together: number;
}

export function countFleet({ topology, origins }: Compiled, assumed: Assumed): Fleet {
  const { nodes, connectionsPerWorker, channelsPerConnection, queuesPerWorker } = assumed;
  const classic = startPile(nodes);
  const quorum = startPile(nodes);
  for (const queue of topology.queues.values()) {
    const { arguments: args } = queue;
    if (queueType(queue) === 'quorum') quorum.add(Math.min(nodes, groupSize(args)), isSpread(args));
    else classic.add(1, isSpread(args));
  }
  const places = new Set<string>();
  let workers = 0;
  for (const { role, address } of origins.queues.values()) {
    if (role !== 'tree') continue;
    workers += 1;
    const { cluster, hypervisor } = address;
    if (cluster !== undefined && hypervisor !== undefined) places.add(addressKey({ daemon: '', cluster, hypervisor }));
  }
  const headersBindings = topology.bindings.filter(
    ({ source }) => topology.exchanges.get(source)?.type === 'headers',
  ).length;
  const ofClients = (count: number): Omit<Counts, 'classicQueue' | 'quorumReplica'> => ({
    workerQueue: count * queuesPerWorker,
    exchange: topology.exchanges.size,
    headersBinding: headersBindings,
    // Celery binds each queue of its own once.
    otherBinding: topology.bindings.length - headersBindings + workers * queuesPerWorker,
    connection: count * connectionsPerWorker,
    channel: count * connectionsPerWorker * channelsPerConnection,
    // Who has no channel reads nothing.
    consumer: connectionsPerWorker * channelsPerConnection === 0 ? 0 : count * (1 + queuesPerWorker),
  });
  return {
    hypervisors: places.size,
    workers,
    objects: { classicQueue: classic.all(), quorumReplica: quorum.all(), ...ofClients(workers) },
    quorumQueues: quorum.queues(),
    busiest: {
      classicQueue: classic.busiest(),
      quorumReplica: quorum.busiest(),
      ...ofClients(Math.ceil(workers / nodes)),
    },
    together: classic.together() + quorum.together(),
  };
}

/** RabbitMQ's `quorum_cluster_size`. */
const USUAL_GROUP = 3;

function groupSize(args: Arguments): number {
  const size = args['x-quorum-initial-group-size'];
  return typeof size === 'number' ? Math.max(1, size) : USUAL_GROUP;
}

/** Without a word about it a queue is put on the node to which its declarer is connected (src/broker-facts.md). */
function isSpread(args: Arguments): boolean {
  const where = args['x-queue-leader-locator'] ?? args['x-queue-master-locator'] ?? 'client-local';
  return where !== 'client-local';
}

interface Pile {
  add(replicas: number, spread: boolean): void;
  readonly queues: () => number;
  readonly all: () => number;
  readonly busiest: () => number;
  readonly together: () => number;
}

/** Replicas of queues: those that are spread, and those of which each has one on the same node. */
function startPile(nodes: number): Pile {
  let [queues, all, together, spread] = [0, 0, 0, 0];
  return {
    add(replicas, isSpreadOut) {
      queues += 1;
      all += replicas;
      if (isSpreadOut) spread += replicas;
      else together += 1;
    },
    queues: () => queues,
    all: () => all,
    busiest: () => together + Math.ceil(spread / nodes),
    together: () => together,
  };
}
