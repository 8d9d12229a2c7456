// topo compile: prints the desired topology, no broker.

import process from 'node:process';
import { compileDefinitions, compileJson, compileText } from '../../report/index.js';
import { desiredOrProblems } from '../input/desired.js';
import { EXIT } from '../exit-codes.js';
import type { CommonOptions } from '../input/options.js';
import { writeOut } from '../terminal/output.js';
import { styleFor } from '../terminal/style.js';

export async function compileCommand(options: CommonOptions & { readonly vhost?: string }): Promise<number> {
  const desired = await desiredOrProblems(options);
  if (!desired) return EXIT.badInput;
  const { compiled, inventory } = desired;
  const vhost = options.vhost ?? inventory.vhost ?? '/';
  if (options.format === 'json') await writeOut(compileJson(compiled, vhost));
  else if (options.format === 'definitions') await writeOut(compileDefinitions(compiled, vhost));
  else await writeOut(compileText(compiled, inventory.routing.entry, styleFor(options, process.stdout)));
  return EXIT.done;
}
