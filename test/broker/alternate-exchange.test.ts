// Alternate exchanges on RabbitMQ itself and in src/route: argument and policy, gone, the default exchange, a circle.

import { expect } from 'vitest';
import type { ConfirmChannel, Options } from 'amqplib';
import { openManagement } from '../../src/broker/index.js';
import { readLive } from '../../src/live/index.js';
import { prepareRoutes, trace } from '../../src/route/index.js';
import { brokerTest } from '../support/broker-test.js';

async function got(queue: string, channel: ConfirmChannel): Promise<readonly string[]> {
  return (await channel.get(queue, { noAck: true })) === false ? [] : [queue];
}

brokerTest('which alternate exchange takes what nothing matched', async ({ vhost }) => {
  const reader = openManagement({ url: vhost.managementUrl, timeoutSeconds: 30 });
  const alternate = (name: string): Options.AssertExchange => ({ arguments: { 'alternate-exchange': name } });
  await vhost.api.put(`/policies/${vhost.path}/net`, {
    ...{ pattern: '^by', 'apply-to': 'exchanges', definition: { 'alternate-exchange': 'net' } },
  });
  await vhost.api.put(`/policies/${vhost.path}/higher`, {
    ...{ pattern: '^by.higher', 'apply-to': 'exchanges', priority: 1, definition: { 'alternate-exchange': 'other' } },
  });
  await vhost.amqp(async ({ channel, publish }) => {
    const exchanges: Readonly<Record<string, Options.AssertExchange>> = {
      'by policy': {},
      'by higher policy': {},
      'by argument': alternate('other'),
      'by argument that is gone': alternate('gone'),
      'by default exchange': alternate(''),
      'by itself': alternate('by itself'),
    };
    for (const queue of ['net', 'other']) {
      await channel.assertExchange(queue, 'fanout');
      await channel.assertQueue(queue);
      await channel.bindQueue(queue, queue, '');
    }
    for (const [name, options] of Object.entries(exchanges)) await channel.assertExchange(name, 'headers', options);
    const live = await readLive(reader, vhost.name);
    const byName = prepareRoutes(live.topology, { exchangePolicies: live.exchangePolicies });
    const byPattern = prepareRoutes(live.topology);
    const table: string[] = [];
    for (const exchange of Object.keys(exchanges)) {
      // The routing key is a queue's name: the default exchange would deliver to it.
      await publish({}, { exchange, routingKey: 'net' });
      const arrived = [...(await got('net', channel)), ...(await got('other', channel))];
      table.push(`${exchange}: ${arrived.join(' ') || 'lost'}`);
      for (const routes of [byName, byPattern])
        expect([...trace(routes, { exchange, routingKey: 'net', headers: {} }).queues.keys()], exchange).toEqual(
          arrived,
        );
    }
    expect(table).toEqual([
      'by policy: net',
      'by higher policy: other',
      'by argument: other',
      'by argument that is gone: lost',
      'by default exchange: lost',
      'by itself: lost',
    ]);
  });
});
