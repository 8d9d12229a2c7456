// Why a message is lost at an exchange → sentences: the likely cause first.

import type { Cause, ExplainedTrace, HeaderValue, Hop, Loss } from '../../route/index.js';
import { isDouble } from '../../route/index.js';
import type { ArgumentValue } from '../../topology/index.js';
import { headerText } from '../page/step-row.js';

/** What becomes of a message where no queue is. `caught`: an alternate exchange has it. */
export type Verdict = 'lost' | 'caught' | 'unknown';

export interface Reasons {
  readonly verdict: Verdict;
  /** Sentences; none where it found its way. */
  readonly reasons: readonly string[];
}

export function reasonsAt({ exchange, type, matched }: Hop, { losses, unknown, causes }: ExplainedTrace): Reasons {
  if (unknown.includes(exchange))
    return { verdict: 'unknown', reasons: [`not known: topo does not know how an exchange of type ${type} routes`] };
  const here = losses.filter((loss) => loss.exchange === exchange);
  const unmatched: Loss = { exchange, reason: 'no match' };
  const told = here.length === 0 && matched.length === 0 ? [unmatched] : here;
  const why = told.length === 0 ? [] : (causes.get(exchange) ?? []).map((cause) => causeText(exchange, cause));
  return {
    verdict: here.length > 0 ? 'lost' : 'caught',
    reasons: [...new Set([...why, ...told.flatMap(furtherTexts)])],
  };
}

/** Why it ends there, beside what no binding of it matches. */
export function furtherTexts({ exchange, reason, missing = '' }: Loss): readonly string[] {
  switch (reason) {
    case 'no match':
      return exchange === '' ? ['the default exchange finds no queue of that name'] : [];
    case 'no alternate exchange':
      // Measured on 3.10.8: the default exchange is none, neither by argument nor by policy.
      return [
        missing === ''
          ? 'its alternate exchange is named "": there is none'
          : `its alternate exchange ${missing} does not exist`,
      ];
    case 'alternates in a circle':
      return ['its alternate exchanges lead back to itself'];
    case 'no destination':
      return [`a binding matches, and leads to ${missing}, which does not exist`];
    case 'in a circle':
      return ['its bindings lead in a circle, and out of it nowhere: each exchange is visited once'];
    case 'no exchange':
      return [`there is no exchange ${exchange}: the publisher's channel is closed with 404`];
    case 'internal':
      return [`the exchange ${exchange} is internal: the publisher's channel is closed with 403`];
  }
}

function causeText(exchange: string, cause: Cause): string {
  switch (cause.kind) {
    case 'no bindings':
      return `${exchange} has no bindings`;
    case 'bindings match nothing':
      return `no binding of ${exchange} can match any message`;
    case 'no header':
      return cause.spelled === undefined
        ? `no header \`${cause.header}\`, which ${exchange} routes by`
        : `header is spelled \`${cause.spelled}\`, and ${exchange} routes by \`${cause.header}\``;
    case 'other type':
      return (
        `the binding holds ${typed(cause.held)}, the message ${typed(cause.sent)}: ` +
        `to RabbitMQ they differ; ${headerText(cause.header, cause.held)} would match`
      );
    case 'no value':
      return `${exchange} has no binding for ${cause.header} ${plain(cause.sent)}${nearestText(cause.nearest)}`;
    case 'no routing key':
      return `${exchange} has no binding for the routing key ${JSON.stringify(cause.sent)}${nearestText(cause.nearest)}`;
  }
}

function nearestText(nearest: readonly string[]): string {
  return nearest.length === 0 ? '' : `; nearest: ${nearest.map((text) => plain(text)).join(', ')}`;
}

/** The string "54", the integer 54: the type is the point. */
function typed(value: HeaderValue | ArgumentValue): string {
  if (value === null) return 'a void';
  if (isDouble(value)) return `the double ${value.double}`;
  if (typeof value === 'object') return `the table ${JSON.stringify(value)}`;
  const type = typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'double') : typeof value;
  return `the ${type} ${JSON.stringify(value)}`;
}

/** A word stands as it is; what could be misread, or is no string, as JSON. */
function plain(value: HeaderValue): string {
  if (isDouble(value)) return String(value.double);
  return typeof value === 'string' && /^[^\s",;]+$/.test(value) ? value : JSON.stringify(value);
}
