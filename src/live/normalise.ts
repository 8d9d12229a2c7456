// Rows of the management API, or of a definitions export → our nouns. Each oddity is undone here, in a function of its
// own, so that a 3.10 and a 4.x broker give the same Topology. A row that we cannot read throws UnexpectedRow.
//
// What JSON cannot carry stays lost: the width of integers, 54.0 beside 54, integers beyond 2^53, bytes beside text.

import type { ArgumentValue, Arguments, Binding, DestinationType, Exchange, Policy, Queue } from '../topology/index.js';
import { MAX_NESTING, QUEUE_TYPE_ARGUMENT, TOO_DEEP } from '../topology/index.js';
import type { QueueState } from './queue-state.js';
import { queueState } from './queue-state.js';

export type Row = Readonly<Record<string, unknown>>;

export class UnexpectedRow extends Error {
  constructor(what: string, value: unknown) {
    super(`${what}: ${excerpt(value)}`);
    this.name = 'UnexpectedRow';
  }
}

export function toExchange(row: Row): Exchange {
  return {
    name: text(row, 'name'),
    type: text(row, 'type'),
    durable: flag(row, 'durable', true),
    autoDelete: flag(row, 'auto_delete', false),
    internal: flag(row, 'internal', false),
    arguments: table(row, 'arguments'),
  };
}

export function toQueue(row: Row): Queue {
  return {
    name: text(row, 'name'),
    durable: flag(row, 'durable', true),
    autoDelete: flag(row, 'auto_delete', false),
    exclusive: flag(row, 'exclusive', false),
    arguments: withQueueType(table(row, 'arguments'), row['type']),
  };
}

export function toBinding(row: Row): Binding {
  const propertiesKey = row['properties_key'];
  return {
    source: text(row, 'source'),
    destination: text(row, 'destination'),
    destinationType: destinationType(row),
    routingKey: row['routing_key'] === undefined ? '' : text(row, 'routing_key'),
    arguments: table(row, 'arguments'),
    ...(typeof propertiesKey === 'string' && { propertiesKey }),
  };
}

export function toPolicy(row: Row): Policy {
  return {
    name: text(row, 'name'),
    pattern: text(row, 'pattern'),
    applyTo: row['apply-to'] === undefined ? 'all' : text(row, 'apply-to'),
    priority: typeof row['priority'] === 'number' ? row['priority'] : 0,
    definition: table(row, 'definition'),
  };
}

/** The default exchange and its implicit bindings: one row a queue that nobody made. */
export function isDefaultExchange(row: Row): boolean {
  return row['name'] === '' || row['source'] === '';
}

/**
 * 3.10's lists without statistics show the stored `live` where all others say `running`. Of a quorum queue they show it
 * also while too few of its members are there; `leader` and `online` tell (seen on a cluster of 3.10.8): a leader that
 * lost its followers goes on to call itself one.
 */
export function stateOf(row: Row): QueueState | undefined {
  const { state, leader, members, online } = row;
  if (leader === null) return queueState('without leader');
  if (Array.isArray(members) && Array.isArray(online) && online.length * 2 <= members.length)
    return queueState('minority');
  if (typeof state !== 'string' || state === '') return undefined;
  return queueState(state === 'live' ? 'running' : state);
}

export function rowsOf(value: unknown): readonly Row[] {
  if (!Array.isArray(value)) throw new UnexpectedRow('it is no list', value);
  const rows: unknown[] = value;
  return rows.map((row) => {
    if (!isRow(row)) throw new UnexpectedRow('a row is no object', row);
    return row;
  });
}

export function isRow(value: unknown): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function text(row: Row, key: string): string {
  const value = row[key];
  if (typeof value !== 'string') throw new UnexpectedRow(`a row without ${key}`, row);
  return value;
}

/**
 * A queue's type is always among its arguments: 4.x stores it there by itself, 3.10 only where the client said it, and
 * absent is `classic` (before 4.0 a vhost's default type is written into the arguments as well). The API's field `type`
 * has been `rabbit_quorum_queue` in some exports.
 */
function withQueueType(args: Arguments, type: unknown): Arguments {
  if (args[QUEUE_TYPE_ARGUMENT] !== undefined) return args;
  const known = typeof type === 'string' && type !== '' && type !== 'undefined' ? type : 'classic';
  return { ...args, [QUEUE_TYPE_ARGUMENT]: known.replace(/^rabbit_(.*)_queue$/, '$1') };
}

function destinationType(row: Row): DestinationType {
  const type = row['destination_type'];
  if (type === 'queue' || type === 'exchange') return type;
  throw new UnexpectedRow('a binding to neither a queue nor an exchange', row);
}

/**
 * A flag that a client left out shows as the text "undefined" (3.10, imported definitions), and null where a queue type
 * does not know it: to the broker neither is true. Exports leave out what has its default.
 */
function flag(row: Row, key: string, absent: boolean): boolean {
  const value = row[key];
  if (typeof value === 'boolean') return value;
  if (value === undefined) return absent;
  if (value === null || value === 'undefined' || value === 'false') return false;
  if (value === 'true') return true;
  throw new UnexpectedRow(`a row whose ${key} is neither true nor false`, row);
}

/** Erlang cannot tell an empty table from an empty list: `[]` stands for `{}`. */
function table(row: Row, key: string): Arguments {
  const value = row[key];
  if (isRow(value)) return argumentsOf(value);
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return {};
  throw new UnexpectedRow(`a row whose ${key} are no table`, row);
}

function argumentsOf(value: Row, depth = 0): Arguments {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, argument(item, depth + 1)]));
}

/** As JSON has it: the number 54 and the text "54" are different arguments, and stay so. */
function argument(value: unknown, depth: number): ArgumentValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (depth >= MAX_NESTING) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((item: unknown) => argument(item, depth + 1));
  if (isRow(value)) return argumentsOf(value, depth);
  throw new UnexpectedRow('an argument of no kind that JSON has', value);
}

/** Of what came as JSON. */
function excerpt(value: unknown): string {
  const json = value === undefined ? 'nothing' : JSON.stringify(argument(value, 0));
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}
