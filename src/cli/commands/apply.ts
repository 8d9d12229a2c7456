// topo apply: lock, read, plan, ask, do, read back, report.

import { hostname, userInfo } from 'node:os';
import process from 'node:process';
import type { ApplyReport, StepDoors } from '../../apply/index.js';
import { countFresh, findUnread, inspect, makeReport, proveLock, runSteps, touchedBy } from '../../apply/index.js';
import type { AmqpSession, Trial } from '../../broker/index.js';
import { openAmqp, openTrial, openWriter } from '../../broker/index.js';
import { isLittle, readLive, readTouched } from '../../live/index.js';
import type { Plan, Planned, SavedPlan } from '../../plan/index.js';
import type { Format } from '../../report/index.js';
import { applyJson, documents, guardKey, guardText, inert } from '../../report/index.js';
import { lockBroker } from '../broker/apply-lock.js';
import { askToGoOn } from '../terminal/confirm.js';
import type { Desired } from '../input/desired.js';
import { desiredOrProblems, hashOf } from '../input/desired.js';
import { EXIT, Stop, badUsage } from '../exit-codes.js';
import { checkNames } from '../input/names/patterns.js';
import { checkWritable, writeWholeFile } from '../input/whole-files.js';
import type { BrokerOptions, CommonOptions, ShapeOptions } from '../input/options.js';
import { hasTerminal, say, writeOut } from '../terminal/output.js';
import { planOptions, showPlan } from './plan.js';
import { planBroker, stepsFrom } from '../broker/plan-broker.js';
import { startProgress } from '../terminal/progress.js';
import type { ReadBackDoors } from '../broker/read-back.js';
import { readBack } from '../broker/read-back.js';
import type { OpenReader } from '../broker/reader.js';
import { openReader } from '../broker/reader.js';
import { nextAfterApply } from '../input/next-command.js';
import { checkNothingNew, checkSameTarget, loadSavedPlan } from '../input/saved-plan.js';
import { brokerSettings } from '../input/settings.js';
import { listenForSignals } from '../terminal/signals.js';
import { paperFor } from '../terminal/style.js';

export interface ApplyCommandOptions extends CommonOptions, BrokerOptions, ShapeOptions {
  readonly format: Format<'apply'>;
  readonly yes?: boolean;
  readonly maxRemovals?: number;
  readonly drainTimeout: number;
  readonly lockTimeout: number;
  readonly channels: number;
  readonly report?: string;
}

export async function applyCommand(file: string | undefined, options: ApplyCommandOptions): Promise<number> {
  if (options.yes !== true && !hasTerminal())
    throw badUsage('there is no terminal to ask on', 'add --yes to apply without asking');
  const saved = file === undefined ? undefined : await loadSavedPlan(file, options);
  const shape = saved?.options ?? planOptions(options);
  if (options.report !== undefined) checkWritable(options.report);
  const desired = await desiredOrProblems(options);
  if (!desired) return EXIT.badInput;

  const settings = brokerSettings(options, desired.inventory);
  const { vhost } = settings;
  const inventory = hashOf(desired, vhost);
  const giveUp = new AbortController();
  const door = await openReader(settings, options, giveUp.signal);
  if (saved) checkSameTarget(saved, { vhost, inventory: inventory(), clusterName: door.broker.clusterName });
  const replan = async (): Promise<PlannedAt> => ({
    ...(await planBroker(desired, door, vhost, inventory, shape)),
    at: performance.now(),
  });
  const { owner } = desired.inventory.routing;
  const holder = `${userName()}@${hostname()} ${process.pid} ${new Date().toISOString()}`;
  const amqpSettings = {
    urls: settings.amqpUrls,
    vhost,
    timeoutSeconds: settings.timeoutSeconds,
    channels: options.channels,
    connectionName: `topo apply ${holder}`,
    giveUp: giveUp.signal,
    ...(door.tls && { tls: door.tls }),
    ...(door.tell && { tell: door.tell }),
  };
  const trial = openTrial(amqpSettings);
  const amqp = await openAmqp(amqpSettings);
  try {
    const quiet = options.quiet === true;
    await lockBroker(amqp, door, { vhost, owner, holder, timeoutSeconds: options.lockTimeout, quiet });
    const planned = await replan();
    if (!saved) checkNames(shape, desired.compiled.topology, planned.assessment.live);
    await showBeforehand(planned.plan, saved, options);
    checkGuards(planned.plan, options.maxRemovals);
    const isEmpty = planned.plan.steps.length === 0;
    // The registry is no object of the inventory: where it alone is to be done there is nothing to ask about.
    if (isEmpty && !planned.draft.registering.replacement)
      return await finish(makeReport(planned.plan, [], planned, false), options);
    const isAsked = !isEmpty && options.yes !== true;
    if (isAsked && !(await askToGoOn(planned.plan)))
      throw new Stop(EXIT.impossible, 'the question was answered no: nothing was changed');
    return await finish(
      await carryOut(isAsked ? await asShown(planned, replan) : planned, {
        amqp,
        trial,
        door,
        vhost,
        owner,
        desired,
        replan,
        options,
        giveUp,
      }),
      options,
    );
  } finally {
    await Promise.all([amqp.close(), trial.close()]);
  }
}

