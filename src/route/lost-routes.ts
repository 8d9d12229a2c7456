// The one comparison of routes: the broker now, the broker after a plan → which messages that reach their queue now would not
// reach it then. A route that is bound another way, and takes all that the old one took, is not lost.

import type { Binding, Topology } from '../topology/index.js';
import { groupBy, pushTo } from '../topology/index.js';
import type { Chain } from './chains.js';
import { chainsFrom } from './chains.js';
import type { Message } from './message.js';
import type { Routes } from './prepare.js';
import { prepareRoutes } from './prepare.js';
import { trace } from './trace.js';

export interface Crossing {
  /** What publishers may address: the entry, and what was one. */
  readonly entries: ReadonlySet<string>;
  /** Bindings by which a route leads now, also by way of a stranger's exchange. */
  readonly bindings: readonly Binding[];
  /** Whether it is a queue of ours: no other counts. */
  readonly isOurs: (queue: string) => boolean;
  /** The whole vhost, strangers included. */
  readonly before: Topology;
  readonly after: Topology;
  /** Of `before`: what the plan takes away. */
  readonly removed: ReadonlySet<Binding>;
  /** Whether it is gone for a moment, because one of its ends is replaced. */
  readonly isInterrupted: (binding: Binding) => boolean;
}

export interface LostRoutes {
  /** Queues that messages reach now; not looked for where nothing is taken away. */
  readonly routed: ReadonlySet<string>;
  /** By queue: a message for each route that is lost; undefined for one that cannot be written down. */
  readonly lost: ReadonlyMap<string, readonly (Message | undefined)[]>;
  /** Of those, the ones that messages reach by another route as before. */
  readonly partly: ReadonlySet<string>;
  /** What the other routes of these begin at. */
  readonly keptBy: ReadonlySet<string>;
  /** Queues that some messages do not reach while something is replaced. */
  readonly interrupted: ReadonlySet<string>;
}

/** Of a plan that takes nothing away. */
export const NOTHING_LOST: LostRoutes = {
  routed: new Set(),
  lost: new Map(),
  partly: new Set(),
  keptBy: new Set(),
  interrupted: new Set(),
};

/** So many chains for each binding are looked at; a tree has one. */
const CHAINS_A_BINDING = 4;
const CHAINS_AT_LEAST = 10_000;
/** And so many matches for each; a message through a tree makes three. */
const MATCHES_A_BINDING = 20;
const MATCHES_AT_LEAST = 1_000_000;

export function findLostRoutes(crossing: Crossing): LostRoutes {
  const { entries, bindings: all, isOurs, before, removed, isInterrupted } = crossing;
  const most = CHAINS_AT_LEAST + CHAINS_A_BINDING * all.length;
  const { compare, isSpent } = comparison(crossing);
  const routed = new Set<string>();
  const kept = new Map<string, string>();
  const lost = new Map<string, (Message | undefined)[]>();
  const interrupted = new Set<string>();
  let chains = 0;
  for (const chain of chainsFrom(entries, all, (name) => before.exchanges.get(name)?.type, most)) {
    chains += 1;
    const { queue, bindings, message } = chain;
    if (!isOurs(queue)) continue;
    const isTouched = bindings.some((binding) => removed.has(binding));
    const verdict = isTouched ? compare(chain) : 'kept';
    if (verdict === 'no route') continue;
    routed.add(queue);
    if (bindings.some(isInterrupted)) interrupted.add(queue);
    if (verdict === 'kept') kept.set(queue, bindings[0]?.source ?? '');
    else pushTo(lost, queue, message);
  }
  // More chains than anybody can follow: all that a removed binding leads to counts.
  if (chains >= most || isSpent())
    for (const queue of below(removed, all)) if (isOurs(queue)) lost.set(queue, lost.get(queue) ?? [undefined]);
  const partly = new Set([...lost.keys()].filter((queue) => kept.has(queue)));
  const keptBy = new Set([...partly].flatMap((queue) => kept.get(queue) ?? []));
  return { routed, lost, partly, keptBy, interrupted };
}

type Verdict = 'kept' | 'lost' | 'no route';

interface Comparison {
  /** What becomes of a chain of which a binding goes. */
  readonly compare: (chain: Chain) => Verdict;
  /** It has compared as much as it may: what it says from then on is `lost`. */
  readonly isSpent: () => boolean;
}

/** The messages are made of what bindings ask for: no double is among them, so the broker's version does not matter. */
function comparison({ bindings, before, after }: Crossing): Comparison {
  const options = { exchangePolicies: new Map<string, string>() };
  let pictures: { readonly now: Routes; readonly then: Routes } | undefined;
  let left = MATCHES_AT_LEAST + MATCHES_A_BINDING * bindings.length;
  /** By bindings: an alternate exchange is no route to it. */
  const reaches = (routes: Routes, message: Message, queue: string): boolean => {
    const { hops, queues } = trace(routes, message);
    for (const { matched } of hops) left -= matched.length;
    return queues.get(queue)?.alternate === false;
  };
  return {
    compare({ queue, message }) {
      if (!message || left <= 0) return 'lost';
      pictures ??= { now: prepareRoutes(before, options), then: prepareRoutes(after, options) };
      if (!reaches(pictures.now, message, queue)) return 'no route';
      return reaches(pictures.then, message, queue) ? 'kept' : 'lost';
    },
    isSpent: () => left <= 0,
  };
}

/** Queues that these bindings lead to, whatever they match. */
function below(removed: ReadonlySet<Binding>, bindings: readonly Binding[]): ReadonlySet<string> {
  const bySource = groupBy(bindings, ({ source }) => source);
  const queues = new Set<string>();
  const seen = new Set<string>();
  const walk = [...removed];
  for (const { destination, destinationType } of walk) {
    if (destinationType === 'queue') queues.add(destination);
    else if (!seen.has(destination)) {
      seen.add(destination);
      for (const next of bySource.get(destination) ?? []) walk.push(next);
    }
  }
  return queues;
}
