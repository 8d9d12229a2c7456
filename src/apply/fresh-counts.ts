// Counts of now for the queues that go: the management API's (fresh for classic queues, up to 5 s late for quorum ones)
// together with a passive declare's (fresh for all: ready messages and consumers; on a quorum queue an unsettled
// delivery counts as a consumer). Where the two differ the larger counts: a queue is held rather than lost.

import pMap from 'p-map';
import type { AmqpSession, Reader } from '../broker/index.js';
import { CallRefused } from '../broker/index.js';
import type { Activity } from '../live/index.js';
import { readActivity } from '../live/index.js';

/** More of them take no less time, and publishers wait ten times as long (10,000 queues: test/bench/README.md). */
const INSPECTED_AT_ONCE = 8;

export async function countFresh(
  reader: Reader,
  amqp: AmqpSession,
  vhost: string,
  queues: readonly { readonly name: string }[],
  channels: number,
): Promise<ReadonlyMap<string, Activity>> {
  const read = await readActivity(reader, vhost, queues);
  const counted = await pMap(queues, (queue) => countOne(amqp, queue.name, read.get(queue.name)), {
    concurrency: Math.min(INSPECTED_AT_ONCE, channels),
  });
  return new Map(counted);
}

async function countOne(
  amqp: AmqpSession,
  name: string,
  read: Activity | undefined,
): Promise<readonly [string, Activity]> {
  const known = read ?? { messages: null, unacknowledged: null, consumers: null, readers: [] };
  try {
    const { ready, consumers } = await amqp.run({ call: 'inspect queue', name });
    return [
      name,
      {
        ...known,
        messages: known.messages === null ? null : Math.max(known.messages, ready),
        // A passive declare of a queue without a leader answers 0 and 0, so it counts only where the queue is known to be
        // there. The API's own count of consumers may be missing: a user without the tag monitoring gets it late.
        consumers: known.messages === null ? null : consumers,
      },
    ];
  } catch (error) {
    if (error instanceof CallRefused) return [name, { ...known, messages: null, consumers: null }];
    throw error;
  }
}
