// Two of three nodes are gone. Quorum queues have no leader then, and where the metadata is in Khepri nothing can be
// changed at all.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApplyReport } from '../../src/apply/index.js';
import { adminApi } from '../support/admin-api.js';
import type { TestCluster } from '../support/cluster.js';
import { startCluster } from '../support/cluster.js';
import type { Printed } from '../support/printed.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo, withTopo } from '../support/topo.js';
import { until } from '../support/until.js';
import type { Urls } from '../support/vhost.js';

const fleet = (owner: string, type: string, range: string): string =>
  `version: 1
routing: { entry: ${owner} }
daemons: { ${owner}-vm: { scope: hypervisor }, ${owner}-api: { scope: global, queue: { type: classic } } }
queue: { type: ${type} }
clusters: { 1: { hypervisors: [${range}] } }
`;

let cluster: TestCluster;
let khepri: boolean;
let broker: Urls;
beforeAll(async () => {
  cluster = await startCluster(3);
  khepri = await cluster.hasKhepri();
  broker = cluster.through(2);
});
afterAll(async () => {
  await cluster.stop();
});

async function killTwo(): Promise<void> {
  await Promise.all([cluster.node(0).kill(), cluster.node(1).kill()]);
}

async function startTwo(): Promise<void> {
  await Promise.all([cluster.node(0).start(), cluster.node(1).start()]);
}

async function queueNames(): Promise<readonly string[]> {
  const rows = await adminApi(broker).get<{ name: string }[]>('/queues/%2F?disable_stats=true&columns=name');
  return rows.map(({ name }) => name);
}

test('what is not known is said, nothing is taken away, and the same command converges when they are back', async () => {
  const options = { inventory: fleet('a', 'quorum', '1-50'), broker };
  const less = { inventory: fleet('a', 'quorum', '1-45'), broker };
  expect(await applyJson(options)).toMatchObject({ exitCode: 0 });
  await killTwo();
  const down = await until(
    'the leaders are gone',
    async () => {
      const { findings } = await verifyJson(options);
      const found = findings.filter(({ kind }) => kind === 'down');
      return found.length >= 50 && found;
    },
    120_000,
  );
  expect(down.find(({ object }) => object.name === 'a-vm-1-1')).toMatchObject({
    severity: 'warning',
    messages: null,
    consumers: null,
  });
  expect((await topo(['verify'], options)).stderr).toMatch(/2 of the cluster's 3 nodes do not run/);

  const plan = await planJson(less);
  expect(plan.held).toHaveLength(5);
  expect(plan.held[0]).toMatchObject({ messages: null, reason: expect.stringContaining('cannot be counted') });
  expect(plan.notes.join('\n')).toMatch(/2 of the cluster's 3 nodes do not run .* what this node knew last/);

  if (khepri) {
    const { code, stderr } = await topo(['apply', '--yes'], less);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/metadata store operation timed out\n +→ too few nodes of the cluster run/),
    });
  } else {
    expect(await applyJson(less)).toMatchObject({ exitCode: 4, summary: { held: 10, failed: 0 } });
  }
  expect((await queueNames()).filter((name) => name.startsWith('a-vm-'))).toHaveLength(50);

  await startTwo();
  await until('the leaders are back', async () => (await planJson(less)).held.length === 0, 120_000);
  expect(await applyJson(less)).toMatchObject({ exitCode: 0, converged: true });
});

test('they go in the middle of an apply: it ends in time, and the same command finishes it', async () => {
  const options = { inventory: fleet('b', 'classic', '1-2000'), broker };
  await withTopo(['apply', '--yes', '--format', 'json'], options, async ({ ended }) => {
    await until('it is under way', async () => (await queueNames()).some((name) => name.startsWith('b-vm-')));
    await killTwo();
    const began = performance.now();
    const { code, stdout, stderr } = await ended;
    const report: Printed<ApplyReport> = JSON.parse(stdout);
    if (!khepri) return;
    expect(code, stderr).toBe(7);
    expect(performance.now() - began).toBeLessThan(60_000);
    const failed = report.outcomes.filter(({ result }) => result === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const { error, remedy } of failed) {
      expect(error).toMatch(/timed out|timeout/);
      expect(remedy).toMatch(/^too few nodes of the cluster run/);
    }
    expect(report.summary.skipped).toBeGreaterThan(0);
  });
  await startTwo();
  const report = await until(
    'it converges',
    async () => {
      const again = await applyJson(options, '--lock-timeout', '30');
      return again.exitCode === 0 && again;
    },
    120_000,
  );
  expect(report).toMatchObject({ converged: true });
});
