// Counts of now for the queues that go: the management API's (fresh for classic queues, up to 5 s late for quorum ones)
// together with a passive declare's (fresh for all: ready messages and consumers; on a quorum queue an unsettled
// delivery counts as a consumer). Where the two differ the larger counts: a queue is held rather than lost.
//
// What the API does not count is not asked: RabbitMQ 4.x answers a passive declare of a queue on a dead node after a minute.

import pMap from 'p-map';
import type { AmqpSession, Reader } from '../../broker/index.js';
import { CallRefused } from '../../broker/index.js';
import type { Activity, Asked, QueueState } from '../../live/index.js';
import { bytesOf, isCountable, readActivity } from '../../live/index.js';
import type { QueueToGo } from '../../plan/index.js';

/**
 * Those that nobody reads, told by passive declares alone: a list of a large fleet makes its publishers wait (p99 twice as
 * long: test/bench/README.md). Only of classic queues, for a quorum queue without a leader answers 0 as well. `states`: of
 * the plan; what was down then is not asked.
 */
export async function findUnread(
  amqp: AmqpSession,
  queues: readonly Pick<QueueToGo, 'name' | 'type'>[],
  states: ReadonlyMap<string, QueueState>,
  channels: number,
): Promise<ReadonlySet<string>> {
  const classic = queues.filter(({ type, name }) => type === 'classic' && isCountable(states.get(name)));
  const inspected = await inspectAll(classic, channels, async ({ name }) => {
    const found = await inspect(amqp, name);
    return found?.consumers === 0 ? [name] : [];
  });
  return new Set(inspected.flat());
}

/** More of them are little faster, and publishers wait longer (test/bench/README.md). */
const INSPECTED_AT_ONCE = 8;

export async function countFresh(
  reader: Reader,
  amqp: AmqpSession,
  vhost: string,
  queues: readonly Asked[],
  channels: number,
): Promise<ReadonlyMap<string, Activity>> {
  const read = await readActivity(reader, vhost, queues);
  return new Map(await inspectAll(queues, channels, ({ name }) => countOne(amqp, name, read.get(name))));
}

async function inspectAll<Q, T>(queues: readonly Q[], channels: number, look: (queue: Q) => Promise<T>): Promise<T[]> {
  return await pMap(queues, look, { concurrency: Math.min(INSPECTED_AT_ONCE, channels) });
}

async function countOne(
  amqp: AmqpSession,
  name: string,
  read: Activity | undefined,
): Promise<readonly [string, Activity]> {
  const known: Activity = read ?? { messages: null, unacknowledged: null, consumers: null, readers: [] };
  // A passive declare of a queue without a leader answers 0 and 0, so it counts only where the queue is known to be
  // there. The API's own count of consumers may be missing: a user without the tag monitoring gets it late.
  if (known.messages === null) return [name, { ...known, consumers: null }];
  const found = await inspect(amqp, name);
  if (!found) return [name, { ...known, messages: null, consumers: null }];
  const messages = Math.max(known.messages, found.ready);
  const { bytes } = known;
  return [
    name,
    {
      ...known,
      messages,
      consumers: found.consumers,
      ...(bytes !== undefined && { bytes: bytesOf(messages, { messages: known.messages, bytes }) }),
    },
  ];
}

/** A passive declare; undefined where the broker refuses it. */
export async function inspect(
  amqp: AmqpSession,
  name: string,
): Promise<{ ready: number; consumers: number } | undefined> {
  try {
    return await amqp.run({ call: 'inspect queue', name });
  } catch (error) {
    if (error instanceof CallRefused) return undefined;
    throw error;
  }
}
