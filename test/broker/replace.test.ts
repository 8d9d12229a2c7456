// --replace: what cannot change in place is deleted and declared anew, when that loses nothing.

import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { stepLines } from '../support/desired.js';
import { applyJson, planJson } from '../support/plan-json.js';
import type { TestVhost } from '../support/vhost.js';
import { topo } from '../support/topo.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const limited = `${small}\nqueue: { arguments: { x-max-length: 7 } }\n`;
const queue = 'storage-54-98';
const address = { daemon: 'storage', cluster: '54', hypervisor: '98' };

async function argumentsOf(vhost: TestVhost, name: string): Promise<unknown> {
  const row = await vhost.api.get<{ arguments: unknown }>(`/queues/${vhost.path}/${name}`);
  return row.arguments;
}

/** A tree in which the exchange storage-54 is ours by its mark, and of the wrong type. */
async function withWrongExchange(vhost: TestVhost): Promise<void> {
  await applyJson({ inventory: small, broker: vhost });
  await vhost.amqp(async ({ channel }) => {
    await channel.deleteExchange('storage-54');
    await channel.assertExchange('storage-54', 'direct', { durable: true, arguments: { 'x-topo-owner': 'global' } });
    await channel.bindQueue(queue, 'storage-54', 'by hand');
  });
}

describe.concurrent('a queue', () => {
  brokerTest('without --replace it is refused, and its bindings are kept right', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await vhost.amqp(({ channel }) =>
      channel.unbindQueue(queue, 'storage-54', '', { 'x-match': 'all', hypervisor: '98' }),
    );
    const report = await applyJson({ inventory: limited, broker: vhost });
    expect(report).toMatchObject({ exitCode: 4, summary: { refused: 9, done: 1 } });
    expect(report.outcomes.find(({ result }) => result === 'refused')?.remedy).toMatch(/--replace \S+$/);
    await vhost.amqp(async ({ publish }) => {
      expect(await publish(address)).toBe('routed');
    });
  });

  brokerTest('it comes back with the new arguments, our mark and its bindings; again is nothing', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    const options = { inventory: limited, broker: vhost };
    const plan = await planJson(options, '--replace', queue);
    expect(stepLines(plan)).toEqual([`replace queue ${queue}`, `bind ${queue} from storage-54 hypervisor="98"`]);
    expect(plan.notes.join()).toContain(`While queue ${queue} is replaced`);
    const report = await applyJson(options, '--replace', queue);
    expect(report).toMatchObject({ converged: true, summary: { done: 2, refused: 8, failed: 0 } });
    expect(await argumentsOf(vhost, queue)).toMatchObject({ 'x-max-length': 7, 'x-topo-owner': 'global' });
    await vhost.amqp(async ({ publish }) => {
      expect(await publish(address)).toBe('routed');
    });
    expect(stepLines(await planJson(options, '--replace', queue))).toEqual([]);
  });

  brokerTest('from classic to quorum, all of them', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    const options = { inventory: `${small}\nqueue: { type: quorum }\n`, broker: vhost };
    // All of them are gone for a moment, and the guard counts that.
    expect(await topo(['apply', '--yes', '--replace', '*'], options)).toMatchObject({ code: 3 });
    expect(await applyJson(options, '--replace', '*', '--max-removals', '9')).toMatchObject({
      exitCode: 0,
      converged: true,
      summary: { done: 18, refused: 0 },
    });
    expect(stepLines(await planJson(options))).toEqual([]);
  });

  brokerTest.for(['classic', 'quorum'])('%s with a message: refused, bound again', async (type, { vhost }) => {
    await applyJson({ inventory: `${small}\nqueue: { type: ${type} }\n`, broker: vhost });
    const options = { inventory: limited.replace('queue: {', `queue: { type: ${type},`), broker: vhost };
    await vhost.amqp(async ({ publish, channel }) => {
      await publish(address);
      const report = await applyJson(options, '--replace', queue);
      expect(report).toMatchObject({ exitCode: 4, converged: false, summary: { refused: 9, failed: 0, held: 0 } });
      expect(report.outcomes.find(({ step }) => step.action === 'replace' && step.name === queue)).toMatchObject({
        result: 'refused',
        messages: 1,
        error: 'cannot be replaced: 1 message in it and nobody reads',
      });
      expect(await publish(address)).toBe('routed');
      expect(await channel.checkQueue(queue)).toMatchObject({ messageCount: 2 });
    });
  });

  brokerTest('with a consumer: refused, and never unbound', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await vhost.amqp(async ({ publish, channel }) => {
      await channel.consume(queue, () => undefined, { noAck: true });
      const report = await applyJson({ inventory: limited, broker: vhost }, '--replace', queue);
      expect(report.outcomes.find(({ step }) => step.action === 'replace' && step.name === queue)).toMatchObject({
        result: 'refused',
        error: expect.stringMatching(/^cannot be replaced: 1 consumer still reads it/),
        remedy: expect.stringContaining('draining'),
      });
      expect(await publish(address)).toBe('routed');
    });
  });

  brokerTest('unmarked and unregistered: it needs --adopt too', async ({ vhost }) => {
    await vhost.amqp(({ channel }) => channel.assertQueue(queue, { durable: true, arguments: { 'x-max-length': 5 } }));
    const options = { inventory: small, broker: vhost };
    const plan = await planJson(options, '--replace', queue);
    expect(plan.refusals).toMatchObject([
      {
        name: queue,
        reason: expect.stringContaining(`needs --adopt ${queue}`),
        remedy: expect.stringContaining('--adopt'),
      },
    ]);
    const report = await applyJson(options, '--replace', queue, '--adopt', queue);
    expect(report).toMatchObject({ exitCode: 0, converged: true });
    expect(await argumentsOf(vhost, queue)).toEqual({ 'x-queue-type': 'classic', 'x-topo-owner': 'global' });
  });

  brokerTest('with a foreign binding: never', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await vhost.amqp(({ channel }) => channel.bindQueue(queue, 'amq.topic', 'audit'));
    const plan = await planJson({ inventory: limited, broker: vhost }, '--replace', queue);
    expect(plan.steps).toEqual([]);
    expect(plan.refusals.find(({ name }) => name === queue)?.reason).toContain('while others hold on to it');
  });

  brokerTest('deleted, and the broker died before the declare: the next apply puts it right', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await vhost.amqp(({ channel }) => channel.deleteQueue(queue));
    const report = await applyJson({ inventory: limited, broker: vhost }, '--replace', '*', '--max-removals', '9');
    expect(report).toMatchObject({ exitCode: 0, converged: true });
  });
});

