// `capacity --format json` (schemas/capacity.schema.json).

import type { Capacity, Need } from '../../capacity/index.js';
import { jsonDocument } from '../page/json-document.js';
import { each } from '../page/json-rows.js';

export function capacityJson(capacity: Capacity): Iterable<string> {
  const { fleet, assumed, broker, nodes, measuredOn, needs, fits, wall, notes } = capacity;
  const { objects } = fleet;
  return jsonDocument([
    { key: 'version', value: 1 },
    { key: 'broker', value: broker },
    { key: 'assumed', value: assumed },
    { key: 'measuredOn', value: measuredOn },
    {
      key: 'fleet',
      value: {
        hypervisors: fleet.hypervisors,
        workers: fleet.workers,
        queues: { classic: objects.classicQueue, quorum: fleet.quorumQueues, ofWorkers: objects.workerQueue },
        exchanges: objects.exchange,
        bindings: { headers: objects.headersBinding, others: objects.otherBinding },
        connections: objects.connection,
        channels: objects.channel,
        consumers: objects.consumer,
      },
    },
    { key: 'needs', rows: each(needs, needRow) },
    { key: 'fits', value: fits },
    {
      key: 'firstWall',
      value: wall && {
        resource: wall.resource,
        hypervisors: wall.hypervisors,
        queues: wall.queues,
        remedy: wall.remedy.text,
      },
    },
    { key: 'nodes', rows: nodes },
    { key: 'notes', rows: each(notes, ({ text }) => text) },
  ]);
}

function needRow({ resource, needs, limit, limitFrom, part, inUse }: Need): unknown {
  return { resource, needs, limit, limitFrom, part, inUse };
}
