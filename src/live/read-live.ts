// The broker's state in three unpaginated lists side by side (rabbitmq.md §5: pages are no snapshot, statistics cost ten
// times as much, a definitions export leaves objects out). Only GETs.

import type { Reader } from '../broker/index.js';
import { BrokerError } from '../broker/index.js';
import type { Exchange, Queue } from '../topology/index.js';
import type { Live, LiveBroker } from './live.js';
import type { Row } from './normalise.js';
import { UnexpectedRow, isDefaultExchange, isRow, rowsOf, toBinding, toExchange, toPolicy, toQueue } from './normalise.js';

const QUEUE_COLUMNS = 'name,durable,auto_delete,exclusive,arguments,type,state';

export async function readLive(reader: Reader, vhost: string): Promise<Live> {
  const lists = Promise.all([
    reader.get(['queues', vhost], { disable_stats: true, columns: QUEUE_COLUMNS }),
    reader.get(['exchanges', vhost], { disable_stats: true }),
    reader.get(['bindings', vhost]),
    reader.get(['policies', vhost]),
  ]);
  const [broker, [queues, exchanges, bindings, policies]] = await Promise.all([
    readOverview(reader),
    lists.catch((error: unknown) => {
      throw namingVhost(error, vhost);
    }),
  ]);
  return guarded(reader, () => {
    const queueRows = rowsOf(queues, 'queues');
    const exchangeRows = rowsOf(exchanges, 'exchanges').filter((row) => !isDefaultExchange(row));
    const bindingRows = rowsOf(bindings, 'bindings').filter((row) => !isDefaultExchange(row));
    return {
      broker,
      vhost,
      topology: {
        exchanges: new Map(exchangeRows.map((row): [string, Exchange] => named(toExchange(row)))),
        queues: new Map(queueRows.map((row): [string, Queue] => named(toQueue(row)))),
        bindings: bindingRows.map(toBinding),
        policies: rowsOf(policies, 'policies').map(toPolicy),
      },
      queueStates: column(queueRows, 'state'),
      exchangePolicies: column(exchangeRows, 'policy'),
    };
  });
}

export async function readOverview(reader: Reader): Promise<LiveBroker> {
  const overview = await reader.get(['overview']);
  const text = (key: string): string => {
    const value = isRow(overview) ? overview[key] : undefined;
    if (typeof value === 'string') return value;
    throw new BrokerError({
      kind: 'not the API',
      message: `${reader.url} does not say its ${key}`,
      remedy: 'check --management-url: it is not the RabbitMQ management API',
      url: reader.url,
    });
  };
  return { clusterName: text('cluster_name'), rabbitmqVersion: text('rabbitmq_version') };
}

function named<T extends { readonly name: string }>(object: T): [string, T] {
  return [object.name, object];
}

function column(rows: readonly Row[], key: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const row of rows) {
    const value = row[key];
    if (typeof value === 'string' && value !== '' && typeof row['name'] === 'string') values.set(row['name'], value);
  }
  return values;
}

export function guarded<T>(reader: Reader, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnexpectedRow)) throw error;
    throw new BrokerError({
      kind: 'not the API',
      message: `${reader.url} answered with something unexpected`,
      reason: error.message,
      remedy: 'report it with the broker’s version: topo reads RabbitMQ 3.10 to 4.x',
      url: reader.url,
    });
  }
}

function namingVhost(error: unknown, vhost: string): unknown {
  if (!(error instanceof BrokerError) || error.kind !== 'no vhost') return error;
  return new BrokerError({
    kind: 'no vhost',
    message: `there is no vhost "${vhost}" at ${error.url}`,
    remedy: `rabbitmqctl add_vhost ${vhost}, or another --vhost`,
    url: error.url,
  });
}
