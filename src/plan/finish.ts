// Draft + counts of the queues that go → the Plan: what would be held now, the guards, the sums.

import type { Assessment, Locate } from '../assess/index.js';
import { waysOf } from '../compile/index.js';
import type { Activity } from '../live/index.js';
import { countsOf } from '../live/index.js';
import type { Ownership } from '../ownership/index.js';
import { costOf } from '../route/index.js';
import { say, shellWord } from '../text/index.js';
import type { Selection } from '../topology/index.js';
import type { Draft } from './steps/draft.js';
import { showPart } from './part/part.js';
import { rowsOfPart } from './part/rows.js';
import { tellFate } from './words/fate.js';
import { askForMissing } from './words/gone.js';
import { tripGuards } from './guards.js';
import { losingQueues, lostRoutesOf } from './crossing.js';
import { holdOf, holdOfReplacement, tied } from './holds/may-go.js';
import { holdOfSqueeze } from './holds/squeeze-hold.js';
import { wasOnce } from './words/ways.js';
import { makeNotes } from './words/notes.js';
import type { Forecast } from './words/notes-on-twins.js';
import { notesOnNodes } from './words/notes-on-nodes.js';
import { notesOnCapacity } from './words/notes-on-capacity.js';
import { notesOnCost } from './words/notes-on-cost.js';
import type { ForeignObject, Held, Plan, PlanOptions, PlanSummary, Step } from './plan.js';

export interface Drafted {
  readonly assessment: Assessment;
  readonly draft: Draft;
  readonly options: PlanOptions;
  readonly entry: string;
  /** `guard.removals` of the inventory. */
  readonly removals: number | undefined;
}

/** What was asked of the broker for a draft. */
export interface Seen {
  /** Of the queues that it would delete or replace, and of those that are shown by themselves. */
  readonly counts: ReadonlyMap<string, Activity>;
  /** Of the exchanges that it would close to publishers: how many messages they took lately, where that is known. */
  readonly taken?: ReadonlyMap<string, number>;
}

/** `inventory`: `sha256:…`; asked for when somebody reads the plan's. */
export function finishPlan(
  { assessment, draft, options, entry, removals }: Drafted,
  seen: Seen | undefined,
  inventory: () => string,
  selection?: Selection,
): Plan {
  const { desired, live, ownership, locate } = assessment;
  const { refusals } = draft;
  const steps = draft.phases.all();
  const bindings = desired.topology.bindings.length;
  // Those of strangers in this vhost stay beside ours. Of other vhosts no cheap answer of the API tells the number.
  const inVhost = bindings + live.topology.bindings.length - ownership.topology.bindings.length;
  const scansAll = live.store === 'khepri';
  const ways = waysOf(desired);
  const cost = costOf(desired.topology, entry, scansAll ? inVhost : undefined);
  const routes = lostRoutesOf(assessment, draft, entry);
  const losing = losingQueues(routes);
  const question = askForMissing(desired, draft.phases);
  const forecast = seen ? forecastHolds(locate, draft, seen.counts, live.vhost) : { held: [], heldBound: [] };
  const { held } = forecast;
  const foreign = listForeign(ownership, locate);
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
    foreign,
    guards: tripGuards({
      losing: losing.size,
      routed: routes.routed.size,
      ours: ownership.standings.queues.size,
      allowed: removals,
      question,
    }),
    notes: [
      ...(question === undefined ? [] : [question]),
      ...makeNotes(assessment, draft, {
        routes,
        tell: tellFate(desired, ways, draft.net),
        isCounted: seen !== undefined,
        taken: seen?.taken ?? new Map(),
        forecast,
      }),
      ...notesOnNodes(live.nodes, live.store),
      ...notesOnCost(cost, scansAll ? inVhost : undefined, ways.direct),
      ...notesOnCapacity(desired, live),
    ],
    summary: summarise(steps, draft, held, losing.size),
    ...(losing.size > routes.lost.size && { whileReplaced: losing.size - routes.lost.size }),
    ...(ways.direct !== undefined && { direct: ways.direct }),
    routing: {
      queues: desired.topology.queues.size,
      bindings,
      scannedPerMessage: cost.scannedPerMessage,
    },
    ...(selection && {
      only: {
        ...showPart(assessment, selection, seen?.counts ?? new Map()),
        ...rowsOfPart({ steps, held, refusals, foreign }, selection, ways.direct),
      },
    }),
  };
}

function forecastHolds(locate: Locate, draft: Draft, activity: ReadonlyMap<string, Activity>, vhost: string): Forecast {
  const held: Held[] = [];
  const heldBound: string[] = [];
  for (const queue of draft.queuesToGo) {
    const counts = activity.get(queue.name);
    const hold = holdOf(queue, counts, vhost);
    if (!hold) continue;
    const { name } = queue;
    const { why: reason, remedy, bound } = hold;
    if (bound) heldBound.push(name);
    held.push({ kind: 'queue', name, ...locate.row('queue', name), ...countsOf(counts), reason, remedy });
  }
  for (const { kind, name, type, addressed } of draft.replacements) {
    if (kind === 'exchange') continue;
    const counts = activity.get(name);
    const hold = holdOfReplacement({ name, type, addressed }, counts, vhost);
    if (!hold) continue;
    const { why: reason, remedy } = hold;
    held.push({ kind, name, ...locate.row(kind, name), ...countsOf(counts), reason, remedy });
  }
  for (const [name, ties] of draft.tiedExchanges) {
    const [reason, remedy] = tied(ties);
    held.push({ kind: 'exchange', name, ...locate.row('exchange', name), reason, remedy });
  }
  for (const [policy, squeezes] of draft.squeezes)
    for (const squeeze of squeezes) {
      const { name } = squeeze;
      const counts = activity.get(name);
      const hold = holdOfSqueeze(policy, squeeze, counts, Infinity);
      if (!hold) continue;
      const { why: reason, remedy } = hold;
      held.push({ kind: 'queue', name, ...locate.row('queue', name), ...countsOf(counts), reason, remedy });
    }
  return { held, heldBound };
}

function listForeign(ownership: Ownership, locate: Locate): readonly ForeignObject[] {
  const former = ownership.formerEntries.map((name) => ({
    kind: 'exchange' as const,
    name,
    reason: say`${wasOnce(ownership.entries.get(name))}: delete it by hand when nothing publishes to it`,
  }));
  const suspects = ownership.suspects.map((stranger) => ({
    kind: stranger.kind,
    name: stranger.name,
    ...locate.stranger(stranger),
    reason: say`suspect: looks like ours, no proof; --adopt ${shellWord(stranger.name)} takes it`,
  }));
  const rest = ownership.foreign.map((stranger) => ({
    kind: stranger.kind,
    name: stranger.name,
    ...locate.stranger(stranger),
    reason: stranger.reason,
  }));
  return [...former, ...suspects, ...rest];
}

function summarise(steps: readonly Step[], draft: Draft, held: readonly Held[], losingRoute: number): PlanSummary {
  const counts = new Map<Step['action'], number>();
  for (const { action } of steps) counts.set(action, (counts.get(action) ?? 0) + 1);
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
