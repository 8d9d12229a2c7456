// A warning about nodes that do not run: what of a plan is not known, and whether the broker will take it.

import type { ClusterNodes, MetadataStore } from '../../live/index.js';

const SHOWN = 3;

/** `store`: with Khepri a change needs a majority, with Mnesia it does not (clusters of 4.3.6, 4.0.5 and 3.10.8). */
export function notesOnNodes(
  nodes: Pick<ClusterNodes, 'all' | 'down'> | undefined,
  store: MetadataStore | undefined,
): readonly string[] {
  if (!nodes || nodes.down.length === 0) return [];
  const { all, down } = nodes;
  const more = down.length > SHOWN ? `, and ${down.length - SHOWN} more` : '';
  const who = `${down.length} of the cluster's ${all} nodes ${down.length === 1 ? 'does' : 'do'} not run (${down.slice(0, SHOWN).join(', ')}${more})`;
  if ((all - down.length) * 2 > all)
    return [`${who}: queues that lie there alone cannot be counted, and are held where they would go.`];
  const unchangeable =
    store === 'khepri' ? ' RabbitMQ takes no change before more than half of them run: start them first.' : '';
  return [
    `${who}: what is shown is what this node knew last, and what lies on the others cannot be counted.${unchangeable}`,
  ];
}
