// What can go wrong between us and a broker, said with the URL (never its password), the broker's own reason and a
// remedy. Nothing of the library's own error is kept, not as `cause` either: axios keeps the password in its errors.

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
  /** The answer ended in the middle. */
  | 'cut'
  /** The broker itself says that it failed. */
  | 'failed'
  /** An AMQP connection that stood is gone. */
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
  /** The name of what it was about, where it was about one thing. */
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

/**
 * The text with the password of a URL taken out, also where the text is no valid URL (a password with `/` or `#` in it
 * makes it none). All up to the last `@` counts as credentials: rather too much is hidden than too little.
 */
export function redactUrl(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?(.*)@/is, (_, scheme: string | undefined, credentials: string) => {
    const [user = '', ...password] = credentials.split(':');
    return `${scheme ?? ''}${user}${password.length > 0 ? ':***' : ''}@`;
  });
}

export interface Login {
  readonly user: string;
  readonly password: string;
  /** The password as the URL spells it. */
  readonly written: string;
}

/** The credentials of a URL, percent-decoded; a `%` that is no escape stands for itself. */
export function loginOf(url: URL): Login {
  return { user: decode(url.username), password: decode(url.password), written: url.password };
}

/** A text from outside in which no form of the password is left, should somebody echo our request. */
export function hideLogin(text: string, { user, password, written }: Login): string {
  if (password === '' || password === user) return text;
  const forms = [
    Buffer.from(`${user}:${password}`).toString('base64'),
    encodeURIComponent(password),
    written,
    password,
  ];
  return forms.reduce((hidden, form) => hidden.replaceAll(form, '***'), text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
