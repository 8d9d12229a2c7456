// The net of `routing.unroutable` as a plan sees it: where its policy leads, and when it must not lead there (contract
// §5.8). An alternate exchange that is missing, or that leads to no queue, drops what comes to it without a word.

import type { Compiled } from '../compile/index.js';
import type { Change } from '../diff/index.js';
import type { Ownership } from '../ownership/index.js';
import type { Policy, Topology } from '../topology/index.js';
import {
  ALTERNATE_EXCHANGE_ARGUMENT,
  MAX_COMPILED,
  NET_EXCHANGE_TYPE,
  appliedPolicies,
  compiledSize,
  patternOf,
} from '../topology/index.js';
import type { Blocked } from './blocked.js';

/** The name of its exchange, and of its queue. */
export function netOf({ definition }: Policy): string | undefined {
  const net = definition[ALTERNATE_EXCHANGE_ARGUMENT];
  return typeof net === 'string' ? net : undefined;
}

/** Not while its exchange, or the queue behind it, is somebody else's: our messages would end there. */
export function isNetBlocked(policy: Policy, blocked: Blocked): boolean {
  const net = netOf(policy);
  return net === undefined || blocked.exchanges.has(net) || blocked.queues.has(net);
}

/** The net that the policy leads to now, and goes on leading to because it must not lead to the new one. */
export function netThatStays(changes: readonly Change[], blocked: Blocked): string | undefined {
  for (const change of changes)
    if (change.kind === 'policy' && change.change === 'different' && isNetBlocked(change.desired, blocked)) {
      const net = netOf(change.live);
      return net === netOf(change.desired) ? undefined : net;
    }
  return undefined;
}

/** Whether it is its exchange, its queue or its binding, and not asked for. */
export function isPartOfNet(change: Extract<Change, { change: 'extra' }>, net: string | undefined): boolean {
  return net !== undefined && (change.kind === 'binding' ? change.live.source : change.live.name) === net;
}

/** The net that the policy does not lead to yet. */
export function netToCome(changes: readonly Change[]): string | undefined {
  for (const change of changes) {
    if (change.kind !== 'policy' || change.change === 'extra') continue;
    const net = netOf(change.desired);
    if (change.change === 'missing' || netOf(change.live) !== net) return net;
  }
  return undefined;
}

/** A net that is there after the run. */
export interface CatchingNet {
  readonly name: string;
  /** Exchanges of the tree that hand nothing to it. */
  readonly misses: ReadonlySet<string>;
}

/**
 * It misses exchanges on which another policy applies, or whose own argument names another alternate exchange. Where the
 * new net is blocked it is the old one, for as far as the policy reaches now.
 */
export function catchingNet(
  { policies: [policy], exchanges }: Topology,
  { overruled, underPolicy }: Ownership,
  changes: readonly Change[],
  blocked: Blocked,
  isReplaced: (kind: string, name: string) => boolean,
): CatchingNet | undefined {
  const name = policy && netOf(policy);
  if (!policy || name === undefined) return undefined;
  if (isNetBlocked(policy, blocked)) {
    const old = netThatStays(changes, blocked);
    const reached = new Set(underPolicy);
    return old === undefined
      ? undefined
      : { name: old, misses: new Set([...exchanges.keys()].filter((exchange) => !reached.has(exchange))) };
  }
  const misses = new Set(overruled.keys());
  for (const change of changes) {
    if (change.kind !== 'exchange' || change.change !== 'different') continue;
    const isArgument = change.differences.some(({ field }) => field === ALTERNATE_EXCHANGE_ARGUMENT);
    if (isArgument && !isReplaced('exchange', change.desired.name)) misses.add(change.desired.name);
  }
  return { name, misses };
}

/** Exchanges that need the net under them. */
export interface NeedNet {
  /** The tree, and what was the entry once: publishers may still send there. */
  readonly staying: readonly string[];
  /** What the inventory has no more: until it is gone, it can fail to route a message as any other. */
  readonly leaving: readonly string[];
  /** Nothing but the tree: the policy as it is desired does. */
  readonly onlyTree: boolean;
}

/** Empty where no net is desired. */
export function findNeedNet(
  { topology, origins }: Compiled,
  { formerEntries }: Ownership,
  changes: readonly Change[],
): NeedNet {
  const leaving: string[] = [];
  if (topology.policies.length === 0) return { staying: [], leaving, onlyTree: true };
  for (const change of changes)
    if (change.kind === 'exchange' && change.change === 'extra' && isOfTree(change.live.type))
      leaving.push(change.live.name);
  const tree = [...origins.exchanges].flatMap(([name, { path }]) => (path ? [name] : []));
  return { staying: [...tree, ...formerEntries], leaving, onlyTree: leaving.length + formerEntries.length === 0 };
}

/** Whether an exchange of ours of this type hangs in the tree. Where it hung may not be known any more. */
export function isOfTree(type: string | undefined): boolean {
  return type !== NET_EXCHANGE_TYPE;
}

type PolicyToSet = Extract<Change, { kind: 'policy'; change: 'missing' | 'different' }>;

/** Whether the policy that is set is not the desired one only because it reaches what else needs the net, and no more. */
export function reachesAllInNeed(
  change: PolicyToSet,
  { staying, leaving, onlyTree }: NeedNet,
  { underPolicy }: Ownership,
): boolean {
  if (onlyTree || change.change === 'missing') return false;
  if (change.differences.some(({ field }) => field !== 'pattern')) return false;
  const names = [...staying, ...leaving];
  const wanted = new Set(names);
  return (
    appliedPolicies(names, [change.live]).size === names.length && underPolicy.every((exchange) => wanted.has(exchange))
  );
}

/**
 * `first`: reaches what leaves as well. `last`: does no more, once that is gone. Where RabbitMQ would refuse the first for
 * its size there is only the last, and what comes has the net when what leaves is gone; but never where the policy leads to
 * another net until then, for that one goes before it.
 */
export function policiesToSet(
  change: PolicyToSet,
  need: NeedNet,
  ownership: Ownership,
  prune: boolean,
): { readonly first: Policy | undefined; readonly last: Policy | undefined } {
  if (need.onlyTree) return { first: change.desired, last: undefined };
  const reaching = (names: readonly string[]): Policy => ({ ...change.desired, pattern: patternOf(names) });
  const last = prune && need.leaving.length > 0 ? reaching(need.staying) : undefined;
  if (reachesAllInNeed(change, need, ownership)) return { first: undefined, last };
  const first = reaching([...need.staying, ...need.leaving]);
  const moves = change.change === 'different' && netOf(change.live) !== netOf(change.desired);
  const tooLarge = compiledSize(first.pattern) > MAX_COMPILED;
  return last && tooLarge && !moves ? { first: undefined, last } : { first, last };
}

/** The change of each policy that is desired; also of one that is as desired, while there is more in need than the tree. */
export function policyChanges(
  desired: Topology,
  { topology }: Ownership,
  changes: readonly Change[],
  { onlyTree }: NeedNet,
): readonly PolicyToSet[] {
  return desired.policies.flatMap((policy): readonly PolicyToSet[] => {
    for (const change of changes)
      if (change.kind === 'policy' && change.change !== 'extra' && change.desired.name === policy.name) return [change];
    const live = topology.policies.find(({ name }) => name === policy.name);
    if (!live || onlyTree) return [];
    return [{ kind: 'policy', change: 'different', desired: policy, live, differences: [] }];
  });
}
