// Without a broker: compile, compare with an empty one, plan, print. Whole processes, by the size of the fleet.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFolder } from '../../support/topo.js';
import { fleetYaml, queuesOf } from '../fleet.js';
import type { Bench, Way } from '../measure.js';
import { sideBySide } from '../measure.js';
import type { Table } from '../results.js';
import type { Spent } from '../run-process.js';
import { runNode, runTopo } from '../run-process.js';

/** Hypervisors: 10 k, 100 k and 1 M queues. */
const SIZES = [5_000, 50_000, 500_000];

export const offlinePlan = (hypervisors: number): string => `topo plan --offline, ${queuesOf({ hypervisors })} queues`;
export const WRITTEN_OUT = 'topo validate, 100,000 hypervisors one a line';

/** For how fast the machine is: the names of 1 M queues in a Map of objects. */
export const YARDSTICK = 'a Map of 1,000,000 names, for comparison';

const yardstick = (): Promise<Spent> =>
  runNode(['-e', 'const m = new Map(); for (let i = 0; i < 1e6; i++) m.set(`storage-1-${i}`, { i })']);

export async function paper(bench: Bench): Promise<readonly Table[]> {
  return await withFolder(async (folder) => {
    const file = (name: string, text: string): string => {
      const path = join(folder, `${name}.yaml`);
      writeFileSync(path, text);
      return path;
    };
    const plans = SIZES.flatMap((hypervisors): readonly Way[] => {
      const path = file(`fleet-${hypervisors}`, fleetYaml({ hypervisors }));
      const plan = (format: string) => () => runTopo(['plan', '--offline', '-q', '--format', format, '-f', path]);
      return [
        { what: offlinePlan(hypervisors), unit: 's', run: plan('text') },
        { what: `the same as JSON, ${queuesOf({ hypervisors })} queues`, unit: 's', run: plan('json') },
      ];
    });
    const written = file('written-out', fleetYaml({ hypervisors: 100_000, writtenOut: true }));
    const rows = await sideBySide(bench, [
      { what: YARDSTICK, unit: 's', run: yardstick },
      ...plans,
      { what: WRITTEN_OUT, unit: 's', run: () => runTopo(['validate', '-q', '-f', written]) },
    ]);
    return [{ name: 'paper', title: 'without a broker', rows }];
  });
}
