// `trace --format json` (schemas/trace.schema.json): one hop a line.

import type { Binding } from '../../topology/index.js';
import type { Headers, Hop, Trace } from '../../route/index.js';
import { isDouble } from '../../route/index.js';
import { jsonDocument } from '../page/json-document.js';
import { each } from '../page/json-rows.js';

export function traceJson({ hops, queues, losses, unknown, outcome }: Trace, headers: Headers): Iterable<string> {
  const lostAt = [...new Set(losses.map(({ exchange }) => exchange))];
  return jsonDocument([
    { key: 'version', value: 1 },
    { key: 'headers', value: headersRow(headers) },
    { key: 'hops', rows: each(hops, hopRow) },
    { key: 'queues', value: [...queues.keys()] },
    { key: 'outcome', value: outcome },
    { key: 'lostAt', value: lostAt.length > 0 ? lostAt : undefined },
    { key: 'unknownAt', value: unknown.length > 0 ? unknown : undefined },
  ]);
}

function headersRow(headers: Headers): unknown {
  return Object.fromEntries(
    Object.entries(headers).map(([key, value]) => [key, isDouble(value) ? value.double : value]),
  );
}

function hopRow({ exchange, scanned, alternate, matched }: Hop): unknown {
  return { exchange, scanned, alternate, matched: matched.map(matchedRow) };
}

function matchedRow({ destination, destinationType, arguments: args }: Binding): unknown {
  return { destination, destinationType, arguments: args };
}
