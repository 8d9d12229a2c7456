// Nodes of one RabbitMQ cluster on this machine.

import { adminApi } from './admin-api.js';
import type { TestBroker } from './broker.js';
import { startBroker } from './broker.js';
import type { Urls } from './vhost.js';

export interface TestCluster {
  /** In the order in which they started; all of them are one cluster. */
  readonly nodes: readonly TestBroker[];
  readonly node: (index: number) => TestBroker;
  /** AMQP by these nodes in this order, the management API of the last one. */
  readonly through: (...indexes: readonly number[]) => Urls;
  /** Whether its metadata is in Khepri, where a change needs a majority and what a dead node had stays. */
  readonly hasKhepri: () => Promise<boolean>;
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
    const node = (index: number): TestBroker => {
      const found = nodes[index];
      if (!found) throw new Error(`no node ${index}`);
      return found;
    };
    return {
      nodes,
      node,
      through: (...indexes) => ({
        amqpUrl: indexes.map((index) => node(index).amqpUrl).join(),
        managementUrl: node(indexes.at(-1) ?? 0).managementUrl,
      }),
      async hasKhepri() {
        const flags = await adminApi(node(0)).get<readonly { name: string; state: string }[]>('/feature-flags');
        return flags.some(({ name, state }) => name === 'khepri_db' && state === 'enabled');
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
