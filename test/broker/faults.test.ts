// What happens to an apply when the world does not cooperate. After each fault: the report is true, and the same command
// again finishes the work.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { ApplyReport } from '../../src/apply/index.js';
import { brokerTest } from '../support/broker-test.js';
import { stepLines } from '../support/desired.js';
import type { Printed } from '../support/printed.js';
import { applyJson, planJson } from '../support/plan-json.js';
import { throughProxy } from '../support/proxy.js';
import type { RunOptions } from '../support/topo.js';
import { topo, withFolder, withTopo } from '../support/topo.js';
import { until } from '../support/until.js';
import type { TestVhost } from '../support/vhost.js';

const fleet = (range: string): string =>
  `version: 1\ndaemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [${range}] } }\n`;
const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const apply = ['apply', '--yes', '--format', 'json'];

async function countQueues(vhost: TestVhost): Promise<number> {
  const rows = await vhost.api.get<unknown[]>(`/queues/${vhost.path}?disable_stats=true&columns=name`);
  return rows.length;
}

/** What the report calls done is there, and nothing else is. */
async function expectTrue(report: Printed<ApplyReport>, options: RunOptions): Promise<void> {
  const open = stepLines(await planJson(options));
  const left = report.outcomes.filter(({ result }) => result !== 'done').length;
  expect(open).toHaveLength(left);
}

describe.concurrent('the connection', () => {
  brokerTest('closed by an administrator half-way: 7, nothing more is written', async ({ vhost }) => {
    const name = `closed-${vhost.path}`;
    const user = await vhost.createUser({
      ...{ name, password: 'p', tags: 'management' },
      permissions: { configure: '.*', write: '.*', read: '.*' },
    });
    const options = { inventory: fleet('1-2000'), broker: user };
    await withTopo(apply, options, async ({ ended }) => {
      await until('it is under way', async () => (await countQueues(vhost)) > 100);
      await vhost.api.delete(`/connections/username/${name}`);
      const { code, stdout } = await ended;
      expect(code).toBe(7);
      const report: Printed<ApplyReport> = JSON.parse(stdout);
      expect(report).toMatchObject({ converged: false, exitCode: 7 });
      expect(report.summary.done).toBeGreaterThan(100);
      expect(report.summary.skipped).toBeGreaterThan(100);
      expect(report.outcomes.find(({ result }) => result !== 'done')?.error).toMatch(
        /the AMQP connection to \S+ was lost: CONNECTION_FORCED/,
      );
    });
    expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true });
  });

  brokerTest('a limit of the user’s channels below --channels: fewer are used', async ({ vhost }) => {
    const name = `few-${vhost.path}`;
    const user = await vhost.createUser({
      ...{ name, password: 'p', tags: 'management' },
      permissions: { configure: '.*', write: '.*', read: '.*' },
    });
    await vhost.api.put(`/user-limits/${name}/max-channels`, { value: 3 });
    const options = { inventory: fleet('1-100'), broker: user };
    expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true, summary: { done: 205 } });
    await vhost.api.put(`/user-limits/${name}/max-channels`, { value: 0 });
    const { code, stderr } = await topo(['apply', '--yes'], options);
    expect(code).toBe(1);
    expect(stderr).toMatch(/lets this user open no channel: NOT_ALLOWED - number of channels/);
  });
});

describe.concurrent('steps that fail', () => {
  brokerTest('one name of 4,000 that the user may not use: that step and what needs it', async ({ vhost }) => {
    const user = await vhost.createUser({
      ...{ name: `but-one-${vhost.path}`, password: 'p', tags: 'management' },
      permissions: { configure: '^(?!vm-1-777$)', write: '.*', read: '.*' },
    });
    const options = { inventory: fleet('1-2000'), broker: user };
    const report = await applyJson(options);
    expect(report.summary).toEqual({ done: 4003, failed: 1, held: 0, refused: 0, skipped: 1 });
    expect(report.outcomes.filter(({ result }) => result !== 'done')).toMatchObject([
      { step: { action: 'declare', name: 'vm-1-777' }, error: expect.stringMatching(/ACCESS_REFUSED.*vm-1-777/) },
      { step: { action: 'bind', name: 'vm-1-777' }, error: 'queue vm-1-777 could not be declared' },
    ]);
    await expectTrue(report, options);
    expect(await applyJson({ ...options, broker: vhost })).toMatchObject({ converged: true, summary: { done: 2 } });
  });

  brokerTest('a build step refused (max-queues): nothing is taken down', async ({ vhost }) => {
    await applyJson({ inventory: fleet('1-8'), broker: vhost });
    // The lock needs a place too.
    await vhost.api.put(`/vhost-limits/${vhost.path}/max-queues`, { value: 10 });
    const options = { inventory: fleet('5-12'), broker: vhost };
    // One by one, for RabbitMQ counts the queues and then declares: many at once get past the limit.
    const report = await applyJson(options, '--channels', '1');
    expect(report).toMatchObject({ exitCode: 7, converged: false });
    expect(report.outcomes.filter(({ step }) => step.action === 'unbind' || step.action === 'delete')).toHaveLength(8);
    for (const { step, result, error } of report.outcomes)
      if (step.action === 'unbind' || step.action === 'delete')
        expect({ result, error }).toEqual({
          result: 'skipped',
          error: 'nothing is taken down while something could not be built',
        });
    expect(report.outcomes.find(({ result }) => result === 'failed')?.error).toMatch(/queue limit in vhost/);
    await vhost.api.put(`/vhost-limits/${vhost.path}/max-queues`, { value: 100 });
    expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true });
  });
});

