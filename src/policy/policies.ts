// Which policy applies to an exchange or a queue, read off the policies' patterns.

import { namesThatFit } from './pattern-reading.js';
import type { Policy, Queue } from '../topology/index.js';
import { groupBy, queueType } from '../topology/index.js';

/** What a policy's `apply-to` says, where it is for exchanges. */
export const TO_EXCHANGES: readonly string[] = ['all', 'exchanges'];

/** And where it is for queues of this type: `classic`, `quorum`, `stream`. */
function toQueues(type: string): readonly string[] {
  return ['all', 'queues', type === 'stream' ? 'streams' : `${type}_queues`];
}

/**
 * By name: the policy that applies to it, as rabbit_policy:match has it (3.10 to 4.3): of those whose pattern
 * fits, the one with the highest priority. A pattern of which it is not known what it fits, fits nothing here. What a
 * broker itself says of what is there is better.
 */
export function appliedPolicies(
  names: Iterable<string>,
  policies: readonly Policy[],
  applyTo: readonly string[] = TO_EXCHANGES,
): ReadonlyMap<string, Policy> {
  const applied = new Map<string, Policy>();
  let left: readonly string[] | undefined;
  for (const policy of policies.toSorted((a, b) => b.priority - a.priority)) {
    if (!applyTo.includes(policy.applyTo)) continue;
    left ??= [...names];
    const fitting = namesThatFit(policy.pattern, left);
    if (!fitting || fitting.size === 0) continue;
    for (const name of fitting) applied.set(name, policy);
    left = left.filter((name) => !fitting.has(name));
  }
  return applied;
}

/** The same of queues, each by its type. */
export function appliedToQueues(
  queues: Iterable<Pick<Queue, 'name' | 'arguments'>>,
  policies: readonly Policy[],
): ReadonlyMap<string, Policy> {
  if (policies.length === 0) return new Map();
  return new Map(
    [...groupBy(queues, queueType)].flatMap(([type, alike]) => [
      ...appliedPolicies(
        alike.map(({ name }) => name),
        policies,
        toQueues(type),
      ),
    ]),
  );
}
