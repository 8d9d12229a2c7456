// Limits that hold only as far as the broker's administrator lets them: an operator policy applies to their queues beside ours,
// and RabbitMQ takes the smaller one of two numbers.

import { appliedToQueues, underOperator } from '../policy/index.js';
import type { ArgumentValue, Policy } from '../topology/index.js';
import { getOrAdd, valueKey } from '../topology/index.js';
import type { Assessment } from './assess.js';
import type { Blocked } from './blocked.js';
import { queuesOf } from './limits-barred.js';

/** One policy of ours under one operator policy. */
export interface CappedLimits {
  readonly policy: string;
  readonly operator: string;
  /** The limits that do not hold. */
  readonly limits: readonly CappedLimit[];
  /** Queues that they do not hold for. */
  readonly queues: readonly string[];
}

export interface CappedLimit {
  readonly key: string;
  readonly ours: ArgumentValue;
  /** What holds in its place. */
  readonly holds: ArgumentValue;
}

/** `wanted`: policies with limits that nothing bars. */
export function findCapped(
  { desired, live }: Pick<Assessment, 'desired' | 'live'>,
  wanted: readonly Policy[],
  blocked: Blocked,
): readonly CappedLimits[] {
  if (live.operatorPolicies.length === 0) return [];
  return wanted.flatMap(({ name, definition }) => {
    const queues = queuesOf(desired, desired.limits.get(name)?.daemon, blocked);
    const found = new Map<string, { readonly limits: readonly CappedLimit[]; readonly queues: string[] }>();
    for (const [queue, operator] of appliedToQueues(queues, live.operatorPolicies))
      getOrAdd(found, operator.name, () => ({ limits: cappedBy(definition, operator), queues: [] })).queues.push(queue);
    return [...found].flatMap(([operator, capped]) =>
      capped.limits.length > 0 ? [{ policy: name, operator, ...capped }] : [],
    );
  });
}

function cappedBy(definition: Policy['definition'], operator: Policy): readonly CappedLimit[] {
  const together = underOperator(definition, operator.definition);
  return Object.entries(definition).flatMap(([key, ours]) => {
    const holds = together[key] ?? ours;
    return valueKey(holds) === valueKey(ours) ? [] : [{ key, ours, holds }];
  });
}
