// Unbind, look again, delete; what may not go yet is held. With time to wait for it (`--drain-timeout`) it looks at the
// held queues again and again, and takes down each as soon as it may.

import type { Activity } from '../live/index.js';
import type { Hold, ObjectStep, Phase, QueueToGo, Step } from '../plan/index.js';
import { builds, groupSteps, holdOf, leavesTree, waitingSteps } from '../plan/index.js';
import { deleteCall } from './calls.js';
import { replaceAll } from './replace.js';
import type { Run } from './run.js';
import {
  SETTLE_MS,
  TAKEN_DOWN_AT_ONCE,
  failureOf,
  halted,
  heldByBroker,
  needsSettling,
  orSkipAll,
  record,
  recordHold,
  runGroup,
} from './run.js';
import pMap from 'p-map';

interface Held {
  readonly hold: Hold;
  readonly counts: Activity | undefined;
}

/** Between two looks at held queues. */
const LOOK_AGAIN_MS = 1000;

export async function takeDown(run: Run): Promise<void> {
  const groups = groupSteps(run.plan.steps).filter(({ phase }) => !builds(phase));
  if (groups.length === 0) return;
  const stepsOf = (phase: Phase): readonly Step[] =>
    groups.filter((group) => group.phase === phase).flatMap((group) => group.steps);
  await runGroup(run, 'clear policy', stepsOf('clear policy'));
  // While a policy still names the net as alternate exchange, the net stays.
  if (stepsOf('clear policy').some((step) => run.ledger.outcomeOf(step)?.result !== 'done')) return;
  const deletes = new Map(
    stepsOf('delete queues').flatMap((step) => (step.action === 'delete' ? [[step.name, step] as const] : [])),
  );
  const deadline = run.doors.now() + run.doors.drainSeconds * 1000;

  let open: readonly QueueToGo[] = run.draft.queuesToGo;
  let replaced = false;
  for (;;) {
    const held = new Map<string, Held>();
    const bound = open.filter((queue) => queue.bound);
    const before = await orSkipAll(run, countRead(run, bound));
    if (!before) return;
    for (const queue of bound) {
      if (!before.has(queue.name)) continue;
      const hold = holdOf(queue, before.get(queue.name), run.plan.vhost);
      if (hold?.bound) held.set(queue.name, { hold, counts: before.get(queue.name) });
    }
    const waiting = stepsThatWait(run, held);
    for (const { phase, steps } of groups)
      if (phase === 'unbind')
        await runGroup(
          run,
          phase,
          steps.filter((step) => !waiting.has(step)),
        );
    const unbound = open.filter(({ name }) => !held.has(name));
    if (needsSettling(unbound.filter(({ bound }) => bound))) await settle(run);
    open = open.map((queue) => (held.has(queue.name) ? queue : { ...queue, bound: false }));

    if (!replaced) await replaceAll(run, stepsOf('replace'), groups, waiting);
    replaced = true;

    const after = await orSkipAll(run, run.doors.countQueues(unbound));
    if (!after) return;
    for (const { name, ...queue } of unbound) {
      const hold = holdOf({ name, ...queue, bound: false }, after.get(name), run.plan.vhost);
      if (hold) held.set(name, { hold, counts: after.get(name) });
    }
    const free = unbound.flatMap(({ name }) => (held.has(name) ? [] : (deletes.get(name) ?? [])));
    for (const [name, hold] of await deleteQueues(run, free)) held.set(name, { hold, counts: after.get(name) });

    open = open.filter(({ name }) => held.has(name));
    // What foreign things hold on to does not drain away.
    const drains = open.some(({ ties }) => ties.length === 0);
    if (!drains || run.doors.now() >= deadline || halted(run)) {
      recordHeld(run, held, waiting);
      break;
    }
    run.doors.progress(run.ledger.count(), run.plan.steps.length, waitingText(open.length, deadline - run.doors.now()));
    await run.doors.pause(LOOK_AGAIN_MS);
  }
  for (const { phase, steps } of groups) if (phase === 'delete exchanges') await runGroup(run, phase, steps);
  if (!halted(run)) await narrowPolicies(run, stepsOf('narrow policy'));
}

