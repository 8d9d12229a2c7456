// The main job from outside: the built CLI on a real RabbitMQ, each test in a vhost of its own.

import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { stepLines } from '../support/desired.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const without98 = small.replace('[98, 99]', '[99]');

async function namesOf(vhost: TestVhost, kind: 'exchanges' | 'queues'): Promise<readonly string[]> {
  const rows = await vhost.api.get<{ name: string }[]>(`/${kind}/${vhost.path}`);
  return rows
    .map((row) => row.name)
    .filter((name) => name !== '' && !name.startsWith('amq.'))
    .sort();
}

describe('the small example', () => {
  brokerTest('the broker ends with exactly the tree, and a second plan is empty', async ({ vhost }) => {
    const options = { inventory: small, broker: vhost };
    expect((await topo(['plan', '--detailed-exitcode'], options)).code).toBe(2);
    expect(await applyJson(options)).toMatchObject({ summary: { done: 31 }, converged: true, exitCode: 0 });

    const exchanges = ['global', 'storage', 'storage-53', 'storage-54', 'vm', 'vm-53', 'vm-54'];
    expect(await namesOf(vhost, 'exchanges')).toEqual(exchanges);
    expect(await namesOf(vhost, 'queues')).toHaveLength(9);
    const bindings = await vhost.api.get<{ source: string }[]>(`/bindings/${vhost.path}`);
    expect(bindings.filter((row) => row.source !== '')).toHaveLength(15);

    expect((await planJson(options)).steps).toEqual([]);
    expect((await topo(['plan', '--detailed-exitcode'], options)).code).toBe(0);
    expect(await topo(['verify'], options)).toMatchObject({ code: 0 });
    expect(await applyJson(options)).toMatchObject({ outcomes: [], converged: true, exitCode: 0 });
  });

  brokerTest('a message arrives in the queue of its address, and nowhere else', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await vhost.amqp(async ({ channel, publish }) => {
      expect(await publish({ daemon: 'storage', cluster: '54', hypervisor: '98' })).toBe('routed');
      expect(await publish({ daemon: 'storage', cluster: '54', hypervisor: '97' })).toBe('returned');
      expect(await publish({ daemon: 'storage', cluster: 54, hypervisor: 98 })).toBe('returned');
      const counts = new Map<string, number>();
      for (const name of await namesOf(vhost, 'queues'))
        counts.set(name, (await channel.checkQueue(name)).messageCount);
      expect([...counts].filter(([, count]) => count > 0)).toEqual([['storage-54-98', 1]]);
    });
  });

  brokerTest(
    'adding a hypervisor adds exactly its queues and bindings; removing it takes exactly those',
    async ({ vhost }) => {
      const options = { inventory: small, broker: vhost };
      await applyJson(options);
      const more = { ...options, inventory: small.replace('[98, 99]', '[98, 99, 100]') };
      expect(stepLines(await planJson(more))).toEqual([
        'declare queue storage-54-100',
        'declare queue vm-54-100',
        'bind storage-54-100 from storage-54 hypervisor="100"',
        'bind vm-54-100 from vm-54 hypervisor="100"',
      ]);
      expect(await applyJson(more)).toMatchObject({ summary: { done: 4 }, converged: true });
      expect(stepLines(await planJson(options))).toEqual([
        'unbind storage-54-100 from storage-54 hypervisor="100"',
        'unbind vm-54-100 from vm-54 hypervisor="100"',
        'delete queue storage-54-100',
        'delete queue vm-54-100',
      ]);
      expect(await applyJson(options)).toMatchObject({ summary: { done: 4 }, converged: true, exitCode: 0 });
    },
  );
});

