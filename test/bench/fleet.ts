// The fleet that is measured, in any size: a dispatcher, and on every hypervisor a worker for storage and one for vm.

import type { Topology } from '../../src/topology/index.js';
import { desiredOf, type TestDesired } from '../support/desired.js';

export interface Fleet {
  /** 2 queues each, and one for the dispatcher. */
  readonly hypervisors: number;
  /** 100 unless named. */
  readonly inEachCluster?: number;
  /** So many of the first hypervisors are gone again, spread over the clusters as they are. */
  readonly without?: number;
  /** The direct exchange beside the tree. */
  readonly direct?: boolean;
  /** Every id on a line of its own; else ranges. */
  readonly writtenOut?: boolean;
  /** Of the queues on the hypervisors, as the inventory has it. */
  readonly queue?: {
    readonly arguments?: Readonly<Record<string, string | number>>;
    readonly policy?: Readonly<Record<string, string | number>>;
  };
}

/** The inventory. Hypervisors count from 1 in each cluster. */
export function fleetYaml({
  hypervisors,
  inEachCluster = 100,
  without = 0,
  direct = false,
  writtenOut = false,
  queue,
}: Fleet): string {
  const lines = ['version: 1', ...(direct ? ['routing: { direct: {} }'] : [])];
  lines.push('daemons:', '  dispatcher: { scope: global }');
  const settings = queue ? `, queue: ${JSON.stringify(queue)}` : '';
  lines.push(...['storage', 'vm'].map((daemon) => `  ${daemon}: { scope: hypervisor${settings} }`), 'clusters:');
  const clusters = Math.ceil(hypervisors / inEachCluster);
  const gone = Math.ceil(without / clusters);
  for (let cluster = 1; cluster <= clusters; cluster += 1) {
    const last = Math.min(inEachCluster, hypervisors - (cluster - 1) * inEachCluster);
    const first = Math.min(gone, Math.max(0, without - (cluster - 1) * gone)) + 1;
    if (!writtenOut) lines.push(`  ${cluster}: { hypervisors: [${first}-${last}] }`);
    else {
      lines.push(`  ${cluster}:`, '    hypervisors:');
      for (let id = first; id <= last; id += 1) lines.push(`      - ${id}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** What topo makes of it: the same objects for everything that is measured beside it. */
export function fleetTopology(fleet: Fleet): Topology {
  return fleetDesired(fleet).compiled.topology;
}

/** `desiredOf` adds the version itself. */
export function fleetDesired(fleet: Fleet): TestDesired {
  return desiredOf(fleetYaml(fleet).replace('version: 1\n', ''));
}

export function queuesOf({ hypervisors }: Fleet): number {
  return 2 * hypervisors + 1;
}
