// Unbind, look again, delete; what may not go yet is held. With time to wait for it (`--drain-timeout`) it looks at the
// held queues again and again, and takes down each as soon as it may.

import pMap from 'p-map';
import type { Activity } from '../../live/index.js';
import type { DeleteStep, Draft, Hold, QueueToGo, Step } from '../../plan/index.js';
import { holdOf, tied, waitingSteps } from '../../plan/index.js';
import { counted, say } from '../../text/index.js';
import { objectKey, queueType } from '../../topology/index.js';
import type { Applying } from './applying.js';
import { isHalted } from './applying.js';
import { deleteCall } from './calls.js';
import { LOOK_AGAIN_MS, SETTLE_MS, heldByBroker, heldByLook, needsSettling, orSkipAll, recordHold } from './holds.js';
import { narrowPolicies } from './narrow-policies.js';
import { replaceAll } from './replace.js';
import { TAKEN_DOWN_AT_ONCE, failureOf, runPhase, runPolicies } from './run-step.js';

interface HeldNow {
  readonly hold: Hold;
  readonly counts: Activity | undefined;
}

/** By name: the queues that may not go in this round. */
type HeldQueues = Map<string, HeldNow>;

export async function takeDown(applying: Applying): Promise<void> {
  const { book, doors, draft } = applying;
  const { phases } = draft;
  const deadline = doors.now() + doors.drainSeconds * 1000;
  await runPolicies(applying, 'clear policy');
  // While a policy still names the net as alternate exchange, the net stays.
  if (phases.of('clear policy').some((step) => book.outcomeOf(step)?.result !== 'done')) return;
  // Where nothing goes nobody has to look again at what holds on to it: that is a read of the whole broker.
  if (takesDown(draft) && !(await drain(applying, deadline))) return;
  for (const steps of phases.groups('delete exchanges')) await runPhase(applying, 'delete exchanges', steps);
  if (!isHalted(applying)) await narrowPolicies(applying, deadline);
}

function takesDown({ phases }: Draft): boolean {
  return (['unbind', 'replace', 'delete queues', 'delete exchanges'] as const).some(
    (phase) => phases.of(phase).length > 0,
  );
}

/** What is taken down, as the broker was when it was read last. */
interface Going {
  readonly queues: readonly QueueToGo[];
  readonly tiedExchanges: Draft['tiedExchanges'];
  readonly neededExchanges: Draft['neededExchanges'];
}

/** Queues and what leads to them, round by round. Out: false, where the broker could not be asked. */
async function drain(applying: Applying, deadline: number): Promise<boolean> {
  const { doors, draft, book, plan } = applying;
  let { queuesToGo: open } = draft;
  for (let round = 0; ; round += 1) {
    // The draft is some moments old; what has been built since, or waited for, may have taken long.
    const isOld = round > 0 || book.count() > 0;
    const going = await orSkipAll(applying, isOld ? goingNow(applying, open) : Promise.resolve(asDrafted(draft, open)));
    if (!going) return false;
    const held: HeldQueues = new Map(going.changed);
    open = going.queues;
    if (!(await holdWhatIsRead(applying, open, held))) return false;
    const waiting = stepsThatWait(applying, going, held);
    open = await closeBranches(applying, open, held, waiting);
    if (round === 0) await replaceAll(applying, waiting);
    if (!(await deleteWhatIsEmpty(applying, open, held))) return false;
    const bound = await bindWhatIsRead(applying, open, held);
    open = open
      .filter(({ name }) => held.has(name))
      .map((queue) => (bound.has(queue.name) ? { ...queue, bound: true } : queue));
    // What foreign things hold on to does not drain away.
    const drains = open.some(({ ties, fedBy }) => ties.length + fedBy.length === 0);
    if (!drains || doors.now() >= deadline || isHalted(applying)) {
      recordHeld(applying, going, held, stepsThatWait(applying, going, held));
      return true;
    }
    const left = Math.ceil((deadline - doors.now()) / 1000);
    doors.progress(
      book.count(),
      plan.steps.length,
      `waiting for ${counted(open.length, 'held queue')}, ${left} s left`,
    );
    await doors.pause(LOOK_AGAIN_MS);
  }
}

