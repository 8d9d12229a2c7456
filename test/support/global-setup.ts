// One broker for the whole run of the tests; a test gets its address by `inject('broker')`.

import type { TestProject } from 'vitest/node';
import { startBroker, type BrokerAddress } from './broker.js';

declare module 'vitest' {
  interface ProvidedContext {
    broker: BrokerAddress;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const broker = await startBroker();
  const { amqpUrl, managementUrl, nodeName, clusterName, version, control } = broker;
  process.stderr.write(`The tests run on RabbitMQ ${version}.\n`);
  project.provide('broker', { amqpUrl, managementUrl, nodeName, clusterName, version, control });
  return () => broker.stop();
}
