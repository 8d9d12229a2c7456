// Limits by policy (`queue.policy`): set, changed and taken away on living queues; held while a message would be dropped;
// refused where they would reach somebody else's queue, or somebody else's policy applies.

import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { stepLines } from '../support/desired.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { until } from '../support/until.js';
import type { Amqp, TestVhost } from '../support/vhost.js';

/** `storage-fast` begins as `storage` does. */
const fleet = (limits: string, more = ''): string => `version: 1
routing: { direct: {} }
daemons:
  dispatcher: { scope: global }
  network: { scope: cluster }
  storage: { scope: hypervisor, queue: { ${limits} } }
  storage-fast: { scope: hypervisor${more} }
clusters: { 54: { hypervisors: [98, 99] } }
`;

const limited = (definition: string): string => fleet(`policy: { ${definition} }`);

/** By queue, the policy that RabbitMQ applies. */
async function policiesOf(vhost: TestVhost): Promise<Readonly<Record<string, string>>> {
  const rows = await vhost.api.get<{ name: string; policy?: string | null }[]>(
    `/queues/${vhost.path}?disable_stats=true&columns=name,policy`,
  );
  return Object.fromEntries(rows.flatMap(({ name, policy }) => (policy ? [[name, policy]] : [])));
}

async function definitionOf(vhost: TestVhost, policy: string): Promise<unknown> {
  return (await vhost.api.get<{ definition: unknown }>(`/policies/${vhost.path}/${policy}`)).definition;
}

async function fill({ publish }: Amqp, queue: string, from: number, to: number): Promise<void> {
  for (let body = from; body <= to; body += 1)
    expect(await publish({}, { exchange: 'global.direct', routingKey: queue, body: String(body) })).toBe('routed');
}

const POLICY = 'topo.global.storage';

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
      const enough = { inventory: limited('max-length-bytes: 5000'), broker: vhost };
      expect(await applyJson(enough)).toMatchObject({ exitCode: 0, converged: true });
      expect((await channel.checkQueue('storage-54-98')).messageCount).toBe(5);
    });
  });

  brokerTest('a policy goes, and somebody else’s is next: not while that one would drop', async ({ vhost }) => {
    await applyJson({ inventory: limited('max-length: 9'), broker: vhost });
    await vhost.api.put(`/policies/${vhost.path}/theirs`, {
      pattern: '^storage-54',
      definition: { 'max-length': 2 },
      'apply-to': 'queues',
      priority: -1,
    });
    await vhost.amqp(async (amqp) => {
      await fill(amqp, 'storage-54-98', 1, 3);
      const report = await applyJson({ inventory: fleet(''), broker: vhost });
      expect(report).toMatchObject({ exitCode: 4, summary: { held: 1 } });
      expect(report.outcomes[0]?.error).toContain('max-length 2 of policy "theirs" would drop the oldest');
      expect((await amqp.channel.checkQueue('storage-54-98')).messageCount).toBe(3);
      await amqp.channel.get('storage-54-98', { noAck: true });
      expect(await applyJson({ inventory: fleet(''), broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
      expect(await policiesOf(vhost)).toEqual({ 'storage-54-98': 'theirs', 'storage-54-99': 'theirs' });
    });
  });

  brokerTest('an operator policy that lets less through is said by name, and left alone', async ({ vhost }) => {
    await vhost.api.put(`/operator-policies/${vhost.path}/cap`, {
      pattern: '98$',
      definition: { 'max-length': 3 },
      'apply-to': 'queues',
      priority: 0,
    });
    const wanted = { inventory: limited('max-length: 9'), broker: vhost };
    const said = `operator policy "cap" allows queue storage-54-98 less than policy "${POLICY}" does: max-length 3 holds in the place of 9`;
    expect((await planJson(wanted)).notes).toContain(
      `Not all limits hold: ${said}: write what holds into the inventory, or ask the broker's administrator.`,
    );
    expect(await applyJson(wanted)).toMatchObject({ exitCode: 0, converged: true });
    expect(await verifyJson(wanted)).toMatchObject({ ok: true, findings: [{ kind: 'foreign', message: said }] });
    await vhost.amqp(async (amqp) => {
      await fill(amqp, 'storage-54-98', 1, 5);
      expect((await amqp.channel.checkQueue('storage-54-98')).messageCount).toBe(3);
      // It holds already: a lower one of ours drops nothing.
      expect(await applyJson({ inventory: limited('max-length: 2'), broker: vhost })).toMatchObject({ exitCode: 4 });
      expect(await applyJson({ inventory: limited('max-length: 3'), broker: vhost })).toMatchObject({ exitCode: 0 });
      expect((await amqp.channel.checkQueue('storage-54-98')).messageCount).toBe(3);
    });
  });

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

  brokerTest('a stranger’s queue that would match is named, and gets no limit', async ({ vhost }) => {
    await applyJson({ inventory: fleet(''), broker: vhost });
    await vhost.amqp(async ({ channel }) => {
      await channel.assertQueue('storage-api');
    });
    const report = await applyJson({ inventory: limited('max-length: 5'), broker: vhost });
    expect(report).toMatchObject({ exitCode: 4, summary: { refused: 1 } });
    expect(report.outcomes[0]?.error).toContain('it would limit queue "storage-api" too');
    expect(await policiesOf(vhost)).toEqual({});
  });

  brokerTest.for([-1, 0, 5])('another policy of priority %i: named, and left alone', async (priority, { vhost }) => {
    await applyJson({ inventory: fleet(''), broker: vhost });
    const other = { pattern: '99$', definition: { 'max-length': 7 }, 'apply-to': 'queues', priority };
    await vhost.api.put(`/policies/${vhost.path}/theirs`, other);
    const wanted = { inventory: limited('max-length: 5'), broker: vhost };
    const report = await applyJson(wanted);
    expect(report.outcomes[0]?.error).toContain(
      `policy "theirs" (priority ${priority}) applies to queue "storage-54-99"`,
    );
    expect(await policiesOf(vhost)).toEqual({ 'storage-54-99': 'theirs', 'storage-fast-54-99': 'theirs' });
    expect(await verifyJson(wanted)).toMatchObject({ findings: [{ kind: 'mismatch', object: { name: POLICY } }] });
  });

  brokerTest('from arguments to a policy: the policy first, then drained queues are replaced', async ({ vhost }) => {
    await applyJson({ inventory: fleet('arguments: { x-max-length: 5 }'), broker: vhost });
    const moved = { inventory: limited('max-length: 8'), broker: vhost };
    const plan = await planJson(moved);
    expect(stepLines(plan)).toEqual([`set policy ${POLICY}`]);
    const changed = await planJson({ inventory: fleet('arguments: { x-max-length: 8 }'), broker: vhost });
    expect(changed.refusals[0]?.remedy).toContain(
      'write `queue: { policy: { max-length: 8 } }` in the place of the argument',
    );
    expect(await applyJson(moved, '--replace', 'storage-54-98')).toMatchObject({ exitCode: 4, summary: { failed: 0 } });
    expect(await applyJson(moved, '--replace', 'storage-*')).toMatchObject({ exitCode: 0, converged: true });
    await vhost.amqp(async (amqp) => {
      await fill(amqp, 'storage-54-98', 1, 9);
      expect((await amqp.channel.checkQueue('storage-54-98')).messageCount).toBe(8);
    });
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
