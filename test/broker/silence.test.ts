// A broker, or the network before it, that says nothing more while the connection stands: every call ends in time.

import { describe, expect } from 'vitest';
import type { ApplyReport } from '../../src/apply/index.js';
import { throughAmqpProxy } from '../support/amqp-proxy.js';
import { brokerTest } from '../support/broker-test.js';
import type { Printed } from '../support/printed.js';
import { applyJson, planJson } from '../support/plan-json.js';
import { topo, withTopo } from '../support/topo.js';
import { until } from '../support/until.js';
import type { TestVhost } from '../support/vhost.js';

const fleet = `version: 1
daemons: { vm: { scope: hypervisor } }
clusters: { 1: { hypervisors: [1-300] } }
`;
const apply = ['apply', '--yes', '--format', 'json', '--timeout', '2'];
const silence = /did not answer (declare queue|bind) vm-1-\d+ within 3 s: whether it was done is not known/;

async function countQueues({ api, path }: TestVhost): Promise<number> {
  return (await api.get<unknown[]>(`/queues/${path}?disable_stats=true&columns=name`)).length;
}

describe.concurrent('calls that nobody answers', () => {
  brokerTest('half-way, heartbeats go on: 7, nothing more is sent, the lock is free', async ({ vhost }) => {
    await throughAmqpProxy(vhost.amqpUrl, async (proxy) => {
      const options = { inventory: fleet, broker: { amqpUrl: proxy.url, managementUrl: vhost.managementUrl } };
      await withTopo([...apply, '--channels', '4'], options, async ({ ended }) => {
        await until('it is under way', async () => (await countQueues(vhost)) > 20);
        proxy.lose(({ channel }) => channel > 0);
        const { code, stdout } = await ended;
        expect(code).toBe(7);
        const report: Printed<ApplyReport> = JSON.parse(stdout);
        const failed = report.outcomes.filter(({ result }) => result === 'failed');
        expect(failed).toHaveLength(4);
        for (const { error, remedy } of failed) {
          expect(error).toMatch(silence);
          expect(remedy).toMatch(/run the same command again/);
        }
        expect(report.outcomes.find(({ result }) => result === 'skipped')?.error).toMatch(/: not sent$/);
        expect(proxy.lost()).toBe(4);
      });
      const open = (await planJson({ inventory: fleet, broker: vhost })).steps;
      expect(open.length).toBeGreaterThan(0);
    });
    expect(await applyJson({ inventory: fleet, broker: vhost }, '--lock-timeout', '10')).toMatchObject({
      exitCode: 0,
      converged: true,
    });
  });

  brokerTest('before the lock is there: 1, and nothing is written', async ({ vhost }) => {
    await throughAmqpProxy(vhost.amqpUrl, async (proxy) => {
      proxy.lose(({ method }) => method === '50.10');
      const broker = { amqpUrl: proxy.url, managementUrl: vhost.managementUrl };
      const { code, stderr } = await topo(['apply', '--yes', '--timeout', '1'], { inventory: fleet, broker });
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/did not answer declare queue topo\.lock\.global within 1\.5 s/),
      });
      expect(await countQueues(vhost)).toBe(0);
    });
  });

  brokerTest('channels that do not open: 1', async ({ vhost }) => {
    await throughAmqpProxy(vhost.amqpUrl, async (proxy) => {
      proxy.lose(({ channel }) => channel > 0);
      const broker = { amqpUrl: proxy.url, managementUrl: vhost.managementUrl };
      const { code, stderr } = await topo(['apply', '--yes', '--timeout', '1'], { inventory: fleet, broker });
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/opening of a channel/) });
    });
  });

  brokerTest('the farewell after a good apply: it ends, with its own code', async ({ vhost }) => {
    await throughAmqpProxy(vhost.amqpUrl, async (proxy) => {
      proxy.lose(({ method }) => method === '10.50');
      const broker = { amqpUrl: proxy.url, managementUrl: vhost.managementUrl };
      expect(await applyJson({ inventory: fleet, broker })).toMatchObject({ exitCode: 0, converged: true });
      expect(proxy.lost()).toBe(1);
    });
  });
});