interface GoingNow extends Going {
  /** Queues that the same plan would not delete any more. */
  readonly changed: HeldQueues;
}

function asDrafted({ tiedExchanges, neededExchanges }: Draft, queues: readonly QueueToGo[]): GoingNow {
  return { queues, tiedExchanges, neededExchanges, changed: new Map() };
}

/** Planned again: what holds on to a queue now. Whether it is bound, this run knows better. */
async function goingNow({ doors }: Applying, open: readonly QueueToGo[]): Promise<GoingNow> {
  const draft = await doors.planAgain();
  const now = new Map(draft.queuesToGo.map((queue) => [queue.name, queue]));
  const changed: HeldQueues = new Map();
  const queues = open.map((queue) => {
    const seen = now.get(queue.name);
    if (seen) return { ...seen, bound: queue.bound };
    changed.set(queue.name, { hold: CHANGED, counts: undefined });
    return queue;
  });
  return { ...asDrafted(draft, queues), changed };
}

const CHANGED: Hold = {
  bound: true,
  why: say`it is another one than when the plan was made`,
  remedy: say`look at a new plan: topo plan`,
};

/** Before the unbind only consumers matter: a queue that somebody reads keeps its bindings. Out: false, where nobody knows. */
async function holdWhatIsRead(applying: Applying, open: readonly QueueToGo[], held: HeldQueues): Promise<boolean> {
  const bound = open.filter((queue) => queue.bound);
  const counts = await orSkipAll(applying, countRead(applying, bound));
  if (!counts) return false;
  for (const queue of bound) {
    if (!counts.has(queue.name) && queue.fedBy.length === 0) continue;
    const hold = holdOf(queue, counts.get(queue.name), applying.plan.vhost);
    if (hold?.bound) held.set(queue.name, { hold, counts: counts.get(queue.name) });
  }
  return true;
}

/** Counts of those that may have a consumer. */
async function countRead({ doors }: Applying, queues: readonly QueueToGo[]): Promise<ReadonlyMap<string, Activity>> {
  const unread = await doors.findUnread(queues);
  return await doors.countQueues(queues.filter(({ name }) => !unread.has(name)));
}

/** From the entry down. Out: the queues, those of them not bound that are held no longer. */
async function closeBranches(
  applying: Applying,
  open: readonly QueueToGo[],
  held: HeldQueues,
  waiting: ReadonlySet<Step>,
): Promise<readonly QueueToGo[]> {
  const { book, doors, draft, plan } = applying;
  for (const steps of draft.phases.groups('unbind')) {
    const due = steps.filter((step) => !waiting.has(step));
    await runPhase(applying, 'unbind', due);
  }
  if (needsSettling(open.filter(({ name, bound }) => bound && !held.has(name)))) {
    doors.progress(book.count(), plan.steps.length, 'waiting for fresh counts of quorum queues');
    await doors.pause(SETTLE_MS);
  }
  return open.map((queue) => (held.has(queue.name) ? queue : { ...queue, bound: false }));
}

/** Out: false, where they could not be counted. */
async function deleteWhatIsEmpty(applying: Applying, open: readonly QueueToGo[], held: HeldQueues): Promise<boolean> {
  const unbound = open.filter(({ name }) => !held.has(name));
  const counts = await orSkipAll(applying, applying.doors.countQueues(unbound));
  if (!counts) return false;
  for (const queue of unbound) {
    const hold = holdOf({ ...queue, bound: false }, counts.get(queue.name), applying.plan.vhost);
    if (hold) held.set(queue.name, { hold, counts: counts.get(queue.name) });
  }
  const free = new Set(unbound.flatMap(({ name }) => (held.has(name) ? [] : [name])));
  const deletes = applying.draft.phases.of('delete queues').filter(({ name }) => free.has(name));
  for (const [name, hold] of await deleteQueues(applying, deletes)) held.set(name, { hold, counts: counts.get(name) });
  return true;
}

