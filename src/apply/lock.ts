// One apply at a time: an exclusive queue on the very connection that writes. When that connection dies, so does the
// lock, and so do the writes (for any other connection it is 405, RESOURCE_LOCKED).

import type { AmqpSession } from '../broker/index.js';
import { CallRefused } from '../broker/index.js';
import type { QueueState } from '../live/index.js';
import { lockName } from '../topology/index.js';
import type { Sentence } from '../text/index.js';
import { command, say } from '../text/index.js';

export const HOLDER_ARGUMENT = 'x-topo-holder';

/** Takes the lock. Out: nothing, or how the broker refused it. */
export async function takeLock(amqp: AmqpSession, owner: string, holder: string): Promise<CallRefused | undefined> {
  try {
    await amqp.run({
      call: 'declare queue',
      name: lockName(owner),
      durable: false,
      exclusive: true,
      arguments: { [HOLDER_ARGUMENT]: holder },
    });
    return undefined;
  } catch (error) {
    if (error instanceof CallRefused) return error;
    throw error;
  }
}

/**
 * Right before a write over HTTP: that does not end with the connection, as writes over AMQP do. A process that was frozen, and
 * lost its lock meanwhile, finds out here. Throws what the door throws.
 */
export async function proveLock(amqp: AmqpSession, owner: string): Promise<void> {
  await amqp.run({ call: 'inspect queue', name: lockName(owner) });
}

export interface LockProblem {
  /** `held`: by an apply that runs. `left`: by one that is gone. `impossible`: it cannot be made at all. */
  readonly kind: 'held' | 'left' | 'impossible';
  readonly message: string;
  readonly remedy: Sentence;
}

/** What the management API shows of the lock that we did not get. */
export interface LockSeen {
  readonly vhost: string;
  readonly owner: string;
  readonly holder: string | undefined;
  readonly state: QueueState | undefined;
  /** False: what stands there is no lock. */
  readonly exclusive: boolean | undefined;
}

/**
 * Why the lock was refused, and what to do. 405: another connection has it. With Khepri (4.x) the queue of a dead node
 * stays until that node is back: 405, or 404 "home node … is down". It can be deleted meanwhile (4.3.6).
 */
export function explainLock(
  { code, reason, remedy }: CallRefused,
  { vhost, owner, holder, state, exclusive }: LockSeen,
): LockProblem {
  const name = lockName(owner);
  const look = command`rabbitmqctl list_queues -p ${vhost} name exclusive messages consumers`;
  const remove = command`rabbitmqctl delete_queue -p ${vhost} ${name}`;
  if (code === 405 && exclusive === false)
    return {
      kind: 'impossible',
      message: `queue ${name} stands where the lock of an apply has to be, and it is none: somebody declared it`,
      remedy: say`no apply runs, and waiting does not help; look at it: ${look}; when nobody needs it: ${remove}`,
    };
  const who = holder ?? 'unknown holder';
  if ((code === 405 && state?.is === 'down') || code === 404)
    return {
      kind: 'left',
      message: `the lock ${name} was left by an apply whose node is down: ${who}`,
      remedy: say`${remove}, then apply again`,
    };
  if (code === 405)
    return {
      kind: 'held',
      message: `another apply holds the lock ${name}: ${who}`,
      remedy: say`wait until it has ended (--lock-timeout SECONDS does); when its process is dead, the lock goes with its connection`,
    };
  if (code === 406 && reason.includes('limit'))
    return {
      kind: 'impossible',
      message: `there is no room for the lock ${name}: ${reason}`,
      remedy: remedy ?? say`delete queues that nobody needs`,
    };
  if (code === 403)
    return {
      kind: 'impossible',
      message: `this user may not make the lock ${name}: ${reason}`,
      remedy: remedy ?? say`give it the configure permission on ${name}`,
    };
  return {
    kind: 'impossible',
    message: `the lock ${name} could not be made: ${reason}`,
    remedy: say`look what stands under that name; topo makes it anew for each apply`,
  };
}
