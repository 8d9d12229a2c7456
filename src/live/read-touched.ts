// A few objects read again, each by its own GETs, and laid over a picture of the whole broker: one takes two milliseconds, the
// lists of 10,001 queues a second. The rows are those of the lists, by the same columns and the same functions.
//
// What such a picture claims: what was read again is as the broker is now, all else as it was when the whole was read. What a
// stranger changes elsewhere in between is not in it; nor is it in a list that was read before that change.

import type { Reader } from '../broker/index.js';
import type { Binding, Exchange, ObjectKind, Queue } from '../topology/index.js';
import { askOne } from './asking.js';
import type { Live } from './live.js';
import { stateOf, toExchange, toQueue } from './normalise.js';
import type { QueueState } from './queue-state.js';
import type { BindingList } from './read-live.js';
import {
  OF_EXCHANGES,
  OF_QUEUES,
  askBindings,
  askExchanges,
  askPolicies,
  askQueues,
  policyOf,
  unseenOf,
} from './read-live.js';

/** Each with all bindings that lead to it. */
export interface Touched {
  readonly exchanges: ReadonlySet<string>;
  readonly queues: ReadonlySet<string>;
  /** Of exchanges, of queues. Which one applies can be another one on each of them: their list is read then, and no binding. */
  readonly policies: ReadonlySet<ObjectKind>;
}

/**
 * 50 take some 100 ms, 200 half a second (3.10.8, two busy cores); the lists of 1,000 queues take 100 ms, those of 10,001 more
 * than a second.
 */
const FEW = 50;

/** So long a picture is taken for the broker, but for what the reader himself has touched. */
const LASTS_MS = 10_000;

/**
 * Whether this picture, of that age, can be brought up to date by so little. Not one with a blind spot: what the broker did not
 * show then it may show now.
 */
export function isLittle({ exchanges, queues }: Touched, { unseen }: Live, milliseconds: number): boolean {
  return exchanges.size + queues.size <= FEW && unseen.size === 0 && milliseconds <= LASTS_MS;
}

/** Two GETs each. */
const AT_ONCE = 4;

/** `before` with all that was touched as it is now. Throws BrokerError. */
export async function readTouched(reader: Reader, before: Live, touched: Touched): Promise<Live> {
  const { vhost } = before;
  const exchanges = await inTurns(touched.exchanges, (name) => lookAtExchange(reader, vhost, name));
  const queues = await inTurns(touched.queues, (name) => lookAtQueue(reader, vhost, name));
  const picture = layOver(before, touched, exchanges, queues);
  if (touched.policies.size === 0) return picture;
  const [policies, allExchanges, allQueues] = await Promise.all([
    askPolicies(reader, vhost),
    touched.policies.has('exchange') ? askExchanges(reader, vhost) : undefined,
    touched.policies.has('queue') ? askQueues(reader, vhost) : undefined,
  ]);
  const { topology } = picture;
  return {
    ...picture,
    topology: {
      ...topology,
      exchanges: allExchanges?.byName ?? topology.exchanges,
      queues: allQueues?.byName ?? topology.queues,
      policies,
    },
    exchangePolicies: allExchanges?.policies ?? picture.exchangePolicies,
    queuePolicies: allQueues?.policies ?? picture.queuePolicies,
    queueStates: allQueues?.states ?? picture.queueStates,
  };
}

async function inTurns<T>(names: ReadonlySet<string>, look: (name: string) => Promise<T>): Promise<readonly T[]> {
  const all = [...names];
  const seen: T[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    seen.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(look))));
  return seen;
}

interface Seen {
  readonly name: string;
  /**
   * To it: a source may have thousands, a destination has a few. RabbitMQ answers for a name that is gone as well, so what should
   * have gone along with it is looked for, and not taken for gone.
   */
  readonly bindings: BindingList;
}

interface SeenExchange extends Seen {
  /** undefined: it is not there. */
  readonly exchange: Exchange | undefined;
  readonly policy?: string | undefined;
}

interface SeenQueue extends Seen {
  readonly queue: Queue | undefined;
  readonly state?: QueueState | undefined;
  readonly policy?: string | undefined;
}

async function lookAtExchange(reader: Reader, vhost: string, name: string): Promise<SeenExchange> {
  const path = ['exchanges', vhost, name];
  const [found, bindings] = await Promise.all([
    askOne(reader, path, OF_EXCHANGES, (row) => ({ exchange: toExchange(row), policy: policyOf(row) })),
    askBindings(reader, vhost, [...path, 'bindings', 'destination']),
  ]);
  return { name, bindings, ...(found ?? { exchange: undefined }) };
}

async function lookAtQueue(reader: Reader, vhost: string, name: string): Promise<SeenQueue> {
  const path = ['queues', vhost, name];
  const [found, bindings] = await Promise.all([
    askOne(reader, path, OF_QUEUES, (row) => ({ queue: toQueue(row), state: stateOf(row), policy: policyOf(row) })),
    askBindings(reader, vhost, [...path, 'bindings']),
  ]);
  return { name, bindings, ...(found ?? { queue: undefined }) };
}

function layOver(
  before: Live,
  touched: Touched,
  exchanges: readonly SeenExchange[],
  queues: readonly SeenQueue[],
): Live {
  const { topology } = before;
  const isTouched = ({ destination, destinationType }: Binding): boolean =>
    touched[`${destinationType}s`].has(destination);
  const states = new Map(queues.flatMap(({ name, state }) => (state ? [[name, state]] : [])));
  const shown = new Set(queues.flatMap(({ bindings }) => [...bindings.shown]));
  return {
    ...before,
    topology: {
      exchanges: put(topology.exchanges, exchanges, ({ exchange }) => exchange),
      queues: put(topology.queues, queues, ({ queue }) => queue),
      bindings: [
        ...topology.bindings.filter((binding) => !isTouched(binding)),
        ...[...exchanges, ...queues].flatMap(({ bindings }) => bindings.made),
      ],
      policies: topology.policies,
    },
    exchangePolicies: put(before.exchangePolicies, exchanges, ({ policy }) => policy),
    queuePolicies: put(before.queuePolicies, queues, ({ policy }) => policy),
    queueStates: put(before.queueStates, queues, ({ state }) => state),
    unseen: new Set([...[...before.unseen].filter((name) => !touched.queues.has(name)), ...unseenOf(states, shown)]),
  };
}

/** A copy, with what was seen now. */
function put<S extends Seen, T>(
  before: ReadonlyMap<string, T>,
  seen: readonly S[],
  valueOf: (one: S) => T | undefined,
): ReadonlyMap<string, T> {
  const values = new Map(before);
  for (const one of seen) {
    const value = valueOf(one);
    if (value === undefined) values.delete(one.name);
    else values.set(one.name, value);
  }
  return values;
}
