// What can go wrong between us and a broker, said with the URL (never its password), the broker's own reason and a
// remedy. Nothing of the library's own error is kept, not as `cause` either: axios keeps the password in its errors.

import type { Sentence } from '../text/index.js';

export type BrokerErrorKind =
  /** Nothing listens there. */
  | 'refused'
  /** Nothing listens for HTTP, and AMQP answers on that host: the plugin is off. */
  | 'no management'
  /** The host is not known, or there is no way to it. */
  | 'unreachable'
  | 'password'
  | 'forbidden'
  | 'no vhost'
  | 'not found'
  | 'tls'
  | 'timeout'
  /** Something else answers: a proxy, a web page, AMQP itself; or the API in a shape we do not know. */
  | 'not the API'
  /** Something else answers where AMQP should. */
  | 'not AMQP'
  /** The answer ended in the middle. */
  | 'cut'
  /** The broker itself says that it failed. */
  | 'failed'
  /** More came than topo takes. */
  | 'too large'
  /** The operator ended it. */
  | 'interrupted'
  /** An AMQP connection that stood is gone. */
  | 'lost';

export interface BrokerErrorDetails {
  readonly kind: BrokerErrorKind;
  /** What happened, with the URL. */
  readonly message: string;
  /** The broker's or the system's own words. */
  readonly reason?: string;
  readonly remedy: Sentence;
  /** Without its password. */
  readonly url: string;
  /** The name of what it was about, where it was about one thing. */
  readonly object?: string;
}

export class BrokerError extends Error {
  readonly kind: BrokerErrorKind;
  readonly reason: string | undefined;
  readonly remedy: Sentence;
  readonly url: string;
  readonly object: string | undefined;

  constructor({ kind, message, reason, remedy, url, object }: BrokerErrorDetails) {
    super(reason === undefined || reason === '' ? message : `${message}: ${reason}`);
    this.name = 'BrokerError';
    this.kind = kind;
    this.reason = reason;
    this.remedy = remedy;
    this.url = url;
    this.object = object;
  }
}
