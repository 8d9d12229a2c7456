// Change[] → steps, refusals and what may have to wait. All decisions but the holds, which need counts of the queues
// that go (finish.ts). Pure: nothing here reads or writes a broker.

import { waysOf } from '../../compile/index.js';
import type { Assessment, CappedLimits, CatchingNet, Locate, RoleOf, Squeeze } from '../../assess/index.js';
import { catchingNet, findBlocked, findLimits, findNetPolicies } from '../../assess/index.js';
import { isObjectChange } from '../../diff/index.js';
import type { Stranger } from '../../ownership/index.js';
import type { Sentence } from '../../text/index.js';
import type { ObjectKind } from '../../topology/index.js';
import { objectKey } from '../../topology/index.js';
import type { QueueToGo } from '../holds/may-go.js';
import { addBuilding } from './draft-build.js';
import { addRemoval, nothingRemoved } from './draft-remove.js';
import type { PlanOptions, Refusal } from '../plan.js';
import type { Phases } from './phases.js';
import { startPhases } from './phases.js';
import { refuseLimits } from '../words/limits.js';
import { makeReasons } from '../words/reasons.js';
import type { Registering } from './registering.js';
import { registering } from './registering.js';
import { refuseAdoption, refuseDifference, refuseOverruled, refuseRegistry, refuseTaken } from '../words/refusals.js';
import type { Replacement } from './replacements.js';
import { findReplacements } from './replacements.js';
import { countUnchanged } from './unchanged.js';

export interface Draft {
  readonly phases: Phases;
  readonly refusals: readonly Refusal[];
  /** Queues that a delete step takes away: their counts decide whether they may go. */
  readonly queuesToGo: readonly QueueToGo[];
  /** Exchanges that a delete step takes away though something foreign holds on to them. */
  readonly tiedExchanges: ReadonlyMap<string, readonly Sentence[]>;
  /** Those of them to which the way stays, because something foreign gets its messages there. */
  readonly neededExchanges: ReadonlySet<string>;
  /** What a replace step deletes and declares anew. A queue's counts decide whether it may. */
  readonly replacements: readonly Replacement[];
  readonly registering: Registering;
  /** What each object is registered as. */
  readonly roleOf: RoleOf;
  /** What publishers may address, and the inventory has no way for any more: the steps take its bindings. */
  readonly closing: readonly string[];
  /** By policy that reaches less at the end: the objects that have to be gone before. */
  readonly leaving: ReadonlyMap<string, readonly { readonly kind: ObjectKind; readonly name: string }[]>;
  /** By policy: queues that could lose messages by what it is to be. Their counts decide whether it may. */
  readonly squeezes: ReadonlyMap<string, readonly Squeeze[]>;
  /** Limits of ours that hold in part only. */
  readonly capped: readonly CappedLimits[];
  /** The net that catches what no binding takes; undefined where there will be none. */
  readonly net: CatchingNet | undefined;
  /** How many desired objects, bindings and policies are as they should be. */
  readonly unchanged: number;
}

export function draftPlan(assessment: Assessment, options: PlanOptions): Draft {
  const { desired, live, ownership, changes, locate, roleOf } = assessment;
  const { chosen, barred } = findReplacements(assessment, options);
  const replaced = new Set(chosen.keys());
  // What is replaced is in nobody's way any more.
  const blocked = chosen.size === 0 ? assessment.blocked : findBlocked(desired, ownership, changes, replaced);
  const reasons = makeReasons(assessment);
  const refusals: Refusal[] = [
    ...ownership.taken.map((stranger) => refuseTaken(stranger, blocked, desired)),
    ...ownership.foreign.filter((stranger) => isNamed(stranger, options.adopt)).map(refuseAdoption),
  ];
  for (const change of changes) {
    if (!isObjectChange(change) || change.change !== 'different') continue;
    const key = objectKey(change.kind, change.desired.name);
    if (!chosen.has(key)) refusals.push(refuseDifference(change, blocked, ownership, barred.get(key), live.vhost));
  }

  for (const [exchange, policy] of ownership.overruled)
    if (!blocked.exchanges.has(exchange)) refusals.push(refuseOverruled(exchange, policy));

  const limits = findLimits(assessment, blocked, { prune: options.prune, atOnce: false });
  refusals.push(...limits.barred.map(refuseLimits));
  const policies = [...findNetPolicies(assessment, blocked, options.prune), ...limits.policies];
  const drafting = { desired, ownership, changes, options, replaced, blocked, policies, locate, roleOf, reasons };
  const phases = startPhases();
  addBuilding(drafting, phases);
  const unchanged = countUnchanged(drafting, phases);
  const adopts = phases.of('adopt').length;
  const { registry, formerEntries, entriesToRegister } = ownership;
  // Without its registration a former entry is known by its bindings alone, and a removal could take those.
  let removes = true;
  if (registry.kind === 'foreign' && adopts > 0) {
    removes = !formerEntries.some((name) => entriesToRegister.has(name));
    refusals.push(refuseRegistry(registry.name, adopts, removes));
    phases.drop('adopt');
  }
  const { queuesToGo, tiedExchanges, neededExchanges } = removes ? addRemoval(drafting, phases) : nothingRemoved;
  return {
    phases,
    refusals: refusals.map((refusal) => ({ ...refusal, ...placeOf(refusal, locate) })),
    queuesToGo,
    tiedExchanges,
    neededExchanges,
    replacements: phases.of('replace').flatMap(({ kind, name }) => chosen.get(objectKey(kind, name)) ?? []),
    registering: registering(ownership, options),
    roleOf,
    closing: closingEntries(assessment, phases),
    leaving: new Map(
      policies.map(({ name, of, leaving }) => [name, leaving.map((object) => ({ kind: of, name: object }))]),
    ),
    capped: limits.capped,
    squeezes: new Map(policies.flatMap(({ name, squeezes }) => (squeezes.length > 0 ? [[name, squeezes]] : []))),
    net: catchingNet(desired.topology, ownership, changes, blocked, replaced),
    unchanged,
  };
}

function placeOf({ kind, name }: Refusal, locate: Locate): Pick<Refusal, 'path' | 'place'> {
  return kind === 'exchange' || kind === 'queue' ? { ...locate.row(kind, name), place: locate.place(kind, name) } : {};
}

/** The bindings of a former entry that is kept stay, as long as the inventory has its way. */
function closingEntries({ desired, ownership }: Assessment, phases: Phases): readonly string[] {
  const ways = waysOf(desired);
  const sources = new Set(phases.of('unbind').map(({ binding }) => binding.source));
  return ownership.formerEntries.filter((name) => {
    const way = ownership.entries.get(name);
    return way !== undefined && ways[way] === undefined && sources.has(name);
  });
}

/** A stranger that `--adopt` names outright; a wildcard takes suspects only, without a word about the others. */
function isNamed(stranger: Stranger, adopt: readonly string[]): boolean {
  return stranger.kind !== 'binding' && adopt.includes(stranger.name);
}
