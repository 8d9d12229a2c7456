// The net of `routing.unroutable` as a plan sees it: where its policies lead, and when they must not lead there.
// An alternate exchange that is missing, or that leads to no queue, drops what comes to it without a word.

import type { Change } from '../diff/index.js';
import type { Ownership } from '../ownership/index.js';
import type { ObjectKey, Policy, Topology } from '../topology/index.js';
import { ALTERNATE_EXCHANGE_ARGUMENT, objectKey } from '../topology/index.js';
import { isLimitsPolicy } from '../policy/index.js';
import type { Blocked } from './blocked.js';

/** The name of its exchange, and of its queue. */
export function netOf({ definition }: Policy): string | undefined {
  const net = definition[ALTERNATE_EXCHANGE_ARGUMENT];
  return typeof net === 'string' ? net : undefined;
}

/** The one that the inventory asks for. */
export function wantedNet(topology: Pick<Topology, 'policies'>): string | undefined {
  const [policy] = netPolicies(topology);
  return policy && netOf(policy);
}

/** Of our policies, those that are no daemon's limits. */
export function netPolicies({ policies }: Pick<Topology, 'policies'>): readonly Policy[] {
  return policies.filter(({ name }) => !isLimitsPolicy(name));
}

/** Not while its exchange, or the queue behind it, is somebody else's: our messages would end there. */
export function isNetBlocked(net: string, blocked: Blocked): boolean {
  return blocked.exchanges.has(net) || blocked.queues.has(net);
}

/** The nets that policies lead to now, and go on leading to because they must not lead to the new one. */
export function netsThatStay(desired: Topology, { topology }: Ownership, blocked: Blocked): ReadonlySet<string> {
  const net = wantedNet(desired);
  if (net === undefined || !isNetBlocked(net, blocked)) return new Set();
  const now = netPolicies(topology)
    .map(netOf)
    .filter((name) => name !== undefined);
  return new Set(now.filter((name) => name !== net));
}

/** Whether it is the exchange, the queue or the binding of one of these, and not asked for. */
export function isPartOfNet(change: Extract<Change, { change: 'extra' }>, nets: ReadonlySet<string>): boolean {
  return nets.has(change.kind === 'binding' ? change.live.source : change.live.name);
}

/** The net that not all policies lead to yet. */
export function netToCome(desired: Topology, { topology }: Ownership): string | undefined {
  const net = wantedNet(desired);
  const policies = netPolicies(topology);
  const isThere = policies.length > 0 && policies.every((policy) => netOf(policy) === net);
  return isThere ? undefined : net;
}

/** A net that is there after the run. */
export interface CatchingNet {
  readonly name: string;
  /** Exchanges of the tree that hand nothing to it. */
  readonly misses: ReadonlySet<string>;
}

/**
 * It misses exchanges on which another policy applies, or whose own argument names another alternate exchange. Where the
 * new net is blocked it is the old one, for as far as its policies reach now.
 */
export function catchingNet(
  desired: Topology,
  ownership: Ownership,
  changes: readonly Change[],
  blocked: Blocked,
  replaced: ReadonlySet<ObjectKey>,
): CatchingNet | undefined {
  const name = wantedNet(desired);
  if (name === undefined) return undefined;
  if (isNetBlocked(name, blocked)) {
    const [old] = netsThatStay(desired, ownership, blocked);
    if (old === undefined) return undefined;
    const leading = new Set(
      netPolicies(ownership.topology)
        .filter((policy) => netOf(policy) === old)
        .map((each) => each.name),
    );
    const isReached = (exchange: string): boolean => leading.has(ownership.underPolicy.get(exchange) ?? '');
    return { name: old, misses: new Set([...desired.exchanges.keys()].filter((exchange) => !isReached(exchange))) };
  }
  const misses = new Set(ownership.overruled.keys());
  for (const change of changes) {
    if (change.kind !== 'exchange' || change.change !== 'different') continue;
    const isArgument = change.differences.some(({ field }) => field === ALTERNATE_EXCHANGE_ARGUMENT);
    if (isArgument && !replaced.has(objectKey('exchange', change.desired.name))) misses.add(change.desired.name);
  }
  return { name, misses };
}
