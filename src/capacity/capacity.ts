// A fleet's objects, what each takes, and what the nodes have → the needs of the busiest node, and the first wall.

import type { Compiled } from '../compile/index.js';
import type { LiveBroker, NodeRoom } from '../live/index.js';
import type { Sentence } from '../text/index.js';
import type { Assumed, Fleet } from './count.js';
import { countFleet } from './count.js';
import { figuresFor, usualLimits } from './figures.js';
import type { Amounts, Counts, Resource } from './resources.js';
import { KINDS, RESOURCES, amountsOf } from './resources.js';
import type { Seen } from './words.js';
import { notesOn, remedyFor } from './words.js';

export interface Need {
  readonly resource: Resource;
  /** Of the busiest node, with what an idle node takes. */
  readonly needs: number;
  /** The smallest of the nodes; absent where none is known. */
  readonly limit?: number;
  /** Who says so. */
  readonly limitFrom?: 'nodes' | 'usual';
  /** `needs` of the limit, with three digits: 0.123. */
  readonly part?: number;
  /** The most that one of the nodes has in use, by whomever. */
  readonly inUse?: number;
}

export interface Wall {
  readonly resource: Resource;
  /** About as large a fleet of the same make reaches it: two digits, for the figures behind it know no more. */
  readonly hypervisors: number;
  /** Of the tree, one for each worker. */
  readonly queues: number;
  readonly remedy: Sentence;
}

export interface Capacity {
  readonly fleet: Fleet;
  readonly assumed: Assumed;
  /** Absent where none was asked. */
  readonly broker?: LiveBroker;
  /** Those that run, as far as they tell. */
  readonly nodes: readonly NodeRoom[];
  /** Versions on which the figures were measured that this counts with. */
  readonly measuredOn: readonly string[];
  readonly needs: readonly Need[];
  /** Nothing needs more than its limit, as far as limits are known. */
  readonly fits: boolean;
  /** The limit that a fleet that grows comes to first; absent where nothing of it is limited. */
  readonly wall?: Wall;
  readonly notes: readonly Sentence[];
}

/** How the inventory's workers connect. `nodes`: absent is what the cluster has, or 1. */
export type Options = Omit<Assumed, 'nodes'> & { readonly nodes?: number };

/** `seen`: absent where no broker was asked. */
export function capacityOf(compiled: Compiled, options: Options, seen?: Seen): Capacity {
  const nodes = seen?.nodes?.running ?? [];
  const { connectionsPerWorker, channelsPerConnection, queuesPerWorker } = options;
  const assumed = {
    connectionsPerWorker,
    channelsPerConnection,
    queuesPerWorker,
    nodes: options.nodes ?? Math.max(1, seen?.nodes?.all ?? 1),
  };
  const fleet = countFleet(compiled, assumed);
  const { measuredOn, idle, each } = figuresFor(seen?.broker.rabbitmqVersion);
  const taken = takenBy(fleet.busiest, each);
  const needs = RESOURCES.map((resource) => needOf(resource, Math.round(idle[resource] + taken[resource]), nodes));
  const wall = firstWall(needs, idle, taken);
  return {
    fleet,
    assumed,
    ...(seen && { broker: seen.broker }),
    nodes,
    measuredOn,
    needs,
    fits: needs.every(({ part = 0 }) => part <= 1),
    ...(wall && { wall: wallOf(fleet, wall) }),
    notes: notesOn({ fleet, assumed, seen, recovers: each.classicQueue.fileHandles > 0 }),
  };
}

function takenBy(counts: Counts, each: Readonly<Record<keyof Counts, Amounts>>): Amounts {
  return amountsOf((resource) => KINDS.reduce((sum, kind) => sum + counts[kind] * each[kind][resource], 0));
}

function needOf(resource: Resource, needs: number, nodes: readonly NodeRoom[]): Need {
  const limited = limitOf(resource, nodes);
  const { limit } = limited;
  return {
    resource,
    needs,
    ...limited,
    ...(limit !== undefined && { part: Number((needs / Math.max(1, limit)).toPrecision(3)) }),
    ...inUseOf(resource, nodes),
  };
}

function limitOf(resource: Resource, nodes: readonly NodeRoom[]): Pick<Need, 'limit' | 'limitFrom'> {
  const told = nodes.flatMap((node) => roomOf(node, resource)?.limit ?? []);
  if (told.length > 0) return { limit: Math.min(...told), limitFrom: 'nodes' };
  const usual = usualLimits[resource];
  return usual === undefined ? {} : { limit: usual, limitFrom: 'usual' };
}

function inUseOf(resource: Resource, nodes: readonly NodeRoom[]): Pick<Need, 'inUse'> {
  const told = nodes.flatMap((node) => roomOf(node, resource)?.used ?? []);
  return told.length > 0 ? { inUse: Math.max(...told) } : {};
}

/** Of its ports a node does not tell. */
function roomOf(node: NodeRoom, resource: Resource): NodeRoom['memory'] {
  return resource === 'ports' ? undefined : node[resource];
}

interface Reached {
  readonly resource: Resource;
  /** By a fleet so many times as large. */
  readonly factor: number;
}

/** What an idle node takes does not grow with the fleet. */
function firstWall(needs: readonly Need[], idle: Amounts, taken: Amounts): Reached | undefined {
  let first: Reached | undefined;
  for (const { resource, limit } of needs) {
    if (limit === undefined || taken[resource] === 0) continue;
    const factor = Math.max(0, limit - idle[resource]) / taken[resource];
    if (first === undefined || factor < first.factor) first = { resource, factor };
  }
  return first;
}

function wallOf({ hypervisors, workers }: Fleet, { resource, factor }: Reached): Wall {
  return {
    resource,
    hypervisors: roughly(hypervisors * factor),
    queues: roughly(workers * factor),
    remedy: remedyFor(resource),
  };
}

/** Rounded down to two digits. */
function roughly(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return Math.floor(count / unit) * unit;
}
