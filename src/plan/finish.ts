// Draft + counts of the queues that go → the Plan: what would be held now, the guards, the sums.

import type { Compiled } from '../compile/index.js';
import type { Activity, ClusterNodes, LiveBroker, MetadataStore } from '../live/index.js';
import type { Ownership } from '../ownership/index.js';
import { costOf } from '../route/index.js';
import type { Draft } from './draft.js';
import { tellFate } from './fate.js';
import { tripGuards } from './guards.js';
import type { Locate } from './locate.js';
import { locate } from './locate.js';
import { findRoutes } from './losing.js';
import { holdOf, holdOfReplacement } from './may-go.js';
import { makeNotes } from './notes.js';
import { notesOnNodes } from './notes-on-nodes.js';
import { notesOnCost } from './notes-on-cost.js';
import type { ForeignObject, Held, Plan, PlanOptions, PlanSummary, Step } from './plan.js';

export interface PlanContext {
  readonly vhost: string;
  readonly broker: LiveBroker | undefined;
  readonly nodes?: ClusterNodes | undefined;
  /** undefined where there is no broker. */
  readonly store: MetadataStore | undefined;
  /** Bindings of the vhost now, whoever's they are. */
  readonly liveBindings: number;
  readonly entry: string;
  /** `sha256:…`; asked for when somebody reads the plan's. */
  readonly inventory: () => string;
  readonly options: PlanOptions;
}

export function finishPlan(
  desired: Compiled,
  ownership: Ownership,
  draft: Draft,
  activity: ReadonlyMap<string, Activity> | undefined,
  context: PlanContext,
): Plan {
  const { steps, refusals } = draft;
  const bindings = desired.topology.bindings.length;
  // Those of strangers in this vhost stay beside ours. Of other vhosts no cheap answer of the API tells the number.
  const inVhost = bindings + context.liveBindings - ownership.topology.bindings.length;
  const scansAll = context.store === 'khepri';
  const cost = costOf(desired.topology, context.entry, scansAll ? inVhost : undefined);
  const { topology, keptBindings, formerEntries } = ownership;
  const routes = findRoutes([...topology.bindings, ...keptBindings], [context.entry, ...formerEntries], steps);
  const place = locate(desired, ownership);
  const held = activity ? forecastHolds(place, draft, activity, context.vhost) : [];
  const losing = routes.losing.map((name) => place.path('queue', name));
  return {
    version: 1,
    vhost: context.vhost,
    ...(context.broker && { broker: context.broker }),
    get inventory() {
      return context.inventory();
    },
    options: context.options,
    steps,
    held,
    refusals,
    foreign: listForeign(ownership),
    guards: tripGuards(routes, ownership.proofs.queues.size),
    notes: [
      ...makeNotes(desired, draft, losing, {
        tell: tellFate(desired, context.entry, draft.net),
        counted: activity !== undefined,
      }),
      ...notesOnNodes(context.nodes, context.store),
      ...notesOnCost(cost, scansAll ? inVhost : undefined),
    ],
    summary: summarise(draft, held, losing.length),
    routing: {
      queues: desired.topology.queues.size,
      bindings,
      scannedPerMessage: cost.scannedPerMessage,
    },
  };
}

function forecastHolds(
  place: Locate,
  draft: Draft,
  activity: ReadonlyMap<string, Activity>,
  vhost: string,
): readonly Held[] {
  const pathOf = (kind: 'exchange' | 'queue', name: string): Pick<Held, 'path'> => {
    const path = place.path(kind, name);
    return path ? { path } : {};
  };
  const held: Held[] = [];
  for (const queue of draft.queuesToGo) {
    const counts = activity.get(queue.name);
    const hold = holdOf(queue, counts, vhost);
    if (!hold) continue;
    const { reason, remedy } = hold;
    const { name } = queue;
    held.push({ kind: 'queue', name, ...pathOf('queue', name), ...countsOf(counts), reason, remedy });
  }
  for (const { kind, name, type, addressed } of draft.replacements) {
    if (kind === 'exchange') continue;
    const counts = activity.get(name);
    const hold = holdOfReplacement({ name, type, addressed }, counts, vhost);
    if (!hold) continue;
    const { reason, remedy } = hold;
    held.push({ kind, name, ...pathOf(kind, name), ...countsOf(counts), reason, remedy });
  }
  for (const [name, ties] of draft.tiedExchanges) {
    held.push({
      kind: 'exchange',
      name,
      ...pathOf('exchange', name),
      reason: ties.join('; '),
      remedy: 'take that away first: topo deletes nothing that others hold on to',
    });
  }
  return held;
}

function countsOf(counts: Activity | undefined): Required<Pick<Held, 'messages' | 'unacknowledged' | 'consumers'>> {
  const { messages = null, unacknowledged = null, consumers = null } = counts ?? {};
  return { messages, unacknowledged, consumers };
}

function listForeign(ownership: Ownership): readonly ForeignObject[] {
  const former = ownership.formerEntries.map((name) => ({
    kind: 'exchange' as const,
    name,
    reason: 'was the entry once: delete it by hand when nothing publishes to it',
  }));
  const suspects = ownership.suspects.map(({ kind, name }) => ({
    kind,
    name,
    reason: `suspect: looks like ours, no proof; --adopt ${name} takes it`,
  }));
  const rest = ownership.foreign.map(({ kind, name, reason }) => ({ kind, name, reason }));
  return [...former, ...suspects, ...rest];
}

function summarise(draft: Draft, held: readonly Held[], losingRoute: number): PlanSummary {
  const counts = new Map<Step['action'], number>();
  for (const { action } of draft.steps) counts.set(action, (counts.get(action) ?? 0) + 1);
  const count = (action: Step['action']): number => counts.get(action) ?? 0;
  return {
    declare: count('declare'),
    bind: count('bind'),
    adopt: count('adopt'),
    unbind: count('unbind'),
    delete: count('delete'),
    replace: count('replace'),
    set: count('set'),
    clear: count('clear'),
    held: held.length,
    refused: draft.refusals.length,
    losingRoute,
    unchanged: draft.unchanged,
  };
}
