// Before anything is declared: does RabbitMQ take queues with these arguments? Some it refuses by closing the connection,
// and with it all channels and the lock (4.3: `x-queue-master-locator`, 541). So each kind of arguments is tried first on
// a connection of its own; what closes that one costs only the queues that ask for it.
//
// What is tried is an exclusive queue, gone with its connection, so nothing of the tree is touched. It bears the name of
// the registry, which is an exchange: whoever may adopt may make it. A quorum queue cannot be exclusive, and need not be
// tried: it answers 406 to arguments that it does not know, which costs one channel (3.10.8 to 4.3.6).

import type { AmqpCall } from '../../broker/index.js';
import type { DeclareStep, ReplaceStep } from '../../plan/index.js';
import type { Arguments } from '../../topology/index.js';
import { OWNER_ARGUMENT, QUEUE_TYPE_ARGUMENT, pushTo, registryName, valueKey } from '../../topology/index.js';
import { plain, say } from '../../text/index.js';
import type { Applying } from './applying.js';
import { isHalted } from './applying.js';

type Maker = DeclareStep | ReplaceStep;

/** What every queue of the tree has. */
const USUAL: ReadonlySet<string> = new Set([QUEUE_TYPE_ARGUMENT, OWNER_ARGUMENT]);

const PLAIN: Arguments = { [QUEUE_TYPE_ARGUMENT]: 'classic' };

/** Steps whose queues RabbitMQ would close the connection for have failed after it. */
export async function probeQueues(applying: Applying): Promise<void> {
  const { book, doors } = applying;
  for (const steps of kindsOf(applying).values()) {
    const args = steps[0]?.object.arguments ?? {};
    if (isHalted(applying)) return;
    const refusal = await doors.tryOut(queueCall(applying, args));
    // If it closes the connection at a plain queue too, the arguments are not to blame.
    if (!refusal || (await doors.tryOut(queueCall(applying, PLAIN)))) continue;
    const remedy = say`take ${plain((await culprits(applying, args)).join(', '))} out of the queue's arguments in the inventory, then apply again`;
    const error = say`RabbitMQ closes the connection of whoever declares it: ${refusal}`;
    for (const step of steps) book.record(step, { result: 'failed', error, remedy }, 'declare queues');
  }
}

/** Steps that make a classic queue with arguments of its own, by these arguments. */
function kindsOf({ draft: { phases } }: Applying): ReadonlyMap<string, readonly Maker[]> {
  const kinds = new Map<string, Maker[]>();
  for (const step of [...phases.of('declare net'), ...phases.of('declare queues'), ...phases.of('replace')]) {
    const args = step.object.arguments;
    if (step.kind !== 'queue' || args[QUEUE_TYPE_ARGUMENT] !== 'classic' || unusual(args).length === 0) continue;
    pushTo(kinds, valueKey(args), step);
  }
  return kinds;
}

/** The arguments that are refused by themselves; all of them where it is none alone. */
async function culprits(applying: Applying, args: Arguments): Promise<readonly string[]> {
  const keys = unusual(args);
  const alone: string[] = [];
  for (const key of keys) {
    const one = { ...PLAIN, [key]: args[key] ?? null };
    if (keys.length > 1 && (await applying.doors.tryOut(queueCall(applying, one)))) alone.push(key);
  }
  return alone.length > 0 ? alone : keys;
}

function queueCall({ owner }: Applying, args: Arguments): Extract<AmqpCall, { call: 'declare queue' }> {
  return { call: 'declare queue', name: registryName(owner), durable: true, exclusive: true, arguments: args };
}

function unusual(args: Arguments): readonly string[] {
  return Object.keys(args).filter((key) => !USUAL.has(key));
}
