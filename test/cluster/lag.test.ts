// AMQP on one node, the management API on another one, which is some moments behind (4.3: in 2 to 5 % of the reads).

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestCluster } from '../support/cluster.js';
import { startCluster } from '../support/cluster.js';
import { applyJson } from '../support/plan-json.js';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster(2);
});
afterAll(async () => {
  await cluster.stop();
});

test('thirty applies in a row converge, each of them', async () => {
  const broker = { amqpUrl: cluster.node(1).amqpUrl, managementUrl: cluster.node(0).managementUrl };
  for (let round = 0; round < 30; round += 1) {
    const inventory = `version: 1
daemons: { vm: { scope: hypervisor } }
clusters: { 1: { hypervisors: [${1 + (round % 3)}-${6 + round}] } }
`;
    const report = await applyJson({ inventory, broker }, '--max-removals', '100');
    expect(report, `round ${round}`).toMatchObject({ exitCode: 0, converged: true });
  }
});
