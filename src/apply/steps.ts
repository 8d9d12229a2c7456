// Plan → outcomes, phase by phase (the order is plan/order.ts). It decides nothing: whether a queue may go is plan's own
// question, asked with counts taken just before the unbind (does anybody read it?) and again after it (is it empty?).

import pMap from 'p-map';
import type { AmqpSession } from '../broker/index.js';
import { CallRefused } from '../broker/index.js';
import type { Activity } from '../live/index.js';
import type { Draft, Hold, Plan, QueueToGo, Step } from '../plan/index.js';
import { groupSteps, holdOf, takesDown, waitingSteps } from '../plan/index.js';
import { registryName } from '../topology/index.js';
import type { Outcome } from './apply-report.js';
import { amqpCanUnbind, bindingOf, callOf } from './calls.js';
import type { Ledger } from './ledger.js';
import { openLedger } from './ledger.js';

export interface StepDoors {
  readonly amqp: AmqpSession;
  /** How many calls may be under way at once. */
  readonly channels: number;
  /** Removes a live binding by its properties_key, over HTTP. */
  removeBinding(binding: NonNullable<Step['binding']>): Promise<void>;
  /** Counts of now. A queue that is not in the answer has unknown counts. */
  countQueues(queues: readonly QueueToGo[]): Promise<ReadonlyMap<string, Activity>>;
  progress(done: number, total: number, doing: string): void;
  /** True once the operator wants it to end: what is in flight is finished, the rest is skipped. */
  stopping(): boolean;
}

export interface Work {
  readonly plan: Plan;
  readonly draft: Draft;
  readonly owner: string;
}

interface Run extends Work {
  readonly doors: StepDoors;
  readonly ledger: Ledger;
  /** `ACTION KIND NAME` of what failed; of bindings, the kind and name of the destination. */
  readonly failed: Set<string>;
}

/** Unbinds in flight at once: RabbitMQ takes a lock on the source for each, and publishers to it wait meanwhile. */
const UNBINDS_AT_ONCE = 32;

/** Runs all steps. Never throws for a step: each has an outcome, also when the connection is lost half-way. */
export async function runSteps(work: Work, doors: StepDoors): Promise<readonly Outcome[]> {
  const run: Run = { ...work, doors, ledger: openLedger(work.plan.steps), failed: new Set() };
  const built = await build(run);
  if (built) await takeDown(run);
  return run.ledger.close(whyLeftOut(run, built));
}

async function build(run: Run): Promise<boolean> {
  const steps = groupSteps(run.plan.steps).filter((group) => !takesDown(group.phase));
  let registry = false;
  for (const group of steps) {
    if (group.phase === 'adopt' && !registry) registry = await makeRegistry(run, group.steps);
    await runGroup(run, group.phase, group.steps);
  }
  return steps.every((group) => group.steps.every((step) => run.ledger.outcomeOf(step)?.result === 'done'));
}

/** The registry comes into being with the first adoption. */
async function makeRegistry(run: Run, adopts: readonly Step[]): Promise<boolean> {
  const name = registryName(run.owner);
  try {
    await run.doors.amqp.run({
      call: 'declare exchange',
      name,
      type: 'direct',
      durable: true,
      internal: true,
      arguments: {},
    });
  } catch (error) {
    for (const step of adopts) record(run, step, { result: 'failed', error: `exchange ${name}: ${messageOf(error)}` });
  }
  return true;
}

async function takeDown(run: Run): Promise<void> {
  const { plan, draft, ledger } = run;
  const groups = groupSteps(plan.steps).filter((group) => takesDown(group.phase));
  if (groups.length === 0) return;

  const before = await count(run, draft.queuesToGo);
  if (!before) return;
  const holds = new Map<string, Hold>();
  for (const queue of draft.queuesToGo) {
    const hold = holdOf(queue, before.get(queue.name), plan.vhost);
    if (hold?.bound) holds.set(queue.name, hold);
  }
  holdBranches(run, holds, before);

  for (const { phase, steps } of groups) if (phase === 'unbind') await runGroup(run, phase, steps);

  const unbound = draft.queuesToGo.filter((queue) => !holds.has(queue.name));
  const after = await count(run, unbound);
  if (!after) return;
  const deletes = new Map(plan.steps.filter(deletesQueue).map((step) => [step.name, step]));
  for (const queue of unbound) {
    const step = deletes.get(queue.name);
    const hold = holdOf(queue, after.get(queue.name), plan.vhost);
    if (step && hold && !ledger.outcomeOf(step)) recordHeld(run, step, hold, after.get(queue.name));
  }
  for (const { phase, steps } of groups) if (phase !== 'unbind') await runGroup(run, phase, steps);
}

