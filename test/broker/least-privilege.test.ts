// The rights that the README tells to give: they suffice for everything, and for nothing else.

import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import type { TestVhost, Urls } from '../support/vhost.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The lines of the README with these commands, as the test's user and vhost. */
function permissionsOf(command: RegExp): { configure: string; write: string; read: string } {
  const [, configure = '', write = '', read = ''] = command.exec(readme) ?? [];
  if (read === '') throw new Error('the README has another command');
  return { configure, write, read };
}

const writing = permissionsOf(/set_permissions -p \/ topo '([^']+)' '([^']+)' '([^']+)'/);
const netting = permissionsOf(
  /set_user_tags topo policymaker\n.*set_permissions -p \/ topo '([^']+)' '([^']+)' '([^']+)'/,
);
const direct = permissionsOf(/set_permissions -p \/ topo '([^']*direct[^']*)' '([^']+)' '([^']+)'/);
const reading = permissionsOf(/set_permissions -p \/ topo-plan '([^']+)' '([^']+)' '([^']+)'/);

async function userOf(vhost: TestVhost, permissions: typeof writing): Promise<Urls> {
  return await vhost.createUser({ name: `least-${vhost.path}`, password: 'p', tags: 'management', permissions });
}

describe.concurrent('least privilege', () => {
  brokerTest('apply: declare, adopt, replace, hold, remove', async ({ vhost }) => {
    const user = await userOf(vhost, writing);
    await vhost.amqp(async ({ channel }) => {
      await channel.assertExchange('vm', 'headers', { durable: true });
      await channel.assertQueue('vm-54-99', { durable: true });
    });
    const options = { inventory: small, broker: user };
    const first = await applyJson(options);
    expect(first).toMatchObject({ exitCode: 0, converged: true });
    expect(first.outcomes.filter(({ step }) => step.action === 'adopt')).toHaveLength(2);

    const limited = { ...options, inventory: `${small}\nqueue: { arguments: { x-max-length: 9 } }\n` };
    expect(await applyJson(limited, '--replace', 'storage-*')).toMatchObject({ summary: { failed: 0, skipped: 0 } });
    expect(await applyJson(options, '--replace', 'storage-*')).toMatchObject({ exitCode: 0, converged: true });

    await vhost.amqp(({ publish }) => publish({ daemon: 'vm', cluster: '54', hypervisor: '98' }));
    const less = { ...options, inventory: small.replace('[98, 99]', '[99]') };
    expect(await applyJson(less)).toMatchObject({ exitCode: 4, summary: { held: 1, failed: 0, skipped: 0 } });
    await vhost.amqp(({ channel }) => channel.purgeQueue('vm-54-98'));
    expect(await applyJson(less)).toMatchObject({ exitCode: 0, converged: true });
    expect(await verifyJson(less)).toMatchObject({ ok: true });
  });

  brokerTest('the direct exchange: beside the tree, without it, and left out', async ({ vhost }) => {
    const user = await userOf(vhost, direct);
    const ways = ['{ direct: {} }', '{ direct: {}, tree: false }', '{ direct: {} }', '{ values: string }'];
    for (const routing of ways) {
      const options = { inventory: `${small}\nrouting: ${routing}\n`, broker: user };
      expect(await applyJson(options, '--max-removals', '99')).toMatchObject({ exitCode: 0, converged: true });
    }
  });

  brokerTest('the net: switched on, grown and switched off', async ({ vhost }) => {
    const name = `least-${vhost.path}`;
    const user = await vhost.createUser({ name, password: 'p', tags: 'policymaker', permissions: netting });
    const net = `${small}\nrouting: { unroutable: {} }\n`;
    for (const inventory of [net, net.replace('  54:', '  60: { hypervisors: [1] }\n  54:'), small])
      expect(await applyJson({ inventory, broker: user })).toMatchObject({ exitCode: 0, converged: true });
    expect(await vhost.api.get(`/policies/${vhost.path}`)).toEqual([]);
  });

  brokerTest('plan and verify: a user who may write nothing', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    const user = await userOf(vhost, reading);
    const options = { inventory: small.replace('[98, 99]', '[99]'), broker: user };
    expect((await planJson(options)).summary).toMatchObject({ delete: 2 });
    expect(await verifyJson(options)).toMatchObject({ ok: false });
    expect((await topo(['apply', '--yes'], options)).code).toBe(1);
  });

  brokerTest('names outside of the tree are not open to it', async ({ vhost }) => {
    const user = await userOf(vhost, writing);
    const options = { inventory: small.replace('vm:', 'billing:'), broker: user };
    const report = await applyJson(options);
    expect(report.exitCode).toBe(7);
    const failed = report.outcomes.filter(({ result }) => result === 'failed').map(({ step }) => step.name);
    expect(failed).toEqual([
      'billing',
      'billing-53',
      'billing-54',
      ...['53-11', '53-12', '54-98', '54-99'].map((id) => `billing-${id}`),
    ]);
  });
});
