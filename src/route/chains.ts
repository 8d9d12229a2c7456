// Bindings → routes: a queue, and the chain of matches that leads to it from an entry, as the least message that passes them
// all. More headers never keep a message out (headers exchanges have no "not"), so what is true of that message is true of
// every one that passes the chain.

import type { ArgumentValue, Binding, Exchange } from '../topology/index.js';
import { groupBy, headerMatch } from '../topology/index.js';
import { isLive } from './matchers.js';
import type { HeaderValue, Message } from './message.js';
import { asksForPresence } from './message.js';

export interface Chain {
  readonly queue: string;
  /** From the entry to the queue. */
  readonly bindings: readonly Binding[];
  /** undefined where none can be written down: an exchange of a plugin's type, a table as a header's value. */
  readonly message: Message | undefined;
}

/** What a message has to be to come so far. */
interface Demands {
  readonly headers: ReadonlyMap<string, HeaderValue>;
  readonly routingKey: string | undefined;
  readonly isKnown: boolean;
}

/** A tree has three hops; what somebody made by hand may have some more. */
const MOST_HOPS = 8;

/** Stands for a header that only has to be there. */
const ANY_VALUE = '\u0000any value';

/**
 * Every route from these entries, each exchange once a chain; at most `most` of them: hand-made bindings can make more
 * chains than there is time for. Chains whose matches contradict each other are none.
 */
export function* chainsFrom(
  entries: Iterable<string>,
  bindings: readonly Binding[],
  typeOf: (exchange: string) => Exchange['type'] | undefined,
  most: number,
): Generator<Chain> {
  const bySource = groupBy(bindings, ({ source }) => source);
  let made = 0;

  function* follow(entry: string, exchange: string, above: readonly Binding[], demands: Demands): Generator<Chain> {
    for (const binding of bySource.get(exchange) ?? [])
      for (const met of demandsWith(demands, binding, typeOf(exchange))) {
        if (made >= most) return;
        const chain = [...above, binding];
        const { destination, destinationType } = binding;
        if (destinationType === 'queue') {
          made += 1;
          yield { queue: destination, bindings: chain, message: messageOf(entry, met) };
        } else if (chain.length < MOST_HOPS && !chain.some(({ source }) => source === destination))
          yield* follow(entry, destination, chain, met);
      }
  }

  const nothing: Demands = { headers: new Map(), routingKey: undefined, isKnown: true };
  for (const entry of entries) yield* follow(entry, entry, [], nothing);
}

function messageOf(exchange: string, { headers, routingKey, isKnown }: Demands): Message | undefined {
  if (!isKnown) return undefined;
  return { exchange, headers: Object.fromEntries(headers), ...(routingKey !== undefined && { routingKey }) };
}

/** One for each way to pass the binding; none where that contradicts what is demanded already. */
function demandsWith(demands: Demands, binding: Binding, type: Exchange['type'] | undefined): readonly Demands[] {
  switch (type) {
    case 'headers':
      return headerDemands(demands, binding);
    case 'direct':
      return withKey(demands, binding.routingKey);
    case 'topic':
      // A word of its own for each wildcard; whether it passes them all, a trace tells.
      return withKey(demands, demands.routingKey ?? binding.routingKey.replace(/[*#]/g, 'any'));
    case 'fanout':
      return [demands];
    case undefined:
    default:
      return [{ ...demands, isKnown: false }];
  }
}

function withKey(demands: Demands, routingKey: string): readonly Demands[] {
  const isFree = demands.routingKey === undefined || demands.routingKey === routingKey;
  return isFree ? [{ ...demands, routingKey }] : [];
}

function headerDemands(demands: Demands, binding: Binding): readonly Demands[] {
  const { mode, criteria } = headerMatch(binding.arguments);
  const pairs = Object.entries(criteria);
  const ways = mode === 'all' ? [pairs] : pairs.map((pair) => [pair]);
  return ways.flatMap((way) => {
    const met = way.reduce<Demands | undefined>(
      (sum, [header, value]) => sum && withHeader(sum, header, value, binding),
      demands,
    );
    return met ? [met] : [];
  });
}

function withHeader(demands: Demands, header: string, value: ArgumentValue, binding: Binding): Demands | undefined {
  if (value !== null && typeof value === 'object') return { ...demands, isKnown: false };
  const wanted = asksForPresence(value, isLive(binding)) ? ANY_VALUE : value;
  const had = demands.headers.get(header);
  if (had === wanted || (had !== undefined && wanted === ANY_VALUE)) return demands;
  if (had !== undefined && had !== ANY_VALUE) return undefined;
  return { ...demands, headers: new Map(demands.headers).set(header, wanted) };
}
