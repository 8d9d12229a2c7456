// Rows that several JSON documents share. Each names its keys, so that their order is the contract's and nothing else that
// an object carries gets into a document.

import type { PlannedBinding, Step } from '../plan/index.js';
import type { Arguments, Path, Policy } from '../topology/index.js';

export function* each<Item, Row>(items: Iterable<Item>, row: (item: Item) => Row): Generator<Row> {
  for (const item of items) yield row(item);
}

/** A string as JSON.stringify writes it, in half the time for the names that fleets have. */
export function quote(text: string): string {
  return /^[\w.:@/ -]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** A table of arguments as JSON.stringify writes it, sooner: most are one or two short strings. */
export function argumentsJson(args: Arguments): string {
  let text = '';
  for (const [key, value] of Object.entries(args)) {
    const json = typeof value === 'string' ? quote(value) : JSON.stringify(value);
    text += `${text === '' ? '' : ','}${quote(key)}:${json}`;
  }
  return `{${text}}`;
}

/** The queues of one daemon share one table of arguments: written once, not once a queue. */
export function rememberArguments(): (args: Arguments) => string {
  const texts = new WeakMap<Arguments, string>();
  return (args) => {
    const known = texts.get(args);
    if (known !== undefined) return known;
    const text = argumentsJson(args);
    texts.set(args, text);
    return text;
  };
}

/** A key whose value is undefined is left out by JSON.stringify. */
export function stepRow({ action, kind, name, object, binding, policy, path, reason, source }: Step): unknown {
  return {
    action,
    kind,
    name,
    object: object && { type: object.type, durable: object.durable, arguments: object.arguments },
    binding: binding && bindingRow(binding),
    policy: policy && policyRow(policy),
    path: pathRow(path),
    reason,
    source,
  };
}

export function policyRow({ name, pattern, applyTo, priority, definition }: Policy): unknown {
  return { name, pattern, applyTo, priority, definition };
}

export function bindingRow(binding: PlannedBinding): unknown {
  const { source, destination, destinationType, routingKey, arguments: args, propertiesKey } = binding;
  return { source, destination, destinationType, routingKey, arguments: args, propertiesKey };
}

export function pathRow(path: Path | undefined): unknown {
  return path && { daemon: path.daemon, cluster: path.cluster, hypervisor: path.hypervisor };
}
