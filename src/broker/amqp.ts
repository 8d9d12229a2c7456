// The AMQP door: one connection, many channels, one call at a time on each. In: calls as plain values. Out: the broker's
// answer, or CallRefused with the broker's reason for this one object (its channel is gone, the rest goes on), or
// BrokerError when the connection could not be made or is lost (nothing goes on).
//
// Surprise: a refused call closes its channel, and amqplib would answer every call queued behind it with an unrelated
// error although it was never sent. So a channel never gets a second call before the first has been answered.

import type { Channel, ChannelModel, Options } from 'amqplib';
import { connect } from 'amqplib';
import type { Arguments, Binding } from '../topology/index.js';
import { BrokerError, loginOf, redactUrl, shellWord } from './errors.js';

export interface AmqpSettings {
  /** Nodes of one cluster, tried in this order. May hold credentials. */
  readonly urls: readonly string[];
  readonly vhost: string;
  readonly timeoutSeconds: number;
  /** At most so many, and never more than the broker allows. */
  readonly channels: number;
  /** Shown by the management UI and by `rabbitmqctl list_connections`. */
  readonly connectionName: string;
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
}

export type AmqpCall =
  | {
      readonly call: 'declare exchange';
      readonly name: string;
      readonly type: string;
      readonly durable: boolean;
      readonly internal: boolean;
      readonly arguments: Arguments;
    }
  | {
      readonly call: 'declare queue';
      readonly name: string;
      readonly durable: boolean;
      readonly exclusive: boolean;
      readonly arguments: Arguments;
    }
  /** A passive declare. */
  | { readonly call: 'inspect queue'; readonly name: string }
  | { readonly call: 'bind' | 'unbind'; readonly binding: Binding }
  | { readonly call: 'delete queue'; readonly name: string; readonly ifUnused: boolean; readonly ifEmpty: boolean }
  | { readonly call: 'delete exchange'; readonly name: string; readonly ifUnused: boolean };

/** Of `inspect queue`: ready messages and consumers, exact for a classic queue; 0 for all other calls. */
export interface AmqpAnswer {
  readonly ready: number;
  readonly consumers: number;
}

/** The broker refused one call. `code` is AMQP's reply code: 403, 404, 405, 406. */
export class CallRefused extends Error {
  constructor(
    readonly code: number,
    /** The broker's own words. */
    readonly reason: string,
  ) {
    super(reason);
    this.name = 'CallRefused';
  }
}

export interface AmqpSession {
  /** Of the broker that answered; `undefined` where it does not say. */
  readonly clusterName: string | undefined;
  /** The URL that answered, without its password. */
  readonly url: string;
  /** Waits for a free channel. Throws CallRefused, or BrokerError once the connection is lost. */
  run(call: AmqpCall): Promise<AmqpAnswer>;
  /** Why the connection is lost; undefined while it stands. */
  lost(): BrokerError | undefined;
  close(): Promise<void>;
}

const HEARTBEAT_SECONDS = 10;

