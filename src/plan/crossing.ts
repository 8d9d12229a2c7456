// A draft → the routes that it takes away: the broker as it is, and as it would be when every step was done.

import type { Assessment } from '../assess/index.js';
import type { LostRoutes } from '../route/index.js';
import { NOTHING_LOST, findLostRoutes } from '../route/index.js';
import type { Binding, Exchange, Queue, Topology } from '../topology/index.js';
import { objectKey } from '../topology/index.js';
import type { Draft } from './steps/draft.js';
import { touchesOneOf } from './steps/replacements.js';

export function lostRoutesOf(
  { desired, live, ownership, roleOf }: Assessment,
  draft: Draft,
  entry: string,
): LostRoutes {
  const { phases } = draft;
  if (phases.of('unbind').length + phases.of('replace').length === 0) return NOTHING_LOST;
  const { topology, keptBindings, standings, entries } = ownership;
  const ours = [...topology.bindings, ...keptBindings];
  const led = new Set(
    ours.flatMap(({ destination, destinationType }) => (destinationType === 'exchange' ? [destination] : [])),
  );
  // Whatever of ours nothing of ours leads to: somebody may publish there.
  const roots = [...standings.exchanges.keys()].filter((name) => !led.has(name) && roleOf('exchange', name) !== 'net');
  const removed = new Set(phases.of('unbind').map(({ binding }) => binding));
  const replaced = new Set(phases.of('replace').map(({ kind, name }) => objectKey(kind, name)));
  return findLostRoutes({
    entries: new Set([entry, ...entries.keys(), ...roots]),
    bindings: live.topology.bindings,
    // What somebody binds to the net comes there without that binding too.
    isOurs: (queue) => standings.queues.has(queue) && roleOf('queue', queue) !== 'net',
    before: live.topology,
    after: pictureAfter(live.topology, desired.topology, draft, removed),
    removed,
    isInterrupted: (binding) => touchesOneOf(binding, replaced),
  });
}

/** What the guard counts: also what is gone for a moment only. */
export function losingQueues({ lost, interrupted }: LostRoutes): ReadonlySet<string> {
  return new Set([...lost.keys(), ...interrupted]);
}

/** What there is when every step was done. Policies lead no message to a queue of the tree. */
function pictureAfter(live: Topology, desired: Topology, { phases }: Draft, removed: ReadonlySet<Binding>): Topology {
  const exchanges = new Map<string, Exchange>(live.exchanges);
  const queues = new Map<string, Queue>(live.queues);
  for (const { name } of phases.of('delete exchanges')) exchanges.delete(name);
  for (const { name } of phases.of('delete queues')) queues.delete(name);
  const made = [...phases.of('declare net'), ...phases.of('declare exchanges'), ...phases.of('declare queues')];
  for (const { kind, name } of [...made, ...phases.of('replace')]) {
    const exchange = kind === 'exchange' ? desired.exchanges.get(name) : undefined;
    const queue = kind === 'queue' ? desired.queues.get(name) : undefined;
    if (exchange) exchanges.set(name, exchange);
    if (queue) queues.set(name, queue);
  }
  const added = [...phases.of('bind net'), ...phases.of('bind'), ...phases.of('bind again')];
  const bindings = [
    ...live.bindings.filter((binding) => !removed.has(binding)),
    ...added.map(({ binding }) => binding),
  ];
  return { exchanges, queues, bindings, policies: [] };
}
