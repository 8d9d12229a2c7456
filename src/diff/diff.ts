// Two topologies → what differs, as facts: nothing here is allowed, forbidden or ordered.
// Surprise: only what RabbitMQ compares on a redeclare counts (rabbitmq-server 3.10 to 4.3: rabbit_exchange
// assert_equivalence, rabbit_queue_type:arguments), so a marker or an unknown argument is never a difference.

import type { ArgumentValue, Arguments, Binding, Exchange, Policy, Queue, Topology } from '../topology/index.js';
import {
  ALTERNATE_EXCHANGE_ARGUMENT,
  bindingKey,
  QUEUE_TYPE_ARGUMENT,
  queueType,
  valueKey,
} from '../topology/index.js';
import { comparedArguments } from './compared-arguments.js';

export interface Difference {
  /** `type`, `durable`, …, or an argument's name. */
  readonly field: string;
  /** undefined: not there. */
  readonly desired: ArgumentValue | undefined;
  readonly live: ArgumentValue | undefined;
}

interface Missing<Kind, Noun> {
  readonly kind: Kind;
  readonly change: 'missing';
  readonly desired: Noun;
}

interface Extra<Kind, Noun> {
  readonly kind: Kind;
  readonly change: 'extra';
  readonly live: Noun;
}

interface Different<Kind, Noun> {
  readonly kind: Kind;
  readonly change: 'different';
  readonly desired: Noun;
  readonly live: Noun;
  readonly differences: readonly Difference[];
}

type ChangeOf<Kind, Noun> = Missing<Kind, Noun> | Extra<Kind, Noun> | Different<Kind, Noun>;

/** Of what is declared and deleted by its name. */
export type ObjectChange = ChangeOf<'exchange', Exchange> | ChangeOf<'queue', Queue>;

/** A binding is there or not: what differs in one is another binding. */
export type BindingChange = Missing<'binding', Binding> | Extra<'binding', Binding>;

export type Change = ObjectChange | BindingChange;

export function isObjectChange(change: Change): change is ObjectChange {
  return change.kind === 'exchange' || change.kind === 'queue';
}

/**
 * Changes in the order exchanges, queues, bindings; the desired ones in their own order, then the extra live ones. Not
 * policies: how they are to be depends on how they are (assess/net-policies.ts).
 * `unseen`: queues to which the live topology has no binding because the broker shows none: those do not count as missing.
 */
export function diff(desired: Topology, live: Topology, unseen: ReadonlySet<string> = new Set()): readonly Change[] {
  return [...diffExchanges(desired, live), ...diffQueues(desired, live), ...diffBindings(desired, live, unseen)];
}

function* diffExchanges(desired: Topology, live: Topology): Generator<Change> {
  for (const exchange of desired.exchanges.values()) {
    const found = live.exchanges.get(exchange.name);
    if (!found) yield { kind: 'exchange', change: 'missing', desired: exchange };
    else {
      const differences = compareExchanges(exchange, found);
      if (differences.length > 0)
        yield { kind: 'exchange', change: 'different', desired: exchange, live: found, differences };
    }
  }
  for (const exchange of live.exchanges.values())
    if (!desired.exchanges.has(exchange.name)) yield { kind: 'exchange', change: 'extra', live: exchange };
}

function* diffQueues(desired: Topology, live: Topology): Generator<Change> {
  for (const queue of desired.queues.values()) {
    const found = live.queues.get(queue.name);
    if (!found) yield { kind: 'queue', change: 'missing', desired: queue };
    else {
      const differences = compareQueues(queue, found);
      if (differences.length > 0)
        yield { kind: 'queue', change: 'different', desired: queue, live: found, differences };
    }
  }
  for (const queue of live.queues.values())
    if (!desired.queues.has(queue.name)) yield { kind: 'queue', change: 'extra', live: queue };
}

function* diffBindings(desired: Topology, live: Topology, unseen: ReadonlySet<string>): Generator<Change> {
  if (live.bindings.length === 0) {
    for (const binding of desired.bindings)
      if (!isUnseen(binding, unseen)) yield { kind: 'binding', change: 'missing', desired: binding };
    return;
  }
  const typeOf = (name: string): string =>
    live.exchanges.get(name)?.type ?? desired.exchanges.get(name)?.type ?? 'headers';
  const wanted = new Set<string>();
  const keys = live.bindings.map((binding) => bindingKey(binding, typeOf(binding.source)));
  const there = new Set(keys);
  for (const binding of desired.bindings) {
    const key = bindingKey(binding, typeOf(binding.source));
    wanted.add(key);
    if (!there.has(key) && !isUnseen(binding, unseen)) yield { kind: 'binding', change: 'missing', desired: binding };
  }
  for (const [index, binding] of live.bindings.entries())
    if (!wanted.has(keys[index] ?? '')) yield { kind: 'binding', change: 'extra', live: binding };
}

function isUnseen({ destinationType, destination }: Binding, unseen: ReadonlySet<string>): boolean {
  return destinationType === 'queue' && unseen.has(destination);
}

/** All of a policy counts: setting it anew replaces it whole. */
export function comparePolicies(desired: Policy, live: Policy): readonly Difference[] {
  return [
    ...compareField('pattern', desired.pattern, live.pattern),
    ...compareField('apply-to', desired.applyTo, live.applyTo),
    ...compareField('priority', desired.priority, live.priority),
    ...compareField('definition', desired.definition, live.definition),
  ];
}

/** What RabbitMQ compares when an exchange is declared again; of the arguments, the alternate exchange alone. */
export function compareExchanges(desired: Exchange, live: Exchange): readonly Difference[] {
  return [
    ...compareField('type', desired.type, live.type),
    ...compareField('durable', desired.durable, live.durable),
    ...compareField('auto_delete', desired.autoDelete, live.autoDelete),
    ...compareField('internal', desired.internal, live.internal),
    ...compareArgument(ALTERNATE_EXCHANGE_ARGUMENT, desired.arguments, live.arguments),
  ];
}

/** What RabbitMQ compares when a queue is declared again: its flags, its type, and the arguments its type knows. */
export function compareQueues(desired: Queue, live: Queue): readonly Difference[] {
  const type = queueType(desired);
  return [
    ...compareField('durable', desired.durable, live.durable),
    ...compareField('auto_delete', desired.autoDelete, live.autoDelete),
    ...compareField('exclusive', desired.exclusive, live.exclusive),
    ...compareField(QUEUE_TYPE_ARGUMENT, type, queueType(live)),
    ...[...comparedArguments(type)].flatMap((name) => compareArgument(name, desired.arguments, live.arguments)),
  ];
}

function compareArgument(name: string, desired: Arguments, live: Arguments): readonly Difference[] {
  return compareField(name, desired[name], live[name]);
}

function compareField(
  field: string,
  desired: ArgumentValue | undefined,
  live: ArgumentValue | undefined,
): readonly Difference[] {
  return valueKey(desired) === valueKey(live) ? [] : [{ field, desired, live }];
}
