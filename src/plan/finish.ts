// Draft + counts of the queues that go → the Plan: what would be held now, the guards, the sums.

import type { Assessment, Locate } from '../assess/index.js';
import type { Activity } from '../live/index.js';
import type { Ownership } from '../ownership/index.js';
import { costOf } from '../route/index.js';
import type { Draft } from './steps/draft.js';
import { tellFate } from './words/fate.js';
import { tripGuards } from './guards.js';
import { findRoutes } from './losing.js';
import { holdOf, holdOfReplacement } from './holds/may-go.js';
import { makeNotes } from './words/notes.js';
import { notesOnNodes } from './words/notes-on-nodes.js';
import { notesOnCost } from './words/notes-on-cost.js';
import type { ForeignObject, Held, Plan, PlanOptions, PlanSummary, Step } from './plan.js';
import { commandLine } from '../text/index.js';

export interface Drafted {
  readonly assessment: Assessment;
  readonly draft: Draft;
  readonly options: PlanOptions;
  readonly entry: string;
}

/** `inventory`: `sha256:…`; asked for when somebody reads the plan's. */
export function finishPlan(
  { assessment, draft, options, entry }: Drafted,
  activity: ReadonlyMap<string, Activity> | undefined,
  inventory: () => string,
): Plan {
  const { desired, live, ownership, place } = assessment;
  const { steps, refusals } = draft;
  const bindings = desired.topology.bindings.length;
  // Those of strangers in this vhost stay beside ours. Of other vhosts no cheap answer of the API tells the number.
  const inVhost = bindings + live.topology.bindings.length - ownership.topology.bindings.length;
  const scansAll = live.store === 'khepri';
  const cost = costOf(desired.topology, entry, scansAll ? inVhost : undefined);
  const { topology, keptBindings, formerEntries } = ownership;
  const routes = findRoutes([...topology.bindings, ...keptBindings], [entry, ...formerEntries], steps);
  const held = activity ? forecastHolds(place, draft, activity, live.vhost) : [];
  const losing = routes.losing.map((name) => place.path('queue', name));
  return {
    version: 1,
    vhost: live.vhost,
    ...(live.broker && { broker: live.broker }),
    get inventory() {
      return inventory();
    },
    options,
    steps,
    held,
    refusals,
    foreign: listForeign(ownership),
    guards: tripGuards(routes, ownership.proofs.queues.size),
    notes: [
      ...makeNotes(desired, draft, losing, {
        tell: tellFate(desired, entry, draft.net),
        counted: activity !== undefined,
      }),
      ...notesOnNodes(live.nodes, live.store),
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
    reason: `suspect: looks like ours, no proof; ${commandLine('--adopt', name)} takes it`,
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
