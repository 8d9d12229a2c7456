// The AMQP door: one connection, many channels, one call at a time on each. In: calls as plain values. Out: the broker's
// answer, or CallRefused with the broker's reason for this one object (its channel is gone, the rest goes on), or
// BrokerError when the connection could not be made or is lost (nothing goes on).
//
// Surprise: a refused call closes its channel, and amqplib would answer every call queued behind it with an unrelated
// error although it was never sent. So a channel never gets a second call before the first has been answered.
//
// A broker may stop answering while its heartbeats go on, so each call has a deadline. What became of a call that was not
// answered is not known: the connection counts as lost then, and nothing more is sent.

import { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { ChannelModel, Options } from 'amqplib';
import type { AmqpAnswer, AmqpCall } from './amqp-call.js';
import { callText, send } from './amqp-call.js';
import {
  CallRefused,
  describeConnectError,
  describeGivenUp,
  describeLoss,
  describeSilence,
  isChannelLimit,
  isReplyError,
  needsAsking,
  reasonOf,
} from './amqp-errors.js';
import { askWhy } from './ask-why.js';
import { channelPool } from './channel-pool.js';
import { withDeadline } from './deadline.js';
import { makeTally } from './tally.js';
import type { BrokerError } from '../errors.js';
import { explainConnect } from '../known/known.js';
import { explainRefusal } from '../known/rights.js';
import type { Where } from '../known/row.js';
import { amqpDoor } from '../known/row.js';
import { loginOf, showUrl } from '../url.js';
import { counted, messageOf } from '../../text/index.js';
import type { Tell } from '../tell.js';

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
  /** Ends what is in flight: nobody waits for it any more. */
  readonly giveUp?: AbortSignal;
  readonly tell?: Tell;
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

/**
 * How much longer than `--timeout` a call may take. RabbitMQ 4.3 itself gives up a change of its metadata store after 30 to
 * 33 s, and says why; with the default of 30 s a call has 45 s, so that the broker's reason comes before ours.
 */
const PATIENCE = 1.5;

/** For the farewell: a network that is gone would keep the process for ever. */
const CLOSE_SECONDS = 5;

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

/** A limit of the broker below `--channels` closes the connection; nothing was done on it, so another one follows. */
const LIMIT_TRIES = 5;

async function openOne(url: string, settings: AmqpSettings): Promise<AmqpSession> {
  let wanted = settings.channels;
  for (let tries = 1; ; tries += 1) {
    const session = await openSession(url, settings, wanted);
    if (!('limit' in session)) return session;
    if (session.opened === 0 || tries === LIMIT_TRIES)
      throw explainConnect({ code: '', words: session.limit }, whereOf(url, settings));
    wanted = session.opened;
    // The broker counts the channels of the connection that it has just closed for a moment longer.
    await pause(200 * tries);
  }
}

/** Too few channels are allowed: in the broker's words, and how many did open. */
interface TooFew {
  readonly limit: string;
  readonly opened: number;
}

async function openSession(url: string, settings: AmqpSettings, wanted: number): Promise<AmqpSession | TooFew> {
  const where = whereOf(url, settings);
  const { url: shown, user } = where;
  // The package is CommonJS: in a bundle only its default has names.
  const {
    default: { connect },
  } = await import('amqplib');
  const options = connectOptions(url, settings);
  const { giveUp } = settings;
  const { tls = {} } = settings;
  const model = await connect(options, {
    noDelay: true,
    timeout: settings.timeoutSeconds * 1000,
    clientProperties: { connection_name: settings.connectionName },
    ...tls,
  }).catch(async (error: unknown) => {
    const door = { ...options, host: options.hostname, tls: options.protocol === 'amqps' ? tls : undefined };
    const why = needsAsking(error) ? await askWhy({ ...door, vhost: settings.vhost }, settings.timeoutSeconds) : {};
    throw describeConnectError(error, where, why);
  });
  let lost: BrokerError | undefined;
  const lose = (why: BrokerError): void => {
    lost ??= why;
    pool.end(lost);
  };
  model.on('error', (error: Error) => {
    lose(describeLoss(error.message, shown));
  });
  // An administrator's close (320) is no error to amqplib: its reason comes with this event.
  model.on('close', (error?: Error) => {
    lose(describeLoss(error?.message ?? 'the connection was closed', shown));
  });

  const seconds = settings.timeoutSeconds * PATIENCE;
  const answered = <T>(what: string, answer: Promise<T>): Promise<T> =>
    withDeadline(answer, seconds, () => {
      lose(describeSilence(what, shown, seconds));
      cut(model);
    });
  const refusalOf = (
    { code, message }: { readonly code: number; readonly message: string },
    call: AmqpCall,
  ): CallRefused => {
    const reason = reasonOf(message);
    return new CallRefused(code, reason, explainRefusal({ code, reason }, call, { user, vhost: settings.vhost }));
  };
  giveUp?.addEventListener('abort', () => {
    lose(describeGivenUp(shown));
    cut(model);
  });
  const pool = channelPool(() => answered('the opening of a channel', model.createChannel()));
  const opened = await pool.open(Math.min(wanted, channelsAllowed(model)));
  // The reason of a lost connection comes in an event right after the rejections.
  await nextTurn();
  if (lost) {
    if (isChannelLimit(lost.reason)) return { limit: reasonOf(lost.reason ?? ''), opened };
    throw lost;
  }
  const tally = settings.tell && makeTally();
  settings.tell?.(`AMQP ${shown}, vhost ${settings.vhost}: connected, ${counted(opened, 'channel')}`);
  return {
    clusterName: clusterNameOf(model),
    url: shown,
    async run(call) {
      const channel = await pool.take();
      try {
        const ask = (): Promise<AmqpAnswer> => answered(callText(call), send(channel, call));
        const answer = await (tally ? tally.count(call, ask) : ask());
        pool.give(channel);
        return answer;
      } catch (error) {
        pool.drop();
        if (isReplyError(error) && !lost) throw refusalOf(error, call);
        await nextTurn();
        throw lost ?? new CallRefused(0, messageOf(error));
      }
    },
    lost: () => lost,
    async close() {
      for (const line of tally?.lines() ?? []) settings.tell?.(`AMQP ${line}`);
      if (lost) return;
      const closed = model.close().catch(() => undefined);
      await withDeadline(closed, CLOSE_SECONDS, () => {
        cut(model);
      }).catch(() => undefined);
    },
  };
}

function whereOf(url: string, { vhost, timeoutSeconds }: AmqpSettings): Where {
  const read = new URL(url);
  return { door: amqpDoor, url: showUrl(read), user: loginOf(read).user || 'guest', vhost, seconds: timeoutSeconds };
}

function connectOptions(
  url: string,
  settings: AmqpSettings,
): Options.Connect & {
  readonly hostname: string;
  readonly port: number;
} & Record<'username' | 'password' | 'user', string> {
  const parsed = new URL(url);
  const tls = parsed.protocol === 'amqps:';
  const login = loginOf(parsed);
  const user = parsed.username === '' ? 'guest' : login.user;
  return {
    protocol: tls ? 'amqps' : 'amqp',
    hostname: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port) || (tls ? 5671 : 5672),
    user,
    username: user,
    password: parsed.username === '' ? 'guest' : login.password,
    // amqplib decodes it once more: a vhost may be named `a%2Fb`.
    vhost: encodeURIComponent(settings.vhost),
    heartbeat: HEARTBEAT_SECONDS,
  };
}

/** Ends the connection without another word, which nobody would answer; amqplib's types do not show its socket. */
function cut(model: ChannelModel): void {
  const socket: unknown = Reflect.get(model.connection, 'stream');
  if (socket instanceof Socket) socket.destroy(new Error('given up'));
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
