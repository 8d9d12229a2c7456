// The broker as it is, in our words: a Topology plus what only a running broker has.

import type { Policy, Topology } from '../topology/index.js';
import type { QueueState } from './queue-state.js';

export interface LiveBroker {
  readonly clusterName: string;
  /** For example `3.10.8`. */
  readonly rabbitmqVersion: string;
}

export interface ClusterNodes {
  readonly all: number;
  /** Names of those that do not run. */
  readonly down: readonly string[];
  /** What the others have. */
  readonly running: readonly NodeRoom[];
}

/** What one node has. Absent is what it does not tell: without statistics, and a moment after its start, nothing. */
export interface NodeRoom {
  readonly name: string;
  /** Of Erlang. */
  readonly processes?: Room;
  readonly fileHandles?: Room;
  /** Bytes, up to the limit at which publishers are blocked. */
  readonly memory?: Room;
  /** Bytes that are free, down to the limit at which publishers are blocked. */
  readonly disk?: Room;
}

export interface Room {
  readonly limit: number;
  readonly used?: number;
}

/** What keeps the bindings. */
export type MetadataStore = 'mnesia' | 'khepri';

export interface Live {
  /** Absent where no broker answered: an export, an empty broker. */
  readonly broker?: LiveBroker;
  /** undefined where nobody says. */
  readonly nodes?: ClusterNodes | undefined;
  /** Absent with it. */
  readonly store?: MetadataStore;
  readonly vhost: string;
  /** Every exchange, queue, binding and policy of the vhost but the default exchange and its implicit bindings. */
  readonly topology: Topology;
  /** By queue name, as far as the list of objects knows. */
  readonly queueStates: ReadonlyMap<string, QueueState>;
  /** Queues to which the broker shows no binding now, whatever leads to them. */
  readonly unseen: ReadonlySet<string>;
  /** By exchange name: the policy that applies to it. */
  readonly exchangePolicies: ReadonlyMap<string, string>;
  /** By queue name: the same. */
  readonly queuePolicies: ReadonlyMap<string, string>;
  /** Of the broker's administrator: each is laid over the policy that applies (policy/operator.ts). */
  readonly operatorPolicies: readonly Policy[];
}

/** What a queue holds and how many read it. `null`: it cannot be known, never to be taken for 0. */
export interface Counts {
  /** ready + unacknowledged */
  readonly messages: number | null;
  readonly unacknowledged: number | null;
  readonly consumers: number | null;
}

export const UNKNOWN_COUNTS: Counts = { messages: null, unacknowledged: null, consumers: null };

/** The counts alone, for a row of a document. */
export function countsOf({ messages, unacknowledged, consumers }: Counts = UNKNOWN_COUNTS): Counts {
  return { messages, unacknowledged, consumers };
}

/** And who that is. */
export interface Activity extends Counts {
  /** Of its messages, by the statistics, which are up to 5 s old. Absent where nobody asked. */
  readonly bytes?: number | null;
  /** Who consumes, as far as the API tells: without the tag `monitoring` only one's own consumers. */
  readonly readers: readonly QueueReader[];
  /** When the counts were taken; absent where the queue did not answer. */
  readonly state?: QueueState;
  /** The broker is configured to keep no statistics: then no answer of the API says who consumes. */
  readonly statistics?: 'off';
}

export interface QueueReader {
  readonly consumerTag: string;
  /** For example `127.0.0.1:51234`. */
  readonly peer: string;
  /** For example `127.0.0.1:51234 -> 127.0.0.1:5672`. */
  readonly connectionName: string;
}

/** As the list of objects has it where it is down there, or else as it was when the counts were taken. */
export function currentState(
  { queueStates }: Live,
  counts: Activity | undefined,
  name: string,
): QueueState | undefined {
  const listed = queueStates.get(name);
  return listed?.is === 'down' ? listed : (counts?.state ?? listed);
}
