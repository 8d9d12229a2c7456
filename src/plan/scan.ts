// What one message costs: how many bindings RabbitMQ looks at on its way. A headers exchange has no index, so each hop
// looks at every binding of its exchange (rabbit_exchange_type_headers, Mnesia; with Khepri it is more).

import type { Topology } from '../topology/index.js';
import type { Plan } from './plan.js';

export function countScans(desired: Topology): Plan['routing'] {
  const children = new Map<string, number>();
  const parent = new Map<string, string>();
  for (const { source, destination, destinationType } of desired.bindings) {
    children.set(source, (children.get(source) ?? 0) + 1);
    parent.set(`${destinationType} ${destination}`, source);
  }
  const kept = new Map<string, number>();
  const scanFrom = (exchange: string): number => {
    const known = kept.get(exchange);
    if (known !== undefined) return known;
    const above = parent.get(`exchange ${exchange}`);
    const scanned = (children.get(exchange) ?? 0) + (above === undefined ? 0 : scanFrom(above));
    kept.set(exchange, scanned);
    return scanned;
  };
  const scans: number[] = [];
  for (const name of desired.queues.keys()) {
    const source = parent.get(`queue ${name}`);
    if (source !== undefined) scans.push(scanFrom(source));
  }
  const sorted = Float64Array.from(scans).sort();
  const typical = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const worst = sorted[sorted.length - 1] ?? 0;
  return { queues: desired.queues.size, bindings: desired.bindings.length, scannedPerMessage: { typical, worst } };
}
