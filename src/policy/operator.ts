// What a queue has of a policy when an operator policy applies to it beside: the broker's administrator sets those, as an
// upper bound that no other user can lift.

import type { ArgumentValue, Arguments } from '../topology/index.js';

/**
 * The definition that holds, as rabbit_policy:merge_operator_definitions has it (3.10 to 4.3): of two numbers the smaller
 * one, of two words the operator's.
 */
export function underOperator(definition: Arguments, operator: Arguments | undefined): Arguments {
  if (!operator) return definition;
  const merged = new Map(Object.entries(definition));
  for (const [key, theirs] of Object.entries(operator)) merged.set(key, mergeOne(key, merged.get(key), theirs));
  return Object.fromEntries(merged);
}

function mergeOne(key: string, ours: ArgumentValue | undefined, theirs: ArgumentValue): ArgumentValue {
  if (typeof ours !== 'number' || typeof theirs !== 'number') return theirs;
  // A negative one is no limit, and the other one holds.
  const isUnlimited = key === 'delivery-limit' && (ours < 0 || theirs < 0);
  return isUnlimited ? Math.max(ours, theirs) : Math.min(ours, theirs);
}
