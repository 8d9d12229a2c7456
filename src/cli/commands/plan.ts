// topo plan: reads, and shows what apply would do.

import process from 'node:process';
import type { Live } from '../../live/index.js';
import { emptyLive } from '../../live/index.js';
import type { Plan, PlanOptions } from '../../plan/index.js';
import { addressesOf, completePlan, startPlan } from '../../plan/index.js';
import type { Part } from '../../topology/index.js';
import type { Format } from '../../report/index.js';
import { inert, planJson, documents } from '../../report/index.js';
import { thousands } from '../../text/index.js';
import type { Desired } from '../input/desired.js';
import { desiredOrProblems, hashOf } from '../input/desired.js';
import type { PlanKind } from '../exit-codes.js';
import { EXIT, badUsage, failingKind, planExitCode, planKinds } from '../exit-codes.js';
import type { BrokerOptions, CommonOptions, PartOptions, ShapeOptions } from '../input/options.js';
import { say, writeOut } from '../terminal/output.js';
import { readExport } from '../broker/export.js';
import { planBroker } from '../broker/plan-broker.js';
import { openReader } from '../broker/reader.js';
import { readableAgain } from '../input/saved-plan.js';
import { brokerSettings, vhostFor } from '../input/settings.js';
import { nextAfterPlan } from '../input/next-command.js';
import { paperFor } from '../terminal/style.js';
import { readKinds } from '../input/names/kinds.js';
import { choosePart, readOnly } from '../input/names/only.js';
import { checkNames } from '../input/names/patterns.js';
import { writeWholeFile } from '../input/whole-files.js';

export interface PlanCommandOptions extends CommonOptions, BrokerOptions, ShapeOptions, PartOptions {
  readonly format: Format<'plan'>;
  readonly out?: string;
  readonly detailedExitcode?: boolean;
  readonly failOn?: string;
  readonly full?: boolean;
  readonly against?: string;
  readonly offline?: boolean;
}

export async function planCommand(options: PlanCommandOptions): Promise<number> {
  if (options.against !== undefined && options.offline === true)
    throw badUsage('--against and --offline exclude each other', 'use one of them');
  const failing = readKinds(options.failOn, planKinds);
  if (failing?.has('held') === true && (options.against !== undefined || options.offline === true))
    throw badUsage(
      '--fail-on held needs a live broker: without one nobody knows what is in a queue',
      'leave out `held`, or --against and --offline',
    );
  const shape = planOptions(options);
  const part = readOnly(options.only);
  const desired = await desiredOrProblems(options);
  if (!desired) return EXIT.badInput;
  const plan = await makePlan(desired, options, shape, part);
  await showPlan(plan, options);
  if (options.out !== undefined) await writeWholeFile(options.out, readableAgain(planJson(plan)));
  const reason = failing && failingKind(plan, failing);
  const code = planExitCode(plan, options.detailedExitcode === true, failing);
  if (reason !== undefined) say(`error: ${whyItFails(plan, reason)}: exit code ${code}, by --fail-on`);
  if (options.quiet !== true) say(inert(nextAfterPlan(plan, options)));
  return code;
}

function whyItFails({ refusals, held }: Plan, kind: PlanKind): string {
  switch (kind) {
    case 'guard':
      return 'apply would refuse this plan, a guard trips';
    case 'refused':
      return `apply would leave out what is refused (${thousands(refusals.length)})`;
    case 'held':
      return `apply would not finish, something is held (${thousands(held.length)})`;
  }
}

export function planOptions(options: ShapeOptions): PlanOptions {
  const { prune, replace = [], adopt = [] } = options;
  if (!prune && replace.length > 0)
    throw badUsage('--no-prune and --replace exclude each other', 'to replace is to delete: leave one of them out');
  return { prune, replace, adopt };
}

async function makePlan(
  desired: Desired,
  options: PlanCommandOptions,
  shape: PlanOptions,
  part: Part | undefined,
): Promise<Plan> {
  const vhost = vhostFor(options, desired.inventory);
  const unread = (live: Live): Plan => {
    const drafted = startPlan(desired, live, shape);
    const selection = part && choosePart(part, desired.inventory, addressesOf(drafted.assessment));
    return completePlan(drafted, undefined, hashOf(desired, vhost), selection).plan;
  };
  if (options.offline === true) return unread(emptyLive(vhost));
  if (options.against !== undefined) {
    const live = await readExport('plan', options.against, vhost);
    checkNames(shape, desired.compiled.topology, live);
    return unread(live);
  }
  const settings = brokerSettings(options, desired.inventory);
  const door = await openReader(settings, options);
  const hash = hashOf(desired, settings.vhost);
  const { plan, assessment } = await planBroker(desired, door, settings.vhost, hash, shape, part);
  checkNames(shape, desired.compiled.topology, assessment.live);
  return plan;
}

export async function showPlan(plan: Plan, options: PlanCommandOptions): Promise<void> {
  await writeOut(documents.plan[options.format](plan, paperFor(options, process.stdout)));
}
