// The steps that take something away: unbind and delete. Whether a queue may go is asked later, with its counts.

import type { Change } from '../../diff/index.js';
import { isObjectChange, queueType } from '../../diff/index.js';
import type { QueueToGo } from '../holds/may-go.js';
import type { Sentence } from '../../text/index.js';
import { say } from '../../text/index.js';
import type { Drafting } from './drafting.js';
import { plannedObject } from './drafting.js';
import { isBlocked, isPartOfNet, netsThatStay, wantedNet } from '../../assess/index.js';
import type { PhasesToFill } from './phases.js';

export interface Removal {
  readonly queuesToGo: readonly QueueToGo[];
  readonly tiedExchanges: ReadonlyMap<string, readonly Sentence[]>;
}

export const nothingRemoved: Removal = { queuesToGo: [], tiedExchanges: new Map() };

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
    for (const policy of ownership.topology.policies)
      phases.add('clear policy', {
        action: 'clear',
        kind: 'policy',
        name: policy.name,
        policy,
        reason: say`the inventory has no \`routing.unroutable\``,
      });

  const queuesToGo: QueueToGo[] = [];
  const tiedExchanges = new Map<string, readonly Sentence[]>();
  for (const change of going) {
    if (!isObjectChange(change)) continue;
    const { kind } = change;
    const { name } = change.live;
    const ties = ownership.ties[`${kind}s`].get(name) ?? [];
    if (change.kind === 'queue')
      queuesToGo.push({
        name,
        type: queueType(change.live),
        bound: boundQueues.has(name),
        addressed: roleOf('queue', name) !== 'net' && locate.address('queue', name) !== undefined,
        ties,
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
  return { queuesToGo, tiedExchanges };
}

type Extra = Extract<Change, { change: 'extra' }>;

function isExtra(change: Change): change is Extra {
  return change.change === 'extra';
}
