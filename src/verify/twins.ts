// Two bindings of ours with one source and one match that lead to different queues: every message that passes goes to both.
// A message of the inventory need not show it: of a daemon whose scope has changed, those that publishers still send do.

import type { Binding } from '../topology/index.js';
import { endsOf, groupBy, headerMatch, matchOf, matchesEverything } from '../topology/index.js';
import { plain, say } from '../text/index.js';
import type { Found } from './finding.js';
import type { VerifyInput } from './verify-input.js';

/** `told`: queues of which a route is said to be double already. */
export function* findTwins(input: VerifyInput, told: ReadonlySet<string>): Generator<Found> {
  const { live, ownership, desired, locate } = input;
  const seen = new Map<string, Binding>();
  const pairs: (readonly [Binding, Binding])[] = [];
  for (const binding of ownership.topology.bindings) {
    if (live.topology.exchanges.get(binding.source)?.type !== 'headers') continue;
    if (matchesEverything(headerMatch(binding.arguments))) continue;
    const key = matchOf(binding);
    const twin = seen.get(key);
    if (twin === undefined) seen.set(key, binding);
    else if (endsOf(twin) !== endsOf(binding)) pairs.push([twin, binding]);
  }
  if (pairs.length === 0) return;
  const wanted = new Set(desired.topology.bindings.map((binding) => `${endsOf(binding)}\u0000${matchOf(binding)}`));
  const isWanted = (binding: Binding): boolean => wanted.has(`${endsOf(binding)}\u0000${matchOf(binding)}`);
  const queuesOf = followDown(live.topology.bindings);
  for (const [one, other] of pairs) {
    const [stays, old] = isWanted(other) ? [other, one] : [one, other];
    const [here, there] = [queuesOf(stays), queuesOf(old)];
    const isDouble = here.size > 0 && [...there].some((queue) => !here.has(queue));
    if (!isDouble || [...here, ...there].some((queue) => told.has(queue))) continue;
    const { destination: name, destinationType } = old;
    yield {
      kind: 'duplicate-route',
      object: { kind: 'binding', name },
      binding: old,
      ...locate.row(destinationType, name),
      message: say`what ${old.source} sends there goes to ${plain(stays.destinationType)} ${stays.destination} too: a task that both take runs twice`,
      remedy: say`\`topo plan\` says what keeps the old one, \`topo apply\` takes it away`,
    };
  }
}

/** The queues that a binding leads to, whatever is matched below it. */
function followDown(bindings: readonly Binding[]): (from: Binding) => ReadonlySet<string> {
  const bySource = groupBy(bindings, ({ source }) => source);
  return (from) => {
    const queues = new Set<string>();
    const exchanges = new Set<string>();
    const walk = [from];
    for (const { destination, destinationType } of walk)
      if (destinationType === 'queue') queues.add(destination);
      else if (!exchanges.has(destination)) {
        exchanges.add(destination);
        for (const next of bySource.get(destination) ?? []) walk.push(next);
      }
    return queues;
  };
}
