// What `--replace` takes away and declares anew: objects that differ in what RabbitMQ cannot change in place. In: the
// changes. Out: those that may be replaced, and why the others that it names may not.

import type { ObjectChange } from '../../diff/index.js';
import { isObjectChange } from '../../diff/index.js';
import type { Ownership } from '../../ownership/index.js';
import { wildcard } from '../../ownership/index.js';
import type { Assessment } from '../../assess/index.js';
import { netToCome } from '../../assess/index.js';
import type { Binding, ObjectKey, ObjectKind, Way } from '../../topology/index.js';
import { objectKey, queueType } from '../../topology/index.js';
import type { Advice } from '../../text/index.js';
import { plain, say, sayAll, shellWord } from '../../text/index.js';
import { ANOTHER_NET } from '../words/refusals.js';
import type { PlanOptions } from '../plan.js';

export interface Replacement {
  readonly kind: ObjectKind;
  readonly name: string;
  /** Of the live queue: `classic`, `quorum`, `stream`. Of an exchange the exchange's. */
  readonly type: string;
  /** See QueueToGo. */
  readonly addressed: boolean;
  /** Of a queue: live bindings of ours that lead to it. It is taken off them before it is looked at. */
  readonly bindings: readonly Binding[];
}

export interface Replacements {
  readonly chosen: ReadonlyMap<ObjectKey, Replacement>;
  /** Why it may not be; a remedy where it is another one than that of the difference itself. */
  readonly barred: ReadonlyMap<ObjectKey, Advice>;
}

type Different = Extract<ObjectChange, { change: 'different' }>;

export function findReplacements(
  { desired, ownership, changes, roleOf }: Assessment,
  options: PlanOptions,
): Replacements {
  const chosen = new Map<ObjectKey, Replacement>();
  const barred = new Map<ObjectKey, Advice>();
  const named = options.replace.map(wildcard);
  const adopted = options.adopt.map(wildcard);
  const coming = netToCome(desired.topology, ownership);
  for (const change of changes) {
    if (!isObjectChange(change) || change.change !== 'different') continue;
    const { kind } = change;
    const { name } = change.desired;
    if (!named.some((pattern) => pattern.test(name))) continue;
    const isAdopted = adopted.some((pattern) => pattern.test(name));
    const bar = name === coming ? barOfNet(change) : whyNot(change, ownership, isAdopted);
    const key = objectKey(kind, name);
    if (bar !== undefined) barred.set(key, bar);
    else
      chosen.set(key, {
        kind,
        name,
        type: change.kind === 'queue' ? queueType(change.live) : change.live.type,
        addressed: roleOf(kind, name) !== 'net',
        bindings: [],
      });
  }
  if (chosen.size === 0) return { chosen, barred };
  for (const binding of ownership.topology.bindings) {
    if (binding.destinationType !== 'queue') continue;
    const key = objectKey('queue', binding.destination);
    const found = chosen.get(key);
    if (found) chosen.set(key, { ...found, bindings: [...found.bindings, binding] });
  }
  return { chosen, barred };
}

/** Whether one of the binding's ends is one of these. */
export function touchesOneOf(
  { source, destination, destinationType }: Binding,
  objects: ReadonlySet<ObjectKey>,
): boolean {
  return (
    objects.size > 0 &&
    (objects.has(objectKey('exchange', source)) || objects.has(objectKey(destinationType, destination)))
  );
}

function whyNot({ kind, desired: { name } }: Different, ownership: Ownership, adopted: boolean): Advice | undefined {
  const standing = ownership.standings[`${kind}s`].get(name);
  const way = kind === 'exchange' ? ownership.entries.get(name) : undefined;
  if (way !== undefined) return { why: say`${plain(NAMED[way])} is never deleted: its publishers would get 404` };
  if (standing === 'needed' && !adopted)
    return {
      why: say`it carries no proof that it is ours: --replace ${shellWord(name)} needs --adopt ${shellWord(name)} beside it`,
    };
  const ties = ownership.ties.of.get(objectKey(kind, name)) ?? [];
  return ties.length > 0
    ? { why: say`it is not replaced while others hold on to it: ${sayAll(ties, '; ')}` }
    : undefined;
}

const NAMED: Readonly<Record<Way, string>> = { entry: 'an entry exchange', direct: 'the direct exchange' };

/** A replace comes after all that builds, and the policy must not lead to a net that is not whole. */
function barOfNet(change: Different): Advice {
  const useless = change.kind === 'exchange' && change.desired.type !== change.live.type;
  return {
    why: say`the net does not lead there yet, and may not before it is whole`,
    remedy: useless ? ANOTHER_NET : say`apply without this --replace, which makes it the net as it is; then replace it`,
  };
}
