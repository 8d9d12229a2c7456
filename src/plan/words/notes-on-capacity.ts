// A warning where the inventory's queues alone, without a worker or a message, take most of what a node says that it has.

import type { Need } from '../../capacity/index.js';
import { capacityOf } from '../../capacity/index.js';
import type { Compiled } from '../../compile/index.js';
import type { Live } from '../../live/index.js';

/** Their workers take as much again, and more. */
const MUCH = 0.5;

const NOBODY = { connectionsPerWorker: 0, channelsPerConnection: 0, queuesPerWorker: 0 };

/** Nothing where the nodes may not be read: the usual limits would be a guess. */
export function notesOnCapacity(
  desired: Compiled,
  { broker, nodes }: Pick<Live, 'broker' | 'nodes'>,
): readonly string[] {
  if (!broker || !nodes) return [];
  const { needs } = capacityOf(desired, NOBODY, { broker, nodes });
  const told = needs
    .filter(({ limitFrom, part = 0 }) => limitFrom === 'nodes' && part > MUCH)
    .flatMap(({ resource, part = 0 }) => nameOf(resource).map((name) => `${Math.round(part * 100)} % of its ${name}`));
  return told.length === 0
    ? []
    : [
        `The queues alone, without a worker, take a node ${told.join(', ')}. See what the fleet needs: \`topo capacity\`.`,
      ];
}

/** What queues use up. */
function nameOf(resource: Need['resource']): readonly string[] {
  switch (resource) {
    case 'processes':
      return ['Erlang processes'];
    case 'fileHandles':
      return ['file handles'];
    case 'memory':
      return ['memory'];
    case 'disk':
    case 'ports':
      return [];
  }
}
