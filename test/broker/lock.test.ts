// One apply at a time: who holds the lock, waiting for it, and what becomes of it when its holder dies.

import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson } from '../support/plan-json.js';
import { topo, withTopo } from '../support/topo.js';
import { until } from '../support/until.js';
import type { Amqp, TestVhost } from '../support/vhost.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const holder = 'ann@control 4711 2026-11-23T12:00:00Z';

async function holdLock({ channel }: Pick<Amqp, 'channel'>): Promise<void> {
  const options = { exclusive: true, durable: false, arguments: { 'x-topo-holder': holder } };
  await channel.assertQueue('topo.lock.global', options);
}

async function exists(vhost: TestVhost, name: string): Promise<boolean> {
  const rows = await vhost.api.get<{ name: string }[]>(`/queues/${vhost.path}?disable_stats=true&columns=name`);
  return rows.some((row) => row.name === name);
}

describe.concurrent('the lock', () => {
  brokerTest('a second apply ends with 6 and names the holder; afterwards it is free', async ({ vhost }) => {
    await vhost.amqp(async (amqp) => {
      await holdLock(amqp);
      const { code, stderr } = await topo(['apply', '--yes'], { inventory: small, broker: vhost });
      expect(code).toBe(6);
      expect(stderr).toContain(holder);
      expect(stderr).toContain('--lock-timeout');
      expect(await exists(vhost, 'dispatcher')).toBe(false);
    });
    expect(await applyJson({ inventory: small, broker: vhost })).toMatchObject({ exitCode: 0 });
  });

  brokerTest('--lock-timeout waits for it, says for whom, and goes on when it is free', async ({ vhost }) => {
    await vhost.amqp(async (amqp) => {
      await holdLock(amqp);
      const args = ['apply', '--yes', '--format', 'json', '--lock-timeout', '30'];
      await withTopo(args, { inventory: small, broker: vhost }, async ({ said, ended }) => {
        await until('it says that it waits', () => said().includes(`Waiting up to 30 s: another apply holds`));
        expect(said()).toContain(holder);
        await amqp.channel.deleteQueue('topo.lock.global');
        const { code, stdout } = await ended;
        expect(code).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({ converged: true });
      });
    });
  });

  brokerTest('--lock-timeout that is over: 6', async ({ vhost }) => {
    await vhost.amqp(async (amqp) => {
      await holdLock(amqp);
      const args = ['apply', '--yes', '--lock-timeout', '1'];
      expect((await topo(args, { inventory: small, broker: vhost })).code).toBe(6);
    });
  });

  brokerTest('two at once: one does it, the other one ends with 6 or finds nothing to do', async ({ vhost }) => {
    const options = { inventory: small, broker: vhost };
    const codes = (await Promise.all([1, 2, 3].map(() => topo(['apply', '--yes'], options)))).map(({ code }) => code);
    expect(codes).toContain(0);
    expect(codes.filter((code) => code !== 0 && code !== 6)).toEqual([]);
    expect(await applyJson(options)).toMatchObject({ converged: true, summary: { done: 0 } });
  });

  brokerTest('a holder that is killed frees it, without a command to unlock', async ({ vhost }) => {
    const fleet = 'version: 1\ndaemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1-2000] } }\n';
    const options = { inventory: fleet, broker: vhost };
    await withTopo(['apply', '--yes'], options, async ({ child, ended }) => {
      await until('the apply is under way', () => exists(vhost, 'vm-1-1'));
      child.kill('SIGKILL');
      await ended;
    });
    expect(await applyJson(options, '--lock-timeout', '30')).toMatchObject({ exitCode: 0, converged: true });
  });

  brokerTest('the vhost is at its limit of queues: its own message', async ({ vhost }) => {
    await vhost.amqp(({ channel }) => channel.assertQueue('one'));
    await vhost.api.put(`/vhost-limits/${vhost.path}/max-queues`, { value: 1 });
    const { code, stderr } = await topo(['apply', '--yes'], { inventory: small, broker: vhost });
    expect(code).toBe(1);
    expect(stderr).toMatch(/there is no room for the lock topo\.lock\.global: .*queue limit/);
    expect(stderr).toContain('rabbitmqctl set_vhost_limits');
  });
});
