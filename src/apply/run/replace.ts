// Replace: take an object away and declare it anew, then bind again what went along. One object's delete
// and declare never overlap: RabbitMQ answers ok to a declare of an exchange that is being deleted, and makes nothing
// (src/broker-facts.md). Queues go in small batches, so that each is without its bindings for a short time.
//
// What was begun is finished, also when the operator wants it to stop: bindings that are off are made again.

import pMap from 'p-map';
import type { Activity } from '../../live/index.js';
import type { BindingStep, ReplaceStep, Replacement, Step } from '../../plan/index.js';
import { holdOfReplacement, touchesOneOf } from '../../plan/index.js';
import { say } from '../../text/index.js';
import type { ObjectKey } from '../../topology/index.js';
import { objectKey } from '../../topology/index.js';
import type { Applying } from './applying.js';
import { isHalted } from './applying.js';
import { declareCall, deleteQueueCall } from './calls.js';
import { SETTLE_MS, heldByBroker, needsSettling, recordHold } from './holds.js';
import { failureOf, runPhase, unbind } from './run-step.js';

const QUEUES_AT_ONCE = 32;

interface Pair {
  readonly step: ReplaceStep;
  readonly replacement: Replacement;
}

/** `waiting`: unbind and delete steps that are put off; what they stand on is not replaced. */
export async function replaceAll(applying: Applying, waiting: ReadonlySet<Step>): Promise<void> {
  const { book, draft } = applying;
  const pending = new Set(draft.phases.of('replace').map(keyOf));
  const begun = new Set<ObjectKey>();
  for (const batch of batchesOf(applying)) {
    if (isHalted(applying)) break;
    for (const { step } of batch) {
      begun.add(keyOf(step));
      pending.delete(keyOf(step));
    }
    const free = batch.filter(({ step }) => !book.outcomeOf(step) && !isWaitedFor(applying, step, waiting));
    await replaceQueues(
      applying,
      free.filter(({ step }) => step.kind === 'queue'),
    );
    for (const { step } of free) if (step.kind === 'exchange') await replaceExchange(applying, step);
    await bindAgain(applying, ({ binding }) => !touchesOneOf(binding, pending));
  }
  await bindAgain(applying, ({ binding }) => touchesOneOf(binding, begun));
}

/** Exchanges one by one, then queues by the dozen. */
function batchesOf({ draft }: Applying): readonly (readonly Pair[])[] {
  const replacements = new Map(draft.replacements.map((each) => [objectKey(each.kind, each.name), each]));
  const pairs = draft.phases.of('replace').flatMap((step) => {
    const replacement = replacements.get(keyOf(step));
    return replacement ? [{ step, replacement }] : [];
  });
  const queues = pairs.filter(({ step }) => step.kind === 'queue');
  const batches: Pair[][] = pairs.filter(({ step }) => step.kind === 'exchange').map((pair) => [pair]);
  for (let at = 0; at < queues.length; at += QUEUES_AT_ONCE) batches.push(queues.slice(at, at + QUEUES_AT_ONCE));
  return batches;
}

function isWaitedFor(applying: Applying, step: ReplaceStep, waiting: ReadonlySet<Step>): boolean {
  if (step.kind !== 'exchange') return false;
  for (const { binding } of waiting)
    if (binding && touchesOneOf(binding, new Set([keyOf(step)]))) {
      const why = say`cannot be replaced: queue ${binding.destination} below it is held with its bindings`;
      recordHold(applying, step, { why, remedy: say`finish that first, then apply again` }, undefined, 'refused');
      return true;
    }
  return false;
}

async function replaceExchange(applying: Applying, step: ReplaceStep): Promise<void> {
  const { amqp } = applying.doors;
  try {
    await amqp.run({ call: 'delete exchange', name: step.name, ifUnused: false });
  } catch (error) {
    applying.book.record(step, failureOf(error), 'replace');
    return;
  }
  await declareAnew(applying, step);
}

async function replaceQueues(applying: Applying, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return;
  const unread = await withoutHolds(applying, pairs);
  const unbound: Pair[] = [];
  await pMap(
    unread,
    async (pair) => {
      try {
        for (const binding of pair.replacement.bindings) await unbind(applying, binding);
        unbound.push(pair);
      } catch (error) {
        applying.book.record(pair.step, failureOf(error), 'replace');
      }
    },
    { concurrency: QUEUES_AT_ONCE },
  );
  if (needsSettling(unbound.map(({ replacement }) => replacement))) await applying.doors.pause(SETTLE_MS);
  const free = await withoutHolds(applying, unbound);
  await pMap(free, (pair) => replaceQueue(applying, pair), { concurrency: QUEUES_AT_ONCE });
}

async function replaceQueue(applying: Applying, { step, replacement }: Pair): Promise<void> {
  try {
    await applying.doors.amqp.run(deleteQueueCall(step.name, replacement.type));
  } catch (error) {
    const hold = heldByBroker(error);
    if (hold) recordHold(applying, step, hold, undefined, 'refused');
    else applying.book.record(step, failureOf(error), 'replace');
    return;
  }
  await declareAnew(applying, step);
}

async function declareAnew(applying: Applying, step: ReplaceStep): Promise<void> {
  try {
    await applying.doors.amqp.run(declareCall(step));
    applying.book.record(step, { result: 'done' }, 'replace');
  } catch (error) {
    applying.book.noteMissing(keyOf(step));
    applying.book.record(step, failureOf(error, say`deleted, and not declared again: `), 'replace');
  }
}

/** Those that may go by their counts of now; the others are refused. */
async function withoutHolds(applying: Applying, pairs: readonly Pair[]): Promise<readonly Pair[]> {
  const unknown = new Map<string, Activity>();
  const counts = await applying.doors.countQueues(pairs.map(({ step }) => step)).catch(() => unknown);
  return pairs.filter(({ step, replacement }) => {
    const hold = holdOfReplacement(replacement, counts.get(step.name), applying.plan.vhost);
    if (hold) recordHold(applying, step, hold, counts.get(step.name), 'refused');
    return !hold;
  });
}

async function bindAgain(applying: Applying, isDue: (step: BindingStep) => boolean): Promise<void> {
  for (const steps of applying.draft.phases.groups('bind again'))
    await runPhase(applying, 'bind again', steps.filter(isDue), { toTheEnd: true });
}

function keyOf({ kind, name }: ReplaceStep): ObjectKey {
  return objectKey(kind, name);
}
