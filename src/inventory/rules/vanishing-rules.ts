// Arguments and limits by policy that RabbitMQ takes and by which messages vanish or go in circles: warnings, for somebody may want them.

import type { Problem } from '../inventory.js';
import { USUAL_ENTRY, usualDirect } from '../inventory.js';
import { quote, warningAt } from '../yaml/source.js';
import type { Entry } from '../yaml/tree.js';
import { entriesOf, entryOf, stringOf, valueAt } from '../yaml/tree.js';
import type { Written } from '../yaml/written.js';
import { scopeOf } from '../yaml/written.js';

export function* messagesDoNotVanish(written: Written): Generator<Problem> {
  const { queue, routing, daemons } = written;
  const entry = stringOf(valueAt(routing?.value, 'entry')) ?? USUAL_ENTRY;
  const ways: Ways = {
    entry,
    direct:
      entryOf(routing?.value, 'direct') && (stringOf(valueAt(routing?.value, 'direct', 'name')) ?? usualDirect(entry)),
  };
  const said = new Set<Entry>();
  for (const daemon of daemons.values()) {
    const args = new Map<string, Entry>();
    for (const settings of [queue?.value, valueAt(daemon.value, 'queue')]) {
      for (const limit of entriesOf(valueAt(settings, 'policy'))) args.set(`x-${limit.key.text}`, limit);
      for (const argument of entriesOf(valueAt(settings, 'arguments'))) args.set(argument.key.text, argument);
    }
    for (const [name, message] of [
      ['x-expires', expiry(args)],
      ['x-dead-letter-exchange', circle(args, ways, daemon)],
    ] as const) {
      const argument = args.get(name);
      if (!argument || message === undefined || said.has(argument)) continue;
      // A default is the same for every daemon.
      said.add(argument);
      yield warningAt(argument.key, message, ...adviceOf(name, argument.key.text));
    }
  }
}

function adviceOf(
  name: 'x-expires' | 'x-dead-letter-exchange',
  written: string,
): readonly [expected: string, hint: string] {
  return name === 'x-expires'
    ? [
        `no ${written} on a queue of the tree`,
        `${written.replace('expires', 'message-ttl')} lets go of old messages and keeps the queue`,
      ]
    : ['an exchange beside the tree', 'bind a queue of its own to that'];
}

/** Milliseconds. What is no such number is the schema's to refuse. */
const MAX_EXPIRY = 4_294_967_295;

function expiry(args: ReadonlyMap<string, Entry>): string | undefined {
  const value = args.get('x-expires')?.value;
  const time = value?.kind === 'scalar' ? Number(value.value) : 0;
  if (!Number.isInteger(time) || time <= 0 || time > MAX_EXPIRY) return undefined;
  return `with ${args.get('x-expires')?.key.text ?? ''} RabbitMQ deletes the queue of a host that is off for so long, and the messages in it`;
}

/** The exchanges that publishers address. */
interface Ways {
  readonly entry: string;
  readonly direct: string | undefined;
}

/**
 * Back to the entry, the daemon's own exchange or the queue itself: the same headers lead to the same queue. So does the
 * routing key of a message that came by its queue's name, where dead letters get no other one.
 */
function circle(args: ReadonlyMap<string, Entry>, { entry, direct }: Ways, daemon: Entry): string | undefined {
  const to = stringOf(args.get('x-dead-letter-exchange')?.value);
  if (to === undefined) return undefined;
  const name = daemon.key.text;
  const key = keyOf(args);
  const isByName = to === '' || to === direct;
  const isOwnQueue =
    isByName && ((scopeOf(daemon) === 'global' && key === name) || (to === direct && key === undefined));
  const isOfTree = to === entry || to === name || (to.startsWith(`${name}-`) && to !== direct);
  if (!isOfTree && !isOwnQueue) return undefined;
  const where = isOwnQueue ? 'the queue itself' : `${quote(to)} of the tree`;
  return `dead letters go to ${where}, so they come back: those that expired are dropped without a word, those that were rejected go round for ever`;
}

function keyOf(args: ReadonlyMap<string, Entry>): string | undefined {
  return stringOf(args.get('x-dead-letter-routing-key')?.value);
}
