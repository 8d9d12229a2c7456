// What the inventory asks for and topo will not do, said so that an operator can decide.

import type { Compiled } from '../../compile/index.js';
import type { Difference, ObjectChange } from '../../diff/index.js';
import { queueType } from '../../diff/index.js';
import type { Ownership, Stranger } from '../../ownership/index.js';
import type { Policy } from '../../topology/index.js';
import { valueKey } from '../../topology/index.js';
import { commandLine } from '../../text/index.js';
import type { Blocked } from '../../assess/index.js';
import { deleteCommand } from '../holds/may-go.js';
import type { Refusal } from '../plan.js';
import type { Bar } from '../steps/replacements.js';

/** The name is somebody else's. */
export function refuseTaken(stranger: Stranger, blocked: Blocked, { origins }: Compiled): Refusal {
  const origin = stranger.kind === 'binding' ? undefined : origins[`${stranger.kind}s`].get(stranger.name);
  const another =
    origin && !origin.path ? 'write another `routing.unroutable.name`' : 'rename the daemon, cluster or hypervisor';
  return {
    kind: stranger.kind,
    name: stranger.name,
    reason: `the inventory needs this name, and it is taken: ${stranger.reason}${hanging(stranger.name, blocked)}`,
    remedy: `${another}, or let the other owner delete it`,
  };
}

/** `--adopt` names something that does not look like the tree's. */
export function refuseAdoption({ kind, name, reason }: Stranger): Refusal {
  return {
    kind,
    name,
    reason: `--adopt takes what looks like this tree's, and this does not: ${reason}`,
    remedy: 'leave it alone, or write an inventory that has it',
  };
}

/** It is there, and RabbitMQ cannot change it in place. `barred`: why `--replace` may not. */
export function refuseDifference(
  change: Extract<ObjectChange, { change: 'different' }>,
  blocked: Blocked,
  ownership: Ownership,
  barred: Bar | undefined,
  vhost: string,
): Refusal {
  const { kind } = change;
  const { name } = change.desired;
  const below = kind === 'exchange' ? hanging(name, blocked) : '';
  const bar = barred === undefined ? '' : `; ${barred.reason}`;
  return {
    kind,
    name,
    reason: `${differencesText(change.differences)}: RabbitMQ cannot change that in place${below}${bar}`,
    remedy: barred?.remedy ?? remedyOf(change, ownership, vhost),
  };
}

function remedyOf(change: Extract<ObjectChange, { change: 'different' }>, ownership: Ownership, vhost: string): string {
  const { kind } = change;
  const { name } = change.desired;
  const proof = ownership.proofs[`${kind}s`].get(name);
  if (kind === 'exchange' && ownership.entries.has(name))
    return `write another \`entry\`, keep the owner, and move the publishers`;
  if (change.kind === 'queue' && queueType(change.live) === 'stream')
    return (
      'a stream keeps its messages whoever reads, so --replace would wait for ever; when nobody needs them, ' +
      `before the next apply: ${deleteCommand(vhost, name)}`
    );
  const policy = change.differences.some((difference) => POLICY_KEYS.has(difference.field));
  const option = commandLine('--replace', name, ...(proof === 'needed' ? ['--adopt', name] : []));
  const first = policy ? 'set it by a policy and leave the inventory as the broker has it, or ' : '';
  return kind === 'queue' ? `${first}empty it, stop its workers, and apply with ${option}` : `apply with ${option}`;
}

/** Arguments that a policy can set on a queue that exists (rabbitmq.com/docs/parameters). */
const POLICY_KEYS = new Set([
  'x-message-ttl',
  'x-expires',
  'x-max-length',
  'x-max-length-bytes',
  'x-overflow',
  'x-dead-letter-exchange',
  'x-dead-letter-routing-key',
]);

export function differencesText(differences: readonly Difference[]): string {
  return differences.map(differenceText).join(', ');
}

export function differenceText({ field, desired, live }: Difference): string {
  const show = (value: Difference['live']): string => (value === undefined ? 'not set' : valueKey(value));
  return `${field} is ${show(live)} on the broker and ${show(desired)} in the inventory`;
}

function hanging(name: string, blocked: Blocked): string {
  const count = blocked.below.get(name) ?? 0;
  return count === 0 ? '' : `; ${count} objects that hang below it are left out`;
}

/** Another policy applies to it, so ours does not. */
export function refuseOverruled(exchange: string, { name, priority }: Policy): Refusal {
  return {
    kind: 'exchange',
    name: exchange,
    reason: `policy "${name}" (priority ${priority}) applies to it, and RabbitMQ applies one only: what it cannot route does not come into the net`,
    remedy: `let that policy match queues only (--apply-to queues), or other exchanges; or add the alternate-exchange to it`,
  };
}

/** Something else has the registry's name. */
export function refuseRegistry(problem: string, waiting: number, removes: boolean): Refusal {
  const kept = removes ? '' : ', and nothing is taken down, because what was the entry would lose its proof';
  return {
    kind: 'exchange',
    name: problem.split('"')[1] ?? '',
    reason: `${problem}, so nothing can be adopted (${waiting} waiting)${kept}`,
    remedy: 'delete that exchange by hand, then plan again: topo makes the right one',
  };
}
