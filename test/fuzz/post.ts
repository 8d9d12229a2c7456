// Messages of a round: what is sent, what lies in queues and with consumers, and where each has arrived. Every body is
// another one.

import type { Channel } from 'amqplib';
import type { Amqp } from '../support/vhost.js';
import { until } from '../support/until.js';
import type { Message } from '../../src/route/index.js';

/** Acknowledges what it reads; reads and never acknowledges; has read some, and reads no more. */
export type Reading = 'acknowledges' | 'holds' | 'has left';

interface Reader {
  readonly channel: Channel;
  readonly queue: string;
  readonly reading: Reading;
  readonly tag: string;
  readonly unsettled: Set<string>;
}

export interface Sent {
  readonly queue: string;
  readonly message: Message;
  /** undefined: it came back. */
  readonly body: string | undefined;
}

export interface Post {
  /** By its headers: undefined where it came back. */
  readonly send: (message: Message) => Promise<string | undefined>;
  /** Into this queue, whatever leads there; no more than may lie in it. */
  readonly put: (queue: string, count: number, room: number) => Promise<void>;
  readonly read: (queue: string, reading: Reading) => Promise<void>;
  /**
   * Takes what lies in these queues and what comes in while `work` goes on, so that none of them is full; but for what
   * consumers hold.
   */
  readonly collect: <T>(queues: readonly string[], work: () => Promise<T>) => Promise<T>;
  /** Where a body was delivered since it was last forgotten. */
  readonly arrivals: (body: string) => readonly string[];
  /** By queue: what was put there, and has not arrived. */
  readonly missing: () => readonly string[];
  /** Queues whose consumers were told that they are gone. */
  readonly cancelled: readonly string[];
  readonly readers: () => readonly Pick<Reader, 'queue' | 'reading' | 'unsettled'>[];
  readonly forget: () => void;
  /** Gives back what is unsettled, and ends every consumer. Out: by queue, what has to lie there again. */
  readonly release: () => Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  readonly sent: () => number;
}

/** Bytes of what is put into a queue. */
const BODY = 100;

function refusedByOne(error: unknown): 'refused' {
  if (error instanceof Error && error.message.includes('nack')) return 'refused';
  throw error;
}

export function openPost({ connection, publish }: Amqp): Post {
  const arrived = new Map<string, string[]>();
  const placed = new Map<string, Set<string>>();
  const cancelled: string[] = [];
  let readers: Reader[] = [];
  let count = 0;
  const next = (): string => `m${++count}`;
  const deliver = (queue: string, body: string): void => {
    const queues = arrived.get(body);
    if (queues) queues.push(queue);
    else arrived.set(body, [queue]);
  };

  /** Undefined where it does not lie there: a queue that is gone is no fault here, whether it may be, the laws say. */
  const putOne = async (queue: string): Promise<string | undefined> => {
    const body = next().padEnd(BODY, '.');
    const fate = await publish({}, { exchange: '', routingKey: queue, body });
    return fate === 'routed' ? body : undefined;
  };

  async function read(queue: string, reading: Reading): Promise<void> {
    const own = await connection.createChannel();
    own.on('error', () => undefined);
    if (reading === 'has left') await own.prefetch(2);
    const unsettled = new Set<string>();
    const { consumerTag } = await own.consume(queue, (message) => {
      if (message === null) {
        cancelled.push(queue);
        return;
      }
      const body = message.content.toString();
      deliver(queue, body);
      if (reading === 'acknowledges') own.ack(message);
      else unsettled.add(body);
    });
    readers.push({ channel: own, queue, reading, tag: consumerTag, unsettled });
    if (reading !== 'has left') return;
    await until('a delivery', () => unsettled.size > 0);
    await own.cancel(consumerTag);
  }

  const isRead = (queue: string): boolean =>
    readers.some((reader) => reader.queue === queue && reader.reading !== 'has left');

  /** What comes in is taken at once, so that it is never full. Out: takes what came before, and ends. */
  async function drain(queue: string): Promise<() => Promise<void>> {
    const own = await connection.createChannel();
    own.on('error', () => undefined);
    if (!isRead(queue))
      await own.consume(
        queue,
        (message) => {
          if (message) deliver(queue, message.content.toString());
        },
        { noAck: true },
      );
    return async () => {
      const last = await putOne(queue);
      if (last !== undefined) await until(`the last message of ${queue}`, () => arrived.has(last));
      await own.close();
    };
  }

  return {
    async send(message) {
      const body = next();
      const { exchange, headers, routingKey = '' } = message;
      // One of its queues may be full, and refuse it: to the others it came.
      const fate = await publish({ ...headers }, { exchange, routingKey, body }).catch(refusedByOne);
      return fate === 'returned' ? undefined : body;
    },
    async put(queue, count, room) {
      const bodies = placed.get(queue) ?? new Set();
      placed.set(queue, bodies);
      for (let more = 0; more < count && bodies.size < room; more += 1) {
        const body = await putOne(queue);
        if (body !== undefined) bodies.add(body);
      }
    },
    read,
    async collect(queues, work) {
      const draining = await Promise.all(queues.map(drain));
      const result = await work();
      await Promise.all(draining.map((end) => end()));
      return result;
    },
    arrivals: (body) => arrived.get(body) ?? [],
    missing: () =>
      [...placed].flatMap(([queue, bodies]) =>
        [...bodies]
          .filter((body) => !(arrived.get(body) ?? []).includes(queue))
          .map((body) => `${body} lay in ${queue}`),
      ),
    cancelled,
    readers: () => readers,
    forget() {
      arrived.clear();
      placed.clear();
    },
    async release() {
      const back = new Map<string, Set<string>>();
      for (const { queue, unsettled } of readers) back.set(queue, new Set([...(back.get(queue) ?? []), ...unsettled]));
      await Promise.all(readers.map(({ channel: own }) => own.close()));
      readers = [];
      return back;
    },
    sent: () => count,
  };
}

/** One after the other, round and round. */
export async function sendWhile<T>(
  post: Post,
  stays: readonly Omit<Sent, 'body'>[],
  work: () => Promise<T>,
): Promise<{ readonly sent: readonly Sent[]; readonly result: T }> {
  const sent: Sent[] = [];
  let going = true;
  const sender = async (): Promise<void> => {
    for (let index = 0; going && stays.length > 0; index += 1) {
      const next = stays[index % stays.length];
      if (next) sent.push({ ...next, body: await post.send(next.message) });
    }
  };
  const sending = sender();
  try {
    return { result: await work(), sent };
  } finally {
    going = false;
    await sending;
  }
}
