// topo compile: prints the desired topology, no broker.

import process from 'node:process';
import type { Format } from '../../report/index.js';
import { documents } from '../../report/index.js';
import { desiredOrProblems } from '../input/desired.js';
import { EXIT } from '../exit-codes.js';
import type { CommonOptions, VhostOptions } from '../input/options.js';
import { vhostFor } from '../input/settings.js';
import { writeOut } from '../terminal/output.js';
import { paperFor } from '../terminal/style.js';

export interface CompileCommandOptions extends CommonOptions, VhostOptions {
  readonly format: Format<'compile'>;
}

export async function compileCommand(options: CompileCommandOptions): Promise<number> {
  const desired = await desiredOrProblems(options);
  if (!desired) return EXIT.badInput;
  const { compiled, inventory } = desired;
  const vhost = vhostFor(options, inventory);
  const write = documents.compile[options.format];
  const { owner } = inventory.routing;
  await writeOut(write({ compiled, vhost, owner }, paperFor(options, process.stdout)));
  return EXIT.done;
}
