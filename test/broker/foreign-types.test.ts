// Bindings that other clients made with values of other AMQP types: they go by their properties_key, because an AMQP unbind
// of the wrong type answers ok and removes nothing (src/broker-facts.md).

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson, planJson } from '../support/plan-json.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const queue = 'storage-54-98';

brokerTest(
  'integers of every width, a double, a boolean, void and bytes: all are gone after one apply',
  async ({ vhost }) => {
    const options = { inventory: small, broker: vhost };
    await applyJson(options);
    const values: readonly unknown[] = [
      ...['byte', 'short', 'int', 'long', 'uint8', 'uint16', 'uint32'].map((type) => ({ '!': type, value: 98 })),
      ...[9.5, true, null, Buffer.from('97'), { '!': 'timestamp', value: 98 }, '98 '],
    ];
    await vhost.amqp(async ({ channel }) => {
      for (const hypervisor of values)
        await channel.bindQueue(queue, 'storage-54', '', { 'x-match': 'all', hypervisor });
    });
    const rows = (): Promise<unknown[]> => vhost.api.get(`/bindings/${vhost.path}/e/storage-54/q/${queue}`);
    expect(await rows()).toHaveLength(1 + values.length);
    expect((await planJson(options)).summary).toMatchObject({ unbind: values.length, bind: 0, delete: 0 });
    const report = await applyJson(options);
    expect(report).toMatchObject({ exitCode: 0, converged: true, summary: { done: values.length, failed: 0 } });
    expect(await rows()).toMatchObject([{ arguments: { hypervisor: '98', 'x-match': 'all' } }]);
  },
);
