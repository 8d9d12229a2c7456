// topo validate: reads the inventory, says every problem, no broker.

import process from 'node:process';
import { counted } from '../../text/index.js';
import { problemsGithub, problemsJson, problemsText } from '../../report/index.js';
import { readDesired } from '../input/desired.js';
import { EXIT } from '../exit-codes.js';
import type { CommonOptions } from '../input/options.js';
import { terminalWidth, writeOut } from '../terminal/output.js';
import { styleFor } from '../terminal/style.js';

export async function validate(options: CommonOptions): Promise<number> {
  const { desired, problems } = await readDesired(options);
  if (options.format === 'json') await writeOut([problemsJson(problems)]);
  else if (options.format === 'github') await writeOut(problemsGithub(problems));
  else {
    const style = styleFor(options, process.stdout);
    if (problems.length > 0)
      await writeOut([problemsText(problems, { limit: 50, style, width: terminalWidth(process.stdout) }), '\n']);
    if (desired) await writeOut([summary(desired.inventory, desired.compiled), '\n']);
  }
  return desired ? EXIT.done : EXIT.badInput;
}

function summary(
  inventory: {
    readonly daemons: readonly unknown[];
    readonly clusters: readonly { hypervisors: readonly unknown[] }[];
  },
  compiled: { readonly topology: { readonly queues: { readonly size: number } } },
): string {
  const hypervisors = inventory.clusters.reduce((sum, cluster) => sum + cluster.hypervisors.length, 0);
  const counts = [
    counted(inventory.daemons.length, 'daemon'),
    counted(inventory.clusters.length, 'cluster'),
    counted(hypervisors, 'hypervisor'),
    counted(compiled.topology.queues.size, 'queue'),
  ];
  return `The inventory is valid: ${counts.join(', ')}.`;
}
