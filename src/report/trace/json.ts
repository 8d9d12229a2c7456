// `trace --format json` (schemas/trace.schema.json): one hop a line.

import type { Binding } from '../../topology/index.js';
import type { ExplainedTrace, Headers, Hop, Loss } from '../../route/index.js';
import { isDouble } from '../../route/index.js';
import { jsonDocument } from '../page/json-document.js';
import { each } from '../page/json-rows.js';
import { furtherTexts, reasonsAt } from './causes.js';

/** `why`: the sentences that stand in the picture. */
export function traceJson(traced: ExplainedTrace, headers: Headers): Iterable<string> {
  const { hops, queues, losses, unknown, outcome } = traced;
  const lostAt = [...new Set(losses.map(({ exchange }) => exchange))];
  const why = [...atHops(traced), ...(hops.length === 0 ? losses.map(notTaken) : [])];
  return jsonDocument([
    { key: 'version', value: 1 },
    { key: 'headers', value: headersRow(headers) },
    { key: 'hops', rows: each(hops, hopRow) },
    { key: 'queues', value: [...queues.keys()] },
    { key: 'outcome', value: outcome },
    { key: 'lostAt', value: lostAt.length > 0 ? lostAt : undefined },
    { key: 'unknownAt', value: unknown.length > 0 ? unknown : undefined },
    { key: 'why', value: why.length > 0 ? why : undefined },
  ]);
}

interface WhyRow {
  readonly exchange: string;
  readonly reasons: readonly string[];
}

function atHops(traced: ExplainedTrace): readonly WhyRow[] {
  return traced.hops.flatMap((hop) => {
    const { reasons } = reasonsAt(hop, traced);
    return reasons.length > 0 ? [{ exchange: hop.exchange, reasons }] : [];
  });
}

/** The exchange that it is published to takes none. */
function notTaken(loss: Loss): WhyRow {
  return { exchange: loss.exchange, reasons: furtherTexts(loss) };
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
