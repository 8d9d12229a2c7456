// Publishers: one at a steady pace, that tells how long each confirm took; one as fast as the broker takes it.

import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from 'simple-statistics';
import type { Amqp } from '../support/vhost.js';
import { withAmqp } from '../support/vhost.js';

export interface Message {
  readonly exchange: string;
  readonly routingKey: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Milliseconds between two messages. */
export const PACE_MS = 5;
const BODY = Buffer.from('{"task": "download_volume"}');

/**
 * Publishes while `work` runs, one persistent message every 5 ms whatever became of the one before. Out: for each message
 * how many milliseconds its confirm took. Throws where one came back as unroutable, or was refused by a full queue.
 */
export async function publishDuring(
  amqpUrl: string,
  messages: readonly Message[],
  work: () => Promise<unknown>,
): Promise<readonly number[]> {
  return await withAmqp(amqpUrl, async ({ channel }) => {
    const took: number[] = [];
    let returned = 0;
    let refused = 0;
    channel.on('return', () => (returned += 1));
    let next = 0;
    const timer = setInterval(() => {
      const message = messages[next++ % messages.length];
      if (!message) return;
      const begun = performance.now();
      const options = { headers: { ...message.headers }, mandatory: true, persistent: true };
      channel.publish(message.exchange, message.routingKey, BODY, options, (error: unknown) => {
        if (error) refused += 1;
        else took.push(performance.now() - begun);
      });
    }, PACE_MS);
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
    await channel.waitForConfirms();
    if (returned > 0) throw new Error(`${returned} messages came back as unroutable`);
    if (refused > 0) throw new Error(`${refused} messages were refused`);
    return took;
  });
}

/** So many of those at once, each with its share of the messages. Out: the confirms of all. */
export async function publishersDuring(
  amqpUrl: string,
  messages: readonly Message[],
  publishers: number,
  work: () => Promise<unknown>,
): Promise<readonly number[]> {
  if (publishers === 0) {
    await work();
    return [];
  }
  const share = messages.filter((_, index) => index % publishers === 0);
  const rest = messages.filter((_, index) => index % publishers !== 0);
  let others: readonly number[] = [];
  const own = await publishDuring(amqpUrl, share, async () => {
    others = await publishersDuring(amqpUrl, rest, publishers - 1, work);
  });
  return [...own, ...others];
}

const WARM_UP_MS = 2500;

/** The first message of a queue makes its files: that is not to be measured. */
export async function warmUp(amqpUrl: string, messages: readonly Message[]): Promise<void> {
  await publishDuring(amqpUrl, messages, () => delay(WARM_UP_MS));
}

/** The time within which 99 of 100 confirms came. */
export function p99(milliseconds: readonly number[]): number {
  return quantile([...milliseconds], 0.99);
}

/** Messages without a confirm yet. */
const WINDOW = 200;

/** Messages a second that are routed and confirmed, transient ones, from one publisher, for so many seconds. */
export async function publishFast({ channel }: Amqp, messages: readonly Message[], seconds: number): Promise<number> {
  let confirmed = 0;
  let open = 0;
  let next = 0;
  let resume: (() => void) | undefined;
  const begun = performance.now();
  const elapsed = (): number => (performance.now() - begun) / 1000;
  while (elapsed() < seconds) {
    while (open < WINDOW) {
      const message = messages[next++ % messages.length];
      if (!message) return 0;
      open += 1;
      channel.publish(message.exchange, message.routingKey, BODY, { headers: { ...message.headers } }, () => {
        open -= 1;
        confirmed += 1;
        resume?.();
      });
    }
    await Promise.race([
      new Promise<void>((resolve) => (resume = resolve)),
      delay(Math.max(0, seconds - elapsed()) * 1000),
    ]);
  }
  const each = confirmed / elapsed();
  // What is on its way would slow down whoever is measured next. Where hardly any came in time, it is what is measured.
  const isSlow = confirmed < WINDOW;
  if (open > 0) await channel.waitForConfirms();
  return isSlow ? confirmed / elapsed() : each;
}
