// Workers that connect while their queues are taken down: whoever reads a queue in the end has its route.

import { expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson } from '../support/plan-json.js';

const fleet = (range: string): string =>
  `version: 1\ndaemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: ${range} } }\n`;

brokerTest('800 queues go while workers come, one after the other', { timeout: 120_000 }, async ({ vhost }) => {
  await applyJson({ inventory: fleet('[1-820]'), broker: vhost });
  await vhost.amqp(async ({ connection, publish }) => {
    const apply = applyJson({ inventory: fleet('[801-820]'), broker: vhost }, '--max-removals', '900');
    const reading: string[] = [];
    const isOver = { yet: false };
    void apply.finally(() => (isOver.yet = true));
    for (let id = 1; id <= 800 && !isOver.yet; id += 1) {
      const queue = `vm-1-${id}`;
      const channel = await connection.createChannel();
      channel.on('error', () => undefined);
      const isThere = await channel
        .consume(queue, () => undefined, { noAck: true })
        .then(
          () => true,
          () => false,
        );
      if (isThere) reading.push(queue);
    }
    const report = await apply;
    expect([0, 4]).toContain(report.exitCode);
    const left = await vhost.api.get<{ name: string }[]>(`/queues/${vhost.path}?disable_stats=true`);
    const there = new Set(left.map(({ name }) => name));
    // A consumer of a queue that was deleted at that moment was told so by RabbitMQ.
    for (const queue of reading.filter((name) => there.has(name))) {
      const [daemon = '', cluster = '', hypervisor = ''] = queue.split('-');
      expect(await publish({ daemon, cluster, hypervisor }), queue).not.toBe('returned');
    }
  });
});
