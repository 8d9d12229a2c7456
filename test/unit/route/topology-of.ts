// Lines → Topology, for small tables: `a ── cluster=54 ──▶ q` (a binding; exchanges and queues are there by being named),
// `topic a`, `internal a`, `a ┄┄▶ b` (alternate exchange), `policy a ┄┄▶ b`, `no queue q`, `no exchange b`, `exchange b`.

import type { ArgumentValue, Binding, Exchange, Policy, Queue, Topology } from '../../../src/topology/index.js';

export function topologyOf(lines: readonly string[]): Topology {
  const exchanges = new Map<string, Exchange>();
  const queues = new Map<string, Queue>();
  const bindings: Binding[] = [];
  const policies: Policy[] = [];
  const exchange = (name: string, change: Partial<Exchange> = {}): void => {
    const fresh = { name, type: 'headers', durable: true, autoDelete: false, internal: false, arguments: {} };
    exchanges.set(name, { ...(exchanges.get(name) ?? fresh), ...change });
  };
  exchange('a');
  for (const line of lines) {
    const [, source, args, toExchange, destination] = /^(\S+) ── (.*) ──▶ (x:)?(\S+)$/.exec(line) ?? [];
    const [, policy, from, alternate] = /^(policy )?(\S+) ┄┄▶ (\S+)$/.exec(line) ?? [];
    const words = line.split(' ');
    const last = words.at(-1) ?? '';
    if (source !== undefined && args !== undefined && destination !== undefined) {
      if (!exchanges.has(source)) exchange(source);
      if (toExchange === undefined) queues.set(destination, queueNamed(destination));
      else if (!exchanges.has(destination)) exchange(destination);
      bindings.push({
        source,
        destination,
        destinationType: toExchange === undefined ? 'queue' : 'exchange',
        ...(args.startsWith('key ') ? { routingKey: args.slice(4), arguments: {} } : parse(args)),
      });
    } else if (from !== undefined && alternate !== undefined) {
      const definition = { 'alternate-exchange': alternate };
      if (!exchanges.has(alternate)) exchange(alternate);
      if (policy === undefined) exchange(from, { arguments: definition });
      else policies.push({ name: 'policy', pattern: '', applyTo: 'exchanges', priority: 0, definition });
    } else if (words[0] === 'no') (words[1] === 'queue' ? queues : exchanges).delete(last);
    else if (words[0] === 'internal') exchange(last, { internal: true });
    else exchange(last, words[0] === 'exchange' ? {} : { type: words[0] ?? '' });
  }
  return { exchanges, queues, bindings, policies };
}

function parse(args: string): Pick<Binding, 'routingKey' | 'arguments'> {
  const pairs = args.split(' ').flatMap((word): [string, ArgumentValue][] => {
    const [, key = '', colon, value = ''] = /^(.+?)(:?)=(.*)$/.exec(word) ?? [];
    const parsed: ArgumentValue = colon === ':' ? JSON.parse(value) : value;
    return key === '' ? [] : [[key, parsed]];
  });
  return { routingKey: '', arguments: Object.fromEntries(pairs) };
}

function queueNamed(name: string): Queue {
  return { name, durable: true, autoDelete: false, exclusive: false, arguments: {} };
}
