// The broker dies (SIGKILL, as in a power cut) in the middle of an apply, and comes back.

import { expect, inject, test } from 'vitest';
import type { ApplyReport } from '../../src/apply/index.js';
import { stepKey } from '../../src/plan/index.js';
import { startBroker } from '../support/broker.js';
import type { Printed } from '../support/printed.js';
import { applyJson, planJson } from '../support/plan-json.js';
import { withTopo } from '../support/topo.js';
import { until } from '../support/until.js';
import { withVhost } from '../support/vhost.js';

/** `--channels`. */
const IN_FLIGHT = 128;

const fleet = (range: string): string =>
  `version: 1\ndaemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [${range}] } }\n`;

test('killed while 2,000 queues are made, and again while they go', { timeout: 180_000 }, async ({ skip }) => {
  if (inject('broker').control === null) skip('only a broker of ours is killed');
  const broker = await startBroker({ log: () => undefined });
  try {
    await withVhost(broker, 'kill', async (vhost) => {
      const count = async (): Promise<number> =>
        (await vhost.api.get<unknown[]>(`/queues/${vhost.path}?disable_stats=true&columns=name`)).length;
      /**
       * What the report calls done is there after the crash, but for what RabbitMQ had answered and not written down yet
       * (3.10.8 answers before its log is on the disk). Then the same command finishes it.
       */
      const killDuring = async (inventory: string, when: (queues: number) => boolean): Promise<void> => {
        const options = { inventory, broker: vhost };
        const args = ['apply', '--yes', '--format', 'json', '--max-removals', '2000', '--timeout', '5'];
        const report = await withTopo(args, options, async ({ ended }) => {
          await until('it is under way', async () => when(await count()));
          await broker.kill();
          const { code, stdout } = await ended;
          expect(code).toBe(7);
          const told: Printed<ApplyReport> = JSON.parse(stdout);
          return told;
        });
        expect(report).toMatchObject({ converged: false, exitCode: 7 });
        const { done, failed, held, refused, skipped } = report.summary;
        expect(done).toBeGreaterThan(0);
        expect(failed + skipped).toBeGreaterThan(0);
        expect(done + failed + skipped + held + refused).toBe(report.outcomes.length);
        for (const { result, error } of report.outcomes)
          if (result === 'failed' || result === 'skipped') expect(error).toMatch(/the AMQP connection to \S+ was lost/);
        await broker.start();
        const open = new Set((await planJson(options)).steps.map(stepKey));
        const lost = report.outcomes.filter(({ step, result }) => result === 'done' && open.has(stepKey(step)));
        expect(lost.length, lost.map(({ step }) => step.name).join(' ')).toBeLessThanOrEqual(IN_FLIGHT);
        expect(await applyJson(options, '--max-removals', '2000')).toMatchObject({ exitCode: 0, converged: true });
      };
      await killDuring(fleet('1-2000'), (queues) => queues > 300);
      await killDuring(fleet('1-100'), (queues) => queues < 1900);
    });
  } finally {
    await broker.stop();
  }
});
