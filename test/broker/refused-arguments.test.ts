// Arguments for which RabbitMQ closes the whole connection: they cost the queues that ask for them, and nothing else.

import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson, planJson } from '../support/plan-json.js';
import type { TestVhost } from '../support/vhost.js';

const daemons = (queue: string): string => `version: 1
daemons: { storage: { scope: hypervisor }, vm: { scope: hypervisor${queue} } }
clusters: { 53: { hypervisors: [1-30] } }
`;
const located = ', queue: { arguments: { x-max-length: 100, x-queue-master-locator: min-masters } }';

interface Feature {
  readonly name: string;
  readonly state: string;
}

/** Whether this broker has done away with it; what it does not know as deprecated it does. */
async function refusesLocators({ api }: TestVhost): Promise<boolean> {
  const features = await api.get<readonly Feature[]>('/deprecated-features').catch(() => []);
  return features.some(({ name, state }) => name === 'queue_master_locator' && state === 'denied');
}

describe.concurrent('a queue argument that closes the connection', () => {
  brokerTest('every other queue is declared and bound: 7, and the remedy names it', async ({ vhost, skip }) => {
    skip(!(await refusesLocators(vhost)), 'this RabbitMQ takes x-queue-master-locator');
    const options = { inventory: daemons(located), broker: vhost };
    const report = await applyJson(options);
    const exchanges = ['global', 'storage', 'vm', 'storage-53', 'vm-53'];
    // 30 queues of storage with a binding each, and all five exchanges with their four bindings.
    expect(report).toMatchObject({
      ...{ exitCode: 7, converged: false },
      summary: { done: 60 + exchanges.length + 4, failed: 30, skipped: 30 },
    });
    const failed = report.outcomes.filter(({ result }) => result === 'failed');
    expect(new Set(failed.map(({ step }) => `${step.action} ${step.kind} of ${step.path?.daemon ?? ''}`))).toEqual(
      new Set(['declare queue of vm']),
    );
    for (const { error, remedy } of failed) {
      expect(error).toMatch(/^RabbitMQ closes the connection .*Feature `queue_master_locator` is deprecated/s);
      expect(remedy).toBe(
        "take x-queue-master-locator out of the queue's arguments in the inventory, then apply again",
      );
    }
    const right = { inventory: daemons(', queue: { arguments: { x-max-length: 100 } }'), broker: vhost };
    expect(await applyJson(right)).toMatchObject({ exitCode: 0, converged: true });
    expect(await vhost.api.get(`/queues/${vhost.path}?disable_stats=true&columns=name`)).toHaveLength(60);
  });

  brokerTest('a queue is not taken away for one that could not be declared', async ({ vhost, skip }) => {
    skip(!(await refusesLocators(vhost)), 'this RabbitMQ takes x-queue-master-locator');
    await applyJson({ inventory: daemons(''), broker: vhost });
    const options = { inventory: daemons(located), broker: vhost };
    const report = await applyJson(options, '--replace', 'vm-*', '--max-removals', '30');
    expect(report).toMatchObject({ exitCode: 7, converged: false, summary: { failed: 30, skipped: 0 } });
    expect((await planJson({ inventory: daemons(''), broker: vhost })).steps).toEqual([]);
  });

  brokerTest('arguments that this RabbitMQ takes are no matter', async ({ vhost }) => {
    const queue = (await refusesLocators(vhost)) ? ', queue: { arguments: { x-max-length: 100 } }' : located;
    const options = { inventory: daemons(queue), broker: vhost };
    expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true });
  });
});
