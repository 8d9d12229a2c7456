// The routes that a plan says it takes away, against messages on the real broker.

import { lostRoutesOf } from '../../src/plan/crossing.js';
import type { Planned } from '../../src/plan/index.js';
import { waysOf } from '../../src/compile/index.js';
import type { LostRoutes, Message } from '../../src/route/index.js';
import { valueKey } from '../../src/topology/index.js';
import { asIntegers } from '../support/messages.js';
import type { Drawn } from './inventories.js';
import { addressesOf } from './inventories.js';
import type { Post } from './post.js';

export interface Announced extends LostRoutes {
  /** Messages that reach this queue now, and are told to reach it no more. */
  readonly told: readonly { readonly queue: string; readonly message: Message }[];
}

export function announcedBy({ assessment, draft, entry }: Planned): Announced {
  const routes = lostRoutesOf(assessment, draft, entry);
  const told = [...routes.lost].flatMap(([queue, messages]) =>
    messages.flatMap((message) => (message ? [{ queue, message }] : [])),
  );
  return { ...routes, told };
}

/** Whether this message's way to the queue was told of: what passes a chain has at least the headers of its least message. */
export function isAnnounced({ lost, interrupted }: LostRoutes, queue: string, sent: Message): boolean {
  if (interrupted.has(queue)) return true;
  return (lost.get(queue) ?? []).some(
    (message) =>
      message === undefined ||
      (message.exchange === sent.exchange &&
        (message.routingKey === undefined || message.routingKey === (sent.routingKey ?? '')) &&
        Object.entries(message.headers).every(
          ([header, value]) =>
            Object.hasOwn(sent.headers, header) &&
            (value === '\u0000any value' || sameValue(sent.headers[header] ?? null, value)),
        )),
  );
}

function sameValue(a: Message['headers'][string], b: Message['headers'][string]): boolean {
  const keyOf = (value: typeof a): string =>
    value !== null && typeof value === 'object' ? `double ${value.double}` : valueKey(value);
  return keyOf(a) === keyOf(b);
}

/**
 * To every address of these inventories by every exchange that publishers address in one of them, with strings, and with the
 * integers that some publishers send.
 */
export function messagesFor(inventories: readonly Drawn[]): readonly Message[] {
  const written = inventories.flatMap((drawn) => [...addressesOf(drawn).values()].flat());
  const made = new Map<string, Message>();
  const add = (message: Message): void => void made.set(JSON.stringify(message), message);
  for (const way of ['entry', 'direct'] as const) {
    const exchanges = inventories.flatMap(({ compiled }) => waysOf(compiled)[way] ?? []);
    for (const message of written)
      if ((message.routingKey === undefined) === (way === 'entry'))
        for (const exchange of exchanges)
          for (const headers of [message.headers, asIntegers(message.headers)]) add({ ...message, exchange, headers });
  }
  return [...made.values()];
}

/** By message, the queues that it reaches. Sends, and collects all that lies in these queues. */
export async function probe(
  post: Post,
  messages: readonly Message[],
  exchanges: ReadonlySet<string>,
  queues: readonly string[],
): Promise<ReadonlyMap<Message, readonly string[]>> {
  const there = messages.filter(({ exchange }) => exchanges.has(exchange));
  const bodies = await post.collect(queues, () =>
    Promise.all(there.map(async (message) => [message, await post.send(message)] as const)),
  );
  return new Map(bodies.map(([message, body]) => [message, body === undefined ? [] : post.arrivals(body)]));
}
