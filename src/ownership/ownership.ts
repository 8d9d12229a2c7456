// Which live objects are ours, by which proof. In: the desired topology and the live broker. Out: the
// live picture without what is foreign, and the foreign listed apart. After this stage no code asks "is it ours?".
//
// Proof is the mark `x-topo-owner` or a registration (registry.ts). An unmarked object under a name
// that we need takes part in the picture too, as `needed`: where it equals what we would declare it is adopted, where
// not it is refused, and its bindings are kept right either way.

import type { Compiled } from '../compile/index.js';
import { waysOf } from '../compile/index.js';
import type { Live } from '../live/index.js';
import type {
  Address,
  Binding,
  ByKind,
  Exchange,
  ObjectKind,
  Policy,
  Queue,
  Topology,
  Way,
} from '../topology/index.js';
import { OWNER_ARGUMENT, isReservedName, lockName, registryName, standInName } from '../topology/index.js';
import type { Sentence } from '../text/index.js';
import { plain, say } from '../text/index.js';
import { isPolicyOf } from '../policy/index.js';
import { findEntries } from './entries.js';
import { looksLikeOurs } from './names.js';
import type { Claim, Standing } from './claim.js';
import type { Registry } from './registry.js';
import { readRegistry } from './registry.js';
import { findTheirs } from './overruled.js';
import type { Ties } from './ties.js';
import { findTies } from './ties.js';
import { walkTree } from './tree.js';

export interface Stranger {
  readonly kind: 'exchange' | 'queue' | 'binding';
  readonly name: string;
  readonly reason: Sentence;
  readonly address?: Address;
  readonly binding?: Binding;
}

export interface Ownership {
  /** The live topology without what is foreign. */
  readonly topology: Topology;
  readonly standings: ByKind<Standing>;
  /** The entry, the direct exchange, and what was one: publishers may address it, so it is never deleted. */
  readonly entries: ReadonlyMap<string, Way>;
  /** Exchanges that were one of these once: kept, with their bindings to what stays. */
  readonly formerEntries: readonly string[];
  /** Those bindings: the plan leaves them alone, and messages go by them, as long as the inventory has that way. */
  readonly keptBindings: readonly Binding[];
  /** The entry, and former ones, whose proof would not last: it is to be registered. */
  readonly entriesToRegister: ReadonlySet<string>;
  /** Names that the inventory needs and somebody else has. */
  readonly taken: readonly Stranger[];
  /** They look like ours and carry no proof. */
  readonly suspects: readonly Stranger[];
  readonly foreign: readonly Stranger[];
  /** What else holds on to objects of ours. */
  readonly ties: Ties;
  /** Where each live object of the tree stands, read off its bindings, or else off its name. */
  readonly addresses: ByKind<Address>;
  /** By exchange of the vhost, whoever's it is: which of our policies applies to it now. */
  readonly underPolicy: ReadonlyMap<string, string>;
  /** Exchanges of ours to which somebody else's policy applies, or would but for ours: ours do not reach them. */
  readonly theirs: ReadonlySet<string>;
  /** Those of them that the inventory asks for, where that policy does not lead to the net: by exchange name. */
  readonly overruled: ReadonlyMap<string, Policy>;
  readonly registry: Registry;
}

type Verdict =
  | { readonly is: 'ours'; readonly standing: Standing }
  | { readonly is: 'taken' | 'suspect' | 'foreign'; readonly reason: Sentence };

