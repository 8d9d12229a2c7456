// What holds on to our objects: bindings across the border to strangers, and alternate or dead-letter exchanges that a foreign
// object, a policy, or something of ours that stays names. An object with a tie is never deleted: messages go through it.

import type { Compiled } from '../compile/index.js';
import type { Sentence } from '../text/index.js';
import { plain, say } from '../text/index.js';
import type { Arguments, ByKind, ObjectKey, ObjectKind, Policy, Topology } from '../topology/index.js';
import { ALTERNATE_EXCHANGE_ARGUMENT, getOrAdd, objectKey } from '../topology/index.js';
import { daemonOfPolicy } from '../policy/index.js';

export interface Ties {
  /** By object of ours, why it is not deleted. */
  readonly of: ReadonlyMap<ObjectKey, readonly Sentence[]>;
  /** Exchanges from which something foreign gets messages: the way to them stays too. */
  readonly left: ReadonlySet<string>;
  /** Exchanges into which messages come from elsewhere: what they lead to stays too. */
  readonly entered: ReadonlySet<string>;
}

interface Found {
  readonly first: Sentence;
  readonly count: number;
}

/** Ties of one kind to one object are one sentence, however many there are. */
type AddTie = (kind: ObjectKind, name: unknown, what: TieKind, who: Sentence) => void;

type TieKind = 'leads on' | 'leads here' | 'alternate' | 'dead letters' | 'dead letters by name';

/** Of this owner, on the broker. */
export interface OwnPolicies {
  readonly owner: string;
  readonly policies: readonly Policy[];
}

export function findTies(
  live: Topology,
  desired: Compiled,
  ours: ByKind<unknown>,
  { owner, policies }: OwnPolicies,
  isRegistry: (exchange: string) => boolean,
): Ties {
  const found = new Map<ObjectKey, Map<TieKind, Found>>();
  const tie: AddTie = (kind, name, what, who) => {
    if (typeof name !== 'string' || !ours[`${kind}s`].has(name)) return;
    const key = objectKey(kind, name);
    const kinds = getOrAdd(found, key, () => new Map<TieKind, Found>());
    const known = kinds.get(what);
    kinds.set(what, known ? { first: known.first, count: known.count + 1 } : { first: who, count: 1 });
  };
  bindingTies(live, ours, isRegistry, tie);
  for (const exchange of live.exchanges.values()) {
    const isOurs = ours.exchanges.has(exchange.name);
    if (isOurs && !desired.topology.exchanges.has(exchange.name)) continue;
    const who = isOurs ? say`exchange "${exchange.name}"` : say`foreign exchange "${exchange.name}"`;
    tie('exchange', exchange.arguments[ALTERNATE_EXCHANGE_ARGUMENT], 'alternate', who);
  }
  for (const queue of live.queues.values())
    if (!ours.queues.has(queue.name)) tieDeadLetters(queue.arguments, 'x-', say`foreign queue "${queue.name}"`, tie);
  // Of ours that stay: as they are now, and as they are to be.
  for (const [name, { arguments: asked }] of desired.topology.queues) {
    const now = ours.queues.has(name) ? live.queues.get(name)?.arguments : undefined;
    if (asked[DEAD_LETTERS] === undefined && now?.[DEAD_LETTERS] === undefined) continue;
    const who = ownQueue(name, desired);
    if (!tieDeadLetters(asked, 'x-', who, tie) && now) tieDeadLetters(now, 'x-', who, tie);
  }
  const own = new Map(policies.map((policy) => [policy.name, policy]));
  for (const policy of live.policies) {
    if (own.has(policy.name)) continue;
    const who = policyText(policy);
    tie('exchange', policy.definition[ALTERNATE_EXCHANGE_ARGUMENT], 'alternate', who);
    tieDeadLetters(policy.definition, '', who, tie);
  }
  // Of ours with limits: as they are to be, and as they are while queues of their daemon stay.
  const asked = desired.topology.policies.filter(({ name }) => desired.limits.has(name));
  for (const policy of asked)
    if (tieDeadLetters(policy.definition, '', policyText(policy), tie)) own.delete(policy.name);
  for (const policy of own.values())
    if (desired.named.daemon.has(daemonOfPolicy(owner, policy.name) ?? ''))
      tieDeadLetters(policy.definition, '', policyText(policy), tie);
  return inWords(found);
}

function bindingTies(
  live: Topology,
  ours: ByKind<unknown>,
  isRegistry: (exchange: string) => boolean,
  tie: AddTie,
): void {
  for (const { source, destination, destinationType } of live.bindings) {
    if (isRegistry(source)) continue;
    const from = ours.exchanges.has(source);
    const to = ours[`${destinationType}s`].has(destination);
    if (from && !to) tie('exchange', source, 'leads on', say`foreign ${plain(destinationType)} "${destination}"`);
    if (to && !from) tie(destinationType, destination, 'leads here', say`foreign exchange "${source}"`);
  }
}

function policyText({ name }: Policy): Sentence {
  return say`policy "${name}"`;
}

const DEAD_LETTERS = 'x-dead-letter-exchange';

/** With the line of its daemon, whose arguments they are. */
function ownQueue(name: string, { origins }: Compiled): Sentence {
  const daemon = origins.queues.get(name)?.address.daemon ?? '';
  const place = (origins.exchanges.get(daemon) ?? origins.queues.get(daemon) ?? origins.queues.get(name))?.place;
  return place ? say`queue "${name}" (${place.file}:${place.line}:${place.column})` : say`queue "${name}"`;
}

/** Out: whether it sends dead letters anywhere. */
function tieDeadLetters(args: Arguments, prefix: 'x-' | '', who: Sentence, tie: AddTie): boolean {
  const exchange = args[`${prefix}dead-letter-exchange`];
  if (exchange === '') tie('queue', args[`${prefix}dead-letter-routing-key`], 'dead letters by name', who);
  else if (exchange !== undefined) tie('exchange', exchange, 'dead letters', who);
  return exchange !== undefined;
}

function inWords(found: ReadonlyMap<ObjectKey, ReadonlyMap<TieKind, Found>>): Ties {
  const of = new Map<ObjectKey, readonly Sentence[]>();
  const left = new Set<string>();
  const entered = new Set<string>();
  for (const [key, kinds] of found) {
    of.set(
      key,
      [...kinds].map(([what, { first, count }]) =>
        tieText(what, count > 1 ? say`${first} and ${count - 1} more` : first),
      ),
    );
    if (!key.startsWith('exchange ')) continue;
    const name = key.slice('exchange '.length);
    for (const what of kinds.keys()) (what === 'leads on' ? left : entered).add(name);
  }
  return { of, left, entered };
}

function tieText(what: TieKind, who: Sentence): Sentence {
  switch (what) {
    case 'leads on':
      return say`${who} is bound to it`;
    case 'leads here':
      return say`it is bound to ${who}`;
    case 'alternate':
      return say`alternate exchange of ${who}`;
    case 'dead letters':
      return say`dead-letter exchange of ${who}`;
    case 'dead letters by name':
      return say`dead letters of ${who} go to it`;
  }
}
