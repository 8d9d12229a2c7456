// `compile --format json` (contract §3): the desired topology, one object a line, in the inventory's order.
// Rows are put together by hand: at a million objects this is what a plan spends most of its time on (it hashes them).

import type { Compiled } from '../compile/index.js';
import { jsonDocument } from './json-document.js';
import { argumentsJson, each, policyRow, quote, rememberArguments } from './json-rows.js';

export function compileJson({ topology }: Compiled, vhost: string): Iterable<string> {
  const argumentsText = rememberArguments();
  return jsonDocument([
    { key: 'version', value: 1 },
    { key: 'vhost', value: vhost },
    {
      key: 'exchanges',
      texts: each(topology.exchanges.values(), ({ name, type, durable, arguments: args }) => {
        const head = `{"name":${quote(name)},"type":${quote(type)},"durable":${durable}`;
        return `${head},"arguments":${argumentsText(args)}}`;
      }),
    },
    {
      key: 'queues',
      texts: each(
        topology.queues.values(),
        ({ name, durable, arguments: args }) =>
          `{"name":${quote(name)},"durable":${durable},"arguments":${argumentsText(args)}}`,
      ),
    },
    {
      key: 'bindings',
      texts: each(topology.bindings, ({ source, destination, destinationType, routingKey, arguments: args }) => {
        const ends = `"source":${quote(source)},"destination":${quote(destination)}`;
        const key = `"destinationType":"${destinationType}","routingKey":${quote(routingKey)}`;
        return `{${ends},${key},"arguments":${argumentsJson(args)}}`;
      }),
    },
    {
      key: 'policies',
      rows: each(topology.policies, policyRow),
    },
  ]);
}