/** Each policy lets go of its exchanges when they are gone: what they cannot route belongs into the net until then. */
async function narrowPolicies(run: Run, steps: readonly Step[]): Promise<void> {
  const standing = new Set(
    run.plan.steps
      .filter((step) => leavesTree(step) && run.ledger.outcomeOf(step)?.result !== 'done')
      .map(({ name }) => name),
  );
  for (const step of steps) {
    const exchange = step.lettingGo?.find((name) => standing.has(name));
    if (exchange !== undefined)
      record(run, step, { result: 'held', error: `exchange ${exchange}, which it reaches, is there yet` });
  }
  await runGroup(run, 'narrow policy', steps);
}

/** Before the unbind only consumers of bound queues matter: counts of those that may have one. */
async function countRead(run: Run, queues: readonly QueueToGo[]): Promise<ReadonlyMap<string, Activity>> {
  const unread = await run.doors.findUnread(queues);
  return await run.doors.countQueues(queues.filter(({ name }) => !unread.has(name)));
}

function waitingText(queues: number, milliseconds: number): string {
  return `waiting for ${queues} held queue${queues === 1 ? '' : 's'}, ${Math.ceil(milliseconds / 1000)} s left`;
}

async function settle(run: Run): Promise<void> {
  run.doors.progress(run.ledger.count(), run.plan.steps.length, 'waiting for fresh counts of quorum queues');
  await run.doors.pause(SETTLE_MS);
}

/** Steps that wait because a queue stays bound, and exchanges that somebody else holds on to. */
function stepsThatWait(run: Run, held: ReadonlyMap<string, Held>): ReadonlySet<Step> {
  const queues = new Set(held.keys());
  return waitingSteps(run.plan.steps, queues, { queues, exchanges: new Set(run.draft.tiedExchanges.keys()) });
}

/** Out: what the broker itself held back. */
async function deleteQueues(run: Run, steps: readonly ObjectStep[]): Promise<ReadonlyMap<string, Hold>> {
  const holds = new Map<string, Hold>();
  const [broken, whole] = [
    steps.filter((step) => isStillBound(run, step)),
    steps.filter((step) => !isStillBound(run, step)),
  ];
  await runGroup(run, 'delete queues', broken);
  await pMap(
    whole.filter((step) => !run.ledger.outcomeOf(step)),
    async (step) => {
      if (halted(run)) return;
      try {
        await run.doors.amqp.run(deleteCall(step));
        record(run, step, { result: 'done' }, 'delete queues');
      } catch (error) {
        const hold = heldByBroker(error);
        if (hold) holds.set(step.name, hold);
        else record(run, step, failureOf(error), 'delete queues');
      }
    },
    { concurrency: Math.min(TAKEN_DOWN_AT_ONCE, run.doors.channels) },
  );
  return holds;
}

function isStillBound(run: Run, step: Step): boolean {
  return run.failed.has(`unbind queue ${step.name}`);
}

function recordHeld(run: Run, held: ReadonlyMap<string, Held>, waiting: ReadonlySet<Step>): void {
  for (const step of run.plan.steps) {
    if (run.ledger.outcomeOf(step)) continue;
    const deletesHeld = step.action === 'delete' && step.kind === 'queue' && held.has(step.name);
    if (!waiting.has(step) && !deletesHeld) continue;
    const kind = step.action === 'unbind' ? step.binding.destinationType : step.kind;
    const found = kind === 'queue' ? held.get(step.name) : undefined;
    const ties = kind === 'exchange' && step.action === 'delete' ? run.draft.tiedExchanges.get(step.name) : undefined;
    if (found) recordHold(run, step, found.hold, found.counts);
    else if (ties)
      record(run, step, {
        result: 'held',
        error: ties.join('; '),
        remedy: 'take that away first: topo deletes nothing that others hold on to',
      });
    else record(run, step, { result: 'held', error: 'a queue below it is held with its bindings' });
  }
}
