// What a step, a change or a finding is about: an exchange or a queue, by one text that says which and whose name. And what
// such an object is to the tree.

import type { DestinationType } from './topology.js';

/** The two kinds of objects that have a name, as RabbitMQ says of a binding's destination. */
export type ObjectKind = DestinationType;

export type ObjectKey = `${ObjectKind} ${string}`;

export function objectKey(kind: ObjectKind, name: string): ObjectKey {
  return `${kind} ${name}`;
}

/** The same of exchanges and of queues, by name. */
export interface ByKind<Of> {
  readonly exchanges: ReadonlyMap<string, Of>;
  readonly queues: ReadonlyMap<string, Of>;
}

/**
 * `entry`, `direct`: what publishers address, now or once, by headers or by a queue's name. `net`: what catches messages that
 * no binding takes, beside the tree.
 */
export const ROLES = ['entry', 'tree', 'direct', 'net'] as const;

export type Role = (typeof ROLES)[number];

/** Of what publishers address: its way. */
export type Way = Extract<Role, 'entry' | 'direct'>;

export function isWay(role: Role): role is Way {
  return role === 'entry' || role === 'direct';
}
