// What amqplib throws → CallRefused for one object, or BrokerError for the connection, in the broker's own words.

import type { Sentence } from '../../text/index.js';
import { command, messageOf, say } from '../../text/index.js';
import { BrokerError } from '../errors.js';
import { explainConnect } from '../known/known.js';
import { GO_ON, remedyOfLoss } from '../known/loss.js';
import type { Where } from '../known/row.js';
import type { Why } from './ask-why.js';

/** The broker refused one call. `code` is AMQP's reply code: 403, 404, 405, 406. */
export class CallRefused extends Error {
  readonly remedy: Sentence | undefined;

  constructor(
    readonly code: number,
    /** The broker's own words. */
    readonly reason: string,
    /** Beyond them: what it means, and what to do. */
    { means, remedy }: { readonly means?: string; readonly remedy?: Sentence } = {},
  ) {
    super(means === undefined ? reason : `${reason} (${means})`);
    this.remedy = remedy;
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

/** `why`: what the broker says when it is asked once more. */
export function describeConnectError(error: unknown, where: Where, why: Why): BrokerError {
  const said = reasonOf(messageOf(error));
  const heard = { code: codeOf(error), words: why.words ?? said, ...(why.received !== undefined && why) };
  return explainConnect(heard, where);
}

/** What only the broker or whoever answers can say, and amqplib does not pass on. */
export function needsAsking(error: unknown): boolean {
  return !/^(E[A-Z]+|ERR_|.*CERT)/.test(codeOf(error)) && !messageOf(error).includes('ETIMEDOUT');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
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

/** A call that was not answered, while the connection stood: whether it was done is not known. */
export function describeSilence(what: string, url: string, seconds: number): BrokerError {
  return new BrokerError({
    kind: 'timeout',
    message: `${url} did not answer ${what} within ${seconds} s: whether it was done is not known`,
    remedy: say`look at the broker (${command`rabbitmq-diagnostics check_running`}, ${command`rabbitmqctl cluster_status`}), or allow more time with --timeout SECONDS; then ${GO_ON}`,
    url,
  });
}

/** The operator ended it, and does not wait for what is in flight. */
export function describeGivenUp(url: string): BrokerError {
  return new BrokerError({
    kind: 'interrupted',
    message: `stopped before ${url} had answered: whether it was done is not known`,
    remedy: GO_ON,
    url,
  });
}

/** Of the user, the vhost or the node (530). */
export function isChannelLimit(reason: string | undefined): boolean {
  return /number of channels opened .* maximum allowed/s.test(reason ?? '');
}
