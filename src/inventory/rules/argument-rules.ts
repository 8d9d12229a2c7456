// Optional queue arguments. Their values are the schema's to check; here: which queue type takes which (rabbitmq-server
// rabbit_queue_type:arguments, 3.10 to 4.3: any other known one is a 406), and which go together.

import { OWNER_ARGUMENT, QUEUE_TYPE_ARGUMENT } from '../../topology/index.js';
import type { Problem, QueueType } from '../inventory.js';
import { checkText } from './name-rules.js';
import { nearest } from '../shape/nearest.js';
import type { Located } from '../yaml/source.js';
import { errorAt, placeText, quote, warningAt } from '../yaml/source.js';
import type { Entry, Node } from '../yaml/tree.js';
import type { Fault } from './fault.js';
import { eachOnce } from './fault.js';
import { entriesOf, entryOf, stringOf, valueAt } from '../yaml/tree.js';
import type { Written } from '../yaml/written.js';

const both: readonly QueueType[] = ['classic', 'quorum'];
const classic: readonly QueueType[] = ['classic'];
const quorum: readonly QueueType[] = ['quorum'];

/** The same names as in the schema (a test compares them). */
export const takenBy: ReadonlyMap<string, readonly QueueType[]> = new Map([
  ['x-expires', both],
  ['x-message-ttl', both],
  ['x-dead-letter-exchange', both],
  ['x-dead-letter-routing-key', both],
  ['x-dead-letter-strategy', quorum],
  ['x-max-length', both],
  ['x-max-length-bytes', both],
  ['x-overflow', both],
  ['x-single-active-consumer', both],
  ['x-consumer-timeout', both],
  ['x-max-priority', classic],
  ['x-queue-mode', classic],
  ['x-queue-version', classic],
  ['x-queue-master-locator', classic],
  ['x-queue-leader-locator', both],
  ['x-delivery-limit', quorum],
  ['x-max-in-memory-length', quorum],
  ['x-max-in-memory-bytes', quorum],
  ['x-quorum-initial-group-size', quorum],
  ['x-quorum-target-group-size', quorum],
  ['x-consumer-disconnected-timeout', quorum],
  ['x-delayed-retry-type', quorum],
  ['x-delayed-retry-min', quorum],
  ['x-delayed-retry-max', quorum],
]);

/** Taken up to 4.2, and refused by 4.3 (seen on 4.3.6); `value`: this one alone. */
const refusedFrom43: ReadonlyMap<string, { readonly value?: number; readonly type?: QueueType }> = new Map([
  ['x-queue-master-locator', {}],
  ['x-queue-version', { value: 1 }],
  ['x-consumer-timeout', { type: 'classic' }],
]);

const forStreams: ReadonlySet<string> = new Set([
  'x-max-age',
  'x-stream-max-segment-size-bytes',
  'x-stream-filter-size-bytes',
  'x-initial-cluster-size',
]);

/** Every `arguments`: of the defaults, and of each daemon. */
function argumentsOf({ queue, daemons }: Written): readonly Entry[] {
  const settings = [queue?.value, ...[...daemons.values()].map((daemon) => valueAt(daemon.value, 'queue'))];
  return settings.flatMap((node) => [...entriesOf(valueAt(node, 'arguments'))]);
}

export function* argumentsAreKnown(written: Written): Generator<Problem> {
  for (const { key } of argumentsOf(written)) {
    const name = key.text;
    if (name === QUEUE_TYPE_ARGUMENT)
      yield errorAt(
        key,
        `${name} stands among the arguments`,
        'the key type beside arguments',
        'queue: { type: quorum }',
      );
    else if (name === OWNER_ARGUMENT)
      yield errorAt(key, `${name} stands among the arguments`, 'nothing: topo sets it', 'routing: { owner: … }');
    else if (forStreams.has(name))
      yield errorAt(key, `${name} is an argument of streams`, 'an argument of classic or quorum queues');
    else if (name.startsWith('x-')) {
      if (!takenBy.has(name) && (yield* checkText('the name of the argument', name, key)))
        yield warningAt(
          key,
          `topo does not know the argument ${quote(name)} and passes it on as it is`,
          undefined,
          nearest(name, takenBy.keys()),
        );
    } else
      yield errorAt(
        key,
        `${quote(name)} is no queue argument`,
        'a name that begins with x-',
        nearest(name, takenBy.keys()) ?? nearest(`x-${name}`, takenBy.keys()),
      );
  }
}

