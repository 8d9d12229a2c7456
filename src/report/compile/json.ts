// `compile --format json` (schemas/topology.schema.json): the desired topology, one object a line, in the inventory's order.
// Rows are put together by hand, of few pieces: at a million objects this is what a plan spends most of its time on (it
// hashes them).

import type { Compiled } from '../../compile/index.js';
import { jsonDocument } from '../page/json-document.js';
import { argumentsJson, each, policyRow, rememberOpenings, rememberText, within } from '../page/json-rows.js';

export function compileJson({ topology }: Compiled, vhost: string): Iterable<string> {
  const openings = rememberOpenings();
  const argumentsText = rememberText((args) => argumentsJson(args, openings));
  return jsonDocument([
    { key: 'version', value: 1 },
    { key: 'vhost', value: vhost },
    {
      key: 'exchanges',
      texts: each(topology.exchanges.values(), ({ name, type, durable, arguments: args }) => {
        const head = `{"name":"${within(name)}","type":"${within(type)}","durable":${durable}`;
        return `${head},"arguments":${argumentsText(args)}}`;
      }),
    },
    {
      key: 'queues',
      texts: each(topology.queues.values(), ({ name, durable, arguments: args }) => {
        const tail = durable ? '","durable":true,"arguments":' : '","durable":false,"arguments":';
        return `{"name":"${within(name)}${tail}${argumentsText(args)}}`;
      }),
    },
    {
      key: 'bindings',
      texts: each(topology.bindings, ({ source, destination, destinationType, routingKey, arguments: args }) => {
        const type = destinationType === 'queue' ? '","destinationType":"queue"' : '","destinationType":"exchange"';
        const ends = `{"source":"${within(source)}","destination":"${within(destination)}${type}`;
        return `${ends},"routingKey":"${within(routingKey)}","arguments":${argumentsJson(args, openings)}}`;
      }),
    },
    {
      key: 'policies',
      rows: each(topology.policies, policyRow),
    },
  ]);
}
