// `compile --format definitions`: what the broker itself imports. `rabbitmqctl import_definitions` needs a vhost on
// every row, `POST /api/definitions/{vhost}` overlooks it. Neither needs `rabbit_version`: RabbitMQ reads it for the
// password hashes of users alone (rabbit_definitions:apply_defs), and there are none. The vhost itself is left out:
// importing it would write over its settings, so it has to be there.

import type { Compiled } from '../../compile/index.js';
import { jsonDocument } from '../page/json-document.js';
import { argumentsJson, each, rememberOpenings, rememberText, within } from '../page/json-rows.js';

export function compileDefinitions({ topology }: Compiled, vhost: string): Iterable<string> {
  const at = JSON.stringify(vhost);
  const openings = rememberOpenings();
  const argumentsText = rememberText((args) => argumentsJson(args, openings));
  return jsonDocument([
    {
      key: 'exchanges',
      texts: each(topology.exchanges.values(), (exchange) => {
        const { name, type, durable, autoDelete, internal, arguments: args } = exchange;
        const head = `"name":"${within(name)}","vhost":${at},"type":"${within(type)}"`;
        const flags = `"durable":${durable},"auto_delete":${autoDelete},"internal":${internal}`;
        return `{${head},${flags},"arguments":${argumentsText(args)}}`;
      }),
    },
    {
      key: 'queues',
      texts: each(topology.queues.values(), ({ name, durable, autoDelete, arguments: args }) => {
        const head = `"name":"${within(name)}","vhost":${at},"durable":${durable},"auto_delete":${autoDelete}`;
        return `{${head},"arguments":${argumentsText(args)}}`;
      }),
    },
    {
      key: 'bindings',
      texts: each(topology.bindings, ({ source, destination, destinationType, routingKey, arguments: args }) => {
        const ends = `"source":"${within(source)}","vhost":${at},"destination":"${within(destination)}"`;
        const key = `"destination_type":"${destinationType}","routing_key":"${within(routingKey)}"`;
        return `{${ends},${key},"arguments":${argumentsJson(args, openings)}}`;
      }),
    },
    {
      key: 'policies',
      rows: each(topology.policies, ({ name, pattern, applyTo, priority, definition }) => ({
        vhost,
        name,
        pattern,
        'apply-to': applyTo,
        definition,
        priority,
      })),
    },
  ]);
}