/** The names among the values: an exchange and a routing key. The default exchange has the empty name. */
export function* deadLettersCanBeSent(written: Written): Generator<Problem> {
  for (const { key, value } of argumentsOf(written)) {
    if (key.text !== 'x-dead-letter-exchange' && key.text !== 'x-dead-letter-routing-key') continue;
    const text = stringOf(value);
    if (text !== undefined && text !== '') yield* checkText(key.text, text, value);
  }
}

export function* queueTypesTakeTheirArguments({ queue, daemons }: Written): Generator<Problem> {
  const owners = daemons.size > 0 ? [...daemons.values()].map((daemon) => valueAt(daemon.value, 'queue')) : [undefined];
  yield* eachOnce(owners.flatMap((own) => [...faultsOf(queue?.value, own)]));
}

/** The faults of one daemon's queues: its own settings over the defaults, as they reach the broker. */
function* faultsOf(defaults: Node | undefined, own: Node | undefined): Generator<Fault> {
  const typeEntry = entryOf(own, 'type') ?? entryOf(defaults, 'type');
  const type = stringOf(typeEntry?.value) ?? 'classic';
  if (type !== 'classic' && type !== 'quorum') return;
  const args = new Map<string, Entry>();
  for (const settings of [defaults, own])
    for (const entry of entriesOf(valueAt(settings, 'arguments'))) {
      if (isNull(entry.value)) args.delete(entry.key.text);
      else args.set(entry.key.text, entry);
    }
  for (const [name, entry] of args) {
    if (isRefusedFrom43(name, entry.value, type))
      yield { by: entry, problem: warningAt(entry.key, `RabbitMQ 4.3 refuses ${name} like this on a ${type} queue`) };
    if (takenBy.get(name)?.includes(type) === false) {
      // A default that fits the default type, under a daemon of another type: what is wrong stands at the daemon.
      const ownType = entryOf(own, 'type');
      const inherited = ownType && entryOf(valueAt(own, 'arguments'), name) === undefined;
      const where: Located = inherited ? ownType.value : entry.key;
      const origin = inherited ? ` (a default, ${placeText(entry.key)})` : '';
      const hint = inherited
        ? `write ${name}: null under this daemon's queue.arguments to remove the default`
        : undefined;
      yield {
        by: inherited ? ownType : entry,
        problem: errorAt(where, `a ${type} queue does not take ${name}${origin}`, argumentsFor(type), hint),
      };
    }
  }
  yield* togetherFaults(type, args);
}

function isRefusedFrom43(name: string, value: Node, type: QueueType): boolean {
  const refused = refusedFrom43.get(name);
  if (!refused || takenBy.get(name)?.includes(type) !== true) return false;
  if (refused.type !== undefined && refused.type !== type) return false;
  return refused.value === undefined || (value.kind === 'scalar' && value.value === refused.value);
}

function* togetherFaults(type: QueueType, args: ReadonlyMap<string, Entry>): Generator<Fault> {
  const key = args.get('x-dead-letter-routing-key');
  if (key && !args.has('x-dead-letter-exchange'))
    yield {
      by: key,
      problem: errorAt(
        key.key,
        'x-dead-letter-routing-key stands without x-dead-letter-exchange',
        'both: RabbitMQ refuses the one without the other',
      ),
    };
  const overflow = args.get('x-overflow');
  if (type === 'quorum' && overflow && stringOf(overflow.value) === 'reject-publish-dlx')
    yield {
      by: overflow,
      problem: errorAt(
        overflow.value,
        'a quorum queue does not take x-overflow: reject-publish-dlx',
        'drop-head or reject-publish',
      ),
    };
  const strategy = args.get('x-dead-letter-strategy');
  if (strategy && stringOf(strategy.value) === 'at-least-once' && stringOf(overflow?.value) !== 'reject-publish')
    yield {
      by: strategy,
      problem: warningAt(
        strategy.value,
        'x-dead-letter-strategy: at-least-once has no effect like this',
        'x-overflow: reject-publish beside it',
      ),
    };
}

function argumentsFor(type: QueueType): string {
  const others =
    type === 'classic' ? 'x-max-priority, x-queue-version' : 'x-delivery-limit, x-quorum-initial-group-size';
  return `an argument of ${type} queues, such as x-max-length, x-message-ttl, ${others}`;
}

function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null;
}
