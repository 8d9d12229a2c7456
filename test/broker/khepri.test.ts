// What a message costs, counted as this broker does it: with Khepri each hop through a headers exchange scans every
// binding, with Mnesia its exchange's own.

import { describe, expect, inject } from 'vitest';
import { adminApi } from '../support/admin-api.js';
import { brokerTest } from '../support/broker-test.js';
import { startBroker } from '../support/broker.js';
import { hasKhepri, stateOfKhepri } from '../support/khepri.js';
import { applyJson, planJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import { withVhost, type TestVhost } from '../support/vhost.js';

const inventory = `version: 1
daemons: { api: { scope: global }, vm: { scope: hypervisor } }
clusters: { 54: { hypervisors: [1-97] } }
`;
const OURS = 100;
const FOREIGN = 2;

async function expectCosts(broker: TestVhost, khepri: boolean): Promise<void> {
  await broker.amqp(async ({ channel }) => {
    await channel.assertExchange('audit', 'topic');
    await channel.assertQueue('audit');
    for (let index = 0; index < FOREIGN; index += 1) await channel.bindQueue('audit', 'audit', `key${index}`);
  });
  const plan = await planJson({ broker, inventory });
  const hop = OURS + FOREIGN;
  const costs = khepri ? { typical: 3 * hop, worst: 3 * hop } : { typical: 2 + 1 + 97, worst: 2 + 1 + 97 };
  expect(plan.routing.scannedPerMessage).toEqual(costs);

  expect(await applyJson({ broker, inventory })).toMatchObject({ converged: true });
  const words = ['trace', 'daemon=vm', 'cluster=54', 'hypervisor=97', '--format', 'json'];
  const { code, stdout } = await topo(words, { broker, inventory });
  const { hops }: { hops: readonly { scanned: number }[] } = JSON.parse(stdout);
  expect({ code, scanned: hops.map(({ scanned }) => scanned) }).toEqual({
    code: 0,
    scanned: khepri ? [hop, hop, hop] : [2, 1, 97],
  });
}

brokerTest('plan and trace count as this broker does', async ({ vhost }) => {
  await expectCosts(vhost, await hasKhepri(vhost));
});

brokerTest('for a user who may not see the flags too', async ({ vhost }) => {
  const khepri = await hasKhepri(vhost);
  const rights = { configure: '.*', write: '.*', read: '.*' };
  const user = { name: `user-${vhost.path}`, password: 'p', tags: 'management', permissions: rights };
  await expectCosts({ ...vhost, ...(await vhost.createUser(user)) }, khepri);
});

describe('a broker of its own', () => {
  brokerTest('before and after its flag khepri_db is enabled', { timeout: 180_000 }, async ({ vhost, skip }) => {
    const { control } = inject('broker');
    skip(control === null, 'the broker is not ours to change');
    skip((await stateOfKhepri(vhost.api)) !== 'disabled', 'this version has no choice');
    const own = await startBroker();
    try {
      await withVhost(own, 'mnesia', (before) => expectCosts(before, false));
      await own.rabbitmqctl('enable_feature_flag', '--experimental', 'khepri_db');
      expect(await stateOfKhepri(adminApi(own))).toBe('enabled');
      await withVhost(own, 'khepri', (after) => expectCosts(after, true));
    } finally {
      await own.stop();
    }
  });
});
