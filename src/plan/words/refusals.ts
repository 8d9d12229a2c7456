// What the inventory asks for and topo will not do, said so that an operator can decide.

import type { Compiled } from '../../compile/index.js';
import type { Difference, ObjectChange } from '../../diff/index.js';
import type { Ownership, Stranger } from '../../ownership/index.js';
import type { Policy, Role } from '../../topology/index.js';
import { queueType, valueKey } from '../../topology/index.js';
import type { Advice, Sentence } from '../../text/index.js';
import { plain, say, sayAll, shellWord, thousands } from '../../text/index.js';
import type { Blocked } from '../../assess/index.js';
import { deleteCommand } from '../holds/may-go.js';
import type { Refusal, SubjectKind } from '../plan.js';

/** Where the net's name cannot be had. */
export const ANOTHER_NET = say`write another \`routing.unroutable.name\``;
const ANOTHER_DIRECT = say`write another \`routing.direct.name\``;

/** Where its name cannot be had. */
function anotherName(role: Role | undefined): Sentence {
  switch (role) {
    case 'net':
      return ANOTHER_NET;
    case 'direct':
      return ANOTHER_DIRECT;
    case 'entry':
    case 'tree':
    case undefined:
      return say`rename the daemon, cluster or hypervisor`;
  }
}

/** The name is somebody else's. */
export function takenText({ reason }: Stranger): Sentence {
  return say`the inventory needs this name, and it is taken: ${reason}`;
}

/** And what hangs below it is left out. */
export function refuseTaken(stranger: Stranger, blocked: Blocked, { origins }: Compiled): Refusal {
  const origin = stranger.kind === 'binding' ? undefined : origins[`${stranger.kind}s`].get(stranger.name);
  return {
    kind: stranger.kind,
    name: stranger.name,
    reason: say`${takenText(stranger)}${hangingText(stranger.kind, stranger.name, blocked)}`,
    remedy: say`${anotherName(origin?.role)}, or let the other owner delete it`,
  };
}

/** `--adopt` names something that does not look like the tree's. */
export function refuseAdoption({ kind, name, reason }: Stranger): Refusal {
  return {
    kind,
    name,
    reason: say`--adopt takes what looks like this tree's, and this does not: ${reason}`,
    remedy: say`leave it alone, or write an inventory that has it`,
  };
}

/** It is there, and RabbitMQ cannot change it in place. `barred`: why `--replace` may not. */
export function refuseDifference(
  change: Extract<ObjectChange, { change: 'different' }>,
  blocked: Blocked,
  ownership: Ownership,
  barred: Advice | undefined,
  vhost: string,
): Refusal {
  const { kind } = change;
  const { name } = change.desired;
  const below = hangingText(kind, name, blocked);
  const bar = barred === undefined ? plain('') : say`; ${barred.why}`;
  return {
    kind,
    name,
    reason: say`${differencesText(change.differences)}: RabbitMQ cannot change that in place${below}${bar}`,
    remedy: barred?.remedy ?? remedyOf(change, ownership, vhost),
  };
}

function remedyOf(
  change: Extract<ObjectChange, { change: 'different' }>,
  ownership: Ownership,
  vhost: string,
): Sentence {
  const { kind } = change;
  const { name } = change.desired;
  const standing = ownership.standings[`${kind}s`].get(name);
  const way = kind === 'exchange' ? ownership.entries.get(name) : undefined;
  if (way === 'entry') return say`write another \`entry\`, keep the owner, and move the publishers`;
  if (way === 'direct') return say`${ANOTHER_DIRECT}, and move the publishers`;
  if (change.kind === 'queue' && queueType(change.live) === 'stream')
    return say`a stream keeps its messages whoever reads, so --replace would wait for ever; when nobody needs them, before the next apply: ${deleteCommand(vhost, name)}`;
  const word = shellWord(name);
  const option = standing === 'needed' ? say`--replace ${word} --adopt ${word}` : say`--replace ${word}`;
  if (kind === 'exchange') return say`apply with ${option}`;
  return say`${byPolicy(change.differences)}empty it, stop its workers, and apply with ${option}`;
}

/**
 * The lines to write, where all that differs could be said by a policy, which can change on a queue that exists. Of a number
 * RabbitMQ takes the smaller one: so a policy can lower an argument, and not raise it.
 */
function byPolicy(differences: readonly Difference[]): Sentence {
  const keys = differences.map(({ field, desired }) =>
    POLICY_KEYS.has(field) && desired !== undefined ? `${field.slice('x-'.length)}: ${valueKey(desired)}` : undefined,
  );
  if (keys.includes(undefined)) return plain('');
  const lines = `queue: { policy: { ${keys.join(', ')} } }`;
  if (differences.every(({ live }) => live === undefined))
    return say`write \`${lines}\` in the place of the argument: a policy can be set on a queue that exists; or `;
  const isSmaller = differences.every(
    ({ desired, live }) => typeof desired === 'number' && typeof live === 'number' && desired < live,
  );
  return isSmaller
    ? say`leave the argument as the broker has it, and write \`${lines}\` beside it: RabbitMQ takes the smaller one; or `
    : say`write \`${lines}\` in the place of the argument, so that it can change later as it is; and once, to be rid of the argument: `;
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

export function differencesText(differences: readonly Difference[]): Sentence {
  return sayAll(differences.map(differenceText), ', ');
}

export function differenceText({ field, desired, live }: Difference): Sentence {
  // Numbers may differ from one to the next of its like; another word is another thing.
  const show = (value: Difference['live']): string | Sentence =>
    typeof value === 'number' ? valueKey(value) : plain(value === undefined ? 'not set' : valueKey(value));
  return say`${plain(field)} is ${show(live)} on the broker and ${show(desired)} in the inventory`;
}

/** `; 5 objects that hang below it are left out`, behind what is in the way. */
export function hangingText(kind: SubjectKind, name: string, { below }: Blocked): Sentence {
  const count = kind === 'exchange' ? (below.get(name) ?? 0) : 0;
  if (count === 0) return plain('');
  return count === 1
    ? say`; 1 object that hangs below it is left out`
    : say`; ${thousands(count)} objects that hang below it are left out`;
}

/** Another policy applies to it, so ours does not. */
export function refuseOverruled(exchange: string, { name, priority }: Policy): Refusal {
  return {
    kind: 'exchange',
    name: exchange,
    reason: say`policy "${name}" (priority ${priority}) applies to it, and RabbitMQ applies one only: what it cannot route does not come into the net`,
    remedy: say`let that policy match queues only (--apply-to queues), or other exchanges; or add the alternate-exchange to it`,
  };
}

/** Something else has the registry's name. */
export function refuseRegistry(name: string, waiting: number, removes: boolean): Refusal {
  const kept = removes ? '' : ', and nothing is taken down, because what was the entry would lose its proof';
  return {
    kind: 'exchange',
    name,
    reason: say`exchange "${name}" is not the durable headers exchange that topo registers in, so nothing can be adopted (${waiting} waiting)${plain(kept)}`,
    remedy: say`delete that exchange by hand, then plan again: topo makes the right one`,
  };
}
