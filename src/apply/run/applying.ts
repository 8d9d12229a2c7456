// What the parts of an apply look at: the plan that is carried out, the doors to the broker, and the book of what has
// become of each step.

import type { AmqpCall, AmqpSession } from '../../broker/index.js';
import type { Activity, Asked } from '../../live/index.js';
import type { Draft, Plan, QueueToGo } from '../../plan/index.js';
import type { Binding, Policy } from '../../topology/index.js';
import type { Book } from './book.js';

export interface StepDoors {
  readonly amqp: AmqpSession;
  /** How many calls may be under way at once. */
  readonly channels: number;
  /** Seconds to wait for held queues. */
  readonly drainSeconds: number;
  /**
   * Declares this queue for a moment, exclusive, on a connection apart. Out: the broker's words, where it closes that connection for it; undefined
   * where it does not, or where it was not told.
   */
  tryOut(call: Extract<AmqpCall, { call: 'declare queue' }>): Promise<string | undefined>;
  /** Removes a live binding by its properties_key, over HTTP. */
  removeBinding(binding: Binding): Promise<void>;
  /** Sets a policy, or takes it away, over HTTP: AMQP has no call for it. */
  setPolicy(policy: Policy): Promise<void>;
  clearPolicy(name: string): Promise<void>;
  /** Those of the queues that surely have no consumer now; what cannot be told this way is not among them. */
  findUnread(queues: readonly Pick<QueueToGo, 'name' | 'type'>[]): Promise<ReadonlySet<string>>;
  /** Counts of now. A queue that is not in the answer has unknown counts. */
  countQueues(queues: readonly Asked[]): Promise<ReadonlyMap<string, Activity>>;
  /** Ready messages and consumers of this moment; undefined where the broker does not say. */
  inspect(queue: string): Promise<{ readonly ready: number; readonly consumers: number } | undefined>;
  /** The same plan made anew: what holds on to what goes may be another by now. */
  planAgain(): Promise<Draft>;
  progress(done: number, total: number, doing: string): void;
  /** True once the operator wants it to end: what is in flight is finished, the rest is skipped. */
  stopping(): boolean;
  /** Waits; ends sooner when `stopping` comes true. */
  pause(milliseconds: number): Promise<void>;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
}

export interface Work {
  readonly plan: Plan;
  readonly draft: Draft;
  readonly owner: string;
}

export interface Applying extends Work {
  readonly doors: StepDoors;
  readonly book: Book;
}

/** Nothing more is to be sent: the operator stopped it, or the connection with the lock is lost. */
export function isHalted({ doors }: Applying): boolean {
  return doors.stopping() || doors.amqp.lost() !== undefined;
}