/** Steps that wait because a queue stays bound, and exchanges that somebody else holds on to. */
function holdBranches(run: Run, holds: ReadonlyMap<string, Hold>, counts: ReadonlyMap<string, Activity>): void {
  const { tiedExchanges } = run.draft;
  const held = { queues: new Set(holds.keys()), exchanges: new Set(tiedExchanges.keys()) };
  for (const step of waitingSteps(run.plan.steps, held.queues, held)) {
    const destination = step.action === 'unbind' ? bindingOf(step).destinationType : step.kind;
    const hold = destination === 'queue' ? holds.get(step.name) : undefined;
    const ties = step.kind === 'exchange' ? tiedExchanges.get(step.name) : undefined;
    if (hold) recordHeld(run, step, hold, counts.get(step.name));
    else if (ties)
      record(run, step, {
        result: 'held',
        error: ties.join('; '),
        remedy: 'take that away first: topo deletes nothing that others hold on to',
      });
    else record(run, step, { result: 'held', error: 'a queue below it is held with its bindings' });
  }
}

function deletesQueue(step: Step): boolean {
  return step.action === 'delete' && step.kind === 'queue';
}

async function count(run: Run, queues: readonly QueueToGo[]): Promise<ReadonlyMap<string, Activity> | undefined> {
  if (queues.length === 0) return new Map();
  try {
    return await run.doors.countQueues(queues);
  } catch (error) {
    const reason = `the queues that go could not be counted: ${messageOf(error)}`;
    for (const step of run.plan.steps)
      if (!run.ledger.outcomeOf(step)) record(run, step, { result: 'skipped', error: reason });
    return undefined;
  }
}

async function runGroup(run: Run, phase: string, steps: readonly Step[]): Promise<void> {
  const open = steps.filter((step) => !run.ledger.outcomeOf(step));
  const concurrency = phase === 'unbind' ? Math.min(UNBINDS_AT_ONCE, run.doors.channels) : run.doors.channels;
  await pMap(open, (step) => runStep(run, phase, step), { concurrency });
}

async function runStep(run: Run, phase: string, step: Step): Promise<void> {
  if (run.doors.stopping() || run.doors.amqp.lost()) return;
  const wanting = whatFailedBefore(run, step);
  if (wanting !== undefined) {
    record(run, step, { result: 'skipped', error: wanting }, phase);
    return;
  }
  try {
    if (step.action === 'unbind' && !amqpCanUnbind(step)) await run.doors.removeBinding(bindingOf(step));
    else await run.doors.amqp.run(callOf(step, run.owner));
    record(run, step, { result: 'done' }, phase);
  } catch (error) {
    record(run, step, whatWentWrong(step, error), phase);
  }
}

function whatWentWrong(step: Step, error: unknown): Omit<Outcome, 'step'> {
  // 406 to a delete is the broker's own last look: it is in use or not empty after all.
  if (step.action === 'delete' && error instanceof CallRefused && error.code === 406)
    return { result: 'held', error: error.reason, remedy: 'apply again when nobody uses it' };
  return { result: 'failed', error: messageOf(error) };
}

/** A step whose ground is missing would only fail with an error about something else. */
function whatFailedBefore(run: Run, step: Step): string | undefined {
  if (step.action === 'bind') {
    const { source, destination, destinationType } = bindingOf(step);
    for (const end of [`exchange ${source}`, `${destinationType} ${destination}`])
      if (run.failed.has(`declare ${end}`)) return `${end} could not be declared`;
  }
  if (step.action === 'delete' && run.failed.has(`unbind ${step.kind} ${step.name}`))
    return 'a binding to it could not be removed';
  return undefined;
}

function record(run: Run, step: Step, outcome: Omit<Outcome, 'step'>, doing = ''): void {
  run.ledger.record(step, outcome);
  if (outcome.result === 'failed') {
    const kind = step.kind === 'binding' ? bindingOf(step).destinationType : step.kind;
    run.failed.add(`${step.action} ${kind} ${step.name}`);
  }
  run.doors.progress(run.ledger.count(), run.plan.steps.length, doing);
}

function recordHeld(run: Run, step: Step, hold: Hold, counts: Activity | undefined): void {
  const { messages = null, unacknowledged = null, consumers = null } = counts ?? {};
  record(run, step, { result: 'held', error: hold.reason, remedy: hold.remedy, messages, unacknowledged, consumers });
}

function whyLeftOut(run: Run, built: boolean): string {
  const lost = run.doors.amqp.lost();
  if (lost) return `${lost.message}: not sent`;
  if (run.doors.stopping()) return 'stopped before it was sent';
  return built ? 'not reached' : 'nothing is taken down while something could not be built';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