/** Connects to the first URL that answers. Throws the BrokerError of the last one. */
export async function openAmqp(settings: AmqpSettings): Promise<AmqpSession> {
  let last: unknown;
  for (const url of settings.urls) {
    try {
      return await openOne(url, settings);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

async function openOne(url: string, settings: AmqpSettings): Promise<AmqpSession> {
  const shown = redactUrl(url);
  const model = await connect(connectOptions(url, settings), {
    noDelay: true,
    timeout: settings.timeoutSeconds * 1000,
    clientProperties: { connection_name: settings.connectionName },
    ...settings.tls,
  }).catch((error: unknown) => {
    throw describeConnectError(error, shown, settings);
  });
  let lost: BrokerError | undefined;
  const lose = (reason: string): void => {
    lost ??= new BrokerError({
      kind: 'lost',
      message: `the AMQP connection to ${shown} was lost`,
      reason,
      remedy: 'run the same command again: what is done stays valid, and it goes on from there',
      url: shown,
    });
    for (const waiting of waiters.splice(0)) waiting.reject(lost);
  };
  model.on('error', (error: Error) => {
    lose(error.message);
  });
  model.on('close', () => {
    lose('the connection was closed');
  });

  const idle: Channel[] = [];
  const waiters: { resolve: (channel: Channel) => void; reject: (error: BrokerError) => void }[] = [];
  let open = 0;
  const most = Math.min(settings.channels, channelsAllowed(model));
  const newChannel = async (): Promise<Channel> => {
    open += 1;
    try {
      const channel = await model.createChannel();
      // The reason of a channel error arrives with the rejected call; unheard, the event would end the process.
      channel.on('error', () => undefined);
      return channel;
    } catch (error) {
      open -= 1;
      throw lost ?? new CallRefused(0, messageOf(error));
    }
  };
  const take = (): Promise<Channel> => {
    if (lost) return Promise.reject(lost);
    const free = idle.pop();
    if (free) return Promise.resolve(free);
    if (open < most) return newChannel();
    return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
  };
  const give = (channel: Channel): void => {
    const next = waiters.shift();
    if (next) next.resolve(channel);
    else idle.push(channel);
  };
  const drop = (): void => {
    open -= 1;
    const next = waiters.shift();
    if (next) newChannel().then(next.resolve, next.reject);
  };

  return {
    clusterName: clusterNameOf(model),
    url: shown,
    async run(call) {
      const channel = await take();
      try {
        const answer = await send(channel, call);
        give(channel);
        return answer;
      } catch (error) {
        drop();
        if (isReplyError(error) && !lost) throw new CallRefused(error.code, reasonOf(error.message));
        // The reason of a lost connection comes in an event right after the rejections.
        await new Promise((resolve) => setImmediate(resolve));
        throw lost ?? new CallRefused(0, messageOf(error));
      }
    },
    lost: () => lost,
    async close() {
      if (!lost) await model.close().catch(() => undefined);
    },
  };
}

function connectOptions(url: string, settings: AmqpSettings): Options.Connect {
  const parsed = new URL(url);
  const tls = parsed.protocol === 'amqps:';
  return {
    protocol: tls ? 'amqps' : 'amqp',
    hostname: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port) || (tls ? 5671 : 5672),
    username: parsed.username === '' ? 'guest' : decodeURIComponent(parsed.username),
    password: parsed.username === '' ? 'guest' : decodeURIComponent(parsed.password),
    vhost: settings.vhost,
    heartbeat: HEARTBEAT_SECONDS,
  };
}

async function send(channel: Channel, call: AmqpCall): Promise<AmqpAnswer> {
  switch (call.call) {
    case 'declare exchange': {
      const { durable, internal, arguments: args } = call;
      await channel.assertExchange(call.name, call.type, { durable, internal, autoDelete: false, arguments: args });
      return nothing;
    }
    case 'declare queue': {
      const { durable, exclusive, arguments: args } = call;
      await channel.assertQueue(call.name, { durable, exclusive, autoDelete: false, arguments: args });
      return nothing;
    }
    case 'inspect queue': {
      const { messageCount, consumerCount } = await channel.checkQueue(call.name);
      return { ready: messageCount, consumers: consumerCount };
    }
    case 'bind':
    case 'unbind': {
      const { source, destination, destinationType, routingKey } = call.binding;
      const verb = `${call.call}${destinationType === 'queue' ? 'Queue' : 'Exchange'}` as const;
      await channel[verb](destination, source, routingKey, typedArguments(call.binding.arguments));
      return nothing;
    }
    case 'delete queue': {
      const { ifUnused, ifEmpty } = call;
      await channel.deleteQueue(call.name, { ...(ifUnused && { ifUnused }), ...(ifEmpty && { ifEmpty }) });
      return nothing;
    }
    case 'delete exchange':
      await channel.deleteExchange(call.name, call.ifUnused ? { ifUnused: true } : {});
      return nothing;
  }
}

const nothing: AmqpAnswer = { ready: 0, consumers: 0 };

/**
 * Binding arguments with the integer width that Python clients send (py-amqp: 32-bit `int`, wider ones `long`), because
 * the width is part of a binding's identity; amqplib by itself takes the smallest that holds the value.
 */
function typedArguments(args: Arguments): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [
      key,
      typeof value === 'number' && Number.isInteger(value)
        ? { '!': Math.abs(value) < 2 ** 31 ? 'int' : 'long', value }
        : value,
    ]),
  );
}

/** What the two sides agreed on (`channel_max`, 2047 by default); amqplib keeps it where its types do not show it. */
function channelsAllowed(model: ChannelModel): number {
  const most: unknown = Reflect.get(model.connection, 'channelMax');
  return typeof most === 'number' && most > 0 ? most : Infinity;
}

function clusterNameOf(model: ChannelModel): string | undefined {
  const name: unknown = Reflect.get(model.connection.serverProperties, 'cluster_name');
  return typeof name === 'string' ? name : undefined;
}

function isReplyError(error: unknown): error is Error & { readonly code: number } {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}

/** amqplib wraps the broker's text: `Operation failed: … with message "PRECONDITION_FAILED - …"`. */
function reasonOf(message: string): string {
  return /with message "(.*)"$/s.exec(message)?.[1] ?? message;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describeConnectError(error: unknown, url: string, settings: AmqpSettings): BrokerError {
  const reason = messageOf(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED')
    return new BrokerError({
      kind: 'refused',
      message: `nothing listens for AMQP at ${url}`,
      reason,
      remedy: 'start RabbitMQ there, or name its address with --amqp-url (TOPO_AMQP_URL)',
      url,
    });
  if (/ACCESS.REFUSED/.test(reason))
    return new BrokerError({
      kind: 'password',
      message: `${url} refused the user or the password for AMQP`,
      reason: reasonOf(reason),
      remedy: 'check the user and the password in --amqp-url (TOPO_AMQP_URL)',
      url,
    });
  // A missing vhost and a missing right end the same way, and amqplib keeps the broker's words to itself.
  if (/NOT.ALLOWED|ConnectionOpenOk/.test(reason)) {
    const vhost = shellWord(settings.vhost);
    const user = shellWord(loginOf(new URL(url)).user || 'guest');
    return new BrokerError({
      kind: 'forbidden',
      message: `${url} does not open vhost "${settings.vhost}" to this user: it is not there, or he has no right on it`,
      remedy: `rabbitmqctl set_permissions -p ${vhost} ${user} '.*' '.*' '.*', after rabbitmqctl add_vhost ${vhost} where it is missing; or name another one with --vhost`,
      url,
      object: settings.vhost,
    });
  }
  if (reason.includes('ETIMEDOUT'))
    return new BrokerError({
      kind: 'timeout',
      message: `${url} did not answer within ${settings.timeoutSeconds} s`,
      reason,
      remedy: 'check the address, or allow more time with --timeout SECONDS',
      url,
    });
  return new BrokerError({
    kind: 'unreachable',
    message: `no AMQP connection to ${url}`,
    reason,
    remedy: 'check the address and the port in --amqp-url (TOPO_AMQP_URL); amqps:// is AMQP over TLS',
    url,
  });
}
