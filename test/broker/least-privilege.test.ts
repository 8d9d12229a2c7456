// The rights that `compile --format permissions` gives: they suffice for everything, and for nothing else.

import { readFileSync } from 'node:fs';
import { connect, type Channel, type ConfirmChannel } from 'amqplib';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import type { TestVhost, Urls } from '../support/vhost.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');

interface Rights {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** By user, what `compile --format permissions` gives. */
async function rightsFor(inventory: string): Promise<ReadonlyMap<string, Rights>> {
  const { code, stdout } = await topo(['compile', '--format', 'permissions'], { inventory });
  expect(code).toBe(0);
  const lines = stdout.matchAll(/set_permissions -p \S+ (\S+) '([^']+)' '([^']+)' '([^']+)'$/gm);
  return new Map(
    [...lines].map(([, user = '', configure = '', write = '', read = '']) => [user, { configure, write, read }]),
  );
}

async function rightsOf(user: string, inventory = small): Promise<Rights> {
  const rights = (await rightsFor(inventory)).get(user);
  if (!rights) throw new Error(`nothing is given to ${user}`);
  return rights;
}

/** The tag that it gives to this user. */
async function tagOf(user: string, inventory = small): Promise<string> {
  const { stdout } = await topo(['compile', '--format', 'permissions'], { inventory });
  const [, tag = ''] = new RegExp(`^rabbitmqctl set_user_tags ${user} (\\S+)$`, 'm').exec(stdout) ?? [];
  return tag;
}

const net = `${small}\nrouting: { unroutable: {} }\n`;

async function userOf(vhost: TestVhost, permissions: Rights): Promise<Urls> {
  return await vhost.createUser({ name: `least-${vhost.path}`, password: 'p', tags: 'management', permissions });
}

