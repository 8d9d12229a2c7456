// The throw-away broker itself: whoever trusts a test on it trusts that it is private, and that nothing of it stays.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { adminApi } from '../support/admin-api.js';
import { brokerTest } from '../support/broker-test.js';
import { startBroker } from '../support/broker.js';
import { withAmqp, withVhost } from '../support/vhost.js';

const broker = inject('broker');
/** Docker publishes the ports by a process of its own, so the node's listeners say nothing. */
const isNode = broker.control !== null && !broker.control.command.includes('docker');

describe('the broker of the run', () => {
  test.runIf(isNode)('listens on 127.0.0.1 only, on ports of its own', async () => {
    const ports = [broker.amqpUrl, broker.managementUrl].map((url) => Number(new URL(url).port));
    for (const port of [5672, 15672]) expect(ports).not.toContain(port);
    const addresses = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
    const others = [...addresses, '127.0.0.2'].filter((address) => address !== '127.0.0.1');
    for (const port of ports) {
      expect(await answers(port, '127.0.0.1')).toBe(true);
      for (const address of others) expect(await answers(port, address)).toBe(false);
    }
  });

  brokerTest('routes by headers, and returns what has no route', async ({ vhost }) => {
    await vhost.amqp(async ({ channel, publish }) => {
      await channel.assertExchange('global', 'headers');
      const { queue } = await channel.assertQueue('storage');
      await channel.bindQueue(queue, 'global', '', { 'x-match': 'all', daemon: 'storage' });
      expect(await publish({ daemon: 'storage' })).toBe('routed');
      expect(await publish({ daemon: 'strage' })).toBe('returned');
      expect(await channel.checkQueue(queue)).toMatchObject({ messageCount: 1 });
    });
  });
});

describe('a vhost of a test', () => {
  test('may be named with a slash, a percent sign and a space, and is gone afterwards', async () => {
    const name = await withVhost(broker, 'cloud/eu 50%2F', async (vhost) => {
      await vhost.amqp(({ channel }) => channel.assertQueue('a'));
      const queues = await vhost.api.get<readonly { vhost: string }[]>(`/queues/${vhost.path}`);
      expect(queues).toMatchObject([{ name: 'a', vhost: vhost.name }]);
      return vhost.name;
    });
    expect(await vhostNames()).not.toContain(name);
  });

  test('is gone, with its users, also when the test fails', async () => {
    let name = '';
    const failing = withVhost(broker, 'fails', async (vhost) => {
      name = vhost.name;
      const user = { name: `reader of ${name}`, password: 'p@ss:/word', tags: 'management', permissions: null };
      const urls = await vhost.createUser(user);
      expect(await adminApi(urls).get('/whoami')).toMatchObject({ name: user.name });
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await vhostNames()).not.toContain(name);
    const users = await adminApi(broker).get<readonly { name: string }[]>('/users');
    expect(users.filter((user) => user.name.includes(name))).toEqual([]);
  });

  brokerTest('gives a user only the rights it names', async ({ vhost }) => {
    const permissions = { configure: '^mine', write: '^mine', read: '^mine' };
    const { amqpUrl } = await vhost.createUser({ name: `u.${vhost.path}`, password: 'x', tags: '', permissions });
    await withAmqp(amqpUrl, async ({ channel }) => {
      await channel.assertQueue('mine');
      await expect(channel.assertQueue('yours')).rejects.toThrow('ACCESS_REFUSED');
    });
  });
});

describe.runIf(isNode)('a broker of one test', { timeout: 240_000 }, () => {
  test('keeps what is durable when it is killed and started again, and leaves nothing when stopped', async () => {
    const own = await startBroker({ log: () => undefined });
    try {
      await withAmqp(own.amqpUrl, ({ channel }) => channel.assertQueue('kept', { durable: true }));
      // Without it a declare that was answered can be lost: RabbitMQ's log is on the disk a little later (3.10.8).
      await own.rabbitmqctl('eval', 'mnesia:sync_log().');
      await own.kill();
      expect(own.pid()).toBeUndefined();
      await expect(withAmqp(own.amqpUrl, () => Promise.resolve())).rejects.toThrow('ECONNREFUSED');
      await own.start();
      expect(await own.rabbitmqctl('-q', 'list_queues', '--no-table-headers', 'name')).toBe('kept\n');
    } finally {
      await own.stop();
    }
    expect(own.folder !== null && existsSync(own.folder)).toBe(false);
    expect(await answers(Number(new URL(own.amqpUrl).port), '127.0.0.1')).toBe(false);
  });

  test('ends with a run that is killed', async () => {
    const script = fileURLToPath(new URL('../support/start-broker-and-wait.ts', import.meta.url));
    const run = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [pid = 0, port = 0, folder = ''] = (await firstLine(run.stdout)).split(' ');
      expect(isAlive(Number(pid))).toBe(true);
      run.kill('SIGKILL');
      await expect.poll(() => isAlive(Number(pid)), { timeout: 20_000 }).toBe(false);
      await expect.poll(() => existsSync(folder), { timeout: 20_000 }).toBe(false);
      expect(await answers(Number(port), '127.0.0.1')).toBe(false);
    } finally {
      run.kill('SIGKILL');
    }
  });
});

async function vhostNames(): Promise<readonly string[]> {
  const vhosts = await adminApi(broker).get<readonly { readonly name: string }[]>('/vhosts');
  return vhosts.map(({ name }) => name);
}

async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('it ended without a word');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function answers(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    socket.on('error', () => {
      resolve(false);
    });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
