// The steps that take something away: unbind and delete. Whether a queue may go is asked later, with its counts.

import type { Change } from '../../diff/index.js';
import { isObjectChange } from '../../diff/index.js';
import type { QueueToGo } from '../holds/may-go.js';
import type { Ownership } from '../../ownership/index.js';
import type { Binding } from '../../topology/index.js';
import { objectKey, pushTo, queueType } from '../../topology/index.js';
import type { Sentence } from '../../text/index.js';
import { say, sayAll } from '../../text/index.js';
import type { Drafting } from './drafting.js';
import { plannedObject } from './drafting.js';
import { isBlocked, isPartOfNet, netPolicies, netsThatStay, wantedNet } from '../../assess/index.js';
import type { PhasesToFill } from './phases.js';

type Extra = Extract<Change, { change: 'extra' }>;

export interface Removal {
  readonly queuesToGo: readonly QueueToGo[];
  readonly tiedExchanges: ReadonlyMap<string, readonly Sentence[]>;
  /** Those of them to which the way stays, because something foreign gets its messages there. */
  readonly neededExchanges: ReadonlySet<string>;
}

export const nothingRemoved: Removal = { queuesToGo: [], tiedExchanges: new Map(), neededExchanges: new Set() };

export function addRemoval(drafting: Drafting, phases: PhasesToFill): Removal {
  const { desired, ownership, changes, options, blocked, locate, reasons, roleOf } = drafting;
  const stays = netsThatStay(desired.topology, ownership, blocked);
  const going = options.prune ? changes.filter(isExtra).filter((change) => !isPartOfNet(change, stays)) : [];
  const boundQueues = new Set<string>();
  for (const change of going) {
    if (change.kind !== 'binding' || isBlocked(change.live, blocked)) continue;
    const { destinationType, destination } = change.live;
    if (destinationType === 'queue') boundQueues.add(destination);
    phases.add('unbind', {
      action: 'unbind',
      kind: 'binding',
      name: destination,
      binding: change.live,
      ...locate.step(destinationType, destination),
      reason: reasons.unbind(change.live),
    });
  }

  if (options.prune && wantedNet(desired.topology) === undefined)
    for (const policy of netPolicies(ownership.topology))
      phases.add('clear policy', {
        action: 'clear',
        kind: 'policy',
        name: policy.name,
        policy,
        reason: say`the inventory has no \`routing.unroutable\``,
      });

  const fed = fedQueues(going, ownership);
  const queuesToGo: QueueToGo[] = [];
  const tiedExchanges = new Map<string, readonly Sentence[]>();
  for (const change of going) {
    if (!isObjectChange(change)) continue;
    const { kind } = change;
    const { name } = change.live;
    const ties = ownership.ties.of.get(objectKey(kind, name)) ?? [];
    if (change.kind === 'queue')
      queuesToGo.push({
        name,
        type: queueType(change.live),
        bound: boundQueues.has(name),
        addressed: roleOf('queue', name) !== 'net' && locate.address('queue', name) !== undefined,
        ties,
        fedBy: fed.get(name) ?? [],
      });
    else if (ties.length > 0) tiedExchanges.set(name, ties);
    phases.add(kind === 'exchange' ? 'delete exchanges' : 'delete queues', {
      action: 'delete',
      kind,
      name,
      object: plannedObject(change.live),
      ...locate.step(kind, name),
      reason: reasons.delete(kind, name),
    });
  }
  const neededExchanges = new Set([...tiedExchanges.keys()].filter((name) => ownership.ties.left.has(name)));
  return { queuesToGo, tiedExchanges, neededExchanges };
}

/** Queues that go, below an exchange that goes and into which messages come from elsewhere: by name, from where. */
function fedQueues(going: readonly Extra[], { ties }: Ownership): ReadonlyMap<string, readonly Sentence[]> {
  const fed = new Map<string, readonly Sentence[]>();
  if (ties.entered.size === 0) return fed;
  const bySource = new Map<string, Binding[]>();
  const walk: { readonly exchange: string; readonly why: readonly Sentence[] }[] = [];
  for (const change of going) {
    if (change.kind === 'binding') pushTo(bySource, change.live.source, change.live);
    else if (change.kind === 'exchange' && ties.entered.has(change.live.name)) {
      const { name } = change.live;
      const tied = ties.of.get(objectKey('exchange', name)) ?? [];
      walk.push({ exchange: name, why: [say`messages come to it through exchange "${name}": ${sayAll(tied, '; ')}`] });
    }
  }
  const seen = new Set(walk.map(({ exchange }) => exchange));
  for (const { exchange, why } of walk)
    for (const { destination, destinationType } of bySource.get(exchange) ?? [])
      if (destinationType === 'queue') fed.set(destination, fed.get(destination) ?? why);
      else if (!seen.has(destination)) {
        seen.add(destination);
        walk.push({ exchange: destination, why });
      }
  return fed;
}

function isExtra(change: Change): change is Extra {
  return change.change === 'extra';
}
