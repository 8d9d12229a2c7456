// Limits by policy (`queue.policy`): set, changed and taken away on living queues; held while a message would be dropped.

import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { stepLines } from '../support/desired.js';
import { POLICY, definitionOf, fill, fleet, limited, policiesOf } from '../support/limits.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import { until } from '../support/until.js';

describe.concurrent('limits by policy', () => {
  brokerTest('reach the queues of their daemon, and change in one step', async ({ vhost }) => {
    await applyJson({ inventory: fleet(''), broker: vhost });
    const first = { inventory: limited('max-length: 10000, overflow: reject-publish'), broker: vhost };
    expect(stepLines(await planJson(first))).toEqual([`set policy ${POLICY}`]);
    expect(await verifyJson(first)).toMatchObject({ findings: [{ kind: 'missing', object: { name: POLICY } }] });
    expect(await applyJson(first)).toMatchObject({ exitCode: 0, converged: true, summary: { done: 1 } });
    expect(await policiesOf(vhost)).toEqual({ 'storage-54-98': POLICY, 'storage-54-99': POLICY });
    expect(await verifyJson(first)).toMatchObject({ ok: true });

    const raised = { inventory: limited('max-length: 20000, overflow: reject-publish'), broker: vhost };
    expect(await verifyJson(raised)).toMatchObject({
      findings: [{ kind: 'mismatch', message: 'max-length is 10000 on the broker and 20000 in the inventory' }],
    });
    expect(await applyJson(raised)).toMatchObject({ exitCode: 0, converged: true, summary: { done: 1 } });
    expect(await definitionOf(vhost, POLICY)).toEqual({ 'max-length': 20000, overflow: 'reject-publish' });

    const without = { inventory: fleet(''), broker: vhost };
    expect(await verifyJson(without)).toMatchObject({ findings: [{ kind: 'orphan', object: { name: POLICY } }] });
    expect(stepLines(await planJson(without))).toEqual([`clear policy ${POLICY}`]);
    expect(await applyJson(without)).toMatchObject({ exitCode: 0, converged: true });
    expect(await policiesOf(vhost)).toEqual({});
  });

  brokerTest('are there before the queue is, and stay until a held queue is gone', async ({ vhost }) => {
    const inventory = limited('max-length: 3');
    const built = await applyJson({ inventory, broker: vhost });
    expect(built.outcomes[0]).toMatchObject({ step: { action: 'set', name: POLICY } });
    await vhost.amqp(async (amqp) => {
      await fill(amqp, 'storage-54-98', 1, 2);
      const gone = { inventory: inventory.replace(/ {2}storage: .*\n/, ''), broker: vhost };
      const held = await applyJson(gone);
      expect(held).toMatchObject({ exitCode: 4 });
      expect(held.outcomes.at(-1)).toMatchObject({
        step: { action: 'clear', name: POLICY },
        result: 'held',
        error: 'queue storage-54-98, which it reaches, is there yet',
      });
      await amqp.channel.purgeQueue('storage-54-98');
      expect(await applyJson(gone)).toMatchObject({ exitCode: 0, converged: true });
    });
  });

  brokerTest('lower than what waits: held with its queues and counts, until it is read', async ({ vhost }) => {
    await applyJson({ inventory: limited('max-length: 1000'), broker: vhost });
    const lower = { inventory: limited('max-length: 50'), broker: vhost };
    await vhost.amqp(async (amqp) => {
      await fill(amqp, 'storage-54-98', 1, 200);
      await fill(amqp, 'storage-54-99', 1, 50);
      const plan = await until('the counts are known', async () => {
        const made = await planJson(lower);
        return made.held.length > 0 && made;
      });
      expect(plan.held).toMatchObject([
        {
          kind: 'queue',
          name: 'storage-54-98',
          messages: 200,
          reason: `policy ${POLICY} waits: 200 messages in it, and max-length 50 would drop the oldest`,
        },
      ]);
      expect(await applyJson(lower)).toMatchObject({ exitCode: 4, summary: { held: 1, failed: 0 }, converged: false });
      expect(await definitionOf(vhost, POLICY)).toEqual({ 'max-length': 1000 });

      // A publisher goes on, a consumer is slow, and apply waits for it.
      const seen = new Set<string>();
      await amqp.channel.prefetch(5);
      const reading = amqp.channel.consume('storage-54-98', (message) => {
        setTimeout(() => {
          if (!message) return;
          seen.add(message.content.toString());
          amqp.channel.ack(message);
        }, 20);
      });
      const publishing = fill(amqp, 'storage-54-98', 201, 300);
      const report = await applyJson(lower, '--drain-timeout', '60');
      await Promise.all([reading, publishing]);
      expect(report).toMatchObject({ exitCode: 0, converged: true });
      expect(await definitionOf(vhost, POLICY)).toEqual({ 'max-length': 50 });
      await until('all is read', () => Promise.resolve(seen.size === 300));
      expect((await amqp.channel.checkQueue('storage-54-99')).messageCount).toBe(50);
    });
  });

  brokerTest('a first policy that refuses when full drops what waits as well: held', async ({ vhost }) => {
    await applyJson({ inventory: fleet(''), broker: vhost });
    const first = { inventory: limited('max-length: 5, overflow: reject-publish'), broker: vhost };
    const lower = { inventory: limited('max-length: 3, overflow: reject-publish'), broker: vhost };
    await vhost.amqp(async (amqp) => {
      await fill(amqp, 'storage-54-98', 1, 8);
      expect(await applyJson(first)).toMatchObject({ exitCode: 4, summary: { held: 1 } });
      for (let taken = 0; taken < 3; taken += 1) await amqp.channel.get('storage-54-98', { noAck: true });
      expect(await applyJson(first)).toMatchObject({ exitCode: 0 });
      // It refused before, so it drops nothing now.
      expect(await applyJson(lower)).toMatchObject({ exitCode: 0, converged: true });
      expect((await amqp.channel.checkQueue('storage-54-98')).messageCount).toBe(5);
    });
  });

  brokerTest('beside an argument: the smaller one holds, and a word is the argument’s', async ({ vhost }) => {
    await applyJson({
      inventory: fleet('arguments: { x-max-length: 5, x-overflow: reject-publish }, policy: { max-length: 9 }'),
      broker: vhost,
    });
    await vhost.amqp(async ({ channel }) => {
      for (let body = 0; body < 12; body += 1) channel.sendToQueue('storage-54-98', Buffer.from(String(body)));
      await channel.waitForConfirms().catch(() => undefined);
      expect((await channel.checkQueue('storage-54-98')).messageCount).toBe(5);
      expect(await channel.get('storage-54-98', { noAck: true })).toMatchObject({ content: Buffer.from('0') });
    });
  });

  brokerTest.for([
    ['a shorter time', 'message-ttl: 600000', 'message-ttl: 500'],
    ['fewer bytes', 'max-length-bytes: 100000', 'max-length-bytes: 1'],
    ['an expiry that nobody reads against', 'max-length: 1000', 'max-length: 1000, expires: 1000'],
  ] as const)('%s: held', async ([, before, after], { vhost }) => {
    await applyJson({ inventory: limited(before), broker: vhost });
    await vhost.amqp(async (amqp) => {
      await fill(amqp, 'storage-54-98', 1, 3);
      expect(await applyJson({ inventory: limited(after), broker: vhost })).toMatchObject({ exitCode: 4 });
      expect((await amqp.channel.checkQueue('storage-54-98')).messageCount).toBe(3);
    });
  });

  brokerTest('fewer bytes than it has: held; as many: set', async ({ vhost }) => {
    await applyJson({ inventory: limited('max-length-bytes: 100000'), broker: vhost });
    await vhost.amqp(async ({ publish, channel }) => {
      const body = 'x'.repeat(1000);
      for (let count = 0; count < 5; count += 1)
        await publish({}, { exchange: 'global.direct', routingKey: 'storage-54-98', body });
      const less = { inventory: limited('max-length-bytes: 4999'), broker: vhost };
      await until('the statistics know of them', async () => {
        const { held } = await planJson(less);
        return held[0]?.reason.includes('5 messages in it of 5,000 bytes, and max-length-bytes 4,999 would drop');
      });
      expect(await applyJson(less)).toMatchObject({ exitCode: 4 });
      const drawn = await topo(['graph'], less);
      expect(drawn.stdout).toMatch(/storage-54-98 +classic +held, 5 messages/);
      expect(drawn.stdout).not.toMatch(/storage-54-99 +classic +held/);
      const enough = { inventory: limited('max-length-bytes: 5000'), broker: vhost };
      expect(await applyJson(enough)).toMatchObject({ exitCode: 0, converged: true });
      expect((await channel.checkQueue('storage-54-98')).messageCount).toBe(5);
    });
  });

  brokerTest(
    'a lower delivery-limit drops nothing that waits: it counts when a message is returned',
    async ({ vhost }) => {
      const returned = (limit: number): string =>
        fleet(`type: quorum, policy: { delivery-limit: ${limit}, max-length: 100 }`);
      await applyJson({ inventory: returned(10), broker: vhost });
      await vhost.amqp(async (amqp) => {
        await fill(amqp, 'storage-54-98', 1, 3);
        const { channel } = amqp;
        // Each comes back five times.
        for (let time = 0; time < 5; time += 1) {
          for (let message = 0; message < 3; message += 1) await channel.get('storage-54-98');
          channel.nackAll();
          await until('all are back', async () => (await channel.checkQueue('storage-54-98')).messageCount === 3);
        }
        expect(await applyJson({ inventory: returned(2), broker: vhost })).toMatchObject({
          exitCode: 0,
          converged: true,
        });
        expect((await channel.checkQueue('storage-54-98')).messageCount).toBe(3);
        const taken = await channel.get('storage-54-98');
        if (taken) channel.nack(taken);
        await until('it is over the limit', async () => (await channel.checkQueue('storage-54-98')).messageCount === 2);
      });
    },
  );

  brokerTest.for(['classic', 'quorum'])('RabbitMQ: in a %s queue a message keeps its time', async (type, { vhost }) => {
    const set = (ttl: number): Promise<unknown> =>
      vhost.api.put(`/policies/${vhost.path}/ttl`, {
        pattern: '^(old|new)$',
        definition: { 'message-ttl': ttl },
        'apply-to': 'queues',
      });
    await set(600_000);
    await vhost.amqp(async ({ channel, publish }) => {
      for (const name of ['old', 'new']) await channel.assertQueue(name, { arguments: { 'x-queue-type': type } });
      await publish({}, { exchange: '', routingKey: 'old' });
      await set(100);
      await until('what comes from now on has the shorter time', async () => {
        await channel.purgeQueue('new');
        await publish({}, { exchange: '', routingKey: 'new' });
        const isEmpty = async (): Promise<boolean> => (await channel.checkQueue('new')).messageCount === 0;
        return await until('it is gone', isEmpty, 1000).catch(() => false);
      });
      expect((await channel.checkQueue('old')).messageCount).toBe(1);
    });
  });

  brokerTest('from arguments to a policy, a cluster at a time: the README’s way', async ({ vhost }) => {
    const twoClusters = (queue: string, draining = ''): string =>
      fleet(queue).replace(
        /clusters: .*/,
        `clusters: { 53: { hypervisors: [1] }, 54: { hypervisors: [98, 99]${draining} } }`,
      );
    const before = 'arguments: { x-max-length: 5 }';
    const after = 'policy: { max-length: 8 }';
    await applyJson({ inventory: twoClusters(before), broker: vhost });
    const changed = await planJson({ inventory: twoClusters('arguments: { x-max-length: 8 }'), broker: vhost });
    expect(changed.refusals[0]?.remedy).toContain(
      'write `queue: { policy: { max-length: 8 } }` in the place of the argument',
    );

    const moved = { inventory: twoClusters(after), broker: vhost };
    expect(stepLines(await planJson(moved))).toEqual([`set policy ${POLICY}`]);
    expect(await applyJson(moved)).toMatchObject({ exitCode: 4, summary: { done: 1, refused: 3 } });
    const drained = { inventory: twoClusters(after, ', state: draining'), broker: vhost };
    expect(await applyJson(drained)).toMatchObject({ exitCode: 4, summary: { failed: 0, refused: 3 } });
    const ofIt = ['--replace', '*-54', '--replace', '*-54-*'];
    expect(await applyJson(moved, ...ofIt)).toMatchObject({ exitCode: 4, summary: { failed: 0, refused: 1 } });
    await vhost.amqp(async (amqp) => {
      await fill(amqp, 'storage-54-98', 1, 9);
      expect((await amqp.channel.checkQueue('storage-54-98')).messageCount).toBe(8);
      await fill(amqp, 'storage-53-1', 1, 9);
      expect((await amqp.channel.checkQueue('storage-53-1')).messageCount).toBe(5);
      await amqp.channel.purgeQueue('storage-53-1');
    });
    const rest = ['--replace', '*-53', '--replace', '*-53-*'];
    expect(await applyJson(moved, ...rest)).toMatchObject({ exitCode: 0, converged: true });
    expect(await verifyJson(moved)).toMatchObject({ findings: [{ kind: 'no-consumer' }] });
  });

  brokerTest('of 1,000 hypervisors change in one apply, a step a daemon', { timeout: 120_000 }, async ({ vhost }) => {
    const large = (max: number): string =>
      fleet(
        `policy: { max-length: ${max}, overflow: reject-publish }`,
        `, queue: { policy: { message-ttl: ${max} } }`,
      ).replace('[98, 99]', '[1-1000]');
    await applyJson({ inventory: large(10_000), broker: vhost });
    const report = await applyJson({ inventory: large(20_000), broker: vhost });
    expect(report).toMatchObject({ exitCode: 0, converged: true, summary: { done: 2, held: 0, refused: 0 } });
    expect(Object.keys(await policiesOf(vhost))).toHaveLength(2000);
  });
});
