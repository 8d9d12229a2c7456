// The channels of one connection: each is lent to one call at a time. All are opened before the first call, so that a
// limit of the broker (530 closes the connection) is met while nothing has been done.

import type { Channel } from 'amqplib';
import { CallRefused } from './amqp-errors.js';
import type { BrokerError } from '../errors.js';
import { messageOf } from '../../text/index.js';

export interface ChannelPool {
  /** Opens so many, and says how many there are now. */
  open(count: number): Promise<number>;
  /** Waits for a free one. Throws CallRefused when none can be opened, BrokerError once the connection is lost. */
  take(): Promise<Channel>;
  /** Back from a call that was answered. */
  give(channel: Channel): void;
  /** One was closed by the broker's refusal: another takes its place for whoever waits. */
  drop(): void;
  /** The connection is lost: whoever waits hears why. */
  end(reason: BrokerError): void;
}

interface Waiting {
  readonly resolve: (channel: Channel) => void;
  readonly reject: (error: unknown) => void;
}

export function channelPool(create: () => Promise<Channel>): ChannelPool {
  const idle: Channel[] = [];
  const waiting: Waiting[] = [];
  let open = 0;
  let most = 0;
  let ended: BrokerError | undefined;

  const openOne = async (): Promise<Channel> => {
    open += 1;
    try {
      const channel = await create();
      // The reason of a channel error arrives with the rejected call; unheard, the event would end the process.
      channel.on('error', () => undefined);
      return channel;
    } catch (error) {
      open -= 1;
      throw ended ?? new CallRefused(0, messageOf(error));
    }
  };
  return {
    async open(count) {
      most = count;
      const opened = await Promise.allSettled(Array.from({ length: count }, openOne));
      for (const each of opened) if (each.status === 'fulfilled') idle.push(each.value);
      return idle.length;
    },
    async take() {
      if (ended) throw ended;
      const free = idle.pop();
      if (free) return free;
      if (open < most) return await openOne();
      return await new Promise<Channel>((resolve, reject) => waiting.push({ resolve, reject }));
    },
    give(channel) {
      const next = waiting.shift();
      if (next) next.resolve(channel);
      else idle.push(channel);
    },
    drop() {
      open -= 1;
      const next = waiting.shift();
      if (next) openOne().then(next.resolve, next.reject);
    },
    end(reason) {
      ended = reason;
      for (const next of waiting.splice(0)) next.reject(reason);
    },
  };
}
