// Files → inventory → desired topology; or every problem of every file, printed where each format has it.

import process from 'node:process';
import type { Compiled } from '../../compile/index.js';
import { compile } from '../../compile/index.js';
import type { Inventory, Problem } from '../../inventory/index.js';
import { readInventory } from '../../inventory/index.js';
import { inventoryHash, problemsGithub, problemsJson, problemsText } from '../../report/index.js';
import { loadInventoryFiles } from './inventory-files.js';
import type { CommonOptions } from './options.js';
import { say, terminalWidth, writeOut } from '../terminal/output.js';
import { inventoryPaths } from './settings.js';
import { styleFor } from '../terminal/style.js';

export interface Desired {
  readonly inventory: Inventory;
  readonly compiled: Compiled;
  readonly warnings: readonly Problem[];
}

/** Out: `undefined` when there is an error among the problems. */
export async function readDesired(
  options: CommonOptions,
): Promise<{ readonly desired: Desired | undefined; readonly problems: readonly Problem[] }> {
  const files = await loadInventoryFiles(inventoryPaths(options));
  const read = readInventory(files.documents, { incomplete: files.problems.some(isError) });
  const problems = [...files.problems, ...read.problems];
  if (!read.inventory || files.problems.some(isError)) return { desired: undefined, problems };
  const made = compile(read.inventory);
  if ('problems' in made) return { desired: undefined, problems: [...problems, ...made.problems] };
  return { desired: { inventory: read.inventory, compiled: made.compiled, warnings: problems }, problems };
}

/** For every command but validate: a bad inventory goes to stdout as JSON or annotations, or to stderr as text. Warnings to stderr. */
export async function desiredOrProblems(options: CommonOptions): Promise<Desired | undefined> {
  const { desired, problems } = await readDesired(options);
  if (!desired && options.format === 'json') await writeOut([problemsJson(problems)]);
  else if (options.format === 'github') await writeOut(problemsGithub(problems));
  else if (problems.length > 0 && !(desired && options.quiet === true))
    say(
      problemsText(problems, {
        limit: 50,
        style: styleFor(options, process.stderr),
        width: terminalWidth(process.stderr),
      }),
    );
  return desired;
}

/** The hash of what `compile --format json` prints, made when it is first asked for: it costs as much as a plan. */
export function hashOf({ compiled }: Desired, vhost: string): () => string {
  let hash: string | undefined;
  return () => (hash ??= inventoryHash(compiled, vhost));
}

function isError(problem: Problem): boolean {
  return problem.severity === 'error';
}
