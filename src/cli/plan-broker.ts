// Broker → plan: read, judge, diff, decide. What plan, apply and verify have in common; nothing here writes.

import type { Reader } from '../broker/index.js';
import type { Change } from '../diff/index.js';
import { diff } from '../diff/index.js';
import type { Activity, Live, LiveBroker } from '../live/index.js';
import { readActivity, readLive } from '../live/index.js';
import type { Ownership } from '../ownership/index.js';
import { judgeOwnership } from '../ownership/index.js';
import type { Draft, Plan, PlanOptions } from '../plan/index.js';
import { draftPlan, finishPlan } from '../plan/index.js';
import type { Desired } from './desired.js';
import { EXIT, Stop } from './exit-codes.js';

/** The reading door, and which broker is behind it. */
export interface Door {
  readonly reader: Reader;
  readonly broker: LiveBroker;
}

export interface Compared {
  readonly live: Live;
  readonly ownership: Ownership;
  readonly changes: readonly Change[];
}

export function compare(desired: Desired, live: Live, adopt: readonly string[]): Compared {
  const { entry, owner, headers } = desired.inventory.routing;
  const ownership = judgeOwnership(desired.compiled, live, { entry, owner, headers, adopt });
  return { live, ownership, changes: diff(desired.compiled.topology, ownership.topology, live.unseen) };
}

export interface Planned extends Compared {
  readonly draft: Draft;
  readonly plan: Plan;
}

/** `counts`: of the queues that the draft would delete or replace; undefined where there is no broker to ask. */
export async function planFrom(
  desired: Desired,
  live: Live,
  inventory: () => string,
  options: PlanOptions,
  counts: (draft: Draft) => Promise<ReadonlyMap<string, Activity> | undefined>,
): Promise<Planned> {
  const compared = compare(desired, live, options.adopt);
  const draft = draftPlan(desired.compiled, compared.ownership, compared.changes, options, live.vhost);
  const plan = finishPlan(desired.compiled, compared.ownership, draft, await counts(draft), {
    vhost: live.vhost,
    broker: live.broker,
    nodes: live.nodes,
    store: live.store,
    liveBindings: live.topology.bindings.length,
    entry: desired.inventory.routing.entry,
    inventory,
    options,
  });
  return { ...compared, draft, plan };
}

export async function planBroker(
  desired: Desired,
  { reader, broker }: Door,
  vhost: string,
  inventory: () => string,
  options: PlanOptions,
): Promise<Planned> {
  checkRightBroker(desired, broker);
  const live = await readLive(reader, vhost, broker);
  return await planFrom(desired, live, inventory, options, ({ queuesToGo, replacements }) =>
    readActivity(reader, vhost, [...queuesToGo, ...replacements.filter(({ kind }) => kind === 'queue')]),
  );
}

/** Refuses a broker that the inventory is not for, before anything else is asked of it. */
export function checkRightBroker(desired: Desired, { clusterName }: LiveBroker): void {
  const wanted = desired.inventory.broker;
  if (wanted !== undefined && wanted !== clusterName)
    throw new Stop(
      EXIT.guarded,
      `this inventory is for the broker "${wanted}", and "${clusterName}" answers`,
      'check --amqp-url and --management-url, or the key `broker` of the inventory',
    );
}
