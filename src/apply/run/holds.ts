// What waits, and what has to be known before something goes: counts that are fresh enough, and the broker's own last look.

import { CallRefused } from '../../broker/index.js';
import type { Activity } from '../../live/index.js';
import { countsOf } from '../../live/index.js';
import type { Hold, Step } from '../../plan/index.js';
import type { Advice } from '../../text/index.js';
import { counted, say } from '../../text/index.js';
import { causeOf } from '../cause.js';
import type { Applying } from './applying.js';

/** `result`: held, until a later apply; refused, where nothing was put off. */
export function recordHold(
  { book }: Applying,
  step: Step,
  { why, remedy }: Required<Advice>,
  counts: Activity | undefined,
  result: 'held' | 'refused' = 'held',
): void {
  book.record(step, { result, error: why, remedy, ...countsOf(counts) });
}

/** Undefined when they cannot be counted: all that is left is skipped then. */
export async function orSkipAll<T>({ book, plan }: Applying, counting: Promise<T>): Promise<T | undefined> {
  try {
    return await counting;
  } catch (error) {
    const reason = say`the queues that go could not be counted: ${causeOf(error)}`;
    for (const step of book.open(plan.steps)) book.record(step, { result: 'skipped', error: reason });
    return undefined;
  }
}

const UNUSED = say`apply again when nobody uses it`;

/** RabbitMQ's own last look at a delete: 406, it is in use or not empty after all. Whoever reads it needs its bindings. */
export function heldByBroker(error: unknown): Hold | undefined {
  return error instanceof CallRefused && error.code === 406
    ? { bound: error.reason.includes('in use'), why: causeOf(error), remedy: UNUSED }
    : undefined;
}

/** The same look at a queue for which RabbitMQ has none: right before it is deleted. */
export function heldByLook(found: { readonly ready: number; readonly consumers: number }): Hold | undefined {
  if (found.consumers > 0)
    return { bound: true, why: say`${counted(found.consumers, 'consumer')} came meanwhile`, remedy: UNUSED };
  return found.ready > 0
    ? { bound: false, why: say`${counted(found.ready, 'message')} came meanwhile`, remedy: UNUSED }
    : undefined;
}

/**
 * A quorum queue's counts are up to 5 s old (src/broker-facts.md), and a message that was routed just before the unbind may
 * come in just after it: nothing is asked before so much time has passed since.
 */
export const SETTLE_MS = 6000;

/** Between two looks at held queues. */
export const LOOK_AGAIN_MS = 1000;

export function needsSettling(queues: readonly { readonly type: string }[]): boolean {
  return queues.some(({ type }) => type !== 'classic');
}
