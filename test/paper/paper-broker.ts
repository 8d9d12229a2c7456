// A RabbitMQ on paper: an AmqpSession and the few writes of the management API, over a state in memory; what its API
// answers is paper-reader.ts. Its rules are RabbitMQ's own as far as topo meets them; test/broker/property.test.ts holds the same
// laws against the real one.

import { CallRefused } from '../../src/broker/index.js';
import type { AmqpAnswer, AmqpCall, AmqpSession, BrokerError } from '../../src/broker/index.js';
import { diff } from '../../src/diff/index.js';
import type { Live } from '../../src/live/index.js';
import type { Binding, Exchange, Policy, Queue, Topology } from '../../src/topology/index.js';
import { QUEUE_TYPE_ARGUMENT, valueKey } from '../../src/topology/index.js';
import { policiesOnPaper } from '../../src/live/index.js';

export const VHOST = '/';

/** What a queue holds, and how many read it. */
export interface Contents {
  ready: number;
  unacknowledged: number;
  consumers: number;
}

export interface PaperBroker {
  readonly exchanges: Map<string, Exchange>;
  readonly queues: Map<string, Queue>;
  bindings: Binding[];
  policies: Policy[];
  readonly operatorPolicies: Policy[];
  /** By queue name; one that is not here is empty and unread. */
  readonly contents: Map<string, Contents>;
  /** By what a queue holds: the shortest times that have held for it, in milliseconds. */
  readonly shortest: WeakMap<Contents, { readonly ttl: number; readonly expires: number }>;
  /** Messages that a limit threw away, and unread queues that one would let go. */
  dropped: number;
}

export function emptyPaper(): PaperBroker {
  return paperFrom(bare);
}

/** A copy: what is done on paper leaves the topology as it is. */
export function paperFrom({ exchanges, queues, bindings, policies }: Topology): PaperBroker {
  return {
    exchanges: new Map(exchanges),
    queues: new Map(queues),
    bindings: [...bindings],
    policies: [...policies],
    operatorPolicies: [],
    contents: new Map(),
    shortest: new WeakMap(),
    dropped: 0,
  };
}

/** The picture of it now. `before`: all that is no topology. */
export function liveFrom({ exchanges, queues, bindings, policies }: PaperBroker, before: Live): Live {
  return {
    ...before,
    topology: {
      exchanges: new Map(exchanges),
      queues: new Map(queues),
      bindings: [...bindings],
      policies: [...policies],
    },
    ...policiesOnPaper({ exchanges, queues, policies }),
  };
}

export function topologyOf({ exchanges, queues, bindings, policies }: PaperBroker): Topology {
  return { exchanges, queues, bindings, policies };
}

export function contentsOf(broker: PaperBroker, queue: string): Contents {
  return broker.contents.get(queue) ?? { ready: 0, unacknowledged: 0, consumers: 0 };
}

export function propertiesKey({ routingKey, arguments: args }: Binding): string {
  return `${routingKey}~${valueKey(args)}`;
}

/** Whether two rows are the same binding to RabbitMQ: its ends, its key, and its arguments with their types. */
function isSame(a: Binding, b: Binding): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf(binding: Binding): string {
  const { source, destination, destinationType } = binding;
  return JSON.stringify([source, destinationType, destination, propertiesKey(binding)]);
}

export function typeOf(queue: Queue): string {
  const type = queue.arguments[QUEUE_TYPE_ARGUMENT];
  return typeof type === 'string' ? type : 'classic';
}

/** `before`: hears each call before it is done; what it throws is what the caller gets, and the call is not done. */
export function paperSession(
  broker: PaperBroker,
  before: (call: AmqpCall) => void,
  lost: () => BrokerError | undefined,
): AmqpSession {
  return {
    clusterName: 'paper',
    url: 'paper',
    async run(call) {
      // A turn of the loop, as a real answer takes one: calls beside each other mix.
      await Promise.resolve();
      before(call);
      return obey(broker, call);
    },
    lost,
    close: () => Promise.resolve(),
  };
}

