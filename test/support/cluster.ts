// Nodes of one RabbitMQ cluster on this machine.

import type { TestBroker } from './broker.js';
import { startBroker } from './broker.js';

export interface TestCluster {
  /** In the order in which they started; all of them are one cluster. */
  readonly nodes: readonly TestBroker[];
  readonly stop: () => Promise<void>;
}

export async function startCluster(size: number): Promise<TestCluster> {
  const nodes: TestBroker[] = [];
  const stop = async (): Promise<void> => {
    // The first one's supervisor has the epmd of all.
    for (const node of [...nodes].reverse()) await node.stop();
  };
  try {
    const first = await startBroker({ log: () => undefined });
    nodes.push(first);
    while (nodes.length < size) {
      const node = await startBroker({ log: () => undefined, beside: first });
      nodes.push(node);
      await node.rabbitmqctl('stop_app');
      await node.rabbitmqctl('join_cluster', first.nodeName);
      await node.rabbitmqctl('start_app');
    }
    return { nodes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
