// topo apply: lock, read, plan, ask, do, read back, report.

import { hostname, userInfo } from 'node:os';
import process from 'node:process';
import type { ApplyReport, StepDoors } from '../apply/index.js';
import { HOLDER_ARGUMENT, countFresh, makeReport, runSteps, stubbornSteps, takeLock } from '../apply/index.js';
import type { AmqpSession } from '../broker/index.js';
import { CallRefused, openAmqp, openWriter } from '../broker/index.js';
import { readQueueArgument } from '../live/index.js';
import type { Plan } from '../plan/index.js';
import { applyJson, applyText, inventoryHash } from '../report/index.js';
import { lockName } from '../topology/index.js';
import { askToGoOn } from './confirm.js';
import { desiredOrProblems } from './desired.js';
import { EXIT, Stop, badUsage } from './exit-codes.js';
import { writeWholeFile } from './files.js';
import type { BrokerOptions, CommonOptions, ShapeOptions } from './options.js';
import { hasTerminal, say, terminalWidth, writeOut } from './output.js';
import { planOptions, showPlan } from './plan.js';
import type { Planned } from './plan-broker.js';
import { planBroker } from './plan-broker.js';
import { startProgress } from './progress.js';
import type { OpenReader } from './reader.js';
import { openReader } from './reader.js';
import { brokerSettings } from './settings.js';
import { listenForSignals } from './signals.js';
import { styleFor } from './style.js';

export interface ApplyCommandOptions extends CommonOptions, BrokerOptions, ShapeOptions {
  readonly yes?: boolean;
  readonly maxRemovals?: number;
  readonly drainTimeout: number;
  readonly lockTimeout: number;
  readonly channels: number;
  readonly report?: string;
}

export async function applyCommand(saved: string | undefined, options: ApplyCommandOptions): Promise<number> {
  if (saved !== undefined) throw badUsage('applying a saved plan is not built yet', 'run topo apply without one');
  if (options.drainTimeout > 0 || options.lockTimeout > 0)
    throw badUsage('--drain-timeout and --lock-timeout are not built yet', 'run topo apply again later');
  if (options.yes !== true && !hasTerminal())
    throw badUsage('there is no terminal to ask on', 'add --yes to apply without asking');
  const shape = planOptions(options);
  const desired = await desiredOrProblems(options);
  if (!desired) return EXIT.badInput;

  const settings = brokerSettings(options, process.env, desired.inventory);
  const hash = inventoryHash(desired.compiled, settings.vhost);
  const door = await openReader(settings, options);
  const replan = (): Promise<Planned> => planBroker(desired, door, settings.vhost, hash, shape);
  const { owner } = desired.inventory.routing;
  const holder = `${userInfo().username}@${hostname()} ${process.pid} ${new Date().toISOString()}`;
  const amqp = await openAmqp({
    urls: settings.amqpUrls,
    vhost: settings.vhost,
    timeoutSeconds: settings.timeoutSeconds,
    channels: options.channels,
    connectionName: `topo apply ${holder}`,
    ...(door.tls && { tls: door.tls }),
  });
  try {
    await lock(amqp, door, settings.vhost, owner, holder);
    const planned = await replan();
    if (options.format === 'text') await showPlan(planned.plan, options);
    checkGuards(planned.plan, options.maxRemovals);
    if (planned.plan.steps.length === 0)
      return await finish(makeReport(planned.plan, [], planned.plan, false), options);
    if (options.yes !== true && !(await askToGoOn(planned.plan)))
      throw new Stop(EXIT.impossible, 'the question was answered no: nothing was changed');
    const report = await carryOut(planned, owner, { amqp, door, settings, replan, options });
    return await finish(report, options);
  } finally {
    await amqp.close();
  }
}

interface Means {
  readonly amqp: AmqpSession;
  readonly door: OpenReader;
  readonly settings: { readonly vhost: string };
  readonly replan: () => Promise<Planned>;
  readonly options: ApplyCommandOptions;
}

async function carryOut({ plan, draft }: Planned, owner: string, means: Means): Promise<ApplyReport> {
  const { amqp, door, settings, replan, options } = means;
  const { vhost } = settings;
  const writer = openWriter(door.connection);
  const signals = listenForSignals();
  const progress = startProgress(options.quiet === true);
  const doors: StepDoors = {
    amqp,
    channels: options.channels,
    removeBinding: (binding) => writer.deleteBinding(vhost, binding),
    countQueues: (queues) => countFresh(door.reader, amqp, vhost, queues, options.channels),
    progress: (done, total, doing) => {
      progress.step(done, total, doing);
    },
    stopping: () => signals.stopping(),
  };
  const outcomes = await runSteps({ plan, draft, owner }, doors);
  progress.stop();
  signals.stop();
  let after = await replan().catch(() => undefined);
  if (after) {
    // An unbind of values that only look like strings removes nothing and answers ok: now by the API's own handle.
    const stubborn = stubbornSteps(outcomes, after.plan).filter((step) => step.action === 'unbind');
    for (const { binding } of stubborn) if (binding) await writer.deleteBinding(vhost, binding);
    if (stubborn.length > 0) after = await replan().catch(() => undefined);
  }
  return makeReport(plan, outcomes, after?.plan, signals.stopping());
}

async function lock(amqp: AmqpSession, door: OpenReader, vhost: string, owner: string, holder: string): Promise<void> {
  const name = lockName(owner);
  const clusters = { amqp: amqp.clusterName, http: door.broker.clusterName };
  if (clusters.amqp !== undefined && clusters.amqp !== clusters.http)
    throw twoClusters(`AMQP answers from cluster "${clusters.amqp}", the management API from "${clusters.http}"`);
  const taken = await takeLock(amqp, owner, holder).catch((error: unknown) => {
    if (!(error instanceof CallRefused)) throw error;
    throw new Stop(EXIT.impossible, `the lock queue ${name} could not be made: ${error.reason}`, lockRemedy(name), {
      object: name,
    });
  });
  const seen = await readQueueArgument(door.reader, vhost, name, HOLDER_ARGUMENT);
  if (!taken)
    throw new Stop(
      EXIT.locked,
      `another apply holds the lock ${name}: ${seen ?? 'unknown holder'}`,
      'wait until it has ended; when its process is dead, the lock goes with its connection',
      { object: name },
    );
  if (seen !== holder) throw twoClusters(`the lock ${name} taken over AMQP is not what the management API shows`);
}

function twoClusters(message: string): Stop {
  return new Stop(EXIT.impossible, message, 'let --amqp-url and --management-url name one and the same cluster');
}

function lockRemedy(name: string): string {
  return `the user needs the configure permission on ${name}, and the vhost room for one more queue`;
}

function checkGuards(plan: Plan, maxRemovals: number | undefined): void {
  for (const guard of plan.guards)
    if (maxRemovals === undefined || maxRemovals < guard.actual)
      throw new Stop(
        EXIT.guarded,
        `the guard "${guard.name}" refuses this run: ${guard.actual} queues would lose their route, ${guard.limit} may; nothing was changed`,
        `if that is what you want: ${guard.remedy}`,
      );
}

async function finish(report: ApplyReport, options: ApplyCommandOptions): Promise<number> {
  if (options.format === 'json') await writeOut(applyJson(report));
  else
    await writeOut(
      applyText(report, { style: styleFor(options, process.stdout), width: terminalWidth(process.stdout) }),
    );
  if (options.report !== undefined) await writeWholeFile(options.report, applyJson(report));
  if (options.quiet !== true && !report.converged)
    say('Next: mend what is named above, then run the same command again.');
  return report.exitCode;
}
