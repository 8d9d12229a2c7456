// One apply at a time: an exclusive queue on the very connection that writes. When that connection dies, so does the
// lock, and so do the writes (rabbitmq.md: RESOURCE_LOCKED 405 for any other connection).

import type { AmqpSession } from '../broker/index.js';
import { CallRefused } from '../broker/index.js';
import { lockName } from '../topology/index.js';

export const HOLDER_ARGUMENT = 'x-topo-holder';

/** Takes the lock. Out: false when another connection has it. */
export async function takeLock(amqp: AmqpSession, owner: string, holder: string): Promise<boolean> {
  try {
    await amqp.run({
      call: 'declare queue',
      name: lockName(owner),
      durable: false,
      exclusive: true,
      arguments: { [HOLDER_ARGUMENT]: holder },
    });
    return true;
  } catch (error) {
    if (error instanceof CallRefused && error.code === 405) return false;
    throw error;
  }
}
