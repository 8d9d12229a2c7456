// What each kind of object takes of a node, measured (`npm run bench -- --only object-cost`, test/bench/README.md), and the
// limits that a node usually has.

import { isAtLeast } from '../topology/index.js';
import type { Amounts, Kind, Resource } from './resources.js';
import { amountsOf, eachKind } from './resources.js';

export interface Figures {
  readonly measuredOn: readonly string[];
  /** A node with the management plugin, before anybody has come. */
  readonly idle: Amounts;
  readonly each: Readonly<Record<Kind, Amounts>>;
}

const KIB = 1024;

/** Processes, file handles, ports, KiB of memory, KiB of disk. */
function takes(processes: number, fileHandles: number, ports: number, memory: number, disk: number): Amounts {
  return { processes, fileHandles, ports, memory: memory * KIB, disk: disk * KIB };
}

const OLD: Figures = {
  measuredOn: ['3.10.8'],
  idle: takes(390, 45, 15, 150 * KIB, 1 * KIB),
  each: {
    // The file handle is taken when it recovers after a crash.
    classicQueue: takes(2, 1, 0, 73, 0.5),
    quorumReplica: takes(2, 0, 0, 150, 15),
    workerQueue: takes(2, 0, 0, 73, 0),
    exchange: takes(0, 0, 0, 2, 0.4),
    headersBinding: takes(0, 0, 0, 2.5, 0.3),
    otherBinding: takes(0, 0, 0, 1.5, 0.3),
    connection: takes(7, 1, 1, 95, 0.5),
    channel: takes(4, 0, 0, 38, 0),
    consumer: takes(0, 0, 0, 13, 0),
  },
};

const MIDDLE: Figures = {
  measuredOn: ['4.0.5'],
  idle: takes(390, 45, 15, 150 * KIB, 1 * KIB),
  each: {
    classicQueue: takes(2, 0, 0, 57, 9),
    quorumReplica: takes(2, 0, 0, 150, 20),
    workerQueue: takes(2, 0, 0, 57, 0),
    exchange: takes(0, 0, 0, 1, 0.8),
    headersBinding: takes(0, 0, 0, 3, 0.5),
    otherBinding: takes(0, 0, 0, 2.5, 0.5),
    connection: takes(7, 1, 1, 73, 0.5),
    channel: takes(4, 0, 0, 38, 0),
    consumer: takes(0, 0, 0, 16, 0),
  },
};

const NEW: Figures = {
  measuredOn: ['4.3.6'],
  idle: takes(390, 45, 15, 150 * KIB, 1 * KIB),
  each: {
    classicQueue: takes(2, 0, 0, 45, 9),
    quorumReplica: takes(3, 0, 0, 140, 23),
    workerQueue: takes(2, 0, 0, 45, 0),
    exchange: takes(0, 0, 0, 3, 1),
    headersBinding: takes(0, 0, 0, 7, 6),
    otherBinding: takes(0, 0, 0, 7, 6),
    connection: takes(7, 1, 1, 80, 0.5),
    channel: takes(4, 0, 0, 40, 0),
    consumer: takes(0, 0, 0, 10, 0),
  },
};

const ALL: readonly Figures[] = [OLD, MIDDLE, NEW];

/** Of no version that is known: the largest figure of each. */
export function figuresFor(rabbitmqVersion: string | undefined): Figures {
  switch (isAtLeast(rabbitmqVersion, '4.0.0')) {
    case true:
      return isAtLeast(rabbitmqVersion, '4.3.0') === true ? NEW : MIDDLE;
    case false:
      return OLD;
    case undefined:
      return {
        measuredOn: ALL.flatMap(({ measuredOn }) => measuredOn),
        idle: largest(ALL.map(({ idle }) => idle)),
        each: eachKind((kind) => largest(ALL.map(({ each }) => each[kind]))),
      };
  }
}

function largest(amounts: readonly Amounts[]): Amounts {
  return amountsOf((resource) => Math.max(...amounts.map((each) => each[resource])));
}

/** Of RabbitMQ's scripts and of Debian's unit. How much memory and disk there is nobody can guess. */
export const usualLimits: Readonly<Partial<Record<Resource, number>>> = {
  processes: 1_048_576,
  fileHandles: 65_536,
  ports: 65_536,
};
