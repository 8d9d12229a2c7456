// What the queues are like: what most of a daemon's queues have is the daemon's, what most daemons have is the default.

import type { QueueType } from '../../inventory/index.js';
import type { ArgumentValue, Arguments, Queue } from '../../topology/index.js';
import { OWNER_ARGUMENT, QUEUE_TYPE_ARGUMENT, groupBy, queueType, valueKey } from '../../topology/index.js';
import { writableArguments } from './accepted.js';

export interface QueueKind {
  readonly type: QueueType;
  readonly arguments: Arguments;
}

/** Beside the defaults; undefined: there is nothing to say. */
export interface QueueExceptions {
  readonly type?: QueueType;
  /** `null` takes a default away. */
  readonly arguments?: Readonly<Record<string, ArgumentValue>>;
}

export interface QueueKinds {
  readonly defaults: QueueKind;
  readonly exceptionsOf: (daemon: string) => QueueExceptions | undefined;
}

/** `netType`: the net's queue has the default type, whatever the others have. */
export function findQueueKinds(
  queuesOf: ReadonlyMap<string, readonly Queue[]>,
  netType: QueueType | undefined,
): QueueKinds {
  const kinds = new Map([...queuesOf].map(([daemon, queues]) => [daemon, kindOfMost(queues)]));
  const all = [...kinds.values()];
  const type = netType ?? mostOf(all, (kind) => kind.type)?.type ?? 'classic';
  const alike = all.filter((kind) => kind.type === type);
  const defaults = { type, arguments: mostOf(alike, (kind) => valueKey(kind.arguments))?.arguments ?? {} };
  return {
    defaults,
    exceptionsOf(daemon) {
      const kind = kinds.get(daemon);
      return kind && exceptionsOf(kind, defaults);
    },
  };
}

function exceptionsOf(kind: QueueKind, defaults: QueueKind): QueueExceptions | undefined {
  const own: [string, ArgumentValue][] = Object.entries(kind.arguments).filter(
    ([name, value]) => valueKey(value) !== valueKey(defaults.arguments[name]),
  );
  for (const name of Object.keys(defaults.arguments)) if (!(name in kind.arguments)) own.push([name, null]);
  const isOther = kind.type !== defaults.type;
  if (!isOther && own.length === 0) return undefined;
  return { ...(isOther && { type: kind.type }), ...(own.length > 0 && { arguments: Object.fromEntries(own) }) };
}

function kindOfMost(queues: readonly Queue[]): QueueKind {
  const { type, arguments: args } =
    mostOf(
      queues.map((queue) => ({ type: typeOf(queue), arguments: queue.arguments })),
      kindKey,
    ) ?? NOTHING;
  return { type, arguments: writableArguments(type, args) };
}

const NOTHING: QueueKind = { type: 'classic', arguments: {} };

/** A queue of another type is taken for classic: a plan then says that it is none. */
export function typeOf(queue: Pick<Queue, 'arguments'>): QueueType {
  return queueType(queue) === 'quorum' ? 'quorum' : 'classic';
}

/** Whoever made them, and whether that is written. */
function kindKey({ type, arguments: args }: QueueKind): string {
  const rest = Object.entries(args).filter(([name]) => name !== OWNER_ARGUMENT && name !== QUEUE_TYPE_ARGUMENT);
  return `${type} ${valueKey(Object.fromEntries(rest))}`;
}

/** One of those that are most; of two as many, the one that says less. */
function mostOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item | undefined {
  const groups = [...groupBy(items, keyOf)].sort(
    ([a, one], [b, other]) => other.length - one.length || a.length - b.length || (a < b ? -1 : 1),
  );
  return groups[0]?.[1][0];
}
