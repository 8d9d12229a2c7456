// Queues that may not go yet: what holds each type, what the report says of it, and waiting for it.

import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { ApplyReport, Outcome } from '../../src/apply/index.js';
import { brokerTest } from '../support/broker-test.js';
import type { Printed } from '../support/printed.js';
import { applyJson, planJson } from '../support/plan-json.js';
import { withTopo } from '../support/topo.js';
import { until } from '../support/until.js';
import type { TestVhost } from '../support/vhost.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const queue = 'storage-54-98';
const address = { daemon: 'storage', cluster: '54', hypervisor: '98' };

const of = (type: 'classic' | 'quorum'): string => `${small}\nqueue: { type: ${type} }\n`;
const without98 = (type: 'classic' | 'quorum'): string => of(type).replace('[98, 99]', '[99]');

function heldOf({ outcomes }: Printed<ApplyReport>): readonly Printed<Outcome>[] {
  return outcomes.filter(({ result }) => result === 'held');
}

async function exists(vhost: TestVhost): Promise<boolean> {
  const rows = await vhost.api.get<{ name: string }[]>(`/queues/${vhost.path}?disable_stats=true&columns=name`);
  return rows.some(({ name }) => name === queue);
}

describe.concurrent.each(['classic', 'quorum'] as const)('%s', (type) => {
  brokerTest('a message, then none: held unbound, then deleted', async ({ vhost }) => {
    await applyJson({ inventory: of(type), broker: vhost });
    const options = { inventory: without98(type), broker: vhost };
    await vhost.amqp(async ({ channel, publish }) => {
      await publish(address);
      const report = await applyJson(options);
      expect(report).toMatchObject({ exitCode: 4, converged: false, summary: { done: 3, held: 1 } });
      expect(heldOf(report)).toMatchObject([{ step: { action: 'delete', name: queue }, messages: 1, consumers: 0 }]);
      expect(heldOf(report)[0]?.remedy).toMatch(/rabbitmqctl purge_queue -p \S+ storage-54-98$/);
      expect(await publish(address)).toBe('returned');
      await channel.purgeQueue(queue);
    });
    await until('the list shows the queue empty', async () => (await planJson(options)).held.length === 0);
    expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true, summary: { done: 1 } });
    expect(await exists(vhost)).toBe(false);
  });

  brokerTest('a delivery that is not acknowledged holds it, by basic.get too', async ({ vhost }) => {
    await applyJson({ inventory: of(type), broker: vhost });
    await vhost.amqp(async ({ channel, publish }) => {
      await publish(address);
      const got = await channel.get(queue);
      if (!got) throw new Error('the message is not there');
      const report = await applyJson({ inventory: without98(type), broker: vhost });
      expect(report.exitCode).toBe(4);
      const [held] = heldOf(report).filter(({ step }) => step.action === 'delete');
      expect(held).toMatchObject({ step: { name: queue } });
      // On a quorum queue it counts as a consumer: held bound. On a classic one: unbound.
      const hasItsRoute = (await publish(address)) === 'routed';
      expect(hasItsRoute).toBe(type === 'quorum');
      expect(await exists(vhost)).toBe(true);
    });
  });

  brokerTest('a consumer that was cancelled and still has a delivery in its hands holds it', async ({ vhost }) => {
    await applyJson({ inventory: of(type), broker: vhost });
    await vhost.amqp(async ({ channel, publish }) => {
      await publish(address);
      await new Promise((resolve, reject) => {
        channel.consume(queue, resolve, { consumerTag: 'worker' }).catch(reject);
      });
      await channel.cancel('worker');
      const report = await applyJson({ inventory: without98(type), broker: vhost });
      expect(report).toMatchObject({ exitCode: 4, converged: false });
      expect(heldOf(report).map(({ step }) => `${step.action} ${step.name}`)).toContain(`delete ${queue}`);
      expect(await exists(vhost)).toBe(true);
    });
  });

  brokerTest('a consumer: held bound, and the row says who reads', async ({ vhost }) => {
    await applyJson({ inventory: of(type), broker: vhost });
    const options = { inventory: without98(type), broker: vhost };
    await vhost.amqp(async ({ channel, publish }) => {
      await channel.consume(queue, () => undefined, { noAck: true, consumerTag: 'worker-98' });
      const seen = await until('the API shows the consumer', async () => {
        const [held] = (await planJson(options)).held;
        return held?.consumers === 1 && held.reason.includes(', connection ') && held;
      });
      expect(seen.reason).toMatch(/^1 consumer still reads it \(127\.0\.0\.1:\d+, consumer tag worker-98, connection /);
      const report = await applyJson(options);
      expect(
        heldOf(report)
          .map(({ step }) => `${step.action} ${step.name}`)
          .sort(),
      ).toEqual([`delete ${queue}`, `unbind ${queue}`]);
      expect(heldOf(report)[0]?.error).toContain('consumer tag worker-98');
      expect(await publish(address)).toBe('routed');
    });
  });

  brokerTest('--drain-timeout waits, and takes it down as soon as it may', { timeout: 90_000 }, async ({ vhost }) => {
    await applyJson({ inventory: of(type), broker: vhost });
    const options = { inventory: without98(type), broker: vhost };
    await vhost.amqp(async ({ channel, publish }) => {
      const { consumerTag } = await channel.consume(queue, () => undefined, { noAck: true });
      await publish({ ...address, daemon: 'vm' });
      await withTopo(
        ['apply', '--yes', '--format', 'json', '--drain-timeout', '60'],
        options,
        async ({ ended, child }) => {
          // Both are held: one by its consumer, one by its message. It works while they are.
          await until(
            'the other binding is gone',
            async () => (await publish({ ...address, daemon: 'vm' })) === 'returned',
          );
          expect(child.exitCode).toBe(null);
          await channel.cancel(consumerTag);
          await channel.purgeQueue('vm-54-98');
          const { code, stdout } = await ended;
          expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0, converged: true, summary: { done: 4, held: 0 } });
          expect(code).toBe(0);
        },
      );
      expect(await exists(vhost)).toBe(false);
    });
  });

  brokerTest('--drain-timeout ends, and what is left is held', async ({ vhost }) => {
    await applyJson({ inventory: of(type), broker: vhost });
    await vhost.amqp(async ({ publish }) => {
      await publish(address);
      const report = await applyJson({ inventory: without98(type), broker: vhost }, '--drain-timeout', '2');
      expect(report).toMatchObject({ exitCode: 4, summary: { done: 3, held: 1 } });
    });
  });
});

brokerTest('classic and quorum queues go in one run', async ({ vhost }) => {
  const both = small.replace('vm: {', 'vm: { queue: { type: quorum },');
  await applyJson({ inventory: both, broker: vhost });
  const report = await applyJson({ inventory: both.replace('[98, 99]', '[99]'), broker: vhost });
  expect(report).toMatchObject({ exitCode: 0, converged: true, summary: { done: 4, failed: 0 } });
});
