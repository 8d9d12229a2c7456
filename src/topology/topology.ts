// The nouns every stage shares: a topology as RabbitMQ speaks of it, every default filled in.
// The desired topology (compiled) and the live one (read) are both of this type, so a diff needs no special case.

import type { Arguments } from './arguments.js';

export interface Exchange {
  readonly name: string;
  /** `headers`, `direct`, `topic`, `fanout`, or a plugin's type. */
  readonly type: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly internal: boolean;
  readonly arguments: Arguments;
}

export interface Queue {
  readonly name: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly exclusive: boolean;
  readonly arguments: Arguments;
}

export type DestinationType = 'queue' | 'exchange';

export interface Binding {
  readonly source: string;
  readonly destination: string;
  readonly destinationType: DestinationType;
  readonly routingKey: string;
  readonly arguments: Arguments;
  /**
   * The management API's handle of a live binding, unique for one source and destination. It is the only
   * name that tells apart bindings whose arguments differ in AMQP type alone. Absent on desired bindings.
   */
  readonly propertiesKey?: string;
}

export interface Policy {
  readonly name: string;
  readonly pattern: string;
  readonly applyTo: string;
  readonly priority: number;
  readonly definition: Arguments;
}

/** Exchanges and queues keyed by name. A binding has no name, so bindings are a list; live ones may repeat in effect. */
export interface Topology {
  readonly exchanges: ReadonlyMap<string, Exchange>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly bindings: readonly Binding[];
  readonly policies: readonly Policy[];
}

/** Where in the inventory something was written. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Of the exchange to which every queue is bound by its own name. */
export const DIRECT_EXCHANGE_TYPE = 'direct';

/** Of the net's exchange: it hands all that it gets to its queue. Exchanges of the tree are `headers`. */
export const NET_EXCHANGE_TYPE = 'fanout';
