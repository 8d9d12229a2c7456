// The policies with limits, one a daemon (`queue.policy`): what each is on the broker, what it is to be, and what keeps it from
// that: limits-barred.ts, limits-capped.ts.

import type { Difference } from '../diff/index.js';
import { comparePolicies } from '../diff/index.js';
import { daemonOfLimits, daemonPatternBeside, isLimitsPolicy, namesThatFit } from '../policy/index.js';
import type { Policy } from '../topology/index.js';
import { valueKey } from '../topology/index.js';
import type { Assessment } from './assess.js';
import type { Blocked } from './blocked.js';
import type { BarredLimits } from './limits-barred.js';
import { findInTheWay } from './limits-barred.js';
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
  const { barred, leaving } = findInTheWay(assessment, wanted, blocked, prune);
  const toBe = wanted.filter(({ name }) => !barred.has(name));
  const toGo = [...ours.values()].filter(({ name }) => !desired.limits.has(name));
  const stays = [...ours.values()].filter(({ name }) => barred.has(name) || (!prune && !desired.limits.has(name)));
  const queues = [...ownership.topology.queues.values()];
  const changes = (prune && toGo.length > 0) || toBe.some((policy) => !isSet(policy, ours.get(policy.name)));
  const squeezesBy = (policies: readonly Policy[]): Squeezes =>
    atOnce || !changes ? new Map() : findSqueezes(live, queues, [...ours.values()], [...policies, ...stays]);
  const squeezes = squeezesBy(toBe);
  const drafts = toBe.map((policy) => ({
    policy,
    live: ours.get(policy.name),
    squeezes: squeezes.get(policy.name) ?? [],
    leaving: atOnce ? [] : (leaving.get(policy.name) ?? []),
  }));
  const moved = drafts.some(waits)
    ? squeezesBy(drafts.map((draft) => (waits(draft) ? movedOf(draft, assessment) : draft.policy)))
    : squeezes;
  return {
    policies: [
      ...drafts.map((draft) => toSet(draft, moved, assessment)),
      ...toGo.map((policy) => toClear(assessment, policy, prune, squeezes.get(policy.name) ?? [])),
    ],
    barred: [...barred.values()].map((bar) => ({ ...bar, isThere: ours.has(bar.policy.name) })),
    capped: findCapped(assessment, toBe, blocked),
  };
}

type Squeezes = ReadonlyMap<string, readonly Squeeze[]>;

interface Drafted {
  readonly policy: Policy;
  readonly live: Policy | undefined;
  readonly squeezes: readonly Squeeze[];
  /** Queues of another daemon that it would reach, and that go. */
  readonly leaving: readonly string[];
}

function waits({ policy, live, squeezes, leaving }: Drafted): boolean {
  return !isSet(policy, live) && squeezes.length + leaving.length > 0;
}

/** The queues that it is to have, but for those of other daemons that go, with the limits of now. */
function movedOf({ policy, live, leaving }: Drafted, { desired, ownership }: Looked): Policy {
  const going = leaving.map((queue) => ownership.addresses.queues.get(queue)?.daemon ?? '');
  const pattern =
    leaving.length === 0 ? policy.pattern : patternBeside(policy.name, [...desired.named.daemon, ...going]);
  return { ...policy, pattern, definition: live?.definition ?? {} };
}

function patternBeside(policy: string, daemons: readonly string[]): string {
  const daemon = daemonOfLimits(policy) ?? '';
  return daemonPatternBeside(daemon, new Set(daemons.filter((other) => other !== daemon)));
}

/**
 * What has to wait with its limits does not wait with its pattern, where nothing is lost by that: another policy of ours may be for
 * queues that it has now, and of two on one queue RabbitMQ takes either. `moved`: what would be squeezed by the patterns alone.
 */
function toSet(draft: Drafted, moved: Squeezes, assessment: Looked): OwnPolicy {
  const { policy, live, squeezes, leaving } = draft;
  const { name } = policy;
  const canMove = live !== undefined && !moved.has(name);
  const [first, all] = waits(draft)
    ? [canMove ? movedOf(draft, assessment) : live, { leaving, squeezes }]
    : [policy, NOTHING];
  return {
    name,
    of: 'queue',
    live,
    wide: first,
    narrow: policy,
    differences: live && first ? differencesOf(first, live) : [],
    gains: [],
    loses: [],
    ...all,
  };
}

const NOTHING = { leaving: [], squeezes: [] };

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

/**
 * Not before the queues that it limits are gone, where they go. Until then it lets go of those that another daemon has under such
 * names now.
 */
function toClear(assessment: Looked, live: Policy, prune: boolean, squeezes: readonly Squeeze[]): OwnPolicy {
  const { desired, ownership } = assessment;
  const { queues } = desired.topology;
  const daemon = daemonOfLimits(live.name);
  const others = reachedBy(live, queues).filter(
    (queue) => desired.origins.queues.get(queue)?.address.daemon !== daemon,
  );
  const wide = others.length === 0 ? live : { ...live, pattern: patternBeside(live.name, [...desired.named.daemon]) };
  return {
    name: live.name,
    of: 'queue',
    live,
    wide,
    narrow: prune ? undefined : wide,
    differences: differencesOf(wide, live),
    gains: [],
    loses: [],
    leaving: reachedBy(live, ownership.topology.queues).filter((name) => !queues.has(name)),
    squeezes: prune ? squeezes : [],
  };
}

function reachedBy({ pattern }: Policy, queues: ReadonlyMap<string, unknown>): readonly string[] {
  return [...(namesThatFit(pattern, [...queues.keys()]) ?? [])];
}
