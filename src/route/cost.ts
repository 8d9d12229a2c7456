// What one message costs: how many bindings RabbitMQ looks at on its way. A headers exchange has no index, so each hop
// looks at every binding of its exchange (rabbit_exchange_type_headers; on Mnesia about 1 µs each, test/bench).

import type { Topology } from '../topology/index.js';
import { isAtLeast } from './version.js';

export interface Cost {
  /** Bindings that a message to a queue of the tree is compared with: the median of the queues, and the most. */
  readonly scannedPerMessage: { readonly typical: number; readonly worst: number };
  /** Bindings of each exchange that messages come through, by its name. */
  readonly bindings: ReadonlyMap<string, number>;
}

/** Linear. Only queues that bindings join to `entry` count. */
export function costOf({ bindings, queues }: Topology, entry: string): Cost {
  const count = new Map<string, number>();
  const parent = new Map<string, string>();
  for (const { source, destination, destinationType } of bindings) {
    count.set(source, (count.get(source) ?? 0) + 1);
    parent.set(`${destinationType} ${destination}`, source);
  }
  const kept = new Map<string, number | undefined>();
  const scanFrom = (exchange: string): number | undefined => {
    if (kept.has(exchange)) return kept.get(exchange);
    const above = parent.get(`exchange ${exchange}`);
    const before = exchange === entry ? 0 : above === undefined ? undefined : scanFrom(above);
    const scanned = before === undefined ? undefined : before + (count.get(exchange) ?? 0);
    kept.set(exchange, scanned);
    return scanned;
  };
  const scans: number[] = [];
  for (const name of queues.keys()) {
    const source = parent.get(`queue ${name}`);
    const scanned = source === undefined ? undefined : scanFrom(source);
    if (scanned !== undefined) scans.push(scanned);
  }
  const sorted = Float64Array.from(scans).sort();
  const typical = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const worst = sorted[sorted.length - 1] ?? 0;
  return { scannedPerMessage: { typical, worst }, bindings: count };
}

/**
 * Whether every hop through a headers exchange scans every binding of the cluster, whatever its exchange: so with Khepri,
 * which new clusters have from 4.2 on and all from 4.3 on (rabbit_db_binding:match selects from a table without order by
 * its source, v4.0.9 to v4.3.5).
 */
export function scansEveryBinding(rabbitmqVersion: string): boolean {
  return isAtLeast(rabbitmqVersion, '4.2.0') === true;
}
