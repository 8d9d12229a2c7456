// The policies with limits, one a daemon (`queue.policy`): what each is on the broker, what it is to be, and what keeps it from
// that: limits-barred.ts, limits-capped.ts.

import type { Difference } from '../diff/index.js';
import { comparePolicies } from '../diff/index.js';
import { isLimitsPolicy, namesThatFit } from '../policy/index.js';
import type { Policy, Queue } from '../topology/index.js';
import { valueKey } from '../topology/index.js';
import type { Assessment } from './assess.js';
import type { Blocked } from './blocked.js';
import type { BarredLimits } from './limits-barred.js';
import { findBarred } from './limits-barred.js';
import type { CappedLimits } from './limits-capped.js';
import { findCapped } from './limits-capped.js';
import type { OwnPolicy } from './own-policy.js';
import type { Squeeze } from './squeeze.js';
import { findSqueezes } from './squeeze.js';

export interface Limits {
  readonly policies: readonly OwnPolicy[];
  readonly barred: readonly BarredLimits[];
  readonly capped: readonly CappedLimits[];
}

type Looked = Pick<Assessment, 'desired' | 'live' | 'ownership'>;

/** `prune`: what the inventory does not ask for goes. `atOnce`: as if no message were in the way. */
export function findLimits(
  assessment: Looked,
  blocked: Blocked,
  { prune, atOnce }: { readonly prune: boolean; readonly atOnce: boolean },
): Limits {
  const { desired, live, ownership } = assessment;
  const ours = new Map(ownership.topology.policies.filter(({ name }) => isLimitsPolicy(name)).map((p) => [p.name, p]));
  const wanted = desired.topology.policies.filter(({ name }) => desired.limits.has(name));
  if (wanted.length === 0 && ours.size === 0) return { policies: [], barred: [], capped: [] };
  const inTheWay = findBarred(assessment, wanted, blocked);
  const toBe = wanted.filter(({ name }) => !inTheWay.has(name));
  const stays = [...ours.values()].filter(({ name }) => inTheWay.has(name) || (!prune && !desired.limits.has(name)));
  const queues = [...ownership.topology.queues.values()];
  const goes = prune && [...ours.keys()].some((name) => !desired.limits.has(name));
  const isAsItIs = !goes && toBe.every((policy) => isSet(policy, ours.get(policy.name)));
  const squeezes =
    atOnce || isAsItIs ? new Map<string, []>() : findSqueezes(live, queues, [...ours.values()], [...toBe, ...stays]);
  return {
    policies: [
      ...toBe.map((policy) => toSet(policy, ours.get(policy.name), queues, squeezes.get(policy.name) ?? [])),
      ...[...ours.values()]
        .filter(({ name }) => !desired.limits.has(name))
        .map((policy) => toClear(assessment, policy, prune, squeezes.get(policy.name) ?? [])),
    ],
    barred: [...inTheWay.values()].map((bar) => ({ ...bar, isThere: ours.has(bar.policy.name) })),
    capped: findCapped(assessment, toBe, blocked),
  };
}

function toSet(
  policy: Policy,
  live: Policy | undefined,
  queues: readonly Queue[],
  squeezes: readonly Squeeze[],
): OwnPolicy {
  const waits = squeezes.length > 0 && !isSet(policy, live);
  return {
    name: policy.name,
    of: 'queue',
    live,
    wide: waits ? live : policy,
    narrow: policy,
    differences: live && !waits ? differencesOf(policy, live) : [],
    gains: reachedBy(policy, queues),
    loses: [],
    leaving: [],
    squeezes: waits ? squeezes : [],
  };
}

function isSet(policy: Policy, live: Policy | undefined): boolean {
  return live !== undefined && differencesOf(policy, live).length === 0;
}

/** Limit by limit. */
function differencesOf(wide: Policy, live: Policy): readonly Difference[] {
  const others = comparePolicies(wide, live).filter(({ field }) => field !== 'definition');
  const keys = new Set([...Object.keys(wide.definition), ...Object.keys(live.definition)]);
  const limits = [...keys].map((field) => ({ field, desired: wide.definition[field], live: live.definition[field] }));
  return [...others, ...limits.filter(({ desired, live: now }) => valueKey(desired) !== valueKey(now))];
}

/** Not before the queues that it limits are gone, where they go. */
function toClear(
  { desired, ownership }: Looked,
  live: Policy,
  prune: boolean,
  squeezes: readonly Squeeze[],
): OwnPolicy {
  const { queues } = desired.topology;
  const reached = reachedBy(live, [...ownership.topology.queues.values()]);
  return {
    name: live.name,
    of: 'queue',
    live,
    wide: live,
    narrow: prune ? undefined : live,
    differences: [],
    gains: [],
    loses: [],
    leaving: reached.filter((name) => !queues.has(name)),
    squeezes: prune ? squeezes : [],
  };
}

function reachedBy({ pattern }: Policy, queues: readonly Queue[]): readonly string[] {
  const names = queues.map(({ name }) => name);
  return [...(namesThatFit(pattern, names) ?? [])];
}
