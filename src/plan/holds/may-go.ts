// May this queue go? The one question that apply asks again, with counts taken after the unbind.
// Surprise: consumers hold a queue BOUND, so that a line lost from the inventory never cuts off a live worker; all
// else holds it unbound. What is not known is never taken for 0.

import type { Activity } from '../../live/index.js';
import { counted, commandLine } from '../../text/index.js';

export interface QueueToGo {
  readonly name: string;
  /** `classic`, `quorum`, `stream`. */
  readonly type: string;
  /** Whether a binding of ours still leads to it. */
  readonly bound: boolean;
  /** Whether it is a queue of the tree, with a worker of its own. The net is none. */
  readonly addressed: boolean;
  readonly ties: readonly string[];
}

export interface Hold {
  /** True: its bindings stay as well, and the ones above it. */
  readonly bound: boolean;
  readonly reason: string;
  readonly remedy: string;
}

export function holdOf(queue: QueueToGo, activity: Activity | undefined, vhost: string): Hold | undefined {
  const { messages, unacknowledged, consumers } = activity ?? { messages: null, unacknowledged: null, consumers: null };
  if (consumers === null && activity?.statistics === 'off')
    return hold(
      queue.bound,
      `its consumers cannot be counted: ${STATISTICS_OFF.why}`,
      `apply asks each queue itself; so that plan can tell too, ${STATISTICS_OFF.remedy}`,
    );
  if (consumers === null)
    return hold(queue.bound, 'its consumers cannot be counted', 'see why with: rabbitmq-diagnostics check_running');
  if (consumers > 0)
    return hold(
      queue.bound,
      `${counted(consumers, 'consumer')} still ${consumers === 1 ? 'reads' : 'read'} it${readersText(activity)}`,
      queue.addressed ? 'stop the worker, or write the address back with `state: draining` first' : STOP_READING,
    );
  if (messages === null || unacknowledged === null)
    return hold(false, 'its messages cannot be counted', 'see why with: rabbitmq-diagnostics check_running');
  if (unacknowledged > 0)
    return hold(
      false,
      `${counted(unacknowledged, 'message')} delivered and not acknowledged`,
      'wait until the worker has finished, then apply again (or --drain-timeout SECONDS)',
    );
  if (messages > 0 && queue.type === 'stream')
    return hold(
      false,
      `${counted(messages, 'message')} in it, and a stream keeps them whoever reads`,
      `when nobody needs them: ${deleteCommand(vhost, queue.name)}`,
    );
  if (messages > 0)
    return hold(
      false,
      `${counted(messages, 'message')} in it and nobody reads`,
      `let a worker read them, or throw them away: ${commandLine('rabbitmqctl', 'purge_queue', '-p', vhost, queue.name)}`,
    );
  if (queue.ties.length > 0)
    return hold(false, queue.ties.join('; '), 'take that away first: topo deletes nothing that others hold on to');
  return undefined;
}

/** What an operator does by hand; topo itself destroys no message. */
export function deleteCommand(vhost: string, queue: string): string {
  return commandLine('rabbitmqctl', 'delete_queue', '-p', vhost, queue);
}

/** Both settings have the same effect (4.3.6). */
export const STATISTICS_OFF = {
  why: 'the broker’s statistics are off',
  remedy:
    'take `management.disable_stats = true` and `management_agent.disable_metrics_collector = true` out of the broker’s rabbitmq.conf, and start its nodes again',
};

/** Of a queue without an address, such as the net's. */
const STOP_READING = 'stop what reads it, then apply again';

/** The same question about a queue that is to be deleted and declared anew: what is in the way is said to that end. */
export function holdOfReplacement(
  { name, type, addressed }: Pick<QueueToGo, 'name' | 'type' | 'addressed'>,
  activity: Activity | undefined,
  vhost: string,
): Hold | undefined {
  const hold = holdOf({ name, type, addressed, bound: true, ties: [] }, activity, vhost);
  if (!hold) return undefined;
  const { bound, reason, remedy } = hold;
  return {
    bound,
    reason: `cannot be replaced: ${reason}`,
    remedy:
      bound && addressed
        ? 'write `state: draining` to it and apply; when it is drained stop its workers, and replace it'
        : remedy,
  };
}

function hold(bound: boolean, reason: string, remedy: string): Hold {
  return { bound, reason, remedy };
}

function readersText(activity: Activity | undefined): string {
  const [first, ...more] = activity?.readers ?? [];
  if (!first) return '';
  const { peer, consumerTag, connectionName } = first;
  // The API shows a consumer before it shows its connection.
  const known = [peer, `consumer tag ${consumerTag}`, connectionName === '' ? '' : `connection ${connectionName}`];
  const others = more.length > 0 ? [`and ${more.length} more`] : [];
  return ` (${[...known, ...others].filter((part) => part !== '').join(', ')})`;
}
