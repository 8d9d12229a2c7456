// What can go wrong between us and a broker, said with the URL (never its password), the broker's own reason and a
// remedy. Nothing of the library's own error is kept: axios keeps the password in its errors.

export type BrokerErrorKind =
  | 'refused'
  | 'unreachable'
  | 'password'
  | 'forbidden'
  | 'no vhost'
  | 'tls'
  | 'timeout'
  | 'not the API'
  | 'cut'
  | 'failed'
  | 'lost';

export interface BrokerErrorDetails {
  readonly kind: BrokerErrorKind;
  /** What happened, with the URL. */
  readonly message: string;
  /** The broker's or the system's own words. */
  readonly reason?: string;
  readonly remedy: string;
  /** Without its password. */
  readonly url: string;
  readonly object?: string;
}

export class BrokerError extends Error {
  readonly kind: BrokerErrorKind;
  readonly reason: string | undefined;
  readonly remedy: string;
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

/** The text with any password between `:` and `@` of a URL taken out, also where the text is no valid URL. */
export function redactUrl(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i, (_, scheme: string | undefined, userinfo: string) => {
    const user = userinfo.split(':')[0] ?? '';
    return `${scheme ?? ''}${userinfo.includes(':') ? `${user}:***` : user}@`;
  });
}
