// The last of an apply: policies that reach less, or allow less, than now. Each waits for what would lose by it: exchanges
// and queues that were to go and are there yet, and messages that a lower limit would drop.

import type { Activity } from '../../live/index.js';
import type { PolicyStep } from '../../plan/index.js';
import { holdOfSqueeze } from '../../plan/index.js';
import type { Advice } from '../../text/index.js';
import { counted, say } from '../../text/index.js';
import { objectKey } from '../../topology/index.js';
import { causeOf } from '../cause.js';
import type { Applying } from './applying.js';
import { isHalted } from './applying.js';
import { LOOK_AGAIN_MS, SETTLE_MS, recordHold } from './holds.js';
import { runPolicies } from './run-step.js';

/** What an exchange cannot route belongs into the net until it is gone, and a queue that is held keeps its limits. */
export async function narrowPolicies(applying: Applying, deadline: number): Promise<void> {
  const { book, draft } = applying;
  const { phases, leaving } = draft;
  const standing = new Set(
    [...phases.of('delete exchanges'), ...phases.of('delete queues')]
      .filter((step) => book.outcomeOf(step)?.result !== 'done')
      .map(({ kind, name }) => objectKey(kind, name)),
  );
  for (const step of phases.of('narrow policy')) {
    const object = leaving.get(step.name)?.find(({ kind, name }) => standing.has(objectKey(kind, name)));
    if (object)
      book.record(step, { result: 'held', error: say`${object.kind} ${object.name}, which it reaches, is there yet` });
  }
  const emptyAt = new Map<string, number>();
  for (;;) {
    const waiting: PolicyStep[] = [];
    for (const step of book.open(phases.of('narrow policy'))) {
      const held = await holdOfPolicy(applying, step, emptyAt);
      if (!held) await runPolicies(applying, 'narrow policy', [step]);
      else if (isHalted(applying) || applying.doors.now() >= deadline)
        recordHold(applying, step, held.hold, held.counts);
      else waiting.push(step);
    }
    if (waiting.length === 0 || isHalted(applying)) return;
    await waitForReaders(applying, waiting, deadline);
  }
}

async function waitForReaders(
  { book, doors, plan }: Applying,
  waiting: readonly PolicyStep[],
  deadline: number,
): Promise<void> {
  const left = Math.max(0, Math.ceil((deadline - doors.now()) / 1000));
  const doing = `waiting until ${counted(waiting.length, 'policy')} would drop nothing, ${left} s left`;
  doors.progress(book.count(), plan.steps.length, doing);
  await doors.pause(LOOK_AGAIN_MS);
}

interface HeldPolicy {
  readonly hold: Required<Advice>;
  readonly counts: Activity | undefined;
}

/**
 * Its queues counted right before it is set: what comes after that comes under the new limit. `emptyAt`: when each queue was last
 * seen empty. Nothing in it is older than that, so a shorter time does not have to meet all queues empty at once, which on a fleet
 * at work may never be.
 */
async function holdOfPolicy(
  { book, doors, draft }: Applying,
  { name }: PolicyStep,
  emptyAt: Map<string, number>,
): Promise<HeldPolicy | undefined> {
  const deletes = draft.phases.of('delete queues').filter((step) => book.outcomeOf(step)?.result === 'done');
  const gone = new Set(deletes.map((step) => step.name));
  const squeezes = (draft.squeezes.get(name) ?? []).filter((squeeze) => !gone.has(squeeze.name));
  if (squeezes.length === 0) return undefined;
  let counts: ReadonlyMap<string, Activity>;
  const asked = doors.now();
  try {
    counts = await doors.countQueues(squeezes);
  } catch (error) {
    const why = say`its queues could not be counted: ${causeOf(error)}`;
    return { hold: { why, remedy: say`run the same command again` }, counts: undefined };
  }
  for (const [queue, { messages }] of counts) if (messages === 0) emptyAt.set(queue, asked);
  const held = squeezes.flatMap((squeeze) => {
    const age = doors.now() - (emptyAt.get(squeeze.name) ?? -Infinity) + SETTLE_MS;
    const hold = holdOfSqueeze(name, squeeze, counts.get(squeeze.name), age);
    return hold ? [{ hold, queue: squeeze.name }] : [];
  });
  const [first] = held;
  if (!first) return undefined;
  const more = held.length > 1 ? `, and ${counted(held.length - 1, 'more queue')} likewise` : '';
  const why = say`queue ${first.queue}: ${first.hold.why}${more}`;
  return { hold: { ...first.hold, why }, counts: counts.get(first.queue) };
}
