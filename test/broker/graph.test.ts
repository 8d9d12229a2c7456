// topo graph on a live broker: each state of a queue as it comes about, and that nothing is written.

import { expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import { until } from '../support/until.js';
import type { TestVhost } from '../support/vhost.js';

const before = `version: 1
routing: { unroutable: {}, direct: {} }
daemons: { dispatcher: { scope: global }, vm: { scope: hypervisor } }
clusters: { 5: { hypervisors: [1-9] } }
`;
const inventory = before.replace('[1-9]', '{ 1-6: , 7: { state: draining }, 10: }');

interface Drawn {
  readonly queues: readonly { readonly name: string; readonly state?: string; readonly messages?: number }[];
  readonly summary: { readonly queues: number; readonly states?: Readonly<Record<string, number>> };
}

const drawn = async (vhost: TestVhost, ...words: readonly string[]): Promise<Drawn> => {
  const { code, stdout, stderr } = await topo(['graph', '--format', 'json', ...words], { inventory, broker: vhost });
  expect({ code, stderr: stderr.replace(/^Note:.*\n/gm, '') }).toMatchObject({ code: 0 });
  const graph: Drawn = JSON.parse(stdout);
  return graph;
};

brokerTest('graph, live', async ({ vhost }) => {
  await applyJson({ inventory: before, broker: vhost });
  await applyJson({ inventory: before.replace('[1-9]', '{ 1-6: , 7: { state: draining }, 8-9: }'), broker: vhost });
  await vhost.amqp(async ({ channel }) => {
    await channel.prefetch(1);
    for (const id of [1, 2, 7, 9]) await channel.consume(`vm-5-${id}`, () => undefined);
    for (const id of [2, 2, 2, 4]) channel.sendToQueue(`vm-5-${id}`, Buffer.from('task'));
    await channel.waitForConfirms();
    await channel.unbindQueue('vm-5-5', 'vm-5', '', { 'x-match': 'all', hypervisor: '5' });
    await channel.deleteQueue('vm-5-6');
    const wanted = {
      'vm-5-1': 'fine',
      'vm-5-2': 'waiting',
      'vm-5-3': 'unread',
      'vm-5-4': 'unread',
      'vm-5-5': 'unroutable',
      'vm-5-6': 'missing',
      'vm-5-7': 'draining',
      'vm-5-8': 'orphan',
      'vm-5-9': 'held',
      'vm-5-10': 'missing',
      dispatcher: 'unread',
      unroutable: 'fine',
    };
    const seen = await until('each queue is in its state', async () => {
      const graph = await drawn(vhost);
      const states = Object.fromEntries(graph.queues.map(({ name, state }) => [name, state]));
      return JSON.stringify(Object.entries(states).sort()) === JSON.stringify(Object.entries(wanted).sort()) && graph;
    });
    expect(seen.queues.find(({ name }) => name === 'vm-5-4')).toMatchObject({ messages: 1 });
    expect(seen.summary).toMatchObject({ queues: 12, states: { unread: 3, missing: 2, fine: 2, uncounted: 0 } });

    const part = await drawn(vhost, '--only', 'hypervisor=9');
    expect(part).toMatchObject({
      only: { hypervisor: '9' },
      queues: [{ name: 'vm-5-9', state: 'held', consumers: 1 }],
    });
  });
  const text = await topo(['graph', '--only', 'hypervisor=6'], { inventory, broker: vhost });
  expect(text.stdout).toContain('vm-5-6  classic  missing');
  const slip = await topo(['graph', '--only', 'hypervizor=6'], { inventory, broker: vhost });
  expect(slip).toMatchObject({ code: 64, stdout: '' });
  expect(slip.stderr).toContain('hypervisor');
});

brokerTest('graph writes nothing, and draws what is not there', async ({ vhost }) => {
  const { queues, summary } = await drawn(vhost);
  expect(summary.states).toMatchObject({ missing: queues.length });
  expect(await vhost.api.get(`/queues/${vhost.path}`)).toEqual([]);
});

brokerTest('graph offline asks nobody', async () => {
  const nobody = { amqpUrl: 'amqp://127.0.0.1:1', managementUrl: 'http://127.0.0.1:1' };
  for (const format of ['text', 'json', 'mermaid', 'dot', 'html']) {
    const ran = await topo(['graph', '--offline', '--format', format], { inventory, broker: nobody });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).not.toBe('');
  }
});
