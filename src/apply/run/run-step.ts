// One step, or the steps of a phase, over AMQP; what became of each is in the book. Never throws for a step.

import pMap from 'p-map';
import type { Phase, PolicyStep, ReplaceStep, Step } from '../../plan/index.js';
import { BUILDING } from '../../plan/index.js';
import { netOf } from '../../assess/index.js';
import type { Binding } from '../../topology/index.js';
import { objectKey, registryName } from '../../topology/index.js';
import type { Sentence } from '../../text/index.js';
import { plain, say } from '../../text/index.js';
import { causeOf, remedyOf } from '../cause.js';
import type { Outcome } from '../apply-report.js';
import { proveLock } from '../lock.js';
import type { Applying } from './applying.js';
import { isHalted } from './applying.js';
import { amqpCanUnbind, declareCall, deleteCall, registerCall } from './calls.js';

/** A replace is several calls: replace.ts. */
type SingleStep = Exclude<Step, ReplaceStep>;

/**
 * Calls in flight at once that take something down: publishers to what stays wait meanwhile, because RabbitMQ locks the
 * source of each unbind, and has no more hands than cores (test/bench/README.md).
 */
export const TAKEN_DOWN_AT_ONCE = 32;

/** Those that have no outcome yet, side by side. `toTheEnd`: also when the operator wants it to stop. */
export async function runPhase(
  applying: Applying,
  phase: Exclude<Phase, 'replace'>,
  steps: readonly SingleStep[],
  { toTheEnd = false }: { readonly toTheEnd?: boolean } = {},
): Promise<void> {
  const { book, doors } = applying;
  const isBuilding = BUILDING.some((each) => each === phase);
  const concurrency = isBuilding ? doors.channels : Math.min(TAKEN_DOWN_AT_ONCE, doors.channels);
  await pMap(book.open(steps), (step) => runStep(applying, phase, step, toTheEnd), { concurrency });
}

/**
 * Policies one after the other: RabbitMQ reads all of them, and writes to each exchange which one applies, without a lock
 * around both (rabbit_policy:update_matched_objects, 3.10 to 4.3). Of two at once the older view could be written last. One
 * that failed for want of an answer may be under way still: the rest is left to another apply.
 */
export async function runPolicies(
  applying: Applying,
  phase: 'set policy' | 'clear policy' | 'narrow policy',
  steps: readonly PolicyStep[] = applying.draft.phases.of(phase),
): Promise<void> {
  const { book } = applying;
  let failed: string | undefined;
  for (const step of book.open(steps))
    if (failed !== undefined) book.record(step, { result: 'skipped', error: say`policy ${failed} failed` }, phase);
    else {
      await runStep(applying, phase, step, false);
      if (book.outcomeOf(step)?.result === 'failed') failed = step.name;
    }
}

async function runStep(applying: Applying, phase: Phase, step: SingleStep, toTheEnd: boolean): Promise<void> {
  const { book, doors } = applying;
  if (toTheEnd ? doors.amqp.lost() : isHalted(applying)) return;
  const wanting = whatFailedBefore(applying, step);
  if (wanting !== undefined) {
    book.record(step, { result: 'skipped', error: wanting }, phase);
    return;
  }
  try {
    await carryOut(applying, step);
    book.record(step, { result: 'done' }, phase);
  } catch (error) {
    book.record(step, failureOf(error), phase);
  }
}

async function carryOut(applying: Applying, step: SingleStep): Promise<void> {
  const { doors, owner, draft } = applying;
  switch (step.action) {
    case 'declare':
      await doors.amqp.run(declareCall(step));
      return;
    case 'adopt': {
      const { kind, name } = step;
      await doors.amqp.run(registerCall(registryName(owner), { kind, name, role: draft.roleOf(kind, name) }));
      return;
    }
    case 'bind':
      await doors.amqp.run({ call: 'bind', binding: step.binding });
      return;
    case 'unbind':
      await unbind(applying, step.binding);
      return;
    case 'delete':
      await doors.amqp.run(deleteCall(step));
      return;
    case 'set':
      await proveLock(doors.amqp, owner);
      await doors.setPolicy(step.policy);
      return;
    case 'clear':
      await proveLock(doors.amqp, owner);
      await doors.clearPolicy(step.name);
      return;
  }
}

/** Throws CallRefused or BrokerError. */
export async function unbind({ doors, owner }: Applying, binding: Binding): Promise<void> {
  if (amqpCanUnbind(binding)) {
    await doors.amqp.run({ call: 'unbind', binding });
    return;
  }
  await proveLock(doors.amqp, owner);
  await doors.removeBinding(binding);
}

/** A step whose ground is missing would only fail with an error about something else. */
function whatFailedBefore({ book, draft }: Applying, step: SingleStep): Sentence | undefined {
  switch (step.action) {
    case 'bind': {
      const { source, destination, destinationType } = step.binding;
      const ends = [objectKey('exchange', source), objectKey(destinationType, destination)];
      const end = ends.find((key) => book.isMissing(key));
      return end && say`${end} could not be declared`;
    }
    case 'set': {
      // A policy of the net is an entry to it, and leads in only when the net is whole.
      if (netOf(step.policy) === undefined) return undefined;
      const isFailed = (part: Step): boolean => book.outcomeOf(part)?.result === 'failed';
      const part = draft.phases.of('declare net').find(isFailed);
      if (part) return say`${plain(part.kind)} ${part.name} could not be declared`;
      const bind = draft.phases.of('bind net').find(isFailed);
      return bind && say`queue ${bind.name} could not be bound`;
    }
    case 'delete':
      return book.isStillBound(objectKey(step.kind, step.name)) ? say`a binding to it could not be removed` : undefined;
    case 'declare':
    case 'adopt':
    case 'unbind':
    case 'clear':
      return undefined;
  }
}

/** With the remedy that the door knows. `before`: what it was about, or what was done already. */
export function failureOf(error: unknown, before: Sentence = plain('')): Omit<Outcome, 'step'> {
  return { result: 'failed', error: say`${before}${causeOf(error)}`, ...remedyOf(error) };
}
