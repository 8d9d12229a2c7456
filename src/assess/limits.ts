// The policies with limits, one a daemon (`queue.policy`): what each is on the broker, what it is to be, and where it cannot
// be set, because it would reach what is not its daemon's, or because somebody else's policy applies to a queue of it.

import type { Difference } from '../diff/index.js';
import { comparePolicies } from '../diff/index.js';
import { TO_EXCHANGES, appliedPolicies, isLimitsPolicy, namesThatFit, toQueues } from '../policy/index.js';
import type { Policy, Queue } from '../topology/index.js';
import { queueType, valueKey } from '../topology/index.js';
import type { Assessment } from './assess.js';
import type { Blocked } from './blocked.js';
import type { OwnPolicy } from './own-policy.js';
import { squeezeOf } from './squeeze.js';

export interface Limits {
  readonly policies: readonly OwnPolicy[];
  readonly barred: readonly BarredLimits[];
}

/** A policy that is left as it is on the broker, or is not made. */
export interface BarredLimits {
  readonly policy: Policy;
  readonly isThere: boolean;
  /** Queues that it would reach, and that are not its daemon's. */
  readonly strays: readonly string[];
  /** The first of them looks like ours. */
  readonly looksLikeOurs: boolean;
  /** By queue of its daemon: somebody else's policy that applies to it, or would but for ours. */
  readonly theirs: ReadonlyMap<string, Policy>;
}

type Looked = Pick<Assessment, 'desired' | 'live' | 'ownership'>;

/** `prune`: what the inventory does not ask for goes. `atOnce`: as if no message were in the way. */
export function findLimits(
  assessment: Looked,
  blocked: Blocked,
  { prune, atOnce }: { readonly prune: boolean; readonly atOnce: boolean },
): Limits {
  const { desired, ownership } = assessment;
  const ours = new Map(ownership.topology.policies.filter(({ name }) => isLimitsPolicy(name)).map((p) => [p.name, p]));
  const policies: OwnPolicy[] = [];
  const barred: BarredLimits[] = [];
  const wanted = desired.topology.policies.filter(({ name }) => desired.limits.has(name));
  if (wanted.length === 0 && ours.size === 0) return { policies, barred };
  const inTheWay = findBarred(assessment, wanted, blocked);
  for (const policy of wanted) {
    const live = ours.get(policy.name);
    const bar = inTheWay.get(policy.name);
    if (bar) barred.push({ ...bar, isThere: live !== undefined });
    else policies.push(toSet(assessment, policy, live, atOnce));
  }
  for (const live of ours.values()) if (!desired.limits.has(live.name)) policies.push(toClear(assessment, live, prune));
  return { policies, barred };
}

function toSet(assessment: Looked, policy: Policy, live: Policy | undefined, atOnce: boolean): OwnPolicy {
  const queues = queuesOfOurs(assessment, policy);
  const before = live?.definition ?? {};
  const squeezes = queues.flatMap((queue) => squeezeOf(queue, before, policy.definition) ?? []);
  const wide = atOnce || squeezes.length === 0 ? policy : live;
  return {
    name: policy.name,
    of: 'queue',
    live,
    wide,
    narrow: policy,
    differences: live && wide ? differencesOf(wide, live) : [],
    gains: queues.map(({ name }) => name),
    loses: [],
    leaving: [],
    squeezes: wide === policy ? [] : squeezes,
  };
}

/** Limit by limit. */
function differencesOf(wide: Policy, live: Policy): readonly Difference[] {
  const others = comparePolicies(wide, live).filter(({ field }) => field !== 'definition');
  const keys = new Set([...Object.keys(wide.definition), ...Object.keys(live.definition)]);
  const limits = [...keys].map((field) => ({ field, desired: wide.definition[field], live: live.definition[field] }));
  return [...others, ...limits.filter(({ desired, live: now }) => valueKey(desired) !== valueKey(now))];
}

/** Not before the queues that it limits are gone, where they go. */
function toClear(assessment: Looked, live: Policy, prune: boolean): OwnPolicy {
  const { queues } = assessment.desired.topology;
  const leaving = queuesOfOurs(assessment, live).flatMap(({ name }) => (queues.has(name) ? [] : [name]));
  return {
    name: live.name,
    of: 'queue',
    live,
    wide: live,
    narrow: prune ? undefined : live,
    differences: [],
    gains: [],
    loses: [],
    leaving,
    squeezes: [],
  };
}

/** Queues of ours on the broker that it reaches. */
function queuesOfOurs({ ownership }: Looked, { pattern }: Policy): readonly Queue[] {
  const { queues } = ownership.topology;
  return [...(namesThatFit(pattern, [...queues.keys()]) ?? [])].flatMap((name) => queues.get(name) ?? []);
}

function findBarred(
  { desired, live, ownership }: Looked,
  wanted: readonly Policy[],
  blocked: Blocked,
): ReadonlyMap<string, Omit<BarredLimits, 'isThere'>> {
  const barred = new Map<string, Omit<BarredLimits, 'isThere'>>();
  const own = new Set(ownership.topology.policies.map(({ name }) => name));
  const others = live.topology.policies.filter(
    ({ name, applyTo }) => !own.has(name) && (applyTo === 'all' || !TO_EXCHANGES.includes(applyTo)),
  );
  const otherOf = new Map(others.map((policy) => [policy.name, policy]));
  const there = [...live.topology.queues.keys()];
  const isSuspect = (queue: string | undefined): boolean =>
    ownership.suspects.some(({ kind, name }) => kind === 'queue' && name === queue);
  for (const policy of wanted) {
    const daemon = desired.limits.get(policy.name)?.daemon;
    const isOfIt = (name: string): boolean => {
      const address = desired.origins.queues.get(name)?.address ?? ownership.addresses.queues.get(name);
      return ownership.topology.queues.has(name) && (address === undefined || address.daemon === daemon);
    };
    const reached = [...(namesThatFit(policy.pattern, there) ?? [])];
    const strays = reached.filter((name) => !isOfIt(name));
    const theirs = new Map<string, Policy>();
    if (others.length > 0) {
      const toCome = [...desired.topology.queues.values()].filter(
        ({ name }) => desired.origins.queues.get(name)?.address.daemon === daemon && !blocked.queues.has(name),
      );
      const names = new Set([...reached.filter(isOfIt), ...toCome.map(({ name }) => name)]);
      const type = queueType(toCome[0] ?? { arguments: {} });
      const shown = (name: string): string | undefined => live.queuePolicies.get(name);
      // What the broker says of a queue that is there is better; where it says ours, another would be next.
      const asked = [...names].filter((name) => !live.topology.queues.has(name) || own.has(shown(name) ?? ''));
      const onPaper = appliedPolicies(asked, others, toQueues(type));
      for (const name of names) {
        const other = otherOf.get(shown(name) ?? '') ?? onPaper.get(name);
        if (other) theirs.set(name, other);
      }
    }
    if (strays.length + theirs.size > 0)
      barred.set(policy.name, { policy, strays, looksLikeOurs: isSuspect(strays[0]), theirs });
  }
  return barred;
}
