// Rows that several JSON documents share. Each names its keys, so that their order is the schema's and nothing else that
// an object carries gets into a document.

import type { StandIn, Step } from '../../plan/index.js';
import type { Address, Arguments, Binding, Level, Policy } from '../../topology/index.js';
import { getOrAdd } from '../../topology/index.js';

export function* each<Item, Row>(items: Iterable<Item>, row: (item: Item) => Row): Generator<Row> {
  for (const item of items) yield row(item);
}

/**
 * A string as JSON.stringify writes it, without its quotes: whoever writes a million rows puts them into the text before
 * and after it. A row of few pieces is made flat, and hashed, in a third of the time.
 */
export function within(text: string): string {
  return /^[\w.:@/ -]*$/.test(text) ? text : JSON.stringify(text).slice(1, -1);
}

/** A table of arguments as JSON.stringify writes it. `openings`: kept from row to row. */
export function argumentsJson(args: Arguments, openings: Openings): string {
  let text = '';
  for (const key in args) {
    const value = args[key];
    const opening = openings(key, text === '');
    text += typeof value === 'string' ? `${opening}"${within(value)}"` : opening + JSON.stringify(value);
  }
  return text === '' ? '{}' : `${text}}`;
}

export type Openings = (key: string, first: boolean) => string;

/** `{"key":` and `,"key":`: there are few keys. */
export function rememberOpenings(): Openings {
  const texts = { first: new Map<string, string>(), later: new Map<string, string>() };
  return (key, first) => getOrAdd(texts[first ? 'first' : 'later'], key, () => `${first ? '{' : ','}"${within(key)}":`);
}

/** The queues of one daemon share one table of arguments: its text is made once, not once a queue. */
export function rememberText(make: (args: Arguments) => string): (args: Arguments) => string {
  const texts = new WeakMap<Arguments, string>();
  return (args) => {
    const known = texts.get(args);
    if (known !== undefined) return known;
    const text = make(args);
    texts.set(args, text);
    return text;
  };
}

/** A key whose value is undefined is left out by JSON.stringify. */
export function stepRow({
  action,
  kind,
  name,
  object,
  binding,
  policy,
  path,
  reason,
  source,
}: Step | StandIn): unknown {
  return {
    action,
    kind,
    name,
    object: object && { type: object.type, durable: object.durable, arguments: object.arguments },
    binding: binding && bindingRow(binding),
    policy: policy && policyRow(policy),
    path: pathRow(path),
    reason: reason?.text,
    source,
  };
}

export function policyRow({ name, pattern, applyTo, priority, definition }: Policy): unknown {
  return { name, pattern, applyTo, priority, definition };
}

export function bindingRow(binding: Binding): unknown {
  const { source, destination, destinationType, routingKey, arguments: args, propertiesKey } = binding;
  return { source, destination, destinationType, routingKey, arguments: args, propertiesKey };
}

export function pathRow(path: Address | undefined): Readonly<Record<Level, string | undefined>> | undefined {
  return path && { daemon: path.daemon, cluster: path.cluster, hypervisor: path.hypervisor };
}
