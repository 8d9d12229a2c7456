// The reading door and the live state on a real RabbitMQ: names that must be escaped, rights, and counts that are fresh.

import { gte } from 'semver';
import { inject, describe, expect, test } from 'vitest';
import { BrokerError, openManagement, openWriter } from '../../src/broker/index.js';
import type { Reader } from '../../src/broker/index.js';
import { readActivity, readListedQueue, readLive, queueState } from '../../src/live/index.js';
import { readTotals } from '../../src/live/read-activity.js';
import { rabbitmqctl } from '../support/broker.js';
import { brokerTest } from '../support/broker-test.js';
import type { NewUser, TestVhost } from '../support/vhost.js';
import { until as eventually } from '../support/until.js';
import { withVhost } from '../support/vhost.js';

const open = (url: string): Reader => openManagement({ url, timeoutSeconds: 30 });
const readerOf = (vhost: TestVhost): Reader => open(vhost.managementUrl);
const everything = { configure: '.*', write: '.*', read: '.*' };

async function until<T extends object>(
  ask: () => Promise<T | undefined>,
  enough: (answer: T | undefined) => boolean,
): Promise<T | undefined> {
  const found = await eventually('the counts', async () => {
    const answer = await ask();
    return enough(answer) && { answer };
  });
  return found.answer;
}

test('a vhost, exchange, queue and binding with / % and spaces in their names', async () => {
  await withVhost(inject('broker'), 'cloud/east 100% ü+?#', async (vhost) => {
    const name = 'q /%+?#ü 漢 .*';
    await vhost.amqp(async ({ channel }) => {
      await channel.assertExchange(`x${name}`, 'headers', { arguments: { 'x-topo-owner': 'me / %' } });
      await channel.assertQueue(name, { arguments: { 'x-queue-type': 'classic', 'x-topo-holder': 'ops @ host' } });
      await channel.bindQueue(name, `x${name}`, 'key %/+?#ü漢 ~', { 'x-match': 'all', 'a b': 'c/d' });
      channel.sendToQueue(name, Buffer.from('x'));
      await channel.waitForConfirms();
    });
    const reader = readerOf(vhost);
    const live = await readLive(reader, vhost.name);
    expect(live.broker?.clusterName).toBe(inject('broker').clusterName);
    expect(live.vhost).toBe(vhost.name);
    expect([...live.topology.queues.keys()]).toEqual([name]);
    expect(live.topology.exchanges.get(`x${name}`)).toEqual({
      ...{ name: `x${name}`, type: 'headers', durable: true, autoDelete: false, internal: false },
      arguments: { 'x-topo-owner': 'me / %' },
    });
    expect(live.topology.bindings).toMatchObject([
      { source: `x${name}`, destination: name, routingKey: 'key %/+?#ü漢 ~', arguments: { 'a b': 'c/d' } },
    ]);
    expect(await readListedQueue(reader, vhost.name, name)).toMatchObject({
      state: queueState('running'),
      arguments: { 'x-topo-holder': 'ops @ host' },
    });
    expect(await readListedQueue(reader, vhost.name, `${name}?`)).toBeUndefined();
    const named = await readActivity(reader, vhost.name, [{ name }, { name: 'q' }]);
    expect(named.get(name)).toEqual({
      messages: 1,
      unacknowledged: 0,
      consumers: 0,
      readers: [],
      state: queueState('running'),
    });
    expect(named.get('q')).toMatchObject({ messages: null, unacknowledged: null, consumers: null });

    const [binding] = live.topology.bindings;
    if (!binding) throw new Error('no binding');
    const writer = openWriter({ url: vhost.managementUrl, timeoutSeconds: 30 });
    await writer.deleteBinding(vhost.name, binding);
    await writer.deleteBinding(vhost.name, binding);
    expect((await readLive(reader, vhost.name)).topology.bindings).toEqual([]);
  });
});

