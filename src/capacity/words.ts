// What a person has to know beside the figures, and what moves a wall further away.

import type { ClusterNodes, LiveBroker } from '../live/index.js';
import type { Sentence } from '../text/index.js';
import { command, plain, say, thousands } from '../text/index.js';
import { isAtLeast } from '../topology/index.js';
import type { Assumed, Fleet } from './count.js';
import type { Resource } from './resources.js';

/** The broker that answered. */
export interface Seen {
  readonly broker: LiveBroker;
  /** undefined where it does not tell. */
  readonly nodes: ClusterNodes | undefined;
}

export interface Known {
  readonly fleet: Fleet;
  readonly assumed: Assumed;
  readonly seen: Seen | undefined;
  /** After a crash each classic queue takes a file handle. */
  readonly recovers: boolean;
}

export function notesOn({ fleet, assumed, seen, recovers }: Known): readonly Sentence[] {
  const { objects, together } = fleet;
  const notes: Sentence[] = [];
  if (!seen)
    notes.push(
      plain(
        'No broker was asked: the limits are the usual ones, and of each figure the largest of the versions counts.',
      ),
    );
  else if (!seen.nodes)
    notes.push(
      say`This user may not read what the nodes have: the limits are the usual ones. The tag monitoring allows it: ${command`rabbitmqctl set_user_tags USER monitoring`}`,
    );
  else if (seen.nodes.running.every(({ processes }) => processes === undefined))
    notes.push(
      plain(
        'The nodes do not tell their limits (statistics are off, or not there yet): those here are the usual ones.',
      ),
    );
  if (assumed.nodes > 1 && together > 0)
    notes.push(
      say`${thousands(together)} queues are on one node, for RabbitMQ puts a queue where its declarer is connected. ${plain(spreading(seen?.broker.rabbitmqVersion))} among the queue’s arguments spreads those that are made anew.`,
    );
  if (recovers && objects.classicQueue > 0)
    notes.push(
      say`After a crash RabbitMQ 3.10 takes a file handle for each durable classic queue, all at once: they are among the file handles.`,
    );
  notes.push(plain('No message is in it, and nobody else’s objects. What is in use now may be this fleet already.'));
  return notes;
}

/** 3.10 refuses the new one on a classic queue, 4.3 the old one. */
function spreading(rabbitmqVersion: string | undefined): string {
  return isAtLeast(rabbitmqVersion, '4.0.0') === false
    ? 'x-queue-master-locator: min-masters'
    : 'x-queue-leader-locator: balanced';
}

export function remedyFor(resource: Resource): Sentence {
  switch (resource) {
    case 'processes':
      return plain('more nodes, or MAX_NUMBER_OF_PROCESSES=… in rabbitmq-env.conf');
    case 'fileHandles':
      return plain(
        'LimitNOFILE=… in the [Service] of RabbitMQ’s systemd unit, more nodes, or fewer connections a worker',
      );
    case 'ports':
      return plain('export ERL_MAX_PORTS=… in rabbitmq-env.conf, more nodes, or fewer connections a worker');
    case 'memory':
      return plain('more memory, more nodes, or fewer connections a worker');
    case 'disk':
      return plain('a larger disk');
  }
}