describe.concurrent('signals and streams', () => {
  brokerTest.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s once: 130, and the report tells all',
    async (signal, { vhost }) => {
      const options = { inventory: fleet('1-2000'), broker: vhost };
      await withFolder(async (folder) => {
        const file = join(folder, 'report.json');
        await withTopo(['apply', '--yes', '--report', file], options, async ({ child, ended, said }) => {
          await until('it is under way', async () => (await countQueues(vhost)) > 100);
          child.kill(signal);
          expect(await ended).toMatchObject({ code: 130 });
          expect(said()).toContain('Stopping: finishing what is in flight');
        });
        const report: Printed<ApplyReport> = JSON.parse(readFileSync(file, 'utf8'));
        expect(report).toMatchObject({ exitCode: 130, converged: false, summary: { failed: 0 } });
        expect(report.summary.skipped).toBeGreaterThan(0);
        await expectTrue(report, options);
      });
      expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true });
    },
  );

  brokerTest('twice: it ends at once', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await vhost.amqp(async ({ publish }) => {
      const address = { daemon: 'vm', cluster: '54', hypervisor: '98' };
      await publish(address);
      const options = { inventory: small.replace('[98, 99]', '[99]'), broker: vhost };
      const args = ['apply', '--yes', '--drain-timeout', '300'];
      await withTopo(args, options, async ({ child, ended, said }) => {
        await until('it is under way', async () => (await publish(address)) === 'returned');
        child.kill('SIGTERM');
        await until('it says so', () => said().includes('Once more ends at once'));
        child.kill('SIGTERM');
        expect(await ended).toMatchObject({ code: 130 });
      });
    });
  });

  brokerTest('nobody reads stdout any more: the work goes on', async ({ vhost }) => {
    const options = { inventory: fleet('1-500'), broker: vhost };
    await withTopo(['apply', '--yes'], options, async ({ child, ended }) => {
      child.stdout.destroy();
      expect((await ended).code).toBe(0);
    });
    expect((await planJson(options)).steps).toEqual([]);
  });

  brokerTest('no room for the report: the work stays done, and its code is not 0', async ({ vhost }) => {
    const options = { inventory: small, broker: vhost };
    const { code, stdout, stderr } = await topo([...apply, '--report', '/dev/full'], options);
    expect(code).toBe(7);
    expect(JSON.parse(stdout)).toMatchObject({ converged: true, exitCode: 0 });
    expect(stderr).toMatch(/its report is not saved: \/dev\/full cannot be written: ENOSPC/);
  });
});

describe.concurrent('the management API', () => {
  brokerTest.for([
    ['hangs', /did not answer GET .* within 1 s/],
    ['cuts', /closed the connection in the middle of GET/],
    ['fails', /answered 500 to GET .*: spoilt/],
  ] as const)('%s while the lists are read: 1, nothing changed', async ([how, message], { vhost }) => {
    await throughProxy(vhost.managementUrl, async (proxy) => {
      proxy.spoil(/\/api\/bindings/, how);
      const broker = { amqpUrl: vhost.amqpUrl, managementUrl: proxy.url };
      const { code, stderr } = await topo(['apply', '--yes', '--timeout', '1'], { inventory: small, broker });
      expect(code).toBe(1);
      expect(stderr).toMatch(message);
      expect(await countQueues(vhost)).toBe(0);
    });
  });

  brokerTest(
    'fails when the broker is looked at again before the take-down: nothing is taken down',
    async ({ vhost }) => {
      await applyJson({ inventory: small, broker: vhost });
      await throughProxy(vhost.managementUrl, async (proxy) => {
        const options = {
          inventory: small.replace('[98, 99]', '[99, 100]'),
          broker: { amqpUrl: vhost.amqpUrl, managementUrl: proxy.url },
        };
        const running = withTopo(apply, options, async ({ ended }) => {
          await until('the new queue is there', async () => (await countQueues(vhost)) > 10);
          return await ended;
        });
        await until('the plan is made', () => proxy.seen.some((line) => line.includes('enable_queue_totals')));
        proxy.spoil(/enable_queue_totals/, 'fails');
        const { code, stdout } = await running;
        const report: Printed<ApplyReport> = JSON.parse(stdout);
        expect(code).toBe(7);
        expect(report).toMatchObject({ converged: false, summary: { done: 4, skipped: 4 } });
        expect(report.outcomes.find(({ result }) => result === 'skipped')?.error).toMatch(
          /could not be counted: .*500/,
        );
      });
      const again = await applyJson({ inventory: small.replace('[98, 99]', '[99, 100]'), broker: vhost });
      expect(again).toMatchObject({ exitCode: 0, converged: true });
    },
  );

  brokerTest('fails when the broker is read back: 7 with its reason, for nobody has seen it', async ({ vhost }) => {
    await throughProxy(vhost.managementUrl, async (proxy) => {
      const broker = { amqpUrl: vhost.amqpUrl, managementUrl: proxy.url };
      await withFolder(async (folder) => {
        const file = join(folder, 'report.json');
        const options = { inventory: fleet('1-500'), broker };
        await withTopo(['apply', '--yes', '--report', file], options, async ({ ended }) => {
          await until('it is under way', async () => (await countQueues(vhost)) > 10);
          proxy.spoil(/^/, 'fails');
          const { code, stdout } = await ended;
          expect(code).toBe(7);
          expect(stdout).toMatch(/Not read back\n +✗ the broker[^]*answered 500 to GET/);
          const report: Printed<ApplyReport> = JSON.parse(readFileSync(file, 'utf8'));
          expect(report).toMatchObject({ converged: false, exitCode: 7, summary: { done: 1005, failed: 0 } });
          expect(report.error).toMatchObject({
            message: expect.stringMatching(/answered 500 to GET \S+: spoilt/),
            remedy: expect.stringMatching(/broker’s log/),
          });
        });
      });
    });
  });
});
