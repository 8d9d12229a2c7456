// The direct exchange beside the tree, and a fleet that moves from the one to the other: under traffic no message is lost,
// and what publishers address stays.

import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { stepLines } from '../support/desired.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { sendWhile } from '../support/senders.js';
import { topo } from '../support/topo.js';
import { until } from '../support/until.js';
import type { Amqp } from '../support/vhost.js';

const fleet = (routing: string, hypervisors = '[1-40]'): string => `version: 1
routing: ${routing}
daemons: { api: { scope: global }, net: { scope: cluster }, vm: { scope: hypervisor } }
clusters: { 1: { hypervisors: ${hypervisors} } }
`;
const tree = fleet('{ values: string }');
const both = fleet('{ direct: {} }');
const direct = fleet('{ direct: {}, tree: false }');
const queues: readonly string[] = ['api', 'net-1', ...Array.from({ length: 40 }, (_, index) => `vm-1-${index + 1}`)];

type Way = 'headers' | 'name';

async function send({ publish }: Amqp, way: Way, queue: string, body: string): Promise<'routed' | 'returned'> {
  if (way === 'name') return await publish({}, { exchange: 'global.direct', routingKey: queue, body });
  const [daemon = '', cluster, hypervisor] = queue.split('-');
  return await publish({ daemon, ...(cluster && { cluster }), ...(hypervisor && { hypervisor }) }, { body });
}

async function bodiesIn({ channel }: Amqp, queue: string): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (!message) return bodies.sort();
    bodies.push(message.content.toString());
  }
}