describe.concurrent('least privilege', () => {
  brokerTest('apply: declare, adopt, replace, hold, remove', async ({ vhost }) => {
    const user = await userOf(vhost, await rightsOf('topo'));
    await vhost.amqp(async ({ channel }) => {
      await channel.assertExchange('vm', 'headers', { durable: true });
      await channel.assertQueue('vm-54-99', { durable: true });
    });
    const options = { inventory: small, broker: user };
    const first = await applyJson(options);
    expect(first).toMatchObject({ exitCode: 0, converged: true });
    expect(first.outcomes.filter(({ step }) => step.action === 'adopt')).toHaveLength(2);

    const limited = { ...options, inventory: `${small}\nqueue: { arguments: { x-max-length: 9 } }\n` };
    expect(await applyJson(limited, '--replace', 'storage-*')).toMatchObject({ summary: { failed: 0, skipped: 0 } });
    expect(await applyJson(options, '--replace', 'storage-*')).toMatchObject({ exitCode: 0, converged: true });

    await vhost.amqp(({ publish }) => publish({ daemon: 'vm', cluster: '54', hypervisor: '98' }));
    const less = { ...options, inventory: small.replace('[98, 99]', '[99]') };
    expect(await applyJson(less)).toMatchObject({ exitCode: 4, summary: { held: 1, failed: 0, skipped: 0 } });
    await vhost.amqp(({ channel }) => channel.purgeQueue('vm-54-98'));
    expect(await applyJson(less)).toMatchObject({ exitCode: 0, converged: true });
    expect(await verifyJson(less)).toMatchObject({ ok: true });
  });

  brokerTest('the direct exchange: beside the tree, without it, and left out', async ({ vhost }) => {
    const user = await userOf(vhost, await rightsOf('topo', `${small}\nrouting: { direct: {} }\n`));
    const ways = ['{ direct: {} }', '{ direct: {}, tree: false }', '{ direct: {} }', '{ values: string }'];
    for (const routing of ways) {
      const options = { inventory: `${small}\nrouting: ${routing}\n`, broker: user };
      expect(await applyJson(options, '--max-removals', '99')).toMatchObject({ exitCode: 0, converged: true });
    }
  });

  brokerTest('dead letters: read on the queue, write on the exchange that they go to', async ({ vhost }) => {
    const inventory = `${small}\nqueue: { arguments: { x-dead-letter-exchange: dead.letters } }\n`;
    const user = await userOf(vhost, await rightsOf('topo', inventory));
    expect(await applyJson({ inventory, broker: user })).toMatchObject({ exitCode: 0, converged: true });
    const without = await vhost.createUser({
      name: `without-${vhost.path}`,
      password: 'p',
      tags: 'management',
      permissions: await rightsOf('topo'),
    });
    const more = inventory.replace('[98, 99]', '[97, 98, 99]');
    expect(await applyJson({ inventory: more, broker: without })).toMatchObject({ exitCode: 7 });
  });

  brokerTest('the net: switched on, grown and switched off', async ({ vhost }) => {
    const name = `least-${vhost.path}`;
    const user = await vhost.createUser({
      name,
      password: 'p',
      tags: 'policymaker',
      permissions: await rightsOf('topo', net),
    });
    for (const inventory of [net, net.replace('  54:', '  60: { hypervisors: [1] }\n  54:'), small])
      expect(await applyJson({ inventory, broker: user })).toMatchObject({ exitCode: 0, converged: true });
    expect(await vhost.api.get(`/policies/${vhost.path}`)).toEqual([]);
  });

  brokerTest('limits by policy: set, changed, held and cleared, with the tag that it gives', async ({ vhost }) => {
    const limited = (policy: string): string => `${small}\nqueue: { policy: { ${policy} } }\n`;
    const first = limited('max-length: 100, dead-letter-exchange: dead.letters');
    const name = `least-${vhost.path}`;
    const permissions = await rightsOf('topo', first);
    const tags = await tagOf('topo', first);
    expect([tags, await tagOf('topo')]).toEqual(['policymaker', 'management']);
    const user = await vhost.createUser({ name, password: 'p', tags, permissions });
    for (const inventory of [small, first, first.replace('[98, 99]', '[97, 98, 99]'), limited('max-length: 200')])
      expect(await applyJson({ inventory, broker: user })).toMatchObject({ exitCode: 0, converged: true });
    await vhost.amqp(async ({ publish }) => {
      for (let sent = 0; sent < 2; sent += 1) await publish({ daemon: 'vm', cluster: '54', hypervisor: '98' });
    });
    const lower = { inventory: limited('max-length: 1'), broker: user };
    expect(await applyJson(lower)).toMatchObject({ exitCode: 4, summary: { held: 1, failed: 0, skipped: 0 } });
    expect(await applyJson({ inventory: small, broker: user })).toMatchObject({ exitCode: 0, converged: true });
    expect(await vhost.api.get(`/policies/${vhost.path}`)).toEqual([]);
  });

  brokerTest('limits by policy without that tag: the tag is named, and how to give it', async ({ vhost }) => {
    const limited = `${small}\nqueue: { policy: { max-length: 100 } }\n`;
    const user = await userOf(vhost, await rightsOf('topo', limited));
    const told = (action: string, daemon: string): object => ({
      step: { action, name: `topo.global.${daemon}` },
      result: 'failed',
      error: expect.stringContaining('lacks the tag policymaker'),
      remedy: expect.stringMatching(/: rabbitmqctl set_user_tags \S+ policymaker$/),
    });
    const set = await applyJson({ inventory: limited, broker: user });
    expect(set).toMatchObject({ exitCode: 7, converged: false });
    // What would come after it is left out.
    expect(set.outcomes.filter(({ result }) => result === 'failed')).toMatchObject([told('set', 'dispatcher')]);
    await applyJson({ inventory: limited, broker: vhost });
    const clear = await applyJson({ inventory: small, broker: user });
    expect(clear).toMatchObject({ exitCode: 7, summary: { done: 0 } });
    expect(clear.outcomes).toMatchObject(['dispatcher', 'storage', 'vm'].map((daemon) => told('clear', daemon)));
  });

  brokerTest('plan and verify: a user who may write nothing', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    const user = await userOf(vhost, await rightsOf('topo-plan'));
    const options = { inventory: small.replace('[98, 99]', '[99]'), broker: user };
    expect((await planJson(options)).summary).toMatchObject({ delete: 2 });
    expect(await verifyJson(options)).toMatchObject({ ok: false });
    expect((await topo(['apply', '--yes'], options)).code).toBe(1);
  });

  brokerTest('names outside of the tree are not open to it', async ({ vhost }) => {
    const user = await userOf(vhost, await rightsOf('topo'));
    const options = { inventory: small.replace('vm:', 'billing:'), broker: user };
    const report = await applyJson(options);
    expect(report.exitCode).toBe(7);
    const failed = report.outcomes.filter(({ result }) => result === 'failed').map(({ step }) => step.name);
    expect(failed).toEqual([
      'billing',
      'billing-53',
      'billing-54',
      ...['53-11', '53-12', '54-98', '54-99'].map((id) => `billing-${id}`),
    ]);
  });

  const may = async (url: string, work: (channel: ConfirmChannel) => Promise<unknown>): Promise<boolean> => {
    const connection = await connect(url);
    connection.on('error', () => undefined);
    try {
      const channel = await connection.createConfirmChannel();
      channel.on('error', () => undefined);
      await work(channel);
      return true;
    } catch (error) {
      expect(String(error)).toMatch(/ACCESS.REFUSED|closed/i);
      return false;
    } finally {
      await connection.close().catch(() => undefined);
    }
  };
  const publish = (exchange: string, key: string, headers: object) => async (channel: ConfirmChannel) => {
    channel.publish(exchange, key, Buffer.from('task'), { headers });
    await channel.waitForConfirms();
  };

  brokerTest('a sender and a worker: what each may, and what not', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    const { amqpUrl: sender } = await vhost.createUser({
      name: `sender-${vhost.path}`,
      password: 'p',
      tags: '',
      permissions: await rightsOf('topo-sender'),
    });
    const { amqpUrl: worker } = await vhost.createUser({
      name: `worker-${vhost.path}`,
      password: 'p',
      tags: '',
      permissions: await rightsOf('storage-53-11'),
    });
    const task = publish('global', '', { daemon: 'storage', cluster: '53', hypervisor: '11' });
    const consume = (queue: string) => (channel: Channel) => channel.consume(queue, () => undefined);
    const declare = (channel: Channel) => channel.assertQueue('mine');
    expect([
      await may(sender, task),
      await may(sender, publish('', 'storage-53-11', {})),
      await may(sender, publish('storage', '', {})),
      await may(sender, consume('storage-53-11')),
      await may(sender, declare),
    ]).toEqual([true, false, false, false, false]);
    expect([
      await may(worker, consume('storage-53-11')),
      await may(worker, publish('', 'storage-53-11', {})),
      await may(worker, consume('storage-53-12')),
      await may(worker, task),
      await may(worker, declare),
    ]).toEqual([true, true, false, false, false]);
  });
});
