// What one message costs: how many bindings RabbitMQ looks at on its way. A headers exchange has no index: with Mnesia
// each hop looks at every binding of its exchange, with Khepri at every binding of the whole cluster.

import type { Topology } from '../topology/index.js';
import { DEEPEST } from '../topology/index.js';

export interface Cost {
  /** Bindings that a message to a queue of the tree is compared with: the median of the queues, and the most. */
  readonly scannedPerMessage: { readonly typical: number; readonly worst: number };
  /** Bindings of each exchange that messages come through, by its name. */
  readonly bindings: ReadonlyMap<string, number>;
}

/**
 * Linear. By headers: a direct exchange looks its one key up. Only queues that bindings join to `entry` count; one with several bindings counts with each. `everyHop`: what
 * each hop looks at, whatever its exchange; undefined where that is the exchange's own bindings.
 */
export function costOf({ exchanges, bindings }: Topology, entry: string, everyHop?: number): Cost {
  const count = new Map<string, number>();
  const queues = new Map<string, number>();
  const parent = new Map<string, string>();
  for (const { source, destination, destinationType } of bindings) {
    count.set(source, (count.get(source) ?? 0) + 1);
    if (destinationType === 'queue') queues.set(source, (queues.get(source) ?? 0) + 1);
    else parent.set(destination, source);
  }
  for (const [exchange, { type }] of exchanges) if (type !== 'headers') count.delete(exchange);
  const scanTo = (exchange: string, hops = 0): number | undefined => {
    const here = everyHop ?? count.get(exchange) ?? 0;
    if (exchange === entry) return here;
    const above = parent.get(exchange);
    const before = above === undefined || hops > DEEPEST ? undefined : scanTo(above, hops + 1);
    return before === undefined ? undefined : before + here;
  };
  const scans: { readonly scanned: number; readonly queues: number }[] = [];
  for (const [exchange, found] of queues) {
    const scanned = scanTo(exchange);
    if (scanned !== undefined) scans.push({ scanned, queues: found });
  }
  scans.sort((a, b) => a.scanned - b.scanned);
  return { scannedPerMessage: { typical: medianOf(scans), worst: scans.at(-1)?.scanned ?? 0 }, bindings: count };
}

function medianOf(scans: readonly { readonly scanned: number; readonly queues: number }[]): number {
  let left = scans.reduce((sum, { queues }) => sum + queues, 0) / 2;
  for (const { scanned, queues } of scans) {
    left -= queues;
    if (left <= 0) return scanned;
  }
  return 0;
}