brokerTest('a fleet moves under traffic: every message arrives once', { timeout: 120_000 }, async ({ vhost }) => {
  await applyJson({ inventory: tree, broker: vhost });
  await vhost.amqp(async (amqp) => {
    const sent = new Map<string, string[]>(queues.map((queue) => [queue, []]));
    const returned: string[] = [];
    // Publishers change one by one: message n is sent by publisher n modulo 8.
    let switched = 0;
    let next = 0;
    const publishers = 8;
    const sendNext = async (): Promise<void> => {
      const number = next++;
      const queue = queues[number % queues.length] ?? '';
      const body = `${queue} ${number}`;
      const way = number % publishers < switched ? 'name' : 'headers';
      sent.get(queue)?.push(body);
      if ((await send(amqp, way, queue, body)) === 'returned') returned.push(`${way} ${body}`);
    };
    const some = async (): Promise<void> => {
      const from = next;
      await until('a round of messages', () => next >= from + 2 * queues.length);
    };
    await sendWhile(sendNext, async () => {
      await some();
      expect(await applyJson({ inventory: both, broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
      while (switched < publishers) {
        switched += 1;
        await some();
      }
      const last = await applyJson({ inventory: direct, broker: vhost }, '--max-removals', String(queues.length));
      expect(last).toMatchObject({ exitCode: 0, converged: true });
      await some();
    });
    expect(returned).toEqual([]);
    for (const [queue, bodies] of sent) expect(await bodiesIn(amqp, queue), queue).toEqual(bodies.sort());
    expect(await send(amqp, 'headers', 'api', 'too late')).toBe('returned');
  });
  const exchanges = await vhost.api.get(`/exchanges/${vhost.path}`);
  const names = (exchanges as readonly { readonly name: string }[]).map(({ name }) => name);
  expect(names.filter((name) => name !== '' && !name.startsWith('amq.')).sort()).toEqual([
    'global',
    'global.direct',
    'topo.owned.global',
  ]);
  expect((await planJson({ inventory: direct, broker: vhost })).steps).toEqual([]);
});

describe.concurrent('by two ways', () => {
  brokerTest('to leave the tree out trips the guard, and says what the entry took', async ({ vhost }) => {
    await applyJson({ inventory: both, broker: vhost });
    const options = { inventory: direct, broker: vhost };
    await vhost.amqp(async (amqp) => {
      for (let number = 0; number < 7; number += 1) await send(amqp, 'headers', 'vm-1-1', `${number}`);
      // The publisher stays: what a channel that is closed at once has sent may never be counted.
      await until('the statistics have seen the messages', async () => {
        const { notes } = await planJson(options);
        return notes.some(
          (note) =>
            note.includes('Exchange global stays') && note.endsWith('It took 7 messages in the last 10 minutes.'),
        );
      });
    });
    const plan = await planJson(options);
    expect(plan.guards).toMatchObject([{ name: 'removals', actual: queues.length }]);
    expect(plan.notes.join('\n')).toMatch(/keep another, by global\.direct: a message such as daemon=api is returned/);
    const refused = await topo(['apply', '--yes'], options);
    expect(refused.code).toBe(3);
    // The other way round it is the same.
    const closed = await planJson({ inventory: tree, broker: vhost });
    expect(closed.guards).toMatchObject([{ name: 'removals', actual: queues.length }]);
    expect(closed.notes.join('\n')).toMatch(/It took none in the last 10 minutes\./);
  });

  brokerTest('a direct exchange made by hand is taken over, and never deleted', async ({ vhost }) => {
    await applyJson({ inventory: tree, broker: vhost });
    await vhost.amqp(async ({ channel }) => {
      await channel.assertExchange('global.direct', 'direct', { durable: true });
      for (const queue of queues) await channel.bindQueue(queue, 'global.direct', queue);
    });
    expect(stepLines(await planJson({ inventory: both, broker: vhost }))).toEqual(['adopt exchange global.direct']);
    expect(await applyJson({ inventory: both, broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
    expect((await planJson({ inventory: both, broker: vhost })).steps).toEqual([]);
    const renamed = fleet('{ direct: { name: by-name } }');
    expect(await applyJson({ inventory: renamed, broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
    await vhost.amqp(async (amqp) => {
      expect(await send(amqp, 'name', 'vm-1-7', 'by the former one')).toBe('routed');
    });
    const left = await applyJson({ inventory: tree, broker: vhost }, '--max-removals', '42');
    expect(left).toMatchObject({ exitCode: 0, converged: true, summary: { done: 84 } });
    await vhost.api.get(`/exchanges/${vhost.path}/global.direct`);
    await vhost.api.get(`/exchanges/${vhost.path}/by-name`);
  });

  brokerTest('each way is proved, traced and kept apart', async ({ vhost }) => {
    const broker = vhost;
    await applyJson({ inventory: both, broker });
    expect(await verifyJson({ inventory: both, broker })).toMatchObject({ ok: true, checked: { routes: 84 } });
    await vhost.amqp(async ({ channel }) => {
      await channel.unbindQueue('vm-1-3', 'global.direct', 'vm-1-3');
      await channel.bindQueue('vm-1-5', 'global.direct', 'vm-1-4');
    });
    const { findings } = await verifyJson({ inventory: both, broker });
    expect(findings.map(({ kind, object, message }) => `${kind} ${object.name}: ${message}`)).toEqual([
      'missing vm-1-3: no binding from global.direct with routing key "vm-1-3": tasks do not arrive',
      'duplicate-route vm-1-4: a message to it by global.direct reaches vm-1-5 too: its task runs more than once',
      'extra-binding vm-1-5: bound from global.direct with routing key "vm-1-4", which the inventory does not ask for',
    ]);
    const traced = async (key: string): Promise<unknown> => {
      const words = ['trace', '--exchange', 'global.direct', '--routing-key', key, '--format', 'json'];
      return JSON.parse((await topo(words, { inventory: both, broker })).stdout);
    };
    expect(await traced('vm-1-4')).toMatchObject({ outcome: 'duplicate', queues: ['vm-1-4', 'vm-1-5'] });
    expect(await traced('vm-1-3')).toMatchObject({ outcome: 'unroutable', lostAt: ['global.direct'] });
    const onlyDirect = await topo(['trace', '--routing-key', 'vm-1-9'], { inventory: direct, broker });
    expect(onlyDirect.stdout).toMatch(/Routed to vm-1-9: 1 hop, 1 binding scanned/);
  });

  brokerTest('what drains takes no message by its name, and the net has it', async ({ vhost }) => {
    const draining = fleet('{ direct: {}, unroutable: {} }', '{ 1-39: , 40: { state: draining } }');
    await applyJson({ inventory: draining, broker: vhost });
    await vhost.amqp(async (amqp) => {
      for (const way of ['headers', 'name'] as const) expect(await send(amqp, way, 'vm-1-40', way)).toBe('routed');
      expect(await bodiesIn(amqp, 'unroutable')).toEqual(['headers', 'name']);
      expect(await bodiesIn(amqp, 'vm-1-40')).toEqual([]);
    });
  });
});
