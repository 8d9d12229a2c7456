// The net while the tree changes under it: exchanges come and go, the net and the entry are renamed, and no message that
// goes astray meanwhile is lost.

import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { stepLines } from '../support/desired.js';
import { astray, messagesIn, net } from '../support/net.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { sendWhile } from '../support/senders.js';
import { until } from '../support/until.js';
import type { Amqp } from '../support/vhost.js';

type Fate = Awaited<ReturnType<Amqp['publish']>>;

/** What became of the messages that were sent while `work` ran. */
async function fatesDuring<T>(
  send: () => Promise<Fate>,
  work: () => Promise<T>,
): Promise<{ readonly fates: Readonly<Record<Fate, number>>; readonly result: T }> {
  const fates = { routed: 0, returned: 0 };
  const result = await sendWhile(async () => {
    fates[await send()] += 1;
  }, work);
  return { fates, result };
}

describe.concurrent('the net', () => {
  brokerTest('renamed while messages go astray: none is lost', { timeout: 60_000 }, async ({ vhost }) => {
    await applyJson({ inventory: net, broker: vhost });
    // Enough to build that the policy and the net would be far apart.
    const renamed = net.replace('unroutable: {}', 'unroutable: { name: stray }').replace('[98, 99]', '[1-400]');
    await vhost.amqp(async ({ publish, channel }) => {
      const { fates, result: report } = await fatesDuring(
        () => publish(astray['a wrong cluster']),
        () => applyJson({ inventory: renamed, broker: vhost }),
      );
      // The old net has messages: it waits.
      expect(report).toMatchObject({ exitCode: 4, summary: { failed: 0, skipped: 0 } });
      expect(fates.returned, `of ${fates.routed + fates.returned}`).toBe(0);
      const kept = await Promise.all(['unroutable', 'stray'].map((queue) => channel.checkQueue(queue)));
      expect(kept.reduce((sum, { messageCount }) => sum + messageCount, 0)).toBe(fates.routed);
    });
  });

  brokerTest(
    'a cluster goes while another comes: what its exchange cannot route is kept until it is gone',
    async ({ vhost }) => {
      await applyJson({ inventory: net, broker: vhost });
      const options = { inventory: net.replace('  54:', '  60:'), broker: vhost };
      const policy = async (): Promise<unknown> =>
        (await vhost.api.get<{ pattern: string }[]>(`/policies/${vhost.path}`))[0]?.pattern;
      await vhost.amqp(async ({ publish, channel }) => {
        // Its worker is still there: the queue stays bound, and the way to it stays open.
        const { consumerTag } = await channel.consume('storage-54-98', () => undefined);
        await until('the consumer is listed', async () => (await planJson(options)).held.length > 0);
        const { fates, result: held } = await fatesDuring(
          () => publish(astray['a wrong hypervisor']),
          () => applyJson(options),
        );
        expect(fates.returned).toBe(0);
        expect(held).toMatchObject({ exitCode: 4, summary: { failed: 0, skipped: 0 } });
        expect(held.outcomes.at(-1)).toMatchObject({
          step: { action: 'set' },
          result: 'held',
          error: 'exchange storage-54, which it reaches, is there yet',
        });
        expect(await publish(astray['a wrong hypervisor'])).toBe('routed');
        const { findings } = await verifyJson(options);
        expect(findings.filter(({ kind }) => kind === 'mismatch')).toEqual([]);
        expect(await applyJson(options)).toMatchObject({ exitCode: 4, summary: { done: 0, failed: 0, skipped: 0 } });

        await channel.cancel(consumerTag);
        await until('the consumer is gone', async () => (await planJson(options)).held.length === 0);
        expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true });
        expect(await policy()).toBe('^(global|(storage|vm)(-(53|60))?)$');
      });
    },
  );

  brokerTest('an exchange that somebody else’s binding keeps has it still, apply after apply', async ({ vhost }) => {
    const east = net.replace('  54:', '  east:');
    await applyJson({ inventory: east, broker: vhost });
    await vhost.api.put(`/exchanges/${vhost.path}/feeder`, { type: 'fanout', durable: true });
    await vhost.api.post(`/bindings/${vhost.path}/e/feeder/e/storage-east`, {});
    const without = { inventory: net.replace('  54:\n    hypervisors: [98, 99]\n', ''), broker: vhost };
    await vhost.amqp(async ({ publish }) => {
      for (const again of [false, true]) {
        const report = await applyJson(without);
        expect(report).toMatchObject({ exitCode: 4, summary: { failed: 0, ...(again && { done: 0 }) } });
        expect(await publish({}, { exchange: 'feeder' })).toBe('routed');
        const { findings } = await verifyJson(without);
        expect(findings.filter(({ object }) => object.kind === 'policy')).toEqual([]);
      }
      await vhost.api.delete(`/exchanges/${vhost.path}/feeder`);
      expect(await applyJson(without)).toMatchObject({ exitCode: 0, converged: true });
    });
  });

  brokerTest('what was the entry keeps it until it is deleted by hand', async ({ vhost }) => {
    await applyJson({ inventory: net, broker: vhost });
    const renamed = { inventory: net.replace('routing: {', 'routing: { entry: tasks, owner: global,'), broker: vhost };
    await vhost.amqp(async ({ publish }) => {
      const { fates, result: report } = await fatesDuring(
        () => publish(astray['a wrong daemon']),
        () => applyJson(renamed),
      );
      expect(report).toMatchObject({ exitCode: 0, converged: true });
      expect(fates.returned).toBe(0);
      expect(await publish(astray['a wrong daemon'])).toBe('routed');
      expect(await publish(astray['a wrong daemon'], { exchange: 'tasks' })).toBe('routed');
    });
    expect((await planJson(renamed)).steps).toEqual([]);
    await vhost.api.delete(`/exchanges/${vhost.path}/global`);
    expect(stepLines(await planJson(renamed))).toEqual(['set policy topo.global.unroutable']);
    expect(await applyJson(renamed)).toMatchObject({ exitCode: 0, converged: true });
  });

  brokerTest('the new net cannot be made: the policy goes on leading to the old one', async ({ vhost }) => {
    await applyJson({ inventory: net, broker: vhost });
    const user = await vhost.createUser({
      ...{ name: `no-stray-${vhost.path}`, password: 'p', tags: 'management,policymaker' },
      permissions: { configure: '^(?!stray$)', write: '.*', read: '.*' },
    });
    const renamed = net.replace('unroutable: {}', 'unroutable: { name: stray }');
    const report = await applyJson({ inventory: renamed, broker: user });
    expect(report).toMatchObject({ exitCode: 7, summary: { done: 0, failed: 2 } });
    expect(report.outcomes.find(({ step }) => step.action === 'set')).toMatchObject({
      result: 'skipped',
      error: 'exchange stray could not be declared',
    });
    await vhost.amqp(({ publish }) => publish(astray['a wrong cluster']));
    expect(await messagesIn(vhost, 'unroutable')).toBe(1);
    expect(await applyJson({ inventory: renamed, broker: vhost })).toMatchObject({ exitCode: 4 });
  });
});