brokerTest(
  'bindings that differ in the AMQP type of a value are told apart, and each can be deleted',
  async ({ vhost }) => {
    await vhost.amqp(async ({ channel }) => {
      await channel.assertExchange('x', 'headers');
      await channel.assertQueue('q');
      for (const value of ['54', { '!': 'byte', value: 54 }, { '!': 'int', value: 54 }, { '!': 'long', value: 54 }])
        await channel.bindQueue('q', 'x', '', { 'x-match': 'all', cluster: value });
    });
    const read = async () => (await readLive(readerOf(vhost), vhost.name)).topology.bindings;
    const bindings = await read();
    expect(bindings.map((binding) => JSON.stringify(binding.arguments['cluster'])).sort()).toEqual([
      '"54"',
      '54',
      '54',
      '54',
    ]);
    expect(new Set(bindings.map((binding) => binding.propertiesKey)).size).toBe(4);
    const writer = openWriter({ url: vhost.managementUrl, timeoutSeconds: 30 });
    for (const binding of bindings)
      if (binding.arguments['cluster'] === 54) await writer.deleteBinding(vhost.name, binding);
    expect((await read()).map((binding) => binding.arguments)).toEqual([{ 'x-match': 'all', cluster: '54' }]);
  },
);

brokerTest('flags, types, policies and the registry’s internal exchange', async ({ vhost }) => {
  await vhost.api.put(`/policies/${vhost.path}/net`, {
    ...{ pattern: '^x$', 'apply-to': 'exchanges', priority: 3, definition: { 'alternate-exchange': 'net' } },
  });
  await vhost.amqp(async ({ channel }) => {
    await channel.assertExchange('x', 'headers');
    await channel.assertExchange('topo.owned.x', 'direct', { internal: true });
    await channel.assertQueue('quorum', { arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 5 } });
    await channel.assertQueue('bare');
    await channel.assertQueue('mine', { exclusive: true });
    const { topology, queueStates, exchangePolicies } = await readLive(readerOf(vhost), vhost.name);
    expect(topology.exchanges.get('topo.owned.x')).toMatchObject({ internal: true, durable: true });
    expect(topology.exchanges.has('')).toBe(false);
    expect(topology.queues.get('quorum')?.arguments).toEqual({ 'x-queue-type': 'quorum', 'x-delivery-limit': 5 });
    expect(topology.queues.get('bare')?.arguments).toEqual({ 'x-queue-type': 'classic' });
    expect(topology.queues.get('quorum')).toMatchObject({ exclusive: false, durable: true });
    expect(topology.queues.get('mine')).toMatchObject({ exclusive: true });
    expect(topology.bindings).toEqual([]);
    expect(topology.policies).toMatchObject([
      { name: 'net', priority: 3, definition: { 'alternate-exchange': 'net' } },
    ]);
    expect(exchangePolicies.get('x')).toBe('net');
    expect(queueStates.get('bare')?.name).toBe('running');
  });
});

