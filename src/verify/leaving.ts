// A queue of ours that the inventory has no more: what to do, said once, whatever else is found about it.

import { isPartOfNet, netsThatStay } from '../assess/index.js';
import type { Activity } from '../live/index.js';
import { holdOf } from '../plan/index.js';
import type { Queue } from '../topology/index.js';
import { objectKey, queueType } from '../topology/index.js';
import type { Sentence } from '../text/index.js';
import { command, say } from '../text/index.js';
import { lookCommand } from './api-commands.js';
import type { VerifyInput } from './verify-input.js';

export const REMOVE_OR_KEEP = say`write it back into the inventory, or let \`topo apply\` remove it`;

/** By name, of the queues that an apply removes, or would but for what is in them. */
export function remediesOfLeaving(input: VerifyInput): ReadonlyMap<string, Sentence> {
  const { desired, ownership, blocked, changes } = input;
  const stays = netsThatStay(desired.topology, ownership, blocked);
  return new Map(
    changes.flatMap((change): [string, Sentence][] =>
      change.kind === 'queue' && change.change === 'extra' && !isPartOfNet(change, stays)
        ? [[change.live.name, remedyOf(change.live, input)]]
        : [],
    ),
  );
}

function remedyOf(queue: Queue, input: VerifyInput): Sentence {
  const before = whatComesBefore(queue, input);
  return before
    ? say`write it back into the inventory; or, so that \`topo apply\` can remove it, ${before}`
    : REMOVE_OR_KEEP;
}

/** As a plan has it, of what holds it. Why something cannot be counted has a finding of its own. */
function whatComesBefore(queue: Queue, input: VerifyInput): Sentence | undefined {
  const { live, ownership, activity, locate, roleOf } = input;
  const { name } = queue;
  const counts = activity.get(name);
  if (!counts) return undefined;
  if (counts.messages === null || counts.consumers === null) return undefined;
  const addressed = roleOf('queue', name) !== 'net' && locate.address('queue', name) !== undefined;
  if (!addressed && isUnread(counts)) return lookFirst(input, name);
  const ties = ownership.ties.of.get(objectKey('queue', name)) ?? [];
  return holdOf({ name, type: queueType(queue), bound: false, addressed, ties, fedBy: [] }, counts, live.vhost)?.remedy;
}

/** Messages wait, and nobody reads. */
export function isUnread({ messages, consumers }: Activity): boolean {
  return messages !== null && messages > 0 && consumers === 0;
}

/** Of a queue without a worker of its own, such as the net's. */
export function lookFirst({ live: { vhost }, managementUrl }: VerifyInput, name: string): Sentence {
  return say`look at one: ${lookCommand(managementUrl, vhost, name)}; topo trace with its headers says why; when they are sent again or not needed: ${command`rabbitmqctl purge_queue -p ${vhost} ${name}`}`;
}
