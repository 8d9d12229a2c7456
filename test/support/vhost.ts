// A vhost of its own for one test, and what a test does in it: ask the API, speak AMQP, publish, make a user.
// Vhost and users are gone when the function ends, also when it fails.

import { randomBytes } from 'node:crypto';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { adminApi, AdminApiError, type AdminApi } from './admin-api.js';
import type { BrokerAddress } from './broker.js';

export interface TestVhost {
  readonly broker: BrokerAddress;
  readonly name: string;
  /** The name as one segment of a URL's path. */
  readonly path: string;
  /** With the vhost. */
  readonly amqpUrl: string;
  readonly managementUrl: string;
  /** As administrator; its paths begin below /api. */
  readonly api: AdminApi;
  readonly amqp: <T>(work: (amqp: Amqp) => Promise<T>) => Promise<T>;
  /** The URLs of a new user, removed with the vhost. */
  readonly createUser: (user: NewUser) => Promise<Urls>;
}

export interface NewUser {
  readonly name: string;
  readonly password: string;
  /** For example `management`, or `management,policymaker`; empty: no management API. */
  readonly tags: string;
  /** Regular expressions; null: no right in this vhost. */
  readonly permissions: { readonly configure: string; readonly write: string; readonly read: string } | null;
}

export interface Urls {
  readonly amqpUrl: string;
  readonly managementUrl: string;
}

export interface Amqp {
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
  /** Mandatory and confirmed. Resolves when the broker has it: did it come back as unroutable? */
  readonly publish: (headers: Readonly<Record<string, unknown>>, to?: PublishTo) => Promise<'routed' | 'returned'>;
}

export interface PublishTo {
  /** Default: `global`. */
  readonly exchange?: string;
  readonly routingKey?: string;
  readonly body?: string;
}

const EVERYTHING = { configure: '.*', write: '.*', read: '.*' };

/** The vhost's name is `name` and something unique. */
export async function withVhost<T>(
  broker: BrokerAddress,
  name: string,
  work: (vhost: TestVhost) => Promise<T>,
): Promise<T> {
  const { vhost, remove } = await createVhost(broker, name);
  try {
    return await work(vhost);
  } finally {
    await remove();
  }
}

/** `remove` takes its users along. With the broker it goes too: many queues take long to remove one by one. */
export async function createVhost(
  broker: BrokerAddress,
  name: string,
): Promise<{ readonly vhost: TestVhost; readonly remove: () => Promise<void> }> {
  const unique = `${name}.${randomBytes(4).toString('hex')}`;
  const users: string[] = [];
  const vhost = vhostOf(broker, unique, users);
  const { api, path } = vhost;
  await api.put(`/vhosts/${path}`);
  const owner = decodeURIComponent(new URL(broker.amqpUrl).username) || 'guest';
  await api.put(`/permissions/${path}/${encodeURIComponent(owner)}`, EVERYTHING);
  return {
    vhost,
    async remove() {
      await removeIfThere(api, `/vhosts/${path}`);
      for (const user of users) await removeIfThere(api, `/users/${encodeURIComponent(user)}`);
    },
  };
}

/** One that is there. `users`: those that it makes, by name. */
export function vhostOf(broker: BrokerAddress, name: string, users: string[] = []): TestVhost {
  const api = adminApi(broker);
  const path = encodeURIComponent(name);
  const urls: Urls = { amqpUrl: new URL(`/${path}`, broker.amqpUrl).href, managementUrl: broker.managementUrl };
  return {
    broker,
    name,
    path,
    ...urls,
    api,
    amqp: (speak) => withAmqp(urls.amqpUrl, speak),
    async createUser({ name: user, password, tags, permissions }) {
      users.push(user);
      await api.put(`/users/${encodeURIComponent(user)}`, { password, tags });
      if (permissions) await api.put(`/permissions/${path}/${encodeURIComponent(user)}`, permissions);
      return {
        amqpUrl: withLogin(urls.amqpUrl, user, password),
        managementUrl: withLogin(urls.managementUrl, user, password),
      };
    },
  };
}

/** A connection with one confirm channel, closed when `work` ends. Where one of them breaks, the calls on it reject. */
export async function withAmqp<T>(amqpUrl: string, work: (amqp: Amqp) => Promise<T>): Promise<T> {
  const connection = await connect(amqpUrl, { noDelay: true });
  // Without a listener Node ends the process; the call that failed reports the error by itself.
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    return await work({ connection, channel, publish: publisher(channel) });
  } finally {
    await connection.close().catch(() => undefined);
  }
}

function publisher(channel: ConfirmChannel): Amqp['publish'] {
  const returned = new Set<unknown>();
  let published = 0;
  channel.on('return', (message) => returned.add(message.properties.messageId));
  return async (headers, { exchange = 'global', routingKey = '', body = 'task' } = {}) => {
    const messageId = String(++published);
    await new Promise<void>((resolve, reject) => {
      const properties = { headers: { ...headers }, mandatory: true, messageId, persistent: true };
      channel.publish(exchange, routingKey, Buffer.from(body), properties, (error: unknown) => {
        if (error) reject(error instanceof Error ? error : new Error('the broker refused the message (nack)'));
        else resolve();
      });
    });
    // The broker sends the return before the confirm.
    return returned.delete(messageId) ? 'returned' : 'routed';
  };
}

function withLogin(url: string, user: string, password: string): string {
  const changed = new URL(url);
  changed.username = encodeURIComponent(user);
  changed.password = encodeURIComponent(password);
  return changed.href;
}

async function removeIfThere(api: AdminApi, path: string): Promise<void> {
  await api.delete(path).catch((error: unknown) => {
    if (!(error instanceof AdminApiError && error.status === 404)) throw error;
  });
}