describe('counts', () => {
  brokerTest('of a classic queue they are of now, and tell ready from unacknowledged', async ({ vhost }) => {
    await vhost.amqp(async ({ channel }) => {
      await channel.assertQueue('a.b');
      await channel.assertQueue('axb');
      for (let count = 0; count < 3; count += 1) channel.sendToQueue('a.b', Buffer.from('x'));
      await channel.waitForConfirms();
      const reader = readerOf(vhost);
      const count = async () => (await readActivity(reader, vhost.name, [{ name: 'a.b' }])).get('a.b');
      // A confirm of a transient message may come before the queue has counted it.
      await until(count, (activity) => activity?.messages === 3);
      const got = await channel.get('a.b');
      await until(count, (activity) => activity?.messages === 3 && activity.unacknowledged === 1);
      if (got) channel.ack(got);
      await until(count, (activity) => activity?.messages === 2 && activity.unacknowledged === 0);
      await channel.purgeQueue('a.b');
      expect(await count()).toMatchObject({ messages: 0, unacknowledged: 0 });

      const totals = await readTotals(reader, vhost.name);
      expect([...totals.keys()].sort()).toEqual(['a.b', 'axb']);
      const many = Array.from({ length: 50 }, (_, index) => ({ name: `gone-${index}` }));
      const whole = await readActivity(reader, vhost.name, [...many, { name: 'axb' }]);
      expect(whole.get('axb')).toMatchObject({ messages: 0, unacknowledged: 0, consumers: 0 });
      expect(whole.get('gone-7')).toMatchObject({ messages: null, unacknowledged: null, consumers: null });
    });
  });

  brokerTest('who consumes is seen, by a user without the tag monitoring too', async ({ vhost }) => {
    const user = await vhost.createUser({
      name: `mgmt-${vhost.path}`,
      password: 'p/w%',
      tags: 'management',
      permissions: everything,
    });
    await vhost.amqp(async ({ channel }) => {
      await channel.assertQueue('q');
      await channel.consume('q', () => undefined, { consumerTag: 'worker' });
      const consumersFor = async (url: string) => (await readActivity(open(url), vhost.name, [{ name: 'q' }])).get('q');
      const all = await until(
        () => consumersFor(vhost.managementUrl),
        // A consumer is shown before its connection is.
        (activity) => activity?.consumers === 1 && activity.readers[0]?.peer !== '',
      );
      expect(all?.readers).toMatchObject([{ consumerTag: 'worker', peer: expect.stringMatching(/:\d+$/) as unknown }]);
      // His list of consumers is empty: only his own connections' are in it.
      const his = await until(
        () => consumersFor(user.managementUrl),
        (activity) => activity?.consumers === 1,
      );
      expect(his?.readers).toEqual([]);
      expect((await readTotals(open(user.managementUrl), vhost.name)).get('q')).toMatchObject({ consumers: 1 });
    });
  });

  brokerTest('of queues whose names are too long for one pattern', async ({ vhost }) => {
    const names = Array.from(
      { length: 18 },
      (_, index) => `storage-eu-central-1-compute-${1000 + index}.eu-central-1.cloud.internal`,
    );
    await vhost.amqp(async ({ channel }) => {
      for (const name of names) await channel.assertQueue(name);
    });
    const counts = await readActivity(
      readerOf(vhost),
      vhost.name,
      names.map((name) => ({ name })),
    );
    expect(names.filter((name) => counts.get(name)?.messages !== 0)).toEqual([]);
  });

  brokerTest('of a quorum queue without a leader they are unknown', { timeout: 120_000 }, async ({ vhost, skip }) => {
    const { control } = inject('broker');
    skip(control === null, 'the broker is not ours to break');
    await vhost.amqp(async ({ channel }) => {
      await channel.assertQueue('q', { arguments: { 'x-queue-type': 'quorum' } });
      channel.sendToQueue('q', Buffer.from('x'), { persistent: true });
      await channel.waitForConfirms();
      const reader = readerOf(vhost);
      const count = async () => (await readActivity(reader, vhost.name, [{ name: 'q' }])).get('q');
      await until(count, (activity) => activity?.messages === 1);
      const server = `{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"${vhost.name}">>, queue, <<"q">>)), ra:STEP_server(quorum_queues, amqqueue:get_pid(Q)).`;
      await rabbitmqctl({ control }, 'eval', server.replace('STEP', 'stop'));
      const lost = await until(count, (activity) => activity?.state?.name !== 'running');
      expect(lost).toMatchObject({ messages: null, unacknowledged: null, consumers: null });
      expect((await readTotals(reader, vhost.name)).get('q')).toMatchObject({ messages: null });
      // The list of objects alone tells it on 3.10 only.
      const listed = (await readLive(reader, vhost.name)).queueStates.get('q');
      expect(listed?.name).toBe(gte(inject('broker').version, '4.0.0') ? 'running' : 'without leader');
      // On a busy machine the first restart may find the server not quite stopped.
      const restarted = async () => {
        await rabbitmqctl({ control }, 'eval', server.replace('STEP', 'restart'));
        return await count();
      };
      await until(restarted, (activity) => activity?.messages === 1);
    });
  });
});

