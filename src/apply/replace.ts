// Replace: take an object away and declare it anew, then bind again what went along. One object's delete
// and declare never overlap: RabbitMQ answers ok to a declare of an exchange that is being deleted, and makes nothing
// (src/broker-facts.md). Queues go in small batches, so that each is without its bindings for a short time.
//
// What was begun is finished, also when the operator wants it to stop: bindings that are off are made again.

import pMap from 'p-map';
import type { Activity } from '../live/index.js';
import type { ObjectStep, Phase, Replacement, Step } from '../plan/index.js';
import { holdOfReplacement, touchesReplaced } from '../plan/index.js';
import { declareCall, deleteQueueCall } from './calls.js';
import type { Run } from './run.js';
import {
  SETTLE_MS,
  failureOf,
  halted,
  heldByBroker,
  needsSettling,
  record,
  recordHold,
  runGroup,
  unbind,
} from './run.js';

const QUEUES_AT_ONCE = 32;

interface Group {
  readonly phase: Phase;
  readonly steps: readonly Step[];
}

interface Pair {
  readonly step: ObjectStep;
  readonly replacement: Replacement;
}

/** `waiting`: unbind and delete steps that are put off; what they stand on is not replaced. */
export async function replaceAll(
  run: Run,
  steps: readonly Step[],
  groups: readonly Group[],
  waiting: ReadonlySet<Step>,
): Promise<void> {
  const again = groups.filter(({ phase }) => phase === 'bind again');
  const pending = new Set(steps.map(keyOf));
  const begun = new Set<string>();
  for (const batch of batchesOf(run, steps)) {
    if (halted(run)) break;
    for (const { step } of batch) {
      begun.add(keyOf(step));
      pending.delete(keyOf(step));
    }
    const free = batch.filter(({ step }) => !run.ledger.outcomeOf(step) && !isWaitedFor(run, step, waiting));
    await replaceQueues(
      run,
      free.filter(({ step }) => step.kind === 'queue'),
    );
    for (const { step } of free) if (step.kind === 'exchange') await replaceExchange(run, step);
    await bindAgain(run, again, (step) => touchesReplaced(step, begun) && !touchesReplaced(step, pending));
  }
  await bindAgain(run, again, (step) => touchesReplaced(step, begun));
}

/** Exchanges one by one, then queues by the dozen. */
function batchesOf(run: Run, steps: readonly Step[]): readonly (readonly Pair[])[] {
  const replacements = new Map(run.draft.replacements.map((each) => [`${each.kind} ${each.name}`, each]));
  const pairs = steps.flatMap((step) => {
    const replacement = replacements.get(keyOf(step));
    return replacement && step.action === 'replace' ? [{ step, replacement }] : [];
  });
  const queues = pairs.filter(({ step }) => step.kind === 'queue');
  const batches: Pair[][] = pairs.filter(({ step }) => step.kind === 'exchange').map((pair) => [pair]);
  for (let at = 0; at < queues.length; at += QUEUES_AT_ONCE) batches.push(queues.slice(at, at + QUEUES_AT_ONCE));
  return batches;
}

function isWaitedFor(run: Run, step: Step, waiting: ReadonlySet<Step>): boolean {
  if (step.kind !== 'exchange') return false;
  for (const { binding } of waiting)
    if (binding && touchesReplaced({ binding }, new Set([keyOf(step)]))) {
      const reason = `cannot be replaced: queue ${binding.destination} below it is held with its bindings`;
      recordHold(run, step, { reason, remedy: 'finish that first, then apply again' }, undefined, 'refused');
      return true;
    }
  return false;
}

async function replaceExchange(run: Run, step: ObjectStep): Promise<void> {
  const { amqp } = run.doors;
  try {
    await amqp.run({ call: 'delete exchange', name: step.name, ifUnused: false });
  } catch (error) {
    record(run, step, failureOf(error), 'replace');
    return;
  }
  await declareAnew(run, step);
}

async function replaceQueues(run: Run, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return;
  const unread = await withoutHolds(run, pairs);
  const unbound: Pair[] = [];
  await pMap(
    unread,
    async (pair) => {
      try {
        for (const binding of pair.replacement.bindings) await unbind(run.doors, binding);
        unbound.push(pair);
      } catch (error) {
        record(run, pair.step, failureOf(error), 'replace');
      }
    },
    { concurrency: QUEUES_AT_ONCE },
  );
  if (needsSettling(unbound.map(({ replacement }) => replacement))) await run.doors.pause(SETTLE_MS);
  const free = await withoutHolds(run, unbound);
  await pMap(free, (pair) => replaceQueue(run, pair), { concurrency: QUEUES_AT_ONCE });
}

async function replaceQueue(run: Run, { step, replacement }: Pair): Promise<void> {
  try {
    await run.doors.amqp.run(deleteQueueCall(step.name, replacement.type));
  } catch (error) {
    const hold = heldByBroker(error);
    if (hold) recordHold(run, step, hold, undefined, 'refused');
    else record(run, step, failureOf(error), 'replace');
    return;
  }
  await declareAnew(run, step);
}

async function declareAnew(run: Run, step: ObjectStep): Promise<void> {
  try {
    await run.doors.amqp.run(declareCall(step));
    record(run, step, { result: 'done' }, 'replace');
  } catch (error) {
    run.failed.add(`declare ${keyOf(step)}`);
    record(run, step, failureOf(error, 'deleted, and not declared again: '), 'replace');
  }
}

/** Those that may go by their counts of now; the others are refused. */
async function withoutHolds(run: Run, pairs: readonly Pair[]): Promise<readonly Pair[]> {
  const unknown = new Map<string, Activity>();
  const counts = await run.doors.countQueues(pairs.map(({ step }) => step)).catch(() => unknown);
  return pairs.filter(({ step, replacement }) => {
    const hold = holdOfReplacement(replacement, counts.get(step.name), run.plan.vhost);
    if (hold) recordHold(run, step, hold, counts.get(step.name), 'refused');
    return !hold;
  });
}

async function bindAgain(run: Run, groups: readonly Group[], isDue: (step: Step) => boolean): Promise<void> {
  for (const { phase, steps } of groups) await runGroup(run, phase, steps.filter(isDue), true);
}

function keyOf({ kind, name }: Step): string {
  return `${kind} ${name}`;
}
