// What waits, and what has to be known before something goes: counts that are fresh enough, and the broker's own last look.

import { CallRefused } from '../../broker/index.js';
import type { Activity } from '../../live/index.js';
import type { Hold, Step } from '../../plan/index.js';
import { messageOf } from '../../text/index.js';
import type { Applying } from './applying.js';

/** `result`: held, until a later apply; refused, where nothing was put off. */
export function recordHold(
  { book }: Applying,
  step: Step,
  { reason, remedy }: Omit<Hold, 'bound'>,
  counts: Activity | undefined,
  result: 'held' | 'refused' = 'held',
): void {
  const { messages = null, unacknowledged = null, consumers = null } = counts ?? {};
  book.record(step, { result, error: reason, remedy, messages, unacknowledged, consumers });
}

/** Undefined when they cannot be counted: all that is left is skipped then. */
export async function orSkipAll<T>({ book, plan }: Applying, counting: Promise<T>): Promise<T | undefined> {
  try {
    return await counting;
  } catch (error) {
    const reason = `the queues that go could not be counted: ${messageOf(error)}`;
    for (const step of book.open(plan.steps)) book.record(step, { result: 'skipped', error: reason });
    return undefined;
  }
}

/** RabbitMQ's own last look at a delete: 406, it is in use or not empty after all. */
export function heldByBroker(error: unknown): Hold | undefined {
  return error instanceof CallRefused && error.code === 406
    ? { bound: false, reason: error.reason, remedy: 'apply again when nobody uses it' }
    : undefined;
}

/**
 * A quorum queue's counts are up to 5 s old (src/broker-facts.md), and a message that was routed just before the unbind may
 * come in just after it: nothing is asked before so much time has passed since.
 */
export const SETTLE_MS = 6000;

export function needsSettling(queues: readonly { readonly type: string }[]): boolean {
  return queues.some(({ type }) => type !== 'classic');
}
