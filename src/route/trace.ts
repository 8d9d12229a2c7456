// Routes + a message → Trace: where RabbitMQ delivers it, by which hops, and where a branch of it is lost.
//
// How the broker routes (rabbit_exchange:route1, the same from 3.10 to 4.3): each exchange is visited once, so a circle
// ends; a queue gets one copy, however many bindings lead to it; where nothing matches, the alternate exchange of THAT
// exchange takes over, which knows nothing of the exchanges before it. A destination that is gone drops without a word.
//
// Surprise: bindings are followed first and alternate exchanges after, though the broker mixes the two. The set of queues
// is the same, and so it is known which hops were reached by an alternate exchange alone.

import type { Binding } from '../topology/index.js';
import type { Message } from './message.js';
import type { Routes, Station } from './prepare.js';

export interface Hop {
  readonly exchange: string;
  /** `headers`, `direct`, … */
  readonly type: string;
  /** Bindings that RabbitMQ looks at: with Khepri at a headers exchange those of the whole vhost, and of all others. */
  readonly scanned: number;
  /** The message came here only by way of an alternate exchange. */
  readonly alternate: boolean;
  readonly matched: readonly Binding[];
  /** The alternate exchange that it was handed to, because nothing matched. */
  readonly handedTo?: string;
}

export interface Reach {
  /** How many matching bindings lead to it: two or more still make one copy. */
  readonly bindings: number;
  /** Reached only by way of an alternate exchange. */
  readonly alternate: boolean;
}

export type LossReason =
  /** Nothing matched, and there is no alternate exchange. */
  | 'no match'
  /** Nothing matched, and the alternate exchange does not exist. */
  | 'no alternate exchange'
  /** Nothing matched, and the alternate exchanges lead back to here. */
  | 'alternates in a circle'
  /** A binding matched, and leads to a queue or exchange that does not exist. */
  | 'no destination'
  /** Bindings lead in a circle, and out of it nowhere. */
  | 'in a circle'
  /** The message is published to it, and it does not exist: the publisher's channel is closed with 404. */
  | 'no exchange'
  /** The message is published to it, and it is internal: the publisher's channel is closed with 403. */
  | 'internal';

export interface Loss {
  readonly exchange: string;
  readonly reason: LossReason;
  /** What does not exist. */
  readonly missing?: string;
}

export interface Trace {
  /** In the order in which they are reached; those by an alternate exchange at the end. */
  readonly hops: readonly Hop[];
  /** By name, in the order in which they are reached. */
  readonly queues: ReadonlyMap<string, Reach>;
  readonly losses: readonly Loss[];
  /** Exchanges of a plugin's type that it comes to: what they do with it is not known. */
  readonly unknown: readonly string[];
  /**
   * routed: one queue. duplicate: more than one. unroutable: none, or only by an alternate exchange. unknown: fewer than two
   * for certain, and an exchange on its way may add to them.
   */
  readonly outcome: 'routed' | 'unroutable' | 'duplicate' | 'unknown';
}

/** Linear in the bindings that match. Nothing throws: what cannot be routed is a loss. */
export function trace(routes: Routes, message: Message): Trace {
  if (message.exchange === '') return traceDefault(routes, message.routingKey ?? '');
  const entry = routes.station(message.exchange);
  const refused = entry === undefined ? 'no exchange' : entry.exchange.internal ? 'internal' : undefined;
  if (entry === undefined || refused !== undefined)
    return {
      hops: [],
      queues: new Map(),
      losses: [{ exchange: message.exchange, reason: refused ?? 'no exchange' }],
      unknown: [],
      outcome: 'unroutable',
    };
  const walk = startWalk(routes, message);
  walk.follow(entry, false);
  walk.followAlternates();
  return walk.finish();
}

/** As it should be: one queue, and by bindings alone. Two are a duplicate, and none is unroutable. */
export function reachesOneQueue({ outcome }: Trace): boolean {
  return outcome === 'routed';
}

interface Walk {
  follow(station: Station, alternate: boolean): void;
  followAlternates(): void;
  finish(): Trace;
}

