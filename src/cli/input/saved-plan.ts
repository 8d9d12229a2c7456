// A plan file for apply: read before anything else, then held against what apply would do now.

import { constants } from 'node:buffer';
import { statSync } from 'node:fs';
import type { Plan, SavedPlan, Step } from '../../plan/index.js';
import { readSavedPlan, stepsBeyond } from '../../plan/index.js';
import { stepLine } from '../../report/index.js';
import { commandLine, counted, thousands } from '../../text/index.js';
import { EXIT, Stop, badUsage } from '../exit-codes.js';
import { readTextFile } from './files.js';
import type { ShapeOptions } from './options.js';

/** Throws Stop 64 beside options that shape a plan, 65 for what is no plan of this topo's. */
export async function loadSavedPlan(path: string, { prune, replace, adopt }: ShapeOptions): Promise<SavedPlan> {
  if (!prune || replace !== undefined || adopt !== undefined)
    throw badUsage(
      '--no-prune, --replace and --adopt are in the saved plan already',
      'leave them out, or make another plan with them',
    );
  if (/\.ya?ml$/i.test(path) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw badUsage(`${path} is no saved plan: an inventory is named by -f`, commandLine('topo', 'apply', '-f', path));
  const read = readSavedPlan(await readTextFile(path));
  if ('plan' in read) return read.plan;
  throw new Stop(EXIT.badInput, `${path}: ${read.problem}`, 'make it again: topo plan --out FILE');
}

/** A plan's JSON as it is, as long as `apply` could read it back; throws Stop 1 where it could not. */
export function* readableAgain(chunks: Iterable<string>): Generator<string> {
  let length = 0;
  for (const chunk of chunks) {
    length += chunk.length;
    if (length > constants.MAX_STRING_LENGTH)
      throw new Stop(
        EXIT.impossible,
        `the plan is too large for a file: over ${Math.floor(constants.MAX_STRING_LENGTH / 2 ** 20)} MiB of JSON, more than Node reads back`,
        'apply it without a file (topo apply makes the plan again and shows it), or split the inventory over more than one owner',
      );
    yield chunk;
  }
}

/** Throws Stop 5 when the saved plan is for something else. */
export function checkSameTarget(
  saved: SavedPlan,
  now: Pick<Plan, 'vhost' | 'inventory'> & { readonly clusterName: string },
): void {
  const cluster = saved.broker?.clusterName;
  const other =
    differs('vhost', saved.vhost, now.vhost) ??
    (cluster === undefined ? undefined : differs('broker', cluster, now.clusterName)) ??
    (saved.inventory === now.inventory ? undefined : 'the saved plan is for another inventory');
  if (other !== undefined)
    throw new Stop(EXIT.stalePlan, `${other}: nothing was changed`, 'make it again: topo plan --out FILE');
}

/** Throws Stop 5, naming what the saved plan does not have. */
export function checkNothingNew(saved: Pick<SavedPlan, 'steps'>, now: Plan): void {
  const extra = stepsBeyond(saved, now);
  if (extra.length === 0) return;
  throw new Stop(
    EXIT.stalePlan,
    `the broker has changed since the plan was made: ${counted(extra.length, 'more step')} would be needed, nothing was changed`,
    'look at a new plan: topo plan --out FILE',
    { example: listed(extra) },
  );
}

const SHOWN = 20;

function listed(steps: readonly Step[]): string {
  const lines = steps.slice(0, SHOWN).map((step) => `  ${stepLine(step)}`);
  const more = steps.length - lines.length;
  return ['Not in that plan:', ...lines, ...(more > 0 ? [`  … and ${thousands(more)} more`] : [])].join('\n');
}

function differs(what: string, saved: string, now: string): string | undefined {
  return saved === now ? undefined : `the saved plan is for ${what} "${saved}", this is "${now}"`;
}
