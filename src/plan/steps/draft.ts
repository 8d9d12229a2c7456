// Change[] → steps, refusals and what may have to wait. All decisions but the holds, which need counts of the queues
// that go (finish.ts). Pure: nothing here reads or writes a broker.

import type { Assessment, CatchingNet } from '../../assess/index.js';
import { catchingNet, findBlocked, findNetPolicies } from '../../assess/index.js';
import { isObjectChange } from '../../diff/index.js';
import type { Stranger } from '../../ownership/index.js';
import type { QueueToGo } from '../holds/may-go.js';
import { buildSteps } from './draft-build.js';
import { nothingRemoved, removeSteps } from './draft-remove.js';
import { orderSteps } from './order.js';
import type { PlanOptions, Refusal, Step } from '../plan.js';
import { makeReasons } from '../words/reasons.js';
import type { Registering } from './registering.js';
import { registering } from './registering.js';
import { refuseAdoption, refuseDifference, refuseOverruled, refuseRegistry, refuseTaken } from '../words/refusals.js';
import type { Replacement } from './replacements.js';
import { findReplacements } from './replacements.js';
import { countUnchanged } from './unchanged.js';

export interface Draft {
  readonly steps: readonly Step[];
  readonly refusals: readonly Refusal[];
  /** Queues that a delete step takes away: their counts decide whether they may go. */
  readonly queuesToGo: readonly QueueToGo[];
  /** Exchanges that a delete step takes away though something foreign holds on to them. */
  readonly tiedExchanges: ReadonlyMap<string, readonly string[]>;
  /** What a replace step deletes and declares anew. A queue's counts decide whether it may. */
  readonly replacements: readonly Replacement[];
  readonly registering: Registering;
  /** The net that catches what no binding takes; undefined where there will be none. */
  readonly net: CatchingNet | undefined;
  /** How many desired objects, bindings and policies are as they should be. */
  readonly unchanged: number;
}

export function draftPlan(assessment: Assessment, options: PlanOptions): Draft {
  const { desired, live, ownership, changes, place } = assessment;
  const { chosen, barred } = findReplacements(desired, ownership, changes, options);
  const isReplaced = (kind: string, name: string): boolean => chosen.size > 0 && chosen.has(`${kind} ${name}`);
  // What is replaced is in nobody's way any more.
  const blocked = chosen.size === 0 ? assessment.blocked : findBlocked(desired, ownership, changes, isReplaced);
  const reasons = makeReasons(desired, ownership, place);
  const refusals: Refusal[] = [
    ...ownership.taken.map((stranger) => refuseTaken(stranger, blocked, desired)),
    ...ownership.foreign.filter((stranger) => isNamed(stranger, options.adopt)).map(refuseAdoption),
  ];
  for (const change of changes) {
    if (!isObjectChange(change) || change.change !== 'different') continue;
    const key = `${change.kind} ${change.desired.name}`;
    if (!chosen.has(key)) refusals.push(refuseDifference(change, blocked, ownership, barred.get(key), live.vhost));
  }

  for (const [exchange, policy] of ownership.overruled)
    if (!blocked.exchanges.has(exchange)) refusals.push(refuseOverruled(exchange, policy));

  const net = findNetPolicies(desired, ownership, changes, blocked, options.prune);
  const context = { desired, ownership, changes, options, blocked, net, place, reasons };
  let built = buildSteps(context, isReplaced);
  const unchanged = countUnchanged(context, built);
  const adopts = built.filter((step) => step.action === 'adopt').length;
  const { registry, formerEntries, entriesToRegister } = ownership;
  // Without its registration a former entry is known by its bindings alone, and a removal could take those.
  let removes = true;
  if (registry.problem !== undefined && adopts > 0) {
    removes = !formerEntries.some((name) => entriesToRegister.has(name));
    refusals.push(refuseRegistry(registry.problem, adopts, removes));
    built = built.filter((step) => step.action !== 'adopt');
  }
  const { steps: removed, queuesToGo, tiedExchanges } = removes ? removeSteps(context) : nothingRemoved;
  const replaced = new Set(
    built.filter((step) => step.action === 'replace').map((step) => `${step.kind} ${step.name}`),
  );
  return {
    steps: orderSteps([...built, ...removed]),
    refusals,
    queuesToGo,
    tiedExchanges,
    replacements: [...chosen].filter(([key]) => replaced.has(key)).map(([, replacement]) => replacement),
    registering: registering(desired, ownership, options),
    net: catchingNet(desired.topology, ownership, changes, blocked, isReplaced),
    unchanged,
  };
}

/** A stranger that `--adopt` names outright; a wildcard takes suspects only, without a word about the others. */
function isNamed(stranger: Stranger, adopt: readonly string[]): boolean {
  return stranger.kind !== 'binding' && adopt.includes(stranger.name);
}