/** Nobody knows how long the question was open: planned again, and no step more than was shown. */
async function asShown({ plan: shown }: Planned, replan: () => Promise<PlannedAt>): Promise<PlannedAt> {
  const planned = await replan();
  checkNothingNew(shown, planned.plan);
  return planned;
}

/** A container may run as a user without a name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

async function showBeforehand(plan: Plan, saved: SavedPlan | undefined, options: ApplyCommandOptions): Promise<void> {
  if (options.format === 'text') await showPlan(plan, options);
  if (saved) checkNothingNew(saved, plan);
}

interface PlannedAt extends Planned {
  /** When the broker had been read for it: milliseconds of the clock that only goes forward. */
  readonly at: number;
}

interface Means {
  readonly amqp: AmqpSession;
  readonly trial: Trial;
  readonly door: OpenReader;
  readonly vhost: string;
  readonly owner: string;
  readonly desired: Desired;
  readonly replan: () => Promise<PlannedAt>;
  readonly options: ApplyCommandOptions;
  readonly giveUp: AbortController;
}

async function carryOut(planned: PlannedAt, means: Means): Promise<ApplyReport> {
  const { plan, draft, assessment } = planned;
  const { live } = assessment;
  const { amqp, trial, door, vhost, owner, replan, options } = means;
  const writer = openWriter(door.connection);
  const signals = listenForSignals(means.giveUp);
  const progress = startProgress(options.quiet === true);
  const doors: StepDoors = {
    amqp,
    channels: options.channels,
    drainSeconds: options.drainTimeout,
    tryOut: (call) => trial.tryOut(call),
    removeBinding: (binding) => writer.deleteBinding(vhost, binding),
    setPolicy: (policy) => writer.setPolicy(vhost, policy),
    clearPolicy: (name) => writer.clearPolicy(vhost, name),
    findUnread: (queues) => findUnread(amqp, queues, live.queueStates, options.channels),
    countQueues: (queues) => countFresh(door.reader, amqp, vhost, queues, options.channels),
    inspect: (queue) => inspect(amqp, queue),
    planAgain: async () => (await replan()).draft,
    progress: (done, total, doing) => {
      progress.step(done, total, doing);
    },
    stopping: () => signals.stopping(),
    pause: (milliseconds) => signals.pause(milliseconds),
    now: () => performance.now(),
  };
  const outcomes = await runSteps({ plan, draft, owner }, doors);
  progress.stop();
  const seen = await readBack(outcomes, plan.refusals, {
    ...looksBack(planned, means),
    removeBinding: async (binding) => {
      await proveLock(amqp, owner);
      await writer.deleteBinding(vhost, binding);
    },
    stopping: () => signals.stopping(),
    pause: (milliseconds) => signals.pause(milliseconds),
    now: () => performance.now(),
  });
  signals.stop();
  return makeReport(plan, outcomes, seen, signals.stopping());
}

function looksBack(
  { plan, draft, options, assessment: { live }, at }: PlannedAt,
  { door: { reader, broker }, vhost, owner, desired }: Means,
): Pick<ReadBackDoors, 'plan' | 'planOfTouched'> {
  const touched = touchedBy({ plan, draft, owner }, live);
  return {
    plan: async () => stepsFrom(await readLive(reader, vhost, broker), desired, options),
    ...(touched &&
      isLittle(touched, live, performance.now() - at) && {
        planOfTouched: async () => stepsFrom(await readTouched(reader, live, touched), desired, options),
      }),
  };
}

function checkGuards(plan: Plan, maxRemovals: number | undefined): void {
  for (const guard of plan.guards)
    if (maxRemovals === undefined || maxRemovals < guard.actual) {
      const { name, question, remedy } = guard;
      const asked = question === undefined ? '' : `${question} `;
      throw new Stop(
        EXIT.guarded,
        inert(`the guard "${name}" refuses this run: ${asked}${guardText(plan, guard)} Nothing was changed.`),
        `${question === undefined ? '' : 'name the missing file with -f; '}if that is what you want, write \`${guardKey(guard)}\` into the inventory, or for this run alone: ${remedy}`,
      );
    }
}

async function finish(report: ApplyReport, options: ApplyCommandOptions): Promise<number> {
  const { format, report: file } = options;
  const shown = await isTold(writeOut(documents.apply[format](report, paperFor(options, process.stdout))));
  const saved = file === undefined || (await isTold(writeWholeFile(file, applyJson(report))));
  if (!shown || !saved) return report.exitCode === EXIT.done ? EXIT.failed : report.exitCode;
  const next = nextAfterApply(report);
  if (options.quiet !== true && next !== undefined) say(next);
  return report.exitCode;
}

/** What was done stays done: a report that cannot be written is said, and changes a code of success only. */
async function isTold(writing: Promise<void>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(`error: the apply has ended, and its report is not saved: ${error.message}`);
    return false;
  }
}
