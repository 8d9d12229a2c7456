// Live → what an import makes of it, read again as the next command reads it.

import type { Imported } from '../../src/import/index.js';
import { importTree } from '../../src/import/index.js';
import type { Live } from '../../src/live/index.js';
import { OWNER_ARGUMENT, QUEUE_TYPE_ARGUMENT, valueKey } from '../../src/topology/index.js';
import type { Arguments, Topology } from '../../src/topology/index.js';
import type { TestDesired } from './desired.js';
import { desiredOf } from './desired.js';

/** Throws where there is no inventory. */
export function importedFrom(live: Live, entry?: string): Imported {
  const found = importTree(live, entry, false);
  if ('notFound' in found) throw new Error(JSON.stringify(found.notFound));
  return found.imported;
}

export function yamlOf(imported: Imported): string {
  return imported.files.map(({ text }) => text).join('');
}

/** What its text compiles to. */
export function desiredFromImport(imported: Imported): TestDesired {
  return desiredOf(yamlOf(imported).replace(/^version: 1\n/, ''));
}

/** A line an object, sorted: two topologies that are the same but for their order give the same lines. */
export function linesOf({ exchanges, queues, bindings, policies }: Topology): readonly string[] {
  const args = (table: Arguments): string => valueKey(table);
  return [
    ...[...exchanges.values()].map(({ name, type, arguments: table }) => `exchange ${name} ${type} ${args(table)}`),
    ...[...queues.values()].map(({ name, arguments: table }) => `queue ${name} ${args(table)}`),
    ...bindings.map(
      ({ source, destinationType, destination, routingKey, arguments: table }) =>
        `binding ${source} ${destinationType} ${destination} ${routingKey} ${args(table)}`,
    ),
    ...policies.map((policy) => `policy ${JSON.stringify(policy)}`),
  ].sort();
}

/** Without what says whose it is, and that of the type that all brokers but the newest leave out. */
export function unmarked(args: Arguments): Arguments {
  return Object.fromEntries(
    Object.entries(args).filter(
      ([name, value]) => name !== OWNER_ARGUMENT && !(name === QUEUE_TYPE_ARGUMENT && value === 'classic'),
    ),
  );
}
