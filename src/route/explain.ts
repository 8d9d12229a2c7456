// An exchange where a message matched nothing → the likely causes, as values. Of many bindings only those count that were
// nearest to matching (the fewest criteria failed); of the tree's bindings, which have one criterion each, that is all.

import type { ArgumentValue, Binding } from '../topology/index.js';
import { getOrAdd, headerMatch, valueKey } from '../topology/index.js';
import { isLive } from './matchers.js';
import type { Comparison, Double, HeaderValue, Headers, Message } from './message.js';
import { asksForPresence, hasHeader, headerKey } from './message.js';
import { nearestTexts } from './nearest.js';
import type { Routes, Station } from './prepare.js';
import type { Trace } from './trace.js';
import { trace } from './trace.js';

export type Cause =
  | { readonly kind: 'no bindings' }
  /** Such as `any` with no header to look at. */
  | { readonly kind: 'bindings match nothing' }
  /** `spelled`: how the message's header is written that was probably meant. */
  | { readonly kind: 'no header'; readonly header: string; readonly spelled?: string }
  /** The same text, as another AMQP type. */
  | { readonly kind: 'other type'; readonly header: string; readonly held: ArgumentValue; readonly sent: HeaderValue }
  | {
      readonly kind: 'no value';
      readonly header: string;
      readonly sent: HeaderValue;
      readonly nearest: readonly string[];
    }
  | { readonly kind: 'no routing key'; readonly sent: string; readonly nearest: readonly string[] };

/** A trace that says why. */
export interface ExplainedTrace extends Trace {
  /** By exchange that the message came to and matched nothing at. */
  readonly causes: ReadonlyMap<string, readonly Cause[]>;
}

/** Dearer than a trace alone, which a fleet's proof makes for each of its addresses. */
export function explainedTrace(routes: Routes, message: Message): ExplainedTrace {
  const traced = trace(routes, message);
  const dry = traced.hops.filter(({ matched }) => matched.length === 0);
  const causes = new Map(dry.map(({ exchange }) => [exchange, explainNoMatch(routes, exchange, message)]));
  return { ...traced, causes };
}

/** Empty where the exchange is not there, or of a type that topo does not know. */
export function explainNoMatch(routes: Routes, exchange: string, message: Message): readonly Cause[] {
  const station = routes.station(exchange);
  if (!station?.match) return [];
  if (station.bindings.length === 0) return [{ kind: 'no bindings' }];
  return station.exchange.type === 'headers'
    ? explainHeaders(station, message.headers, routes.comparison)
    : explainKey(station, message.routingKey ?? '');
}

function explainKey({ bindings }: Station, sent: string): readonly Cause[] {
  return [
    { kind: 'no routing key', sent, nearest: nearestTexts(sent, new Set(bindings.map((one) => one.routingKey))) },
  ];
}

function explainHeaders({ bindings }: Station, headers: Headers, comparison: Comparison): readonly Cause[] {
  // `any` without a header to look at fails no criterion and matches nothing: it is near to no message.
  const failures = bindings
    .map((binding) => failuresOf(binding, headers, comparison))
    .filter((failed) => failed.length > 0);
  const fewest = failures.reduce((least, failed) => Math.min(least, failed.length), Infinity);
  const wanted = new Map<string, Map<string, ArgumentValue>>();
  for (const failed of failures) {
    if (failed.length !== fewest) continue;
    for (const [header, value] of failed)
      getOrAdd(wanted, header, () => new Map<string, ArgumentValue>()).set(valueKey(value), value);
  }
  if (wanted.size === 0) return [{ kind: 'bindings match nothing' }];
  return [...wanted].map(([header, values]) => explainHeader(header, [...values.values()], headers));
}

/** The criteria that stand in the way. */
function failuresOf(
  binding: Binding,
  headers: Headers,
  comparison: Comparison,
): readonly (readonly [string, ArgumentValue])[] {
  return Object.entries(headerMatch(binding.arguments).criteria).filter(([header, wanted]) => {
    const value = hasHeader(headers, header) ? headers[header] : undefined;
    if (value === undefined) return true;
    return !asksForPresence(wanted, isLive(binding)) && headerKey(value, comparison) !== valueKey(wanted);
  });
}

function explainHeader(header: string, held: readonly ArgumentValue[], headers: Headers): Cause {
  const sent = hasHeader(headers, header) ? headers[header] : undefined;
  if (sent === undefined) {
    const spelled = Object.keys(headers).find((name) => folded(name) === folded(header));
    return { kind: 'no header', header, ...(spelled !== undefined && { spelled }) };
  }
  const text = textOf(sent);
  const twin = held.find((value) => textOf(value) === text);
  if (twin !== undefined) return { kind: 'other type', header, held: twin, sent };
  return { kind: 'no value', header, sent, nearest: nearestTexts(text, new Set(held.map(textOf))) };
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

function textOf(value: HeaderValue | ArgumentValue): string {
  if (typeof value === 'string') return value;
  return isDouble(value) ? String(value.double) : JSON.stringify(value);
}

export function isDouble(value: HeaderValue | ArgumentValue): value is Double {
  return value !== null && typeof value === 'object' && 'double' in value && typeof value.double === 'number';
}