export function judgeOwnership(desired: Compiled, live: Live, claim: Claim): Ownership {
  const policies = live.topology.policies.filter((policy) => isPolicyOf(claim.owner, policy, desired.named.daemon));
  const ownPolicies = new Set(policies.map(({ name }) => name));
  const isOurPolicy = (name: string): boolean => ownPolicies.has(name);
  const registry = readRegistry(live, claim.owner);
  const tree = walkTree(live.topology, claim);
  const judged = { exchanges: new Map<string, Standing>(), queues: new Map<string, Standing>() };
  const picture = { exchanges: new Map<string, Exchange>(), queues: new Map<string, Queue>() };
  const taken: Stranger[] = [];
  const suspects: Stranger[] = [];
  const foreign: Stranger[] = [];

  const file = (kind: ObjectKind, name: string, verdict: Verdict): boolean => {
    if (verdict.is === 'ours') return true;
    const address = tree.addresses[`${kind}s`].get(name);
    const stranger = { kind, name, reason: verdict.reason, ...(address && { address }) };
    if (verdict.is === 'taken') taken.push(stranger);
    else (verdict.is === 'suspect' ? suspects : foreign).push(stranger);
    return false;
  };
  const adopts = adoptMatcher(claim.adopt);
  const ways = waysOf(desired);
  const isRegistry = (name: string): boolean => name === registryName(claim.owner) || name === standInName(claim.owner);

  for (const exchange of live.topology.exchanges.values()) {
    const { name } = exchange;
    if (isReservedName(name) || isRegistry(name)) continue;
    const verdict = judge({
      never: undefined,
      marker: exchange.arguments[OWNER_ARGUMENT],
      owner: claim.owner,
      registered: registry.roleOf('exchange', name) !== undefined,
      needed: desired.topology.exchanges.has(name),
      entry: name === ways.entry && exchange.type === 'headers' && exchange.durable,
      suspect: () => tree.spelled.exchanges.has(name) || looksLikeOurs('exchange', name, desired),
      adopt: adopts(name),
    });
    if (!file('exchange', name, verdict) || verdict.is !== 'ours') continue;
    judged.exchanges.set(name, verdict.standing);
    picture.exchanges.set(name, exchange);
  }
  for (const queue of live.topology.queues.values()) {
    const { name } = queue;
    if (name === lockName(claim.owner)) continue;
    const verdict = judge({
      never: neverOurs(queue),
      marker: queue.arguments[OWNER_ARGUMENT],
      owner: claim.owner,
      registered: registry.roleOf('queue', name) !== undefined,
      needed: desired.topology.queues.has(name),
      entry: false,
      suspect: () => tree.spelled.queues.has(name) || looksLikeOurs('queue', name, desired),
      adopt: adopts(name),
    });
    if (!file('queue', name, verdict) || verdict.is !== 'ours') continue;
    judged.queues.set(name, verdict.standing);
    picture.queues.set(name, queue);
  }

  const oursEnd = (type: Binding['destinationType'], name: string): boolean => judged[`${type}s`].has(name);
  const bindings: Binding[] = [];
  for (const binding of live.topology.bindings) {
    if (isRegistry(binding.source)) continue;
    const source = oursEnd('exchange', binding.source);
    const destination = oursEnd(binding.destinationType, binding.destination);
    if (source && destination) bindings.push(binding);
    else if (source || destination) foreign.push(foreignBinding(binding, source));
  }

  const entries = findEntries(desired, { exchanges: picture.exchanges, bindings }, judged.exchanges, registry, claim);
  const former = new Set(entries.former);
  for (const name of former) picture.exchanges.delete(name);
  const hasWay = (way: Way | undefined): boolean => way !== undefined && ways[way] !== undefined;
  const isKept = ({ source, destinationType, destination }: Binding): boolean =>
    former.has(source) &&
    hasWay(entries.all.get(source)) &&
    desired.origins[`${destinationType}s`].get(destination)?.draining === false;
  return {
    topology: {
      ...picture,
      bindings: former.size === 0 ? bindings : bindings.filter((binding) => !isKept(binding)),
      policies,
    },
    standings: judged,
    entries: entries.all,
    formerEntries: entries.former,
    keptBindings: former.size === 0 ? [] : bindings.filter(isKept),
    entriesToRegister: entries.toRegister,
    taken,
    suspects,
    foreign,
    ties: findTies(live.topology, desired, judged, { owner: claim.owner, policies }, isRegistry),
    underPolicy: new Map([...live.exchangePolicies].filter(([, policy]) => isOurPolicy(policy))),
    ...findTheirs(desired.topology, live, judged.exchanges.keys(), isOurPolicy),
    addresses: tree.addresses,
    registry,
  };
}

interface Evidence {
  /** Why it can never be ours, whatever else says so. */
  readonly never: Sentence | undefined;
  readonly marker: unknown;
  readonly owner: string;
  readonly registered: boolean;
  readonly needed: boolean;
  readonly entry: boolean;
  readonly suspect: () => boolean;
  readonly adopt: boolean;
}

function judge(evidence: Evidence): Verdict {
  const { marker, owner, needed } = evidence;
  const stranger = needed ? 'taken' : 'foreign';
  if (marker !== undefined && marker !== owner)
    return {
      is: stranger,
      reason: say`marked as another owner's: ${plain(OWNER_ARGUMENT)} is ${plain(JSON.stringify(marker))}`,
    };
  if (evidence.never !== undefined) return { is: stranger, reason: evidence.never };
  if (marker === owner) return { is: 'ours', standing: 'marked' };
  if (evidence.entry) return { is: 'ours', standing: 'entry' };
  if (evidence.registered) return { is: 'ours', standing: 'registered' };
  if (needed) return { is: 'ours', standing: 'needed' };
  if (!evidence.suspect()) return { is: 'foreign', reason: say`not marked, not registered, not in the inventory` };
  return evidence.adopt
    ? { is: 'ours', standing: 'adopt' }
    : { is: 'suspect', reason: say`looks like ours, but is neither marked nor registered` };
}

function neverOurs(queue: Queue): Sentence | undefined {
  if (queue.exclusive) return say`exclusive to one connection: never ours`;
  if (queue.autoDelete) return say`auto-delete: never ours`;
  if (isReservedName(queue.name)) return say`named by the broker: never ours`;
  return undefined;
}

function foreignBinding(binding: Binding, sourceIsOurs: boolean): Stranger {
  // Of one exchange there may be hundreds, which differ in their key alone.
  const key = binding.routingKey === '' ? say`` : say`, routing key ${JSON.stringify(binding.routingKey)}`;
  const source = plain(binding.source);
  const reason = sourceIsOurs
    ? say`bound from our exchange "${source}" to the ${plain(binding.destinationType)}, which is not ours${key}`
    : say`bound from exchange "${source}", which is not ours${key}`;
  return { kind: 'binding', name: binding.destination, reason, binding };
}

function adoptMatcher(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(wildcard);
  return (name) => expressions.some((expression) => expression.test(name));
}

/**
 * `*` stands for any run of characters; all else for itself. No regular expression: one of twenty stars tries every way to
 * share a name out among them, and a name of 255 bytes has more of these than there is time for.
 */
export function wildcard(pattern: string): { test(name: string): boolean } {
  return { test: (name) => fits(pattern, name) };
}

/** Where it fails, only the last star takes one character more: those before it never need to. */
function fits(pattern: string, name: string): boolean {
  let at = 0;
  let star: number | undefined;
  let taken = 0;
  for (let index = 0; index < name.length;)
    if (pattern[at] === '*') {
      star = at;
      taken = index;
      at += 1;
    } else if (pattern[at] === name[index]) {
      at += 1;
      index += 1;
    } else if (star === undefined) return false;
    else {
      taken += 1;
      index = taken;
      at = star + 1;
    }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
