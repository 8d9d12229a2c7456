// How long a command takes that has nothing to do. Nothing is loaded into these processes to measure them.

import { fileURLToPath } from 'node:url';
import { makeExecutable } from '../../support/executable.js';
import { withFolder } from '../../support/topo.js';
import type { Bench, Way } from '../measure.js';
import { sideBySide } from '../measure.js';
import type { Table } from '../results.js';
import { runNode, runProcess, runTopo } from '../run-process.js';

export const NODE = 'node -e 0';
export const VERSION = 'topo --version';

/** A start is short: so many of them in each round. */
const STARTS = 10;

export async function startUp(bench: Bench): Promise<readonly Table[]> {
  const small = fileURLToPath(new URL('../../../examples/small/topo.yaml', import.meta.url));
  const usage = { usage: false };
  const starts = { ...bench, rounds: bench.rounds * STARTS };
  const rows = await withExecutable((executable) =>
    sideBySide(starts, [
      { what: NODE, unit: 's', run: () => runNode(['-e', '0'], usage) },
      { what: VERSION, unit: 's', against: NODE, run: () => runTopo(['--version'], usage) },
      ...executable('topo-linux-x64 --version', ['--version']),
      { what: 'topo plan --help', unit: 's', against: NODE, run: () => runTopo(['plan', '--help'], usage) },
      {
        what: 'topo validate, examples/small',
        unit: 's',
        against: NODE,
        run: () => runTopo(['validate', '-f', small], usage),
      },
      ...executable('topo-linux-x64 validate, the same', ['validate', '-f', small]),
    ]),
  );
  return [{ name: 'start-up', title: 'start-up', rows }];
}

/** The one file of `npm run package` beside the built CLI; no rows where there can be none. */
async function withExecutable<T>(
  work: (executable: (what: string, words: readonly string[]) => readonly Way[]) => Promise<T>,
): Promise<T> {
  if (process.platform !== 'linux') return await work(() => []);
  return await withFolder(async (folder) => {
    const file = await makeExecutable(folder);
    return await work((what, words) => [{ what, unit: 's', against: NODE, run: () => runProcess([file, ...words]) }]);
  });
}
