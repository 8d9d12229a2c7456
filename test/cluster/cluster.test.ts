// Three nodes, quorum queues: a node dies under an apply, and queues lose their leader. `npm run test:cluster`.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApplyReport } from '../../src/apply/index.js';
import { adminApi } from '../support/admin-api.js';
import type { TestBroker } from '../support/broker.js';
import type { TestCluster } from '../support/cluster.js';
import { startCluster } from '../support/cluster.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo, withTopo } from '../support/topo.js';
import { until } from '../support/until.js';

const fleet = (range: string): string =>
  `version: 1
daemons: { vm: { scope: hypervisor }, api: { scope: global, queue: { type: classic } } }
queue: { type: quorum }
clusters: { 1: { hypervisors: [${range}] } }
`;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster(3);
});
afterAll(async () => {
  await cluster.stop();
});

function node(index: number): TestBroker {
  const found = cluster.nodes[index];
  if (!found) throw new Error(`no node ${index}`);
  return found;
}

/** AMQP by all nodes in this order, the management API of the last one. */
function through(...indexes: readonly number[]): { amqpUrl: string; managementUrl: string } {
  const nodes = indexes.map(node);
  return {
    amqpUrl: nodes.map(({ amqpUrl }) => amqpUrl).join(),
    managementUrl: nodes.at(-1)?.managementUrl ?? '',
  };
}

test('a node killed in the middle of an apply: the next run goes on through the next one', async () => {
  const broker = through(0, 1, 2);
  const options = { inventory: fleet('1-400'), broker };
  await withTopo(['apply', '--yes', '--format', 'json'], options, async ({ ended }) => {
    const api = adminApi(broker);
    await until('it is under way', async () => {
      const rows = await api.get<unknown[]>('/queues?disable_stats=true&columns=name');
      return rows.length > 20;
    });
    await node(0).kill();
    const { code, stdout } = await ended;
    expect(code).toBe(7);
    const report: ApplyReport = JSON.parse(stdout);
    expect(report.outcomes.find(({ result }) => result === 'failed')?.error).toMatch(
      /the AMQP connection to \S+ was lost/,
    );
  });
  const again = await applyJson(options);
  expect(again).toMatchObject({ exitCode: 0, converged: true });
  expect(again.summary.done).toBeGreaterThan(0);
  expect((await verifyJson(options)).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  await node(0).start();
  expect((await topo(['plan', '--detailed-exitcode'], options)).code).toBe(0);
});

test('queues without a leader: verify names them, their counts are unknown, and none of them goes', async () => {
  const broker = through(2);
  const options = { inventory: fleet('1-150'), broker };
  expect(await applyJson(options, '--max-removals', '250')).toMatchObject({ exitCode: 0 });
  await node(0).kill();
  await node(1).kill();
  const down = await until(
    'the leaders are gone',
    async () => {
      const { findings } = await verifyJson(options);
      const found = findings.filter(({ kind }) => kind === 'down');
      return found.length >= 150 && found;
    },
    120_000,
  );
  expect(down.find(({ object }) => object.name === 'vm-1-1')).toMatchObject({
    severity: 'warning',
    messages: null,
    consumers: null,
  });
  const less = await planJson({ inventory: fleet('1-145'), broker });
  expect(less.held).toHaveLength(5);
  expect(less.held[0]).toMatchObject({ messages: null, reason: expect.stringContaining('cannot be counted') });
  expect((await applyJson({ inventory: fleet('1-145'), broker })).summary).toMatchObject({ held: 10, failed: 0 });
  await Promise.all([node(0).start(), node(1).start()]);
  await until(
    'the leaders are back',
    async () => (await planJson({ inventory: fleet('1-145'), broker })).held.length === 0,
    120_000,
  );
  expect(await applyJson({ inventory: fleet('1-145'), broker })).toMatchObject({ exitCode: 0, converged: true });
});
