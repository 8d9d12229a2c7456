// `graph --format json` (schemas/graph.schema.json): an exchange, a queue, a binding a line.

import type { Graph, GraphBinding, GraphExchange, GraphQueue } from '../../graph/index.js';
import { countByState, statesInOrder } from '../../state/index.js';
import { jsonDocument } from '../page/json-document.js';
import { each, pathRow } from '../page/json-rows.js';
import { findingRow } from '../verify/json.js';

export function graphJson(graph: Graph): Generator<string> {
  const { version, vhost, broker, readAt, ways, headers, only, exchanges, queues, bindings, findings } = graph;
  return jsonDocument([
    { key: 'version', value: version },
    { key: 'vhost', value: vhost },
    {
      key: 'broker',
      value: broker && { clusterName: broker.clusterName, rabbitmqVersion: broker.rabbitmqVersion },
    },
    { key: 'readAt', value: readAt },
    { key: 'ways', value: { entry: ways.entry, direct: ways.direct } },
    { key: 'headers', value: headers },
    { key: 'only', value: pathRow(only) },
    { key: 'exchanges', rows: each(exchanges, exchangeRow) },
    { key: 'queues', rows: each(queues, queueRow) },
    { key: 'bindings', rows: each(bindings, edgeRow) },
    { key: 'findings', rows: each(findings, findingRow) },
    { key: 'summary', value: summaryOf(graph) },
  ]);
}

function exchangeRow({ name, type, role, path, state }: GraphExchange): unknown {
  return { name, type, role, path: pathRow(path), state };
}

function queueRow(queue: GraphQueue): unknown {
  const { name, type, role, path, draining, state, messages, unacknowledged, consumers } = queue;
  return { name, type, role, path: pathRow(path), draining, state, messages, unacknowledged, consumers };
}

/** A live binding's `propertiesKey` is the broker's own handle: verify's findings have it. */
function edgeRow({ binding, state }: GraphBinding): unknown {
  const { source, destination, destinationType, routingKey, arguments: args } = binding;
  return { source, destination, destinationType, routingKey, arguments: args, state };
}

/** Of the queues that are shown: how many are in each state. */
function summaryOf({ queues, readAt }: Graph): unknown {
  const counts = countByState(queues);
  const states = statesInOrder.map((state) => [state, counts.get(state) ?? 0] as const);
  return { queues: queues.length, ...(readAt !== undefined && { states: Object.fromEntries(states) }) };
}
