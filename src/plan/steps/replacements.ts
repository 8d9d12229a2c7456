// What `--replace` takes away and declares anew: objects that differ in what RabbitMQ cannot change in place. In: the
// changes. Out: those that may be replaced, and why the others that it names may not.

import type { Compiled } from '../../compile/index.js';
import type { Change, ObjectChange } from '../../diff/index.js';
import { isObjectChange, queueType } from '../../diff/index.js';
import type { Ownership } from '../../ownership/index.js';
import { wildcard } from '../../ownership/index.js';
import type { Binding } from '../../topology/index.js';
import { netOf, netToCome } from '../../assess/index.js';
import type { PlanOptions } from '../plan.js';
import { commandLine } from '../../text/index.js';

export interface Replacement {
  readonly kind: 'exchange' | 'queue';
  readonly name: string;
  /** Of the live queue: `classic`, `quorum`, `stream`. Of an exchange the exchange's. */
  readonly type: string;
  /** See QueueToGo. */
  readonly addressed: boolean;
  /** Of a queue: live bindings of ours that lead to it. It is taken off them before it is looked at. */
  readonly bindings: readonly Binding[];
}

export interface Replacements {
  /** By `KIND NAME`. */
  readonly chosen: ReadonlyMap<string, Replacement>;
  /** By `KIND NAME`: why it may not be. */
  readonly barred: ReadonlyMap<string, Bar>;
}

export interface Bar {
  readonly reason: string;
  /** Where it is another one than that of the difference itself. */
  readonly remedy?: string;
}

type Different = Extract<ObjectChange, { change: 'different' }>;

export function findReplacements(
  desired: Compiled,
  ownership: Ownership,
  changes: readonly Change[],
  options: PlanOptions,
): Replacements {
  const chosen = new Map<string, Replacement>();
  const barred = new Map<string, Bar>();
  const named = options.replace.map(wildcard);
  const adopted = options.adopt.map(wildcard);
  const nets = ownership.topology.policies.map(netOf);
  const coming = netToCome(desired.topology, ownership);
  for (const change of changes) {
    if (!isObjectChange(change) || change.change !== 'different') continue;
    const { kind } = change;
    const { name } = change.desired;
    if (!named.some((pattern) => pattern.test(name))) continue;
    const isAdopted = adopted.some((pattern) => pattern.test(name));
    const bar = name === coming ? barOfNet(change) : whyNot(change, ownership, isAdopted);
    if (bar !== undefined) barred.set(`${kind} ${name}`, bar);
    else
      chosen.set(`${kind} ${name}`, {
        kind,
        name,
        type: change.kind === 'queue' ? queueType(change.live) : change.live.type,
        addressed: !nets.includes(name),
        bindings: [],
      });
  }
  if (chosen.size === 0) return { chosen, barred };
  for (const binding of ownership.topology.bindings) {
    if (binding.destinationType !== 'queue') continue;
    const key = `queue ${binding.destination}`;
    const found = chosen.get(key);
    if (found) chosen.set(key, { ...found, bindings: [...found.bindings, binding] });
  }
  return { chosen, barred };
}

function whyNot({ kind, desired: { name } }: Different, ownership: Ownership, adopted: boolean): Bar | undefined {
  const proof = ownership.proofs[`${kind}s`].get(name);
  if (kind === 'exchange' && ownership.entries.has(name))
    return { reason: 'an entry exchange is never deleted: its publishers would get 404' };
  if (proof === 'needed' && !adopted)
    return {
      reason: `it carries no proof that it is ours: ${commandLine('--replace', name)} needs ${commandLine('--adopt', name)} beside it`,
    };
  const ties = ownership.ties[`${kind}s`].get(name) ?? [];
  return ties.length > 0 ? { reason: `it is not replaced while others hold on to it: ${ties.join('; ')}` } : undefined;
}

/** A replace comes after all that builds, and the policy must not lead to a net that is not whole. */
function barOfNet(change: Different): Bar {
  const useless = change.kind === 'exchange' && change.desired.type !== change.live.type;
  return {
    reason: 'the net does not lead there yet, and may not before it is whole',
    remedy: useless
      ? 'write another `routing.unroutable.name`'
      : 'apply without this --replace, which makes it the net as it is; then replace it',
  };
}
