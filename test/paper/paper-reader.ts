// The management API of the broker on paper: the rows that its GETs answer with.

import type { Query, Reader } from '../../src/broker/index.js';
import { BrokerError } from '../../src/broker/index.js';
import type { Binding, Exchange, Policy, Queue } from '../../src/topology/index.js';
import { policiesOnPaper } from '../../src/live/index.js';
import { appliedPolicies } from '../../src/policy/index.js';
import type { Contents, PaperBroker } from './paper-broker.js';
import { VHOST, contentsOf, propertiesKey, typeOf } from './paper-broker.js';
import { BYTES } from './paper-limits.js';
import { plain } from '../../src/text/index.js';

/** The management API's GETs that topo asks, as an administrator sees them. */
export function paperReader(broker: PaperBroker): Reader {
  return {
    url: 'paper',
    async get([what = '', , name, ...of], query = {}) {
      // A turn of the loop, as a real answer takes one.
      await Promise.resolve();
      if (name === undefined) return answerTo(broker, what, query);
      return of[0] === 'bindings' ? bindingsTo(broker, what, name) : objectOf(broker, what, name);
    },
  };
}

/** GET /api/queues/{vhost}/{name}: the row of the list. */
function objectOf(broker: PaperBroker, what: string, name: string): unknown {
  const row = (what === 'queues' ? queueRows(broker) : exchangeRows(broker)).find((each) => each.name === name);
  if (row) return row;
  throw new BrokerError({
    kind: 'not found',
    message: `no ${what} ${name}`,
    remedy: plain('none on paper'),
    url: 'paper',
  });
}

/** Also of a name that is not there, as RabbitMQ answers. */
function bindingsTo(broker: PaperBroker, what: string, name: string): unknown {
  const kind = what === 'queues' ? 'queue' : 'exchange';
  const made = broker.bindings.filter((binding) => binding.destinationType === kind && binding.destination === name);
  return [...(kind === 'queue' ? [defaultBinding(name)] : []), ...made].map(bindingRow);
}

function answerTo(broker: PaperBroker, what: string, query: Query): unknown {
  switch (what) {
    case 'overview':
      return { cluster_name: 'paper', rabbitmq_version: '4.0.5' };
    case 'feature-flags':
      return [];
    case 'nodes':
      return [{ name: 'paper@localhost', running: true }];
    case 'whoami':
      return { name: 'guest', tags: ['administrator'] };
    case 'queues':
      return query['page'] === undefined ? queueRows(broker) : { items: queueRows(broker) };
    case 'exchanges':
      return exchangeRows(broker);
    case 'bindings':
      return [...[...broker.queues.keys()].map(defaultBinding), ...broker.bindings].map(bindingRow);
    case 'policies':
      return broker.policies.map(policyRow);
    case 'operator-policies':
      return broker.operatorPolicies.map(policyRow);
    case 'consumers':
      return [...broker.contents].flatMap(([queue, { consumers }]) =>
        Array.from({ length: consumers }, () => ({ queue: { name: queue, vhost: VHOST }, consumer_tag: 'worker' })),
      );
    default:
      throw new Error(`nobody wrote what ${what} answers on paper`);
  }
}

type Row = Readonly<Record<string, unknown>>;
type NamedRow = Row & { readonly name: string };

function queueRows(broker: PaperBroker): readonly NamedRow[] {
  const { queuePolicies } = policiesOnPaper(broker);
  return [...broker.queues.values()].map((queue) => ({
    ...queueRow(queue, contentsOf(broker, queue.name)),
    policy: queuePolicies.get(queue.name) ?? '',
  }));
}

function policyRow({ applyTo, ...policy }: Policy): Row {
  return { vhost: VHOST, 'apply-to': applyTo, ...policy };
}

function exchangeRows({ exchanges, policies }: PaperBroker): readonly NamedRow[] {
  const applied = appliedPolicies(exchanges.keys(), policies);
  return [...exchanges.values()].map((exchange) => ({
    ...flags(exchange),
    type: exchange.type,
    internal: exchange.internal,
    policy: applied.get(exchange.name)?.name ?? '',
  }));
}

function flags({ name, durable, autoDelete, arguments: args }: Exchange | Queue): NamedRow {
  return { name, vhost: VHOST, durable, auto_delete: autoDelete, arguments: args };
}

function queueRow(queue: Queue, { ready, unacknowledged }: Contents): NamedRow {
  return {
    ...flags(queue),
    exclusive: queue.exclusive,
    type: typeOf(queue),
    state: 'running',
    messages: ready + unacknowledged,
    messages_ready: ready,
    messages_unacknowledged: unacknowledged,
    message_bytes: (ready + unacknowledged) * BYTES,
  };
}

function defaultBinding(queue: string): Binding {
  return { source: '', destination: queue, destinationType: 'queue', routingKey: queue, arguments: {} };
}

function bindingRow(binding: Binding): object {
  const { source, destination, destinationType, routingKey, arguments: args } = binding;
  return {
    ...{ source, vhost: VHOST, destination, destination_type: destinationType, routing_key: routingKey },
    ...{ arguments: args, properties_key: propertiesKey(binding) },
  };
}
