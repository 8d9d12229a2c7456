// One step, or one group of them, over AMQP; what became of it is written down. Never throws for a step.

import pMap from 'p-map';
import type { AmqpCall, AmqpSession } from '../broker/index.js';
import { BrokerError, CallRefused } from '../broker/index.js';
import type { Activity } from '../live/index.js';
import type { Draft, Hold, Phase, Plan, QueueToGo, Step } from '../plan/index.js';
import { netOf } from '../assess/index.js';
import { builds } from '../plan/index.js';
import type { Binding, Policy } from '../topology/index.js';
import { registryName } from '../topology/index.js';
import type { Outcome } from './apply-report.js';
import { amqpCanUnbind, declareCall, deleteCall, registerCall } from './calls.js';
import type { Ledger } from './ledger.js';
import { messageOf } from '../text/index.js';

export interface StepDoors {
  readonly amqp: AmqpSession;
  /** How many calls may be under way at once. */
  readonly channels: number;
  /** Seconds to wait for held queues. */
  readonly drainSeconds: number;
  /**
   * Declares this queue for a moment, exclusive, on a connection apart. Out: the broker's words, where it closes that connection for it; undefined
   * where it does not, or where it was not told.
   */
  tryOut(call: Extract<AmqpCall, { call: 'declare queue' }>): Promise<string | undefined>;
  /** Removes a live binding by its properties_key, over HTTP. */
  removeBinding(binding: Binding): Promise<void>;
  /** Sets a policy, or takes it away, over HTTP: AMQP has no call for it. */
  setPolicy(policy: Policy): Promise<void>;
  clearPolicy(name: string): Promise<void>;
  /** Those of the queues that surely have no consumer now; what cannot be told this way is not among them. */
  findUnread(queues: readonly Pick<QueueToGo, 'name' | 'type'>[]): Promise<ReadonlySet<string>>;
  /** Counts of now. A queue that is not in the answer has unknown counts. */
  countQueues(queues: readonly Pick<QueueToGo, 'name'>[]): Promise<ReadonlyMap<string, Activity>>;
  progress(done: number, total: number, doing: string): void;
  /** True once the operator wants it to end: what is in flight is finished, the rest is skipped. */
  stopping(): boolean;
  /** Waits; ends sooner when `stopping` comes true. */
  pause(milliseconds: number): Promise<void>;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
}

export interface Work {
  readonly plan: Plan;
  readonly draft: Draft;
  readonly owner: string;
}

export interface Run extends Work {
  readonly doors: StepDoors;
  readonly ledger: Ledger;
  /** `ACTION KIND NAME` of what failed; of bindings, the kind and name of the destination. */
  readonly failed: Set<string>;
}

/**
 * Calls in flight at once that take something down: publishers to what stays wait meanwhile, because RabbitMQ locks the
 * source of each unbind, and has no more hands than cores (test/bench/README.md).
 */
export const TAKEN_DOWN_AT_ONCE = 32;

/** `toTheEnd`: also when the operator wants it to stop, because something half done has to be finished. */
export async function runGroup(run: Run, phase: Phase, steps: readonly Step[], toTheEnd = false): Promise<void> {
  const open = steps.filter((step) => !run.ledger.outcomeOf(step));
  if (phase === 'set policy' || phase === 'clear policy' || phase === 'narrow policy') {
    await runInTurn(run, phase, open, toTheEnd);
    return;
  }
  const concurrency = builds(phase) ? run.doors.channels : Math.min(TAKEN_DOWN_AT_ONCE, run.doors.channels);
  await pMap(open, (step) => runStep(run, phase, step, toTheEnd), { concurrency });
}

/**
 * Policies one after the other: RabbitMQ reads all of them, and writes to each exchange which one applies, without a lock
 * around both (rabbit_policy:update_matched_objects, 3.10 to 4.3). Of two at once the older view could be written last. One
 * that failed for want of an answer may be under way still: the rest is left to another apply.
 */
async function runInTurn(run: Run, phase: Phase, steps: readonly Step[], toTheEnd: boolean): Promise<void> {
  let failed: string | undefined;
  for (const step of steps)
    if (failed !== undefined) record(run, step, { result: 'skipped', error: `policy ${failed} failed` }, phase);
    else {
      await runStep(run, phase, step, toTheEnd);
      if (run.ledger.outcomeOf(step)?.result === 'failed') failed = step.name;
    }
}

async function runStep(run: Run, phase: Phase, step: Step, toTheEnd: boolean): Promise<void> {
  if (halted(run, toTheEnd)) return;
  const wanting = whatFailedBefore(run, step);
  if (wanting !== undefined) {
    record(run, step, { result: 'skipped', error: wanting }, phase);
    return;
  }
  try {
    await carryOut(run, step);
    record(run, step, { result: 'done' }, phase);
  } catch (error) {
    record(run, step, failureOf(error), phase);
  }
}

