// Limits by a policy (`queue.policy`). Which keys there are, and their values, says the schema; here: which queue type
// takes which, which go together, and what an argument beside one means.

import { isTakenByNet } from '../../policy/index.js';
import type { Problem, QueueType } from '../inventory.js';
import type { Located } from '../yaml/source.js';
import { errorAt, placeText, quote, warningAt } from '../yaml/source.js';
import type { Entry, Node } from '../yaml/tree.js';
import type { Fault } from './fault.js';
import { eachOnce } from './fault.js';
import { entriesOf, entryOf, stringOf, valueAt } from '../yaml/tree.js';
import type { Written } from '../yaml/written.js';
import { checkText } from './name-rules.js';

/** Of quorum queues alone; all others are for both types. */
const forQuorum: ReadonlySet<string> = new Set(['delivery-limit', 'dead-letter-strategy']);

/** Of these RabbitMQ takes the smaller one, of all others the argument's (docs/parameters, "numerical limits"). */
const smallerOne: ReadonlySet<string> = new Set([
  'max-length',
  'max-length-bytes',
  'message-ttl',
  'expires',
  'delivery-limit',
]);

export function* policiesFitTheirQueues({ queue, daemons }: Written): Generator<Problem> {
  yield* eachOnce([...daemons.values()].flatMap((daemon) => [...faultsOf(queue?.value, daemon)]));
}

function* faultsOf(defaults: Node | undefined, daemon: Entry): Generator<Fault> {
  const own = valueAt(daemon.value, 'queue');
  const policy = merged('policy', defaults, own);
  const args = merged('arguments', defaults, own);
  const ownType = entryOf(own, 'type');
  const type = stringOf((ownType ?? entryOf(defaults, 'type'))?.value) ?? 'classic';
  if (policy.size === 0 || (type !== 'classic' && type !== 'quorum')) return;
  const name = daemon.key.text;
  if (isTakenByNet(name))
    yield {
      by: daemon,
      problem: errorAt(
        daemon.key,
        `the policy of a daemon called ${quote(name)} would have a name that the net's policies have`,
        'another name, or its limits as arguments',
      ),
    };
  for (const [key, entry] of policy) {
    if (isTaken(key, entry, type)) {
      const argument = args.get(`x-${key}`);
      if (argument)
        yield {
          by: entry,
          problem: warningAt(
            entry.key,
            `${key} stands beside the argument x-${key}: of the two RabbitMQ takes the ${smallerOne.has(key) ? 'smaller one' : 'argument'}`,
            'one of them',
            `take x-${key} out (${placeText(argument.key)}) when its queues have been replaced`,
          ),
        };
      if (key.startsWith('dead-letter-') && stringOf(entry.value) !== '')
        for (const problem of textProblems(key, entry)) yield { by: entry, problem };
      continue;
    }
    // A default that fits the default type, under a daemon of another type: what is wrong stands at the daemon.
    const inherited = ownType && entryOf(valueAt(own, 'policy'), key) === undefined;
    const where: Located = inherited ? ownType.value : entry.key;
    const hint = inherited
      ? `write ${key}: null under this daemon's queue.policy to remove the default (${placeText(entry.key)})`
      : undefined;
    const what = forQuorum.has(key) ? key : `${key}: ${stringOf(entry.value) ?? ''}`;
    yield {
      by: inherited ? ownType : entry,
      problem: errorAt(where, `a ${type} queue does not take ${what}`, keysFor(type), hint),
    };
  }
  const routingKey = policy.get('dead-letter-routing-key');
  if (routingKey && !policy.has('dead-letter-exchange') && !args.has('x-dead-letter-exchange'))
    yield {
      by: routingKey,
      problem: errorAt(routingKey.key, 'dead-letter-routing-key stands without dead-letter-exchange', 'both'),
    };
}

/** The exchange's name, and the routing key. */
function textProblems(key: string, entry: Entry): readonly Problem[] {
  const text = stringOf(entry.value);
  return text === undefined || key === 'dead-letter-strategy' ? [] : [...checkText(key, text, entry.value)];
}

function isTaken(key: string, { value }: Entry, type: QueueType): boolean {
  return type === 'quorum' ? stringOf(value) !== 'reject-publish-dlx' : !forQuorum.has(key);
}

function keysFor(type: QueueType): string {
  return type === 'classic'
    ? 'a key for classic queues, such as max-length, message-ttl, overflow'
    : 'overflow: drop-head or reject-publish';
}

function merged(part: 'policy' | 'arguments', ...settings: readonly (Node | undefined)[]): ReadonlyMap<string, Entry> {
  const all = new Map<string, Entry>();
  for (const node of settings)
    for (const entry of entriesOf(valueAt(node, part)))
      if (entry.value.kind === 'scalar' && entry.value.value === null) all.delete(entry.key.text);
      else all.set(entry.key.text, entry);
  return all;
}
