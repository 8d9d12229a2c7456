// The steps that take something away: unbind and delete. Whether a queue may go is asked later, with its counts.

import type { Change } from '../../diff/index.js';
import { isObjectChange, queueType } from '../../diff/index.js';
import type { QueueToGo } from '../holds/may-go.js';
import type { Drafting } from './drafting.js';
import { plannedObject } from './drafting.js';
import { isBlocked, isPartOfNet, netOf, netsThatStay, wantedNet } from '../../assess/index.js';
import type { Step } from '../plan.js';

export interface Removal {
  readonly steps: readonly Step[];
  readonly queuesToGo: readonly QueueToGo[];
  readonly tiedExchanges: ReadonlyMap<string, readonly string[]>;
}

export const nothingRemoved: Removal = { steps: [], queuesToGo: [], tiedExchanges: new Map() };

export function removeSteps({ desired, ownership, changes, options, blocked, place, reasons }: Drafting): Removal {
  const stays = netsThatStay(desired.topology, ownership, blocked);
  const going = options.prune ? changes.filter(isExtra).filter((change) => !isPartOfNet(change, stays)) : [];
  const steps: Step[] = [];
  const nets = ownership.topology.policies.map(netOf);
  const boundQueues = new Set<string>();
  for (const change of going) {
    if (change.kind !== 'binding' || isBlocked(change.live, blocked)) continue;
    const { destinationType, destination } = change.live;
    if (destinationType === 'queue') boundQueues.add(destination);
    steps.push({
      action: 'unbind',
      kind: 'binding',
      name: destination,
      binding: change.live,
      ...place.step(destinationType, destination),
      reason: reasons.unbind(change.live),
    });
  }

  if (options.prune && wantedNet(desired.topology) === undefined)
    for (const policy of ownership.topology.policies)
      steps.push({
        action: 'clear',
        kind: 'policy',
        name: policy.name,
        policy,
        reason: 'the inventory has no `routing.unroutable`',
      });

  const queuesToGo: QueueToGo[] = [];
  const tiedExchanges = new Map<string, readonly string[]>();
  for (const change of going) {
    if (!isObjectChange(change)) continue;
    const { name } = change.live;
    const ties = ownership.ties[`${change.kind}s`].get(name) ?? [];
    if (change.kind === 'queue')
      queuesToGo.push({
        name,
        type: queueType(change.live),
        bound: boundQueues.has(name),
        addressed: !nets.includes(name) && place.path('queue', name) !== undefined,
        ties,
      });
    else if (ties.length > 0) tiedExchanges.set(name, ties);
    steps.push({
      action: 'delete',
      kind: change.kind,
      name,
      object: plannedObject(change.live),
      ...place.step(change.kind, name),
      reason: reasons.delete(change.kind, name),
    });
  }
  return { steps, queuesToGo, tiedExchanges };
}

type Extra = Extract<Change, { change: 'extra' }>;

function isExtra(change: Change): change is Extra {
  return change.change === 'extra';
}
