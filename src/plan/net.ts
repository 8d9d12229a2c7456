// The net of `routing.unroutable` as a plan sees it: where its policy leads, and when it must not lead there (contract
// §5.8). An alternate exchange that is missing, or that leads to no queue, drops what comes to it without a word.

import type { Compiled } from '../compile/index.js';
import type { Change } from '../diff/index.js';
import type { Ownership } from '../ownership/index.js';
import type { Policy } from '../topology/index.js';
import { ALTERNATE_EXCHANGE_ARGUMENT, appliedPolicies, patternOf } from '../topology/index.js';
import type { Blocked } from './blocked.js';
import type { Locate } from './locate.js';

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
    if (change.kind === 'policy' && change.change === 'different' && isNetBlocked(change.desired, blocked))
      return netOf(change.live);
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

/** It misses exchanges on which another policy applies, or whose own argument names another alternate exchange. */
export function catchingNet(
  policy: Policy | undefined,
  { overruled }: Ownership,
  changes: readonly Change[],
  blocked: Blocked,
  isReplaced: (kind: string, name: string) => boolean,
): CatchingNet | undefined {
  const name = policy && netOf(policy);
  if (!policy || name === undefined || isNetBlocked(policy, blocked)) return undefined;
  const misses = new Set(overruled.keys());
  for (const change of changes) {
    if (change.kind !== 'exchange' || change.change !== 'different') continue;
    const isArgument = change.differences.some(({ field }) => field === ALTERNATE_EXCHANGE_ARGUMENT);
    if (isArgument && !isReplaced('exchange', change.desired.name)) misses.add(change.desired.name);
  }
  return { name, misses };
}

/** Exchanges of the tree that the inventory has no more: while they are there they need the net as much as the others. */
export function leavingExchanges(changes: readonly Change[], place: Pick<Locate, 'path'>): readonly string[] {
  return changes.flatMap((change) => {
    if (change.kind !== 'exchange' || change.change !== 'extra') return [];
    return place.path('exchange', change.live.name) ? [change.live.name] : [];
  });
}

type PolicyToSet = Extract<Change, { kind: 'policy'; change: 'missing' | 'different' }>;

/** What is to be set before the leaving exchanges go; undefined when the policy that is set reaches them all already. */
export function policyForAll(change: PolicyToSet, leaving: readonly string[], desired: Compiled): Policy | undefined {
  const names = [...desired.origins.exchanges].flatMap(([name, { path }]) => (path ? [name] : [])).concat(leaving);
  const isThere =
    change.change === 'different' &&
    change.differences.every(({ field }) => field === 'pattern') &&
    appliedPolicies(names, [change.live]).size === names.length;
  return isThere ? undefined : { ...change.desired, pattern: patternOf(names) };
}
