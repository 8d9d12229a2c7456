// What queues of ours hold, and who reads them: messages that nobody reads, queues that are down, draining ones.

import type { Activity, Counts, Live } from '../live/index.js';
import { countsOf, currentState } from '../live/index.js';
import type { SubjectKind } from '../plan/index.js';
import { STATISTICS_OFF, boundAmong } from '../plan/index.js';
import type { Sentence } from '../text/index.js';
import { command, plain, say } from '../text/index.js';
import type { Found } from './finding.js';
import { isUnread, lookFirst, remediesOfLeaving } from './leaving.js';
import type { VerifyInput } from './verify-input.js';

export function* findActivity(input: VerifyInput): Generator<Found> {
  const { desired, live, ownership, activity, locate } = input;
  const leaving = remediesOfLeaving(input);
  const bound = boundAmong(live, ownership.standings.queues);
  for (const name of ownership.standings.queues.keys()) {
    const counts = activity.get(name);
    const object = { kind: 'queue' as const, name };
    const known = countsOf(counts);
    const about = { object, ...locate.row('queue', name), ...known };
    const state = currentState(live, counts, name);
    if (counts && isUnread(counts))
      yield { ...about, kind: 'no-consumer', ...adviceOn(name, input, leaving.get(name)) };
    const isGone = state?.is === 'down';
    if (!isGone && known.consumers === null) yield { ...about, kind: 'uncounted', ...adviceOnUncounted(counts, live) };
    if (isGone)
      yield {
        ...about,
        kind: 'down',
        message: say`state ${plain(state.name)}: it cannot be counted, and takes no message`,
        remedy: say`start its node again; which one that is: ${command`rabbitmqctl cluster_status`}`,
      };
    if (desired.origins.queues.get(name)?.draining === true)
      yield { ...about, kind: 'draining', ...adviceOnDraining(counts, bound.has(name)) };
  }
}

type Told = Pick<Found, 'message' | 'remedy'>;

/** `leaving`: what to do about a queue that the inventory has no more. */
function adviceOn(name: string, input: VerifyInput, leaving: Sentence | undefined): Told {
  const isNet = input.roleOf('queue', name) === 'net';
  return {
    message: isNet ? say`messages that no binding took lie here` : say`messages wait, and nobody reads`,
    remedy: leaving ?? (isNet ? lookFirst(input, name) : say`start the worker of this address`),
  };
}

/** Not down, and still somebody has not said who reads it: the broker by its configuration, or the queue just now. */
function adviceOnUncounted(counts: Activity | undefined, { vhost }: Live): Told {
  const waiting = counts?.messages !== undefined && counts.messages !== null && counts.messages > 0;
  const unknown = waiting ? say`messages wait, and who reads it is not known` : say`who reads it is not known`;
  if (counts?.statistics === 'off')
    return { message: say`${unknown}: ${STATISTICS_OFF.why}`, remedy: STATISTICS_OFF.remedy };
  return {
    message: say`${unknown}: the broker did not answer for it just now`,
    remedy: say`look again in some seconds; if it stays so: ${command`rabbitmqctl list_queues -p ${vhost} name state`}`,
  };
}

function adviceOnDraining(counts: Activity | undefined, isBound: boolean): Told {
  if (isBound)
    return {
      message: say`still bound: tasks go on arriving`,
      remedy: say`let \`topo apply\` take its bindings; one of what is not ours is taken away by hand`,
    };
  const isEmpty = counts?.messages === 0;
  if (isEmpty && counts.consumers === 0)
    return {
      message: say`drained: empty, and nobody reads`,
      remedy: say`take it out of the inventory, and let \`topo apply\` remove it`,
    };
  return {
    message: isEmpty
      ? say`empty; a worker is still there`
      : say`no new task arrives; what is in it waits for its worker`,
    remedy: say`let the worker finish, then stop it and take it out of the inventory`,
  };
}

/** An exchange has none. */
export function countsFor(kind: SubjectKind, name: string, activity: ReadonlyMap<string, Activity>): Partial<Counts> {
  return kind === 'queue' ? countsOf(activity.get(name)) : {};
}
