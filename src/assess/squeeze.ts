// By which of its new limits a queue could lose what waits in it now, or itself. Pure: counts decide later whether it does.

import type { Live } from '../live/index.js';
import { appliedToQueues, underOperator } from '../policy/index.js';
import type { Arguments, Policy, Queue } from '../topology/index.js';
import { pushTo } from '../topology/index.js';

export interface Squeeze {
  readonly name: string;
  /** So many messages it keeps. */
  readonly maxLength?: number;
  /** So many bytes of them. */
  readonly maxBytes?: number;
  /** Milliseconds. */
  readonly ttl?: number;
  /** It is deleted when nobody reads it for so many milliseconds. */
  readonly expires?: number;
  /** Somebody else's policy, which limits it then. */
  readonly by?: string;
}

/**
 * By policy, the queues of ours that could lose by it when it has changed, or is gone. `ours`: our queues on the broker.
 * `before` and `after`: our policies with limits.
 */
export function findSqueezes(
  live: Live,
  ours: readonly Queue[],
  before: readonly Policy[],
  after: readonly Policy[],
): ReadonlyMap<string, readonly Squeeze[]> {
  const squeezes = new Map<string, Squeeze[]>();
  const policies = new Map(live.topology.policies.map((policy) => [policy.name, policy]));
  const own = new Set(before.map(({ name }) => name));
  const others = live.topology.policies.filter(({ name }) => !own.has(name));
  const then = appliedToQueues(ours, [...after, ...others]);
  const wanted = new Set(after.map(({ name }) => name));
  const operators = appliedToQueues(ours, live.operatorPolicies);
  for (const queue of ours) {
    const now = policies.get(live.queuePolicies.get(queue.name) ?? '');
    const next = then.get(queue.name);
    const isOurs = next !== undefined && wanted.has(next.name);
    const by = isOurs ? next : now;
    if (!by) continue;
    const limits = (policy: Policy | undefined): Arguments =>
      underOperator(policy?.definition ?? {}, operators.get(queue.name)?.definition);
    const squeeze = squeezeOf(queue, limits(now), limits(next));
    if (squeeze) pushTo(squeezes, by.name, { ...squeeze, ...(next && !isOurs && { by: next.name }) });
  }
  return squeezes;
}

/**
 * `before`: what the policies that apply now say. Of a number RabbitMQ takes the smaller one of the policy's and the
 * argument's, of words the argument's.
 *
 * A queue that refuses new messages when it is full drops none for a lower length, but only if it did so before as well:
 * RabbitMQ sets the length first, and then what a full queue does (rabbit_amqqueue_process, 3.10 to 4.3).
 */
export function squeezeOf({ name, arguments: args }: Queue, before: Arguments, after: Arguments): Squeeze | undefined {
  const now = (key: string): number => smaller(before[key], args[`x-${key}`]);
  const then = (key: string): number => smaller(after[key], args[`x-${key}`]);
  const refuses = (policy: Arguments): boolean => {
    const word = args['x-overflow'] ?? policy['overflow'];
    return word === 'reject-publish' || word === 'reject-publish-dlx';
  };
  const drops = !(refuses(before) && refuses(after));
  const isLess = (key: string): boolean =>
    then(key) < now(key) || (refuses(before) && Number.isFinite(then(key)) && drops);
  const squeeze = {
    name,
    ...(drops && isLess('max-length') && { maxLength: then('max-length') }),
    ...(drops && isLess('max-length-bytes') && { maxBytes: then('max-length-bytes') }),
    ...(then('message-ttl') < now('message-ttl') && { ttl: then('message-ttl') }),
    ...(then('expires') < now('expires') && { expires: then('expires') }),
  };
  return Object.keys(squeeze).length > 1 ? squeeze : undefined;
}

function smaller(...values: readonly unknown[]): number {
  return Math.min(...values.map((value) => (typeof value === 'number' ? value : Infinity)));
}