describe('who may not', () => {
  const password = 's3c/r%t:p@s';
  const forms = [password, encodeURIComponent(password)];

  async function refusal(vhost: TestVhost, user: Partial<NewUser>, name = vhost.name): Promise<BrokerError> {
    const made = { name: `user-${vhost.path}`, password, tags: 'management', permissions: everything, ...user };
    const { managementUrl } = await vhost.createUser(made);
    return await failureOf(managementUrl, name);
  }
  async function failureOf(url: string, vhost: string): Promise<BrokerError> {
    const error = await readLive(open(url), vhost).catch((thrown: unknown) => thrown);
    if (!(error instanceof BrokerError)) throw new Error('no BrokerError', { cause: error });
    for (const form of forms)
      expect([error.message, error.stack, error.remedy.text, error.url].join()).not.toContain(form);
    return error;
  }

  brokerTest('wrong password', async ({ vhost }) => {
    const url = new URL(vhost.managementUrl);
    url.password = encodeURIComponent(password);
    const error = await failureOf(url.href, vhost.name);
    expect(error.kind).toBe('password');
    expect(error.remedy.text).toContain('--management-url');
  });
  brokerTest('a user that does not exist', async ({ vhost }) => {
    const url = new URL(vhost.managementUrl);
    url.username = 'nobody';
    expect((await failureOf(url.href, vhost.name)).kind).toBe('password');
  });
  brokerTest('a user without a tag', async ({ vhost }) => {
    const error = await refusal(vhost, { tags: '' });
    expect(error).toMatchObject({ kind: 'forbidden', reason: 'Not management user' });
    expect(error.remedy.text).toMatch(/^rabbitmqctl set_user_tags \S+ management$/);
  });
  brokerTest('a user without a permission on the vhost', async ({ vhost }) => {
    const error = await refusal(vhost, { permissions: null });
    expect(error.kind).toBe('forbidden');
    expect(error.message).toContain(`in vhost "${vhost.name}"`);
    expect(error.remedy.text).toMatch(/: rabbitmqctl set_permissions -p /);
  });
  brokerTest(
    'the least rights suffice: the tag management, and a permission that allows nothing',
    async ({ vhost }) => {
      const user = await vhost.createUser({
        ...{ name: `least-${vhost.path}`, password, tags: 'management' },
        permissions: { configure: '^$', write: '^$', read: '^$' },
      });
      const live = await readLive(open(user.managementUrl), vhost.name);
      expect(live.topology.exchanges.size).toBeGreaterThan(0);
      expect((await readTotals(open(user.managementUrl), vhost.name)).size).toBe(0);
    },
  );
  brokerTest('he may not delete a binding', async ({ vhost }) => {
    await vhost.amqp(async ({ channel }) => {
      await channel.assertExchange('x', 'headers');
      await channel.assertQueue('q');
      await channel.bindQueue('q', 'x', '', { a: 'b' });
    });
    const user = await vhost.createUser({
      ...{ name: `reader-${vhost.path}`, password, tags: 'management' },
      permissions: { configure: '', write: '', read: '.*' },
    });
    const [binding] = (await readLive(readerOf(vhost), vhost.name)).topology.bindings;
    if (!binding) throw new Error('no binding');
    const writer = openWriter({ url: user.managementUrl, timeoutSeconds: 30 });
    await expect(writer.deleteBinding(vhost.name, binding)).rejects.toMatchObject({ kind: 'forbidden' });
  });
  brokerTest('nor one of a vhost that he may not see: that is no binding that is gone already', async ({ vhost }) => {
    const stranger = { name: `stranger-${vhost.path}`, password, tags: 'management', permissions: null };
    const { managementUrl } = await vhost.createUser(stranger);
    const binding = { ...{ source: 'x', destination: 'q', destinationType: 'queue' as const, routingKey: '' } };
    const writer = openWriter({ url: managementUrl, timeoutSeconds: 30 });
    const deleted = writer.deleteBinding(vhost.name, { ...binding, arguments: {}, propertiesKey: '~' });
    await expect(deleted).rejects.toMatchObject({ kind: 'forbidden' });
  });
  brokerTest('a missing vhost, also for a user who may see none', async ({ vhost }) => {
    const missing = `${vhost.name}/no such`;
    const expected = {
      kind: 'no vhost',
      object: missing,
      message: expect.stringContaining(`no vhost "${missing}"`) as unknown,
    };
    const error = await failureOf(vhost.managementUrl, missing);
    expect(error).toMatchObject(expected);
    expect(error.remedy.text).toContain(`rabbitmqctl add_vhost '${missing}'`);
    expect(await refusal(vhost, { permissions: null }, missing)).toMatchObject(expected);
  });
  brokerTest('the AMQP port, and a path that is not the API', async ({ vhost }) => {
    const amqp = new URL(vhost.managementUrl);
    amqp.port = new URL(vhost.amqpUrl).port;
    expect((await failureOf(amqp.href, vhost.name)).message).toMatch(/^AMQP answers at /);
    const elsewhere = new URL('/somewhere', vhost.managementUrl);
    expect((await failureOf(elsewhere.href, vhost.name)).kind).toBe('not the API');
  });
});
