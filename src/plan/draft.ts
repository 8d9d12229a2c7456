// Change[] → steps, refusals and what may have to wait. All decisions but the holds, which need counts of the queues
// that go (finish.ts). Pure: nothing here reads or writes a broker.

import type { Compiled } from '../compile/index.js';
import type { Change } from '../diff/index.js';
import { queueType } from '../diff/index.js';
import type { Ownership, Stranger } from '../ownership/index.js';
import { wildcard } from '../ownership/index.js';
import type { Binding, Exchange, Queue } from '../topology/index.js';
import { findBlocked } from './blocked.js';
import type { Blocked } from './blocked.js';
import { orderSteps } from './order.js';
import type { PlanOptions, PlannedBinding, Refusal, Step } from './plan.js';
import { makeReasons } from './reasons.js';
import { locate } from './locate.js';
import { refuseAdoption, refuseDifference, refuseTaken } from './refusals.js';

export interface Draft {
  readonly steps: readonly Step[];
  readonly refusals: readonly Refusal[];
  /** Queues that a delete step takes away: their counts decide whether they may go. */
  readonly queuesToGo: readonly QueueToGo[];
  /** Exchanges that a delete step takes away though something foreign holds on to them. */
  readonly tiedExchanges: ReadonlyMap<string, readonly string[]>;
}

export interface QueueToGo {
  readonly name: string;
  /** `classic`, `quorum`, `stream`. */
  readonly type: string;
  /** Whether a binding of ours still leads to it. */
  readonly bound: boolean;
  readonly ties: readonly string[];
}

export function draftPlan(
  desired: Compiled,
  ownership: Ownership,
  changes: readonly Change[],
  options: PlanOptions,
): Draft {
  const blocked = findBlocked(desired, ownership, changes);
  const place = locate(desired, ownership);
  const reasons = makeReasons(desired, ownership, place);
  const steps: Step[] = [];
  const refusals: Refusal[] = [
    ...ownership.taken.map((stranger) => refuseTaken(stranger, blocked)),
    ...ownership.foreign.filter((stranger) => isNamed(stranger, options.adopt)).map(refuseAdoption),
  ];
  const going = options.prune ? changes.filter(isExtra) : [];
  const differs = new Set<string>();

  for (const change of changes) {
    if (change.kind === 'binding' || change.change === 'extra') continue;
    const { name } = change.desired;
    if (change.change === 'different') {
      differs.add(`${change.kind} ${name}`);
      refusals.push(refuseDifference(change, blocked));
    } else if (!blocked[`${change.kind}s`].has(name)) {
      const origin = desired.origins[`${change.kind}s`].get(name);
      steps.push({
        action: 'declare',
        kind: change.kind,
        name,
        object: plannedObject(change.desired),
        ...(origin && { path: origin.path, source: place.text(origin.place) }),
      });
    }
  }

  const takes = options.adopt.map(wildcard);
  for (const kind of ['exchange', 'queue'] as const)
    for (const [name, proof] of ownership.proofs[`${kind}s`]) {
      const wanted =
        proof === 'adopt' ||
        (proof === 'needed' && (!differs.has(`${kind} ${name}`) || takes.some((take) => take.test(name))));
      if (!wanted || blocked[`${kind}s`].has(name)) continue;
      steps.push({ action: 'adopt', kind, name, ...place.step(kind, name), reason: reasons.adopt(proof) });
    }
  if (ownership.registryProblem !== undefined && steps.some((step) => step.action === 'adopt')) {
    refusals.push(refuseRegistry(ownership.registryProblem, steps));
    steps.splice(0, steps.length, ...steps.filter((step) => step.action !== 'adopt'));
  }

  for (const change of changes) {
    if (change.kind !== 'binding' || change.change !== 'missing' || isBlocked(change.desired, blocked)) continue;
    const { destinationType, destination } = change.desired;
    steps.push({
      action: 'bind',
      kind: 'binding',
      name: destination,
      binding: plannedBinding(change.desired),
      ...place.step(destinationType, destination),
    });
  }

  const boundQueues = new Set<string>();
  for (const change of going) {
    if (change.kind === 'binding') {
      if (isBlocked(change.live, blocked)) continue;
      const { destinationType, destination } = change.live;
      if (destinationType === 'queue') boundQueues.add(destination);
      steps.push({
        action: 'unbind',
        kind: 'binding',
        name: destination,
        binding: plannedBinding(change.live),
        ...place.step(destinationType, destination),
        reason: reasons.unbind(change.live),
      });
    }
  }

  const queuesToGo: QueueToGo[] = [];
  const tiedExchanges = new Map<string, readonly string[]>();
  for (const change of going) {
    if (change.kind === 'binding') continue;
    const { name } = change.live;
    const ties = ownership.ties[`${change.kind}s`].get(name) ?? [];
    if (change.kind === 'queue')
      queuesToGo.push({ name, type: queueType(change.live), bound: boundQueues.has(name), ties });
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
  return { steps: orderSteps(steps), refusals, queuesToGo, tiedExchanges };
}

function isExtra(change: Change): change is Extract<Change, { change: 'extra' }> {
  return change.change === 'extra';
}

/** A stranger that `--adopt` names outright; a wildcard takes suspects only, without a word about the others. */
function isNamed(stranger: Stranger, adopt: readonly string[]): boolean {
  return stranger.kind !== 'binding' && adopt.includes(stranger.name);
}

function isBlocked(binding: Binding, blocked: Blocked): boolean {
  return blocked.exchanges.has(binding.source) || blocked[`${binding.destinationType}s`].has(binding.destination);
}

function plannedObject(object: Exchange | Queue): {
  type?: string;
  durable: boolean;
  arguments: Exchange['arguments'];
} {
  return { ...('type' in object && { type: object.type }), durable: object.durable, arguments: object.arguments };
}

function plannedBinding(binding: Binding): PlannedBinding {
  return binding;
}

function refuseRegistry(problem: string, steps: readonly Step[]): Refusal {
  const count = steps.filter((step) => step.action === 'adopt').length;
  return {
    kind: 'exchange',
    name: problem.split('"')[1] ?? '',
    reason: `${problem}, so nothing can be adopted (${count} waiting)`,
    remedy: 'delete that exchange by hand, then plan again: topo makes the right one',
  };
}
