// Which policy applies to an exchange, read off the policies' patterns.

import { namesThatFit } from './pattern-reading.js';
import type { Policy } from '../topology/index.js';

/**
 * By exchange name: the policy that applies to it, as rabbit_policy:match has it (3.10 to 4.3): of those whose pattern
 * fits, the one with the highest priority. A pattern of which it is not known what it fits, fits nothing here. What a
 * broker itself says of an exchange that is there is better.
 */
export function appliedPolicies(exchanges: Iterable<string>, policies: readonly Policy[]): ReadonlyMap<string, Policy> {
  const applied = new Map<string, Policy>();
  let left: readonly string[] | undefined;
  for (const policy of policies.toSorted((a, b) => b.priority - a.priority)) {
    if (policy.applyTo !== 'all' && policy.applyTo !== 'exchanges') continue;
    left ??= [...exchanges];
    const fitting = namesThatFit(policy.pattern, left);
    if (!fitting || fitting.size === 0) continue;
    for (const exchange of fitting) applied.set(exchange, policy);
    left = left.filter((exchange) => !fitting.has(exchange));
  }
  return applied;
}
