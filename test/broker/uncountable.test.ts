// A quorum queue whose server is dead on a node that lives: RabbitMQ goes on to show its last counts, and answers 0 to a
// passive declare. What cannot be counted now is not empty.

import { readFileSync } from 'node:fs';
import { expect, inject } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { rabbitmqctl } from '../support/broker.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { until } from '../support/until.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const inventory = `${small}\nqueue: { type: quorum }\n`;
const less = inventory.replace('[98, 99]', '[99]');
const queue = 'storage-54-98';

brokerTest(
  'a dead server, and a message that its last count may not have: held',
  { timeout: 120_000 },
  async ({ vhost, skip }) => {
    const { control } = inject('broker');
    skip(control === null, 'the broker is not ours to break');
    await applyJson({ inventory, broker: vhost });
    const server = (step: string): Promise<string> =>
      rabbitmqctl(
        { control },
        'eval',
        `{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"${vhost.name}">>, queue, <<"${queue}">>)), ra:${step}_server(quorum_queues, amqqueue:get_pid(Q)).`,
      );
    await vhost.amqp(async ({ channel, publish }) => {
      expect(await publish({ daemon: 'storage', cluster: '54', hypervisor: '98' })).toBe('routed');
      await server('stop');
      const options = { inventory: less, broker: vhost };
      const held = [{ name: queue, messages: null, consumers: null, reason: 'its consumers cannot be counted' }];
      expect((await planJson(options)).held).toMatchObject(held);
      expect(await applyJson(options)).toMatchObject({ exitCode: 4, summary: { failed: 0, skipped: 0 } });
      const { findings } = await verifyJson({ inventory, broker: vhost });
      expect(findings.filter(({ kind }) => kind === 'down')).toMatchObject([
        { object: { name: queue }, messages: null, consumers: null },
      ]);
      await until('the message is there again', async () => {
        await server('restart');
        const { messageCount } = await channel.checkQueue(queue);
        return messageCount === 1;
      });
    });
  },
);
