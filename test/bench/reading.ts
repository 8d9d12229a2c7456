// Consumers: one on each of many queues, that read at a steady pace what publishers send meanwhile. What they read is counted
// against what was confirmed: a message that is lost is an error here.

import type { Channel } from 'amqplib';
import { until } from '../support/until.js';
import { withAmqp } from '../support/vhost.js';
import { PACE_MS } from './publishing.js';

export interface Readers {
  readonly queues: readonly string[];
  /** So many messages every 5 ms at most; what is more waits. */
  readonly atOnce: number;
  /** Milliseconds until the last must have come, after the last was sent. */
  readonly patience?: number;
}

const CHANNELS = 10;
/** Of each consumer. */
const PREFETCH = 10;

/**
 * Reads while `publish` runs, and then until everything that it says was confirmed is read: so many messages. Throws where
 * it is fewer, or more.
 */
export async function readDuring(
  amqpUrl: string,
  { queues, atOnce, patience = 30_000 }: Readers,
  publish: () => Promise<number>,
): Promise<number> {
  return await withAmqp(amqpUrl, async ({ connection }) => {
    const delivered: (() => void)[] = [];
    let read = 0;
    const channels = await Promise.all(Array.from({ length: CHANNELS }, () => connection.createChannel()));
    const consume = async (channel: Channel, share: readonly string[]): Promise<void> => {
      await channel.prefetch(PREFETCH);
      const take = (queue: string): Promise<unknown> =>
        channel.consume(queue, (message) => {
          if (message)
            delivered.push(() => {
              channel.ack(message);
            });
        });
      await Promise.all(share.map(take));
    };
    await Promise.all(
      channels.map((channel, n) =>
        consume(
          channel,
          queues.filter((_, index) => index % CHANNELS === n),
        ),
      ),
    );
    const timer = setInterval(() => {
      for (const acknowledge of delivered.splice(0, atOnce)) {
        acknowledge();
        read += 1;
      }
    }, PACE_MS);
    try {
      const confirmed = await publish();
      await until('as many read as confirmed', () => read >= confirmed && delivered.length === 0, patience).catch(
        () => undefined,
      );
      if (read !== confirmed) throw new Error(`${confirmed} messages were confirmed, and ${read} read`);
    } finally {
      clearInterval(timer);
    }
    // Not before the broker has taken the last acknowledgement.
    await Promise.all(channels.map((channel) => channel.close()));
    return read;
  });
}