/** Out: what the broker itself held back. */
async function deleteQueues(applying: Applying, steps: readonly DeleteStep[]): Promise<ReadonlyMap<string, Hold>> {
  const { book, doors } = applying;
  const holds = new Map<string, Hold>();
  const isStillBound = ({ kind, name }: DeleteStep): boolean => book.isStillBound(objectKey(kind, name));
  // Those have their outcome then.
  await runPhase(applying, 'delete queues', steps.filter(isStillBound));
  await pMap(
    book.open(steps),
    async (step) => {
      if (isHalted(applying)) return;
      try {
        const seen = await lookBefore(applying, step);
        if (seen) {
          holds.set(step.name, seen);
          return;
        }
        await doors.amqp.run(deleteCall(step));
        book.record(step, { result: 'done' }, 'delete queues');
      } catch (error) {
        const hold = heldByBroker(error);
        if (hold) holds.set(step.name, hold);
        else book.record(step, failureOf(error), 'delete queues');
      }
    },
    { concurrency: Math.min(TAKEN_DOWN_AT_ONCE, doors.channels) },
  );
  return holds;
}

/** Classic queues are looked at by RabbitMQ itself, in one go with the delete. */
async function lookBefore({ doors }: Applying, { name, object }: DeleteStep): Promise<Hold | undefined> {
  if (queueType(object) === 'classic') return undefined;
  const found = await doors.inspect(name);
  return found && heldByLook(found);
}

/**
 * Somebody began to read a queue after the last look at it, and would wait for ever: it gets its bindings back, and the ones
 * above them, from the leaf up. Out: the names of such queues.
 */
async function bindWhatIsRead(
  applying: Applying,
  open: readonly QueueToGo[],
  held: HeldQueues,
): Promise<ReadonlySet<string>> {
  const { book, doors, draft } = applying;
  const read = open.filter(({ name, bound }) => !bound && isRead(held.get(name)));
  if (read.length === 0) return new Set();
  const names = new Set(read.map(({ name }) => name));
  const keys = Array.from(names, (name) => objectKey('queue', name));
  const branch = waitingSteps(draft.phases, keys, new Set());
  for (const steps of [...draft.phases.groups('unbind')].reverse())
    for (const step of steps) {
      if (!branch.has(step) || book.outcomeOf(step)?.result !== 'done' || doors.amqp.lost()) continue;
      try {
        await doors.amqp.run({ call: 'bind', binding: step.binding });
        book.reopen(step);
      } catch (error) {
        book.record(step, failureOf(error, say`unbound, read by somebody since, and not bound again: `), 'unbind');
      }
    }
  for (const name of names) {
    const now = held.get(name);
    if (now) held.set(name, { ...now, hold: { ...now.hold, bound: true } });
  }
  return names;
}

function isRead(held: HeldNow | undefined): boolean {
  return held !== undefined && (held.hold.bound || (held.counts?.consumers ?? 0) > 0);
}

/** Steps that wait because a queue stays bound, and exchanges that somebody else holds on to. */
function stepsThatWait({ draft }: Applying, going: Going, held: HeldQueues): ReadonlySet<Step> {
  const bound = [...held].flatMap(([name, { hold }]) => (hold.bound ? [objectKey('queue', name)] : []));
  const queues = Array.from(held.keys(), (name) => objectKey('queue', name));
  const exchanges = Array.from(going.tiedExchanges.keys(), (name) => objectKey('exchange', name));
  const needed = Array.from(going.neededExchanges, (name) => objectKey('exchange', name));
  return waitingSteps(draft.phases, [...bound, ...needed], new Set([...queues, ...exchanges]));
}

function recordHeld(applying: Applying, going: Going, held: HeldQueues, waiting: ReadonlySet<Step>): void {
  const { book, plan } = applying;
  for (const step of book.open(plan.steps)) {
    if (!waiting.has(step)) continue;
    const kind = step.action === 'unbind' ? step.binding.destinationType : step.kind;
    const found = kind === 'queue' ? held.get(step.name) : undefined;
    const ties = kind === 'exchange' && step.action === 'delete' ? going.tiedExchanges.get(step.name) : undefined;
    if (found) recordHold(applying, step, found.hold, found.counts);
    else if (ties) {
      const [error, remedy] = tied(ties);
      book.record(step, { result: 'held', error, remedy });
    } else book.record(step, { result: 'held', error: say`a queue below it is held with its bindings` });
  }
}
