// How long a command takes that has nothing to do. Nothing is loaded into these processes to measure them.

import { fileURLToPath } from 'node:url';
import type { Bench } from '../measure.js';
import { sideBySide } from '../measure.js';
import type { Table } from '../results.js';
import { runNode, runTopo } from '../run-process.js';

export const NODE = 'node -e 0';
export const VERSION = 'topo --version';

/** A start is short: so many of them in each round. */
const STARTS = 10;

export async function startUp(bench: Bench): Promise<readonly Table[]> {
  const small = fileURLToPath(new URL('../../../examples/small/topo.yaml', import.meta.url));
  const usage = { usage: false };
  const rows = await sideBySide({ ...bench, rounds: bench.rounds * STARTS }, [
    { what: NODE, unit: 's', run: () => runNode(['-e', '0'], usage) },
    { what: VERSION, unit: 's', against: NODE, run: () => runTopo(['--version'], usage) },
    { what: 'topo plan --help', unit: 's', against: NODE, run: () => runTopo(['plan', '--help'], usage) },
    {
      what: 'topo validate, examples/small',
      unit: 's',
      against: NODE,
      run: () => runTopo(['validate', '-f', small], usage),
    },
  ]);
  return [{ name: 'start-up', title: 'start-up', rows }];
}
