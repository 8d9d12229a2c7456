// Where limits cannot be set: they would reach what is not their daemon's, or somebody else's policy applies to a queue of it.

import { appliedToQueues, namesThatFit } from '../policy/index.js';
import type { Policy, Queue } from '../topology/index.js';
import type { Assessment } from './assess.js';
import type { Blocked } from './blocked.js';

/** A policy that is left as it is on the broker, or is not made. */
export interface BarredLimits {
  readonly policy: Policy;
  readonly isThere: boolean;
  /** Queues that it would reach, and that are not its daemon's. */
  readonly strays: readonly string[];
  /** What the first of them is. */
  readonly firstIs: 'ours' | 'suspect' | 'foreign';
  /** By queue of its daemon: somebody else's policy that applies to it, or would but for ours. */
  readonly theirs: ReadonlyMap<string, Policy>;
}

export interface InTheWay {
  readonly barred: ReadonlyMap<string, Omit<BarredLimits, 'isThere'>>;
  /** Queues of ours that are another daemon's and leave: the policy comes when they are gone. */
  readonly leaving: ReadonlyMap<string, readonly string[]>;
}

/** `wanted`: policies with limits, as the inventory has them. Out: by name. */
export function findInTheWay(
  { desired, live, ownership }: Pick<Assessment, 'desired' | 'live' | 'ownership'>,
  wanted: readonly Policy[],
  blocked: Blocked,
  prune: boolean,
): InTheWay {
  const barred = new Map<string, Omit<BarredLimits, 'isThere'>>();
  const leaving = new Map<string, readonly string[]>();
  const own = new Set(ownership.topology.policies.map(({ name }) => name));
  const theirPolicies = live.topology.policies.filter(({ name }) => !own.has(name));
  const otherOf = new Map(theirPolicies.map((policy) => [policy.name, policy]));
  const there = [...live.topology.queues.keys()];
  const whoseIs = (queue: string): BarredLimits['firstIs'] => {
    if (ownership.topology.queues.has(queue)) return 'ours';
    return ownership.suspects.some(({ kind, name }) => kind === 'queue' && name === queue) ? 'suspect' : 'foreign';
  };
  for (const policy of wanted) {
    const daemon = desired.limits.get(policy.name)?.daemon;
    const isOfIt = (name: string): boolean => {
      const address = desired.origins.queues.get(name)?.address ?? ownership.addresses.queues.get(name);
      return ownership.topology.queues.has(name) && (address?.daemon ?? daemon) === daemon;
    };
    const reached = [...(namesThatFit(policy.pattern, there) ?? [])];
    const goes = (name: string): boolean => prune && ownership.topology.queues.has(name);
    const others = reached.filter((name) => !isOfIt(name));
    const strays = others.filter((name) => !goes(name));
    leaving.set(policy.name, others.filter(goes));
    const theirs = new Map<string, Policy>();
    if (theirPolicies.length > 0) {
      const toCome = queuesOf(desired, daemon, blocked);
      const names = new Set([...reached.filter(isOfIt), ...toCome.map(({ name }) => name)]);
      const shown = (name: string): string | undefined => live.queuePolicies.get(name);
      // What the broker says of a queue that is there is better; where it says ours, another would be next.
      const asked = [...names].filter((name) => !live.topology.queues.has(name) || own.has(shown(name) ?? ''));
      const onPaper = appliedToQueues(
        asked.flatMap((name) => live.topology.queues.get(name) ?? desired.topology.queues.get(name) ?? []),
        theirPolicies,
      );
      for (const name of names) {
        const other = otherOf.get(shown(name) ?? '') ?? onPaper.get(name);
        if (other) theirs.set(name, other);
      }
    }
    if (strays.length + theirs.size > 0)
      barred.set(policy.name, { policy, strays, firstIs: whoseIs(strays[0] ?? ''), theirs });
  }
  return { barred, leaving };
}

/** Queues of a daemon that the inventory asks for, and that can be there. */
export function queuesOf(
  { topology, origins }: Assessment['desired'],
  daemon: string | undefined,
  blocked: Blocked,
): readonly Queue[] {
  return [...topology.queues.values()].filter(
    ({ name }) => origins.queues.get(name)?.address.daemon === daemon && !blocked.queues.has(name),
  );
}