describe('a queue that cannot go yet is held', () => {
  brokerTest('with a message: unbound, kept, and deleted by the apply after it is drained', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await vhost.amqp(({ publish }) => publish({ daemon: 'storage', cluster: '54', hypervisor: '98' }));
    const options = { inventory: without98, broker: vhost };
    expect((await planJson(options)).held).toMatchObject([{ name: 'storage-54-98', messages: 1, consumers: 0 }]);

    const report = await applyJson(options);
    expect(report).toMatchObject({ exitCode: 4, converged: false, summary: { held: 1, done: 3 } });
    const held = report.outcomes.find((outcome) => outcome.result === 'held');
    expect(held).toMatchObject({ step: { action: 'delete', name: 'storage-54-98' }, messages: 1, unacknowledged: 0 });
    expect(held?.remedy).toContain('rabbitmqctl purge_queue');
    await vhost.amqp(async ({ channel, publish }) => {
      expect(await publish({ daemon: 'storage', cluster: '54', hypervisor: '98' })).toBe('returned');
      await channel.purgeQueue('storage-54-98');
    });
    expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true, summary: { done: 1 } });
    expect(await namesOf(vhost, 'queues')).not.toContain('storage-54-98');
  });

  brokerTest('with an unacknowledged message: the same', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    const options = { inventory: without98, broker: vhost };
    await vhost.amqp(async ({ channel, publish }) => {
      await publish({ daemon: 'vm', cluster: '54', hypervisor: '98' });
      const got = await channel.get('vm-54-98');
      if (!got) throw new Error('the message is not there');
      const report = await applyJson(options);
      expect(report).toMatchObject({ exitCode: 4, summary: { held: 1, done: 3 } });
      expect(report.outcomes.find((outcome) => outcome.result === 'held')).toMatchObject({
        step: { action: 'delete', name: 'vm-54-98' },
        messages: 1,
        unacknowledged: 1,
      });
      channel.ack(got);
      // An answer on the same channel: the acknowledgement has arrived.
      await channel.checkQueue('dispatcher');
    });
    expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true });
  });

  brokerTest('with a consumer: it keeps its binding, and the branch above it', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    const options = { inventory: small.replace(/ {2}54:\n.*\n/, ''), broker: vhost };
    await vhost.amqp(async ({ channel, publish }) => {
      const { consumerTag } = await channel.consume('storage-54-98', () => undefined, { noAck: true });
      const report = await applyJson(options);
      expect(report.exitCode).toBe(4);
      const held = report.outcomes.filter((outcome) => outcome.result === 'held').map(({ step }) => step);
      expect(held.map((step) => `${step.action} ${step.kind} ${step.name}`).sort()).toEqual([
        'delete exchange storage-54',
        'delete queue storage-54-98',
        'unbind binding storage-54',
        'unbind binding storage-54-98',
      ]);
      expect(await publish({ daemon: 'storage', cluster: '54', hypervisor: '98' })).toBe('routed');
      expect(await publish({ daemon: 'storage', cluster: '54', hypervisor: '99' })).toBe('returned');
      await channel.cancel(consumerTag);
    });
    expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true });
    expect(await namesOf(vhost, 'exchanges')).not.toContain('storage-54');
  });

  brokerTest('draining with a consumer: unbound all the same, and the worker finishes', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    const draining = small.replace('[98, 99]', '{ 98: { state: draining }, 99: }');
    await vhost.amqp(async ({ channel, publish }) => {
      await channel.consume('storage-54-98', () => undefined, { noAck: true });
      expect(await applyJson({ inventory: draining, broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
      expect(await publish({ daemon: 'storage', cluster: '54', hypervisor: '98' })).toBe('returned');
    });
    const { findings, ok } = await verifyJson({ inventory: draining, broker: vhost });
    expect(ok).toBe(true);
    expect(findings.map(({ kind, object }) => `${kind} ${object.name}`)).toEqual([
      'draining storage-54-98',
      'draining vm-54-98',
    ]);
  });
});

describe('what is wrong is found and mended', () => {
  brokerTest(
    'a lost queue, a stray binding, an integer value, an orphan: verify names them, apply mends them',
    async ({ vhost }) => {
      const options = { inventory: small, broker: vhost };
      await applyJson(options);
      await vhost.amqp(async ({ channel }) => {
        await channel.deleteQueue('storage-54-98');
        await channel.bindQueue('dispatcher', 'storage-54', '', { hypervisor: '1' });
        await channel.bindQueue('vm-54-99', 'vm-54', '', { hypervisor: 99 });
        await channel.assertQueue('old', { durable: true, arguments: { 'x-topo-owner': 'global' } });
      });
      const { findings, ok } = await verifyJson(options);
      expect(ok).toBe(false);
      expect(findings.map(({ kind, object }) => `${kind} ${object.kind} ${object.name}`).sort()).toEqual([
        'extra-binding binding dispatcher',
        'missing binding storage-54-98',
        'missing queue storage-54-98',
        'orphan queue old',
        'type-clash binding vm-54-99',
      ]);
      expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true });
      expect((await verifyJson(options)).findings).toEqual([]);
    },
  );

  brokerTest('messages that nobody reads', async ({ vhost }) => {
    const options = { inventory: small, broker: vhost };
    await applyJson(options);
    await vhost.amqp(({ publish }) => publish({ daemon: 'dispatcher' }));
    const { findings } = await verifyJson(options);
    expect(findings).toMatchObject([
      { kind: 'no-consumer', object: { name: 'dispatcher' }, messages: 1, consumers: 0 },
    ]);
    expect((await topo(['verify', '--fail-on', 'missing'], options)).code).toBe(0);
  });
});
