// Which policy applies to an exchange, read off the policies' patterns.

import type { Policy } from './topology.js';

/** Of the net's exchange: it hands all that it gets to its queue. Exchanges of the tree are `headers`. */
export const NET_EXCHANGE_TYPE = 'fanout';

/**
 * By exchange name: the policy that applies to it, as rabbit_policy:match has it (3.10 to 4.3): of those whose pattern
 * fits, the one with the highest priority. Patterns are Erlang's (PCRE): one that JavaScript cannot read fits nothing
 * here. What a broker itself says of an exchange that is there is better.
 */
export function appliedPolicies(exchanges: Iterable<string>, policies: readonly Policy[]): ReadonlyMap<string, Policy> {
  const applied = new Map<string, Policy>();
  const ranked = policies
    .filter(({ applyTo }) => applyTo === 'all' || applyTo === 'exchanges')
    .toSorted((a, b) => b.priority - a.priority)
    .flatMap((policy) => {
      const fits = expressionOf(policy.pattern);
      return fits ? [{ policy, fits }] : [];
    });
  if (ranked.length === 0) return applied;
  for (const exchange of exchanges) {
    const first = ranked.find(({ fits }) => fits.test(exchange));
    if (first) applied.set(exchange, first.policy);
  }
  return applied;
}

function expressionOf(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}
