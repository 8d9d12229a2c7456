// May this queue go? The one question that apply asks again, with counts taken after the unbind.
// Surprise: consumers hold a queue BOUND, so that a line lost from the inventory never cuts off a live worker; all
// else holds it unbound. What is not known is never taken for 0.

import type { Activity } from '../../live/index.js';
import { UNKNOWN_COUNTS } from '../../live/index.js';
import type { Advice, Command, Sentence } from '../../text/index.js';
import { command, counted, say, sayAll } from '../../text/index.js';

export interface QueueToGo {
  readonly name: string;
  /** `classic`, `quorum`, `stream`. */
  readonly type: string;
  /** Whether a binding of ours still leads to it. */
  readonly bound: boolean;
  /** Whether it is a queue of the tree, with a worker of its own. The net is none. */
  readonly addressed: boolean;
  readonly ties: readonly Sentence[];
  /** From where messages come to it by a way that is to be taken down with it, and that others use. */
  readonly fedBy: readonly Sentence[];
}

export interface Hold extends Required<Advice> {
  /** True: its bindings stay as well, and the ones above it. */
  readonly bound: boolean;
}

export function holdOf(queue: QueueToGo, activity: Activity | undefined, vhost: string): Hold | undefined {
  const { messages, unacknowledged, consumers } = activity ?? UNKNOWN_COUNTS;
  if (queue.fedBy.length > 0) return hold(true, ...tied(queue.fedBy));
  if (consumers === null && activity?.statistics === 'off')
    return hold(
      queue.bound,
      say`its consumers cannot be counted: ${STATISTICS_OFF.why}`,
      say`apply asks each queue itself; so that plan can tell too, ${STATISTICS_OFF.remedy}`,
    );
  if (consumers === null) return hold(queue.bound, say`its consumers cannot be counted`, CHECK_RUNNING);
  if (consumers > 0)
    return hold(
      queue.bound,
      say`${counted(consumers, 'consumer')} still ${consumers === 1 ? 'reads' : 'read'} it${readersText(activity)}`,
      queue.addressed ? say`stop the worker, or write the address back with \`state: draining\` first` : STOP_READING,
    );
  if (messages === null || unacknowledged === null)
    return hold(false, say`its messages cannot be counted`, CHECK_RUNNING);
  if (unacknowledged > 0)
    return hold(
      false,
      say`${counted(unacknowledged, 'message')} delivered and not acknowledged`,
      say`wait until the worker has finished, then apply again (or --drain-timeout SECONDS)`,
    );
  if (messages > 0 && queue.type === 'stream')
    return hold(
      false,
      say`${counted(messages, 'message')} in it, and a stream keeps them whoever reads`,
      say`when nobody needs them: ${deleteCommand(vhost, queue.name)}`,
    );
  if (messages > 0)
    return hold(
      false,
      say`${counted(messages, 'message')} in it and nobody reads`,
      say`let a worker read them, or throw them away: ${command`rabbitmqctl purge_queue -p ${vhost} ${queue.name}`}`,
    );
  return queue.ties.length > 0 ? hold(false, ...tied(queue.ties)) : undefined;
}

/** What others hold on to is not deleted. */
export function tied(ties: readonly Sentence[]): readonly [why: Sentence, remedy: Sentence] {
  return [sayAll(ties, '; '), say`take that away first: topo deletes nothing that others hold on to`];
}

/** What an operator does by hand; topo itself destroys no message. */
export function deleteCommand(vhost: string, queue: string): Command {
  return command`rabbitmqctl delete_queue -p ${vhost} ${queue}`;
}

const CHECK_RUNNING = say`see why with: ${command`rabbitmq-diagnostics check_running`}`;

/** Both settings have the same effect (4.3.6). */
export const STATISTICS_OFF: Required<Advice> = {
  why: say`the broker’s statistics are off`,
  remedy: say`take \`management.disable_stats = true\` and \`management_agent.disable_metrics_collector = true\` out of the broker’s rabbitmq.conf, and start its nodes again`,
};

/** Of a queue without an address, such as the net's. */
const STOP_READING = say`stop what reads it, then apply again`;

/** The same question about a queue that is to be deleted and declared anew: what is in the way is said to that end. */
export function holdOfReplacement(
  { name, type, addressed }: Pick<QueueToGo, 'name' | 'type' | 'addressed'>,
  activity: Activity | undefined,
  vhost: string,
): Hold | undefined {
  const hold = holdOf({ name, type, addressed, bound: true, ties: [], fedBy: [] }, activity, vhost);
  if (!hold) return undefined;
  const { bound, why, remedy } = hold;
  return {
    bound,
    why: say`cannot be replaced: ${why}`,
    remedy:
      bound && addressed
        ? say`write \`state: draining\` to it and apply; when it is drained stop its workers, and replace it`
        : remedy,
  };
}

function hold(bound: boolean, why: Sentence, remedy: Sentence): Hold {
  return { bound, why, remedy };
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
