// What the two halves of a draft, building and removing, look at.

import type { Compiled } from '../../compile/index.js';
import type { Change } from '../../diff/index.js';
import type { Ownership } from '../../ownership/index.js';
import type { Arguments, Exchange, ObjectKey, Queue } from '../../topology/index.js';
import type { Blocked, Locate, OwnPolicy, RoleOf } from '../../assess/index.js';
import type { PlanOptions, PlannedObject } from '../plan.js';
import type { Reasons } from '../words/reasons.js';

export interface Drafting {
  readonly desired: Compiled;
  readonly ownership: Ownership;
  readonly changes: readonly Change[];
  readonly options: PlanOptions;
  /** What `--replace` takes away and declares anew. */
  readonly replaced: ReadonlySet<ObjectKey>;
  readonly blocked: Blocked;
  /** Of the net, and with limits. */
  readonly policies: readonly OwnPolicy[];
  readonly locate: Locate;
  readonly roleOf: RoleOf;
  readonly reasons: Reasons;
}

export function plannedObject(object: Exchange | Queue): PlannedObject {
  const { durable, arguments: args } = object;
  return 'type' in object ? { type: object.type, durable, arguments: args } : { durable, arguments: args };
}

/** The queues of one daemon have one table of arguments, and are planned alike: one object for a million of them. */
export function rememberPlanned(): (object: Exchange | Queue) => PlannedObject {
  const queues = new WeakMap<Arguments, PlannedObject>();
  return (object) => {
    if ('type' in object) return plannedObject(object);
    const known = queues.get(object.arguments);
    if (known?.durable === object.durable) return known;
    const made = plannedObject(object);
    queues.set(object.arguments, made);
    return made;
  };
}