function startWalk(routes: Routes, message: Message): Walk {
  const visited = new Set<string>();
  const hops: Hop[] = [];
  const queues = new Map<string, Reach>();
  const losses: Loss[] = [];
  const unknown: string[] = [];
  const dry: { readonly station: Station; readonly to: Station }[] = [];

  function visit(station: Station, alternate: boolean): readonly Station[] {
    const { name: exchange, type } = station.exchange;
    const { scanned, matched } = station.match?.(message) ?? { scanned: 0, matched: [] };
    const handedTo = station.match && matched.length === 0 ? station.alternate : undefined;
    hops.push({ exchange, type, scanned, alternate, matched, ...(handedTo !== undefined && { handedTo }) });
    if (!station.match) unknown.push(exchange);
    else if (matched.length === 0) hand(station);
    return matched.flatMap((binding) => next(binding, alternate) ?? []);
  }

  function hand(station: Station): void {
    const { name: exchange } = station.exchange;
    if (station.alternate === undefined) losses.push({ exchange, reason: 'no match' });
    else {
      const to = routes.station(station.alternate);
      if (to) dry.push({ station, to });
      else losses.push({ exchange, reason: 'no alternate exchange', missing: station.alternate });
    }
  }

  /** Delivers, or gives the exchange that is to be visited. */
  function next({ source, destination, destinationType }: Binding, alternate: boolean): Station | undefined {
    if (destinationType === 'queue' && routes.hasQueue(destination)) {
      const before = queues.get(destination);
      const bindings = (before?.bindings ?? 0) + 1;
      queues.set(destination, { bindings, alternate: alternate && before?.alternate !== false });
      return undefined;
    }
    const station = destinationType === 'exchange' ? routes.station(destination) : undefined;
    if (!station) losses.push({ exchange: source, reason: 'no destination', missing: destination });
    return station;
  }

  return {
    follow(first, alternate) {
      const waiting = [first];
      for (let station = waiting.shift(); station !== undefined; station = waiting.shift()) {
        if (visited.has(station.exchange.name)) continue;
        visited.add(station.exchange.name);
        for (const next of visit(station, alternate)) waiting.push(next);
      }
    },
    followAlternates() {
      // `dry` grows while it is walked: an alternate exchange may have one too.
      for (const { to } of dry) this.follow(to, true);
      const onwards = new Map(dry.map(({ station, to }) => [station.exchange.name, to.exchange.name]));
      for (const exchange of onwards.keys())
        if (comesBack(exchange, onwards)) losses.push({ exchange, reason: 'alternates in a circle' });
    },
    finish() {
      if (queues.size + losses.length + unknown.length === 0)
        losses.push(...hops.slice(-1).map(({ exchange }): Loss => ({ exchange, reason: 'in a circle' })));
      return { hops, queues, losses, unknown, outcome: outcomeOf(queues, unknown) };
    },
  };
}

function comesBack(exchange: string, onwards: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  let at = onwards.get(exchange);
  while (at !== undefined && at !== exchange && !seen.has(at)) {
    seen.add(at);
    at = onwards.get(at);
  }
  return at === exchange;
}

function outcomeOf(queues: Trace['queues'], unknown: readonly string[]): Trace['outcome'] {
  const isCaughtAtMost = [...queues.values()].every(({ alternate }) => alternate);
  if (queues.size > 1 && !isCaughtAtMost) return 'duplicate';
  if (unknown.length > 0) return 'unknown';
  return isCaughtAtMost ? 'unroutable' : 'routed';
}

/** The default exchange delivers to the queue of that name, by no binding that anyone made. */
function traceDefault(routes: Routes, queue: string): Trace {
  const found = routes.hasQueue(queue);
  const binding: Binding = {
    source: '',
    destination: queue,
    destinationType: 'queue',
    routingKey: queue,
    arguments: {},
  };
  return {
    hops: [{ exchange: '', type: 'direct', scanned: found ? 1 : 0, alternate: false, matched: found ? [binding] : [] }],
    queues: new Map(found ? [[queue, { bindings: 1, alternate: false }]] : []),
    losses: found ? [] : [{ exchange: '', reason: 'no match' }],
    unknown: [],
    outcome: found ? 'routed' : 'unroutable',
  };
}