async function carryOut({ doors, owner, draft }: Run, step: Step): Promise<void> {
  switch (step.action) {
    case 'declare':
      await doors.amqp.run(declareCall(step));
      return;
    case 'adopt': {
      const { kind, name } = step;
      const role = draft.registering.roleOf(step);
      await doors.amqp.run(registerCall(registryName(owner), { kind, name, role }));
      return;
    }
    case 'bind':
      await doors.amqp.run({ call: 'bind', binding: step.binding });
      return;
    case 'unbind':
      await unbind(doors, step.binding);
      return;
    case 'delete':
      await doors.amqp.run(deleteCall(step));
      return;
    case 'set':
      await doors.setPolicy(step.policy);
      return;
    case 'clear':
      await doors.clearPolicy(step.name);
      return;
    case 'replace':
      throw new Error('a replace is several calls: replace.ts');
  }
}

/** Nothing more is to be sent: the operator stopped it, or the connection with the lock is lost. */
export function halted(run: Run, toTheEnd = false): boolean {
  return (run.doors.stopping() && !toTheEnd) || run.doors.amqp.lost() !== undefined;
}

/** Throws CallRefused or BrokerError. */
export async function unbind(doors: StepDoors, binding: Binding): Promise<void> {
  if (amqpCanUnbind(binding)) await doors.amqp.run({ call: 'unbind', binding });
  else await doors.removeBinding(binding);
}

/** A step whose ground is missing would only fail with an error about something else. */
function whatFailedBefore(run: Run, step: Step): string | undefined {
  if (step.action === 'bind') {
    const { source, destination, destinationType } = step.binding;
    for (const end of [`exchange ${source}`, `${destinationType} ${destination}`])
      if (run.failed.has(`declare ${end}`)) return `${end} could not be declared`;
  }
  // A policy is an entry to the net, and leads in only when the net is whole.
  if (step.action === 'set') {
    const net = netOf(step.policy) ?? '';
    for (const part of [`exchange ${net}`, `queue ${net}`])
      if (run.failed.has(`declare ${part}`)) return `${part} could not be declared`;
    if (run.failed.has(`bind queue ${net}`)) return `queue ${net} could not be bound`;
  }
  if (step.action === 'delete' && run.failed.has(`unbind ${step.kind} ${step.name}`))
    return 'a binding to it could not be removed';
  return undefined;
}

export function record(run: Run, step: Step, outcome: Omit<Outcome, 'step'>, doing: Phase | '' = ''): void {
  run.ledger.record(step, outcome);
  if (outcome.result === 'failed') {
    const kind = step.kind === 'binding' ? step.binding.destinationType : step.kind;
    run.failed.add(`${step.action} ${kind} ${step.name}`);
  }
  run.doors.progress(run.ledger.count(), run.plan.steps.length, doing);
}

/** `result`: held, until a later apply; refused, where nothing was put off. */
export function recordHold(
  run: Run,
  step: Step,
  { reason, remedy }: Omit<Hold, 'bound'>,
  counts: Activity | undefined,
  result: 'held' | 'refused' = 'held',
): void {
  const { messages = null, unacknowledged = null, consumers = null } = counts ?? {};
  record(run, step, { result, error: reason, remedy, messages, unacknowledged, consumers });
}

/** Undefined when they cannot be counted: all that is left is skipped then. */
export async function orSkipAll<T>(run: Run, counting: Promise<T>): Promise<T | undefined> {
  try {
    return await counting;
  } catch (error) {
    const reason = `the queues that go could not be counted: ${messageOf(error)}`;
    for (const step of run.plan.steps)
      if (!run.ledger.outcomeOf(step)) record(run, step, { result: 'skipped', error: reason });
    return undefined;
  }
}

/** RabbitMQ's own last look at a delete: 406, it is in use or not empty after all. */
export function heldByBroker(error: unknown): Hold | undefined {
  return error instanceof CallRefused && error.code === 406
    ? { bound: false, reason: error.reason, remedy: 'apply again when nobody uses it' }
    : undefined;
}

/** With the remedy that the door knows. `before`: what it was about, or what was done already. */
export function failureOf(error: unknown, before = ''): Omit<Outcome, 'step'> {
  const remedy = error instanceof BrokerError || error instanceof CallRefused ? error.remedy : undefined;
  return { result: 'failed', error: `${before}${messageOf(error)}`, ...(remedy !== undefined && { remedy }) };
}

/**
 * A quorum queue's counts are up to 5 s old (src/broker-facts.md), and a message that was routed just before the unbind may
 * come in just after it: nothing is asked before so much time has passed since.
 */
export const SETTLE_MS = 6000;

export function needsSettling(queues: readonly { readonly type: string }[]): boolean {
  return queues.some(({ type }) => type !== 'classic');
}
