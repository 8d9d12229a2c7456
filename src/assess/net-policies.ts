// The policies of the net: what each is on the broker, and what it is to be. RabbitMQ's limit on a pattern makes them
// several; which exchange is in which is net-shares.ts.

import type { Compiled } from '../compile/index.js';
import type { Change } from '../diff/index.js';
import { comparePolicies } from '../diff/index.js';
import type { Ownership } from '../ownership/index.js';
import type { Policy } from '../topology/index.js';
import { pushTo } from '../topology/index.js';
import { MAX_PATTERN_BYTES, appliedPolicies, numberOfPolicy, numberedPolicy, patternOf } from '../policy/index.js';
import type { Assessment } from './assess.js';
import type { Blocked } from './blocked.js';
import type { NamesInNeed, ShareNow } from './net-shares.js';
import { shareNames } from './net-shares.js';
import { netPolicies, wantedNet } from './net.js';
import type { OwnPolicy } from './own-policy.js';
import type { RoleOf } from './roles.js';

/**
 * By number; none where the inventory asks for no net. `prune`: exchanges that leave are deleted, so that the policies let
 * go of them.
 */
export function findNetPolicies(
  { desired, ownership, changes, roleOf }: Pick<Assessment, 'desired' | 'ownership' | 'changes' | 'roleOf'>,
  blocked: Blocked,
  prune: boolean,
): readonly OwnPolicy[] {
  const [first] = netPolicies(desired.topology);
  if (!first) return [];
  const extra = extraExchanges(changes, roleOf);
  const need = findNeed(desired, ownership, blocked, { extra, prune });
  const live = new Map(
    netPolicies(ownership.topology).map((policy) => [numberOfPolicy(first.name, policy.name) ?? 0, policy]),
  );
  const reached = invert(ownership.underPolicy);
  const now = sharesNow(first.name, live, need, ownership, (policy, names) => {
    const inNeed = new Set(names);
    // While exchanges of it leave, its pattern may name some that are gone already: it lets go of all of them at once.
    return (
      extra.some((exchange) => inNeed.has(exchange)) &&
      (reached.get(policy.name) ?? []).every((exchange) => inNeed.has(exchange)) &&
      Buffer.byteLength(policy.pattern) <= MAX_PATTERN_BYTES
    );
  });
  return shareNames(need, now).map(({ number, wide, narrow }) => {
    const name = numberedPolicy(first.name, number);
    const before = live.get(number);
    const share = now.get(number);
    const had = new Set(share?.names);
    const gains = [...wide].filter((exchange) => !had.has(exchange));
    const isEnough = before !== undefined && share?.stands === true && gains.length === 0;
    const pattern = isEnough ? before.pattern : patternOf(wide);
    const after = wide.size === 0 ? undefined : { ...first, name, pattern };
    const less = narrow.size === 0 ? undefined : { ...first, name, pattern: patternOf(narrow) };
    return {
      name,
      of: 'exchange',
      live: before,
      wide: after,
      narrow: wide.size === narrow.size ? after : less,
      differences: before && after ? comparePolicies(after, before) : [],
      gains,
      loses: (reached.get(name) ?? []).filter((exchange) => !wide.has(exchange)),
      leaving: [...wide].filter((exchange) => need.leaving.has(exchange)),
      squeezes: [],
    };
  });
}

/**
 * By number: the exchanges in need that a policy reaches, as the broker says. Of one that is not there yet, or was deleted
 * by hand, its pattern says whether it would.
 */
function sharesNow(
  first: string,
  live: ReadonlyMap<number, Policy>,
  { staying, leaving }: NamesInNeed,
  { underPolicy, standings }: Ownership,
  stands: (policy: Policy, names: readonly string[]) => boolean,
): ReadonlyMap<number, ShareNow> {
  const absent = [...staying].filter((name) => !standings.exchanges.has(name));
  const onPaper = live.size > 0 ? appliedPolicies(absent, [...live.values()]) : new Map<string, Policy>();
  const now = new Map([...live.keys()].map((number): [number, string[]] => [number, []]));
  for (const name of [...staying, ...leaving]) {
    const policy = underPolicy.get(name) ?? onPaper.get(name)?.name;
    const number = policy === undefined ? undefined : numberOfPolicy(first, policy);
    if (number !== undefined) now.get(number)?.push(name);
  }
  return new Map(
    [...live].map(([number, policy]) => {
      const names = now.get(number) ?? [];
      return [number, { names, stands: stands(policy, names) }];
    }),
  );
}

/** By policy: the exchanges that it reaches. */
function invert(underPolicy: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const reached = new Map<string, string[]>();
  for (const [exchange, policy] of underPolicy) pushTo(reached, policy, exchange);
  return reached;
}

/**
 * Exchanges that need the net under them. Those of the tree, and what was the entry once: publishers may still send there.
 * What the inventory has no more needs it until it is gone: it can fail to route a message as any other. Not what is
 * somebody else's, by its name or by a policy of theirs.
 */
function findNeed(
  { topology, origins }: Compiled,
  { formerEntries, theirs, topology: live, addresses }: Ownership,
  blocked: Blocked,
  { extra, prune }: { readonly extra: readonly string[]; readonly prune: boolean },
): NamesInNeed {
  const net = wantedNet(topology);
  const willBeThere = (name: string): boolean =>
    !blocked.exchanges.has(name) || (live.exchanges.has(name) && !blocked.below.has(name));
  const staying = [...topology.exchanges.keys()].filter((name) => name !== net && willBeThere(name));
  const inNeed = (names: readonly string[]): ReadonlySet<string> => new Set(names.filter((name) => !theirs.has(name)));
  return {
    staying: inNeed([...staying, ...formerEntries, ...(prune ? [] : extra)]),
    leaving: inNeed(prune ? extra : []),
    clusterOf: (name) => (origins.exchanges.get(name)?.address ?? addresses.exchanges.get(name))?.cluster,
  };
}

/** Of the tree, and not in the inventory. */
function extraExchanges(changes: readonly Change[], roleOf: RoleOf): readonly string[] {
  return changes.flatMap((change) =>
    change.kind === 'exchange' && change.change === 'extra' && roleOf('exchange', change.live.name) === 'tree'
      ? [change.live.name]
      : [],
  );
}
