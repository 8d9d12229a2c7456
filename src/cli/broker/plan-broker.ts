// Broker → plan: read, draft, count the queues that go, and finish. What plan and apply have in common; nothing here writes.

import type { Reader } from '../../broker/index.js';
import type { Live, LiveBroker } from '../../live/index.js';
import { readActivity, readLive, readTaken } from '../../live/index.js';
import type { Plan, PlanOptions, Planned } from '../../plan/index.js';
import { addressesOf, completePlan, queuesToCount, startPlan } from '../../plan/index.js';
import type { Part } from '../../topology/index.js';
import type { Desired } from '../input/desired.js';
import { choosePart } from '../input/names/only.js';
import { EXIT, Stop } from '../exit-codes.js';

/** The reading door, and which broker is behind it. */
export interface Door {
  readonly reader: Reader;
  readonly broker: LiveBroker;
}

export async function planBroker(
  desired: Desired,
  { reader, broker }: Door,
  vhost: string,
  inventory: () => string,
  options: PlanOptions,
  part?: Part,
): Promise<Planned> {
  checkRightBroker(desired, broker);
  const drafted = startPlan(desired, await readLive(reader, vhost, broker), options);
  const { assessment, draft } = drafted;
  const selection = part && choosePart(part, desired.inventory, addressesOf(assessment));
  const shown = selection ? queuesToCount(assessment, selection) : [];
  const counted = [
    ...draft.queuesToGo,
    ...draft.replacements.filter(({ kind }) => kind === 'queue'),
    ...[...draft.squeezes.values()].flat(),
    ...shown,
  ];
  const [counts, taken] = await Promise.all([
    readActivity(reader, vhost, counted),
    readTaken(reader, vhost, draft.closing),
  ]);
  return completePlan(drafted, { counts, taken }, inventory, selection);
}

/** A picture of the broker → the steps to go, for which nothing has to be counted. */
export function stepsFrom(live: Live, desired: Desired, options: PlanOptions): Pick<Plan, 'steps'> {
  return { steps: startPlan(desired, live, options).draft.phases.all() };
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
