// What amqplib throws → CallRefused for one object, or BrokerError for the connection, in the broker's own words.

import { messageOf, shellWord } from '../../text/index.js';
import { BrokerError, loginOf } from '../errors.js';

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

export function isReplyError(error: unknown): error is Error & { readonly code: number } {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}

/** amqplib wraps the broker's text: `Operation failed: … with message "PRECONDITION_FAILED - …"`. */
export function reasonOf(message: string): string {
  return /with message "(.*)"$/s.exec(message)?.[1] ?? message;
}

export function describeConnectError(
  error: unknown,
  url: string,
  settings: { readonly vhost: string; readonly timeoutSeconds: number },
): BrokerError {
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
      message: `${url} does not open vhost "${settings.vhost}" to this user: it is not there, or the user has no right on it`,
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

/** Of the connection that stood. */
export function describeLoss(reason: string, url: string): BrokerError {
  return new BrokerError({
    kind: 'lost',
    message: `the AMQP connection to ${url} was lost`,
    reason: reasonOf(reason),
    remedy: remedyOfLoss(reason),
    url,
  });
}

const GO_ON = 'run the same command again: what is done stays valid, and it goes on from there';

/**
 * RabbitMQ closes the connection with 541 for two reasons that have nothing in common: somebody asks for what it has done
 * away with, or too few nodes run to change the metadata store (both seen on 4.3.6).
 */
function remedyOfLoss(reason: string): string {
  const feature = deprecatedFeature(reason);
  if (feature !== undefined)
    return `this RabbitMQ does that no more (${feature}): take the argument that asks for it out of the inventory, then run the same command again`;
  if (/\b541\b|INTERNAL.ERROR/.test(reason) && /timed out|timeout/.test(reason))
    return `too few nodes of the cluster run for a change (rabbitmqctl cluster_status names them): start them; then ${GO_ON}`;
  return GO_ON;
}

/** `queue_master_locator`; undefined where the broker gives another reason. */
function deprecatedFeature(reason: string): string | undefined {
  return /Feature [`'"]?(\w+)[`'"]? is deprecated/.exec(reason)?.[1];
}

/** A call that was not answered, while the connection stood: whether it was done is not known. */
export function describeSilence(what: string, url: string, seconds: number): BrokerError {
  return new BrokerError({
    kind: 'timeout',
    message: `${url} did not answer ${what} within ${seconds} s: whether it was done is not known`,
    remedy: `look at the broker (rabbitmq-diagnostics check_running, rabbitmqctl cluster_status), or allow more time with --timeout SECONDS; then ${GO_ON}`,
    url,
  });
}

/** rabbit_reader and rabbit_channel_tracking, 3.10 to 4.3: a limit of the user, the vhost or the node (530). */
export function isChannelLimit(reason: string | undefined): boolean {
  return /number of channels opened .* maximum allowed/s.test(reason ?? '');
}

export function describeChannelLimit(reason: string, url: string): BrokerError {
  return new BrokerError({
    kind: 'forbidden',
    message: `${url} lets this user open no channel`,
    reason,
    remedy: 'raise the limit (rabbitmqctl set_user_limits USER \'{"max-channels": 20}\'), or close what holds them',
    url,
  });
}