function obey(broker: PaperBroker, call: AmqpCall): AmqpAnswer {
  const { exchanges, queues } = broker;
  switch (call.call) {
    case 'declare exchange': {
      const { name, type, durable, internal, arguments: args } = call;
      const exchange = { name, type, durable, internal, autoDelete: false, arguments: args };
      return declare<Exchange>(exchanges, exchange, (one) => ({ exchanges: new Map([[name, one]]) }));
    }
    case 'declare queue': {
      const { name, durable, exclusive, arguments: args } = call;
      const queue = { name, durable, exclusive, autoDelete: false, arguments: args };
      return declare<Queue>(queues, queue, (one) => ({ queues: new Map([[name, one]]) }));
    }
    case 'inspect queue': {
      // The lock of the connection that asks, whoever's apply it is.
      if (call.name.startsWith('topo.lock.')) return { ready: 0, consumers: 0 };
      if (!queues.has(call.name)) throw new CallRefused(404, `NOT_FOUND - no queue '${call.name}'`);
      const { ready, consumers } = contentsOf(broker, call.name);
      return { ready, consumers };
    }
    case 'bind': {
      const { source, destination, destinationType } = call.binding;
      const ends = destinationType === 'queue' ? queues : exchanges;
      if (!exchanges.has(source)) throw new CallRefused(404, `NOT_FOUND - no exchange '${source}'`);
      if (!ends.has(destination)) throw new CallRefused(404, `NOT_FOUND - no ${destinationType} '${destination}'`);
      if (!broker.bindings.some((binding) => isSame(binding, call.binding))) broker.bindings.push(call.binding);
      return nothing;
    }
    case 'unbind':
      broker.bindings = broker.bindings.filter((binding) => !isSame(binding, call.binding));
      return nothing;
    case 'delete queue':
      return deleteQueue(broker, call);
    case 'delete exchange':
      if (call.ifUnused && broker.bindings.some(({ source }) => source === call.name))
        throw new CallRefused(406, `PRECONDITION_FAILED - exchange '${call.name}' in use`);
      exchanges.delete(call.name);
      broker.bindings = broker.bindings.filter(
        ({ source, destination, destinationType }) =>
          source !== call.name && !(destinationType === 'exchange' && destination === call.name),
      );
      return nothing;
  }
}

const nothing: AmqpAnswer = { ready: 0, consumers: 0 };

/** Declared again it must be equal in what RabbitMQ compares; nothing of it changes. */
function declare<T extends Exchange | Queue>(
  objects: Map<string, T>,
  object: T,
  alone: (object: T) => Partial<Topology>,
): AmqpAnswer {
  const there = objects.get(object.name);
  if (!there) {
    objects.set(object.name, object);
    return nothing;
  }
  const [change] = diff({ ...bare, ...alone(object) }, { ...bare, ...alone(there) });
  if (change) throw new CallRefused(406, `PRECONDITION_FAILED - inequivalent arg for '${object.name}'`);
  return nothing;
}

const bare: Topology = { exchanges: new Map(), queues: new Map(), bindings: [], policies: [] };

/** The flags of a classic queue are its own last look: ready messages and consumers, not what is unacknowledged. */
function deleteQueue(broker: PaperBroker, call: Extract<AmqpCall, { call: 'delete queue' }>): AmqpAnswer {
  const queue = broker.queues.get(call.name);
  if (!queue) return nothing;
  const { ready, consumers } = contentsOf(broker, call.name);
  if (typeOf(queue) !== 'classic' && (call.ifEmpty || call.ifUnused))
    throw new Error('RabbitMQ would close the connection: 540 NOT_IMPLEMENTED');
  if (call.ifEmpty && ready > 0) throw new CallRefused(406, `PRECONDITION_FAILED - queue '${call.name}' not empty`);
  if (call.ifUnused && consumers > 0) throw new CallRefused(406, `PRECONDITION_FAILED - queue '${call.name}' in use`);
  broker.queues.delete(call.name);
  broker.contents.delete(call.name);
  broker.bindings = broker.bindings.filter(
    ({ destination, destinationType }) => !(destinationType === 'queue' && destination === call.name),
  );
  return nothing;
}

/** DELETE /api/bindings. */
export function removeBinding(broker: PaperBroker, binding: Binding): void {
  broker.bindings = broker.bindings.filter(
    (each) =>
      !(
        each.source === binding.source &&
        each.destinationType === binding.destinationType &&
        each.destination === binding.destination &&
        propertiesKey(each) === binding.propertiesKey
      ),
  );
}