describe.concurrent('an exchange', () => {
  brokerTest('of another type: replaced with all that hangs on it', async ({ vhost }) => {
    await withWrongExchange(vhost);
    const options = { inventory: small, broker: vhost };
    expect((await planJson(options)).refusals).toMatchObject([
      { kind: 'exchange', name: 'storage-54', reason: expect.stringContaining('2 objects that hang below it') },
    ]);
    const plan = await planJson(options, '--replace', 'storage-54');
    expect(stepLines(plan)).toEqual([
      `unbind ${queue} from storage-54`,
      'replace exchange storage-54',
      `bind ${queue} from storage-54 hypervisor="98"`,
      'bind storage-54-99 from storage-54 hypervisor="99"',
      'bind storage-54 from storage cluster="54"',
    ]);
    expect(plan.notes.join()).toContain('2 queues below it');
    expect(await applyJson(options, '--replace', 'storage-54')).toMatchObject({ exitCode: 0, converged: true });
    await vhost.amqp(async ({ publish }) => {
      expect(await publish(address)).toBe('routed');
    });
  });

  brokerTest('its alternate-exchange changed, many times: what is declared is there', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    for (let round = 0; round < 5; round += 1) {
      await vhost.amqp(async ({ channel }) => {
        await channel.deleteExchange('storage-54');
        const made = { 'x-topo-owner': 'global', 'alternate-exchange': `other-${round}` };
        await channel.assertExchange('storage-54', 'headers', { durable: true, arguments: made });
      });
      const report = await applyJson({ inventory: small, broker: vhost }, '--replace', 'storage-54');
      expect(report).toMatchObject({ exitCode: 0, converged: true, summary: { failed: 0 } });
    }
  });

  brokerTest('the entry: never, publishers would get 404', async ({ vhost }) => {
    await vhost.amqp(({ channel }) =>
      channel.assertExchange('global', 'headers', { durable: true, arguments: { 'alternate-exchange': 'net' } }),
    );
    const plan = await planJson({ inventory: small, broker: vhost }, '--replace', 'global', '--adopt', 'global');
    expect(plan.refusals).toMatchObject([{ name: 'global', reason: expect.stringContaining('never deleted') }]);
    expect(plan.steps.some(({ name, action }) => name === 'global' && action === 'replace')).toBe(false);
  });

  brokerTest('with a queue below it that is held bound: refused, its worker keeps its route', async ({ vhost }) => {
    await withWrongExchange(vhost);
    await vhost.amqp(async ({ channel, publish }) => {
      await channel.consume('storage-54-99', () => undefined, { noAck: true });
      await channel.bindQueue('storage-54-99', 'storage-54', 'by hand');
      const without99 = { inventory: small.replace('[98, 99]', '[98]'), broker: vhost };
      const report = await applyJson(without99, '--replace', 'storage-54');
      expect(report.outcomes.find(({ step }) => step.action === 'replace')).toMatchObject({
        result: 'refused',
        error: 'cannot be replaced: queue storage-54-99 below it is held with its bindings',
      });
      expect(await publish({}, { exchange: 'storage-54', routingKey: 'by hand' })).toBe('routed');
    });
  });
});
