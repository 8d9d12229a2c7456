// Rows of the management API → our nouns. Each oddity of the API is undone here, in a function of its own.

import type { ArgumentValue, Arguments, Binding, Exchange, Policy, Queue } from '../topology/index.js';

export type Row = Readonly<Record<string, unknown>>;

export class UnexpectedRow extends Error {
  constructor(
    readonly what: string,
    readonly row: unknown,
  ) {
    super(`${what}: ${JSON.stringify(row).slice(0, 200)}`);
    this.name = 'UnexpectedRow';
  }
}

export function toExchange(row: Row): Exchange {
  return {
    name: text(row, 'name'),
    type: text(row, 'type'),
    durable: flag(row['durable'], true),
    autoDelete: flag(row['auto_delete'], false),
    internal: flag(row['internal'], false),
    arguments: table(row['arguments']),
  };
}

export function toQueue(row: Row): Queue {
  return {
    name: text(row, 'name'),
    durable: flag(row['durable'], true),
    autoDelete: flag(row['auto_delete'], false),
    exclusive: flag(row['exclusive'], false),
    arguments: table(row['arguments']),
  };
}

export function toBinding(row: Row): Binding {
  const propertiesKey = row['properties_key'];
  return {
    source: text(row, 'source'),
    destination: text(row, 'destination'),
    destinationType: row['destination_type'] === 'exchange' ? 'exchange' : 'queue',
    routingKey: typeof row['routing_key'] === 'string' ? row['routing_key'] : '',
    arguments: table(row['arguments']),
    ...(typeof propertiesKey === 'string' && { propertiesKey }),
  };
}

export function toPolicy(row: Row): Policy {
  const applyTo = row['apply-to'];
  const priority = row['priority'];
  return {
    name: text(row, 'name'),
    pattern: text(row, 'pattern'),
    applyTo: typeof applyTo === 'string' ? applyTo : 'all',
    priority: typeof priority === 'number' ? priority : 0,
    definition: table(row['definition']),
  };
}

/** The default exchange and its implicit bindings: one row a queue that nobody made. */
export function isDefaultExchange(row: Row): boolean {
  return row['name'] === '' || row['source'] === '';
}

export function rowsOf(value: unknown, what: string): readonly Row[] {
  if (!Array.isArray(value)) throw new UnexpectedRow(`${what} is not a list`, value);
  const rows: unknown[] = value;
  return rows.map((row) => {
    if (!isRow(row)) throw new UnexpectedRow(`a row of ${what} is no object`, row);
    return row;
  });
}

export function isRow(value: unknown): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function text(row: Row, key: string): string {
  const value = row[key];
  if (typeof value !== 'string') throw new UnexpectedRow(`a row has no ${key}`, row);
  return value;
}

/** A flag that the API does not know yet is the text "undefined". */
function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : value === 'true' ? true : otherwise;
}

/** Erlang cannot tell an empty table from an empty list: `[]` stands for `{}`. */
function table(value: unknown): Arguments {
  if (!isRow(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, argument(item)]));
}

function argument(value: unknown): ArgumentValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map((item: unknown) => argument(item));
  return isRow(value) ? table(value) : String(value);
}
