// A failed HTTP request → BrokerError. In: what came back, as plain values (no axios, so nothing with a password in it).
// Out: which of the few things went wrong, the broker's own reason, and the command that mends it.

import type { BrokerErrorDetails, Login } from '../errors.js';
import { shellWord } from '../../text/index.js';
import { BrokerError, hideLogin } from '../errors.js';

/** What was asked, for the messages. */
export interface Asked {
  /** Of the API, without the password. */
  readonly url: string;
  /** For example `GET`. */
  readonly method: string;
  /** Below `/api`. The second one of more than one is a vhost. */
  readonly segments: readonly string[];
  readonly login: Login;
  readonly timeoutSeconds: number;
}

/** No answer came, or not all of it. */
export interface NoAnswer {
  /** Of Node or OpenSSL: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, … */
  readonly code: string;
  readonly message: string;
  /** What did come, where it is no HTTP. */
  readonly received?: string;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** Where a redirect points to; else empty. */
  readonly location: string;
  readonly body: string;
}

const MANAGEMENT_URL = '--management-url (TOPO_MANAGEMENT_URL)';

export function describeNoAnswer({ code, message, received = '' }: NoAnswer, asked: Asked): BrokerError {
  const { url } = asked;
  const fail = failWith(asked, code === 'ETIMEDOUT' ? '' : systemText(message));
  switch (code) {
    case 'ECONNREFUSED':
      return fail(
        'refused',
        `nothing listens for the management API at ${url}`,
        `name its address with ${MANAGEMENT_URL}; or start RabbitMQ there, with its plugin: rabbitmq-plugins enable rabbitmq_management`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail(
        'unreachable',
        `the host of ${url} is not known`,
        `check the name in ${MANAGEMENT_URL}, or in --amqp-url`,
      );
    case 'ETIMEDOUT':
      return fail(
        'timeout',
        `${url} did not answer ${askedText(asked)} within ${asked.timeoutSeconds} s`,
        'check the address and the firewall, or allow more time with --timeout SECONDS',
      );
  }
  if (isTlsFault(code)) return fail('tls', `no TLS connection to ${url}`, tlsRemedy(code, message));
  if (message === 'socket hang up' && url.startsWith('http://'))
    return fail(
      'cut',
      `${url} closed the connection without an answer`,
      `try again; if that port speaks TLS, write https:// in ${MANAGEMENT_URL}`,
    );
  if (code.startsWith('HPE_')) return describeNoHttp(received, asked);
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_BAD_RESPONSE')
    return cutShort(`${url} closed the connection in the middle of ${askedText(asked)}`, asked, message);
  return fail('unreachable', `no connection to ${url}`, `check the address in ${MANAGEMENT_URL}`);
}

/** An answer with a status that is no success. */
export function describeAnswer(answer: Answer, asked: Asked): BrokerError {
  const { status, location } = answer;
  const explained = explanationOf(answer.body);
  const reason = explained?.reason;
  if (status === 401 || status === 403) return describeRefusal(answer, explained, asked);
  const fail = failWith(asked, reason ?? '');
  if (status >= 300 && status < 400)
    return failWith(asked, location)(
      'not the API',
      `${asked.url} answered ${status}, a redirect`,
      `topo follows none, for the password would go along: if the address is right, name it with ${MANAGEMENT_URL}`,
    );
  if (reason === undefined && status === 500 && answer.body === '')
    return fail(
      'failed',
      `${asked.url} answered 500 to ${askedText(asked)}, without a reason`,
      `the broker’s log has it: rabbitmq-diagnostics log_tail${crashHint(asked)}`,
    );
  if (explained === undefined || reason === undefined) return describeNoApi(answer, asked);
  if (status === 404) return describeMissing(explained, asked);
  return fail(
    'failed',
    `${asked.url} answered ${status} to ${askedText(asked)}`,
    'try again; the broker’s log may say more: rabbitmq-diagnostics log_tail',
  );
}

/** Seen on 3.10.8: rabbit_mgmt_format:pack_binding_props ends the request for all bindings because of that one. */
function crashHint({ segments }: Asked): string {
  if (segments[0] !== 'bindings') return '';
  return '; 3.10 does this where some binding has arguments and a ~ in its routing key: remove that binding';
}

/** A success whose body is no JSON. */
export function describeNoJson(answer: Answer, asked: Asked): BrokerError {
  return answer.contentType.includes('json')
    ? cutShort(
        `the answer of ${asked.url} to ${askedText(asked)} ends in the middle`,
        asked,
        `${answer.body.length} characters of JSON came`,
      )
    : describeNoApi(answer, asked);
}

/**
 * RabbitMQ says 401 to all of these, and its two words tell them apart (seen on 3.10.8, 4.0.5 and 4.3.6): the error of a
 * login that failed is `not_authorized`, of a user who lacks a right `not_authorised`. The reason of the first is "Login
 * failed" on 3.10, and "Not_Authorized" from 4.0 on.
 */
function describeRefusal(
  { status, contentType }: Answer,
  explained: Explanation | undefined,
  asked: Asked,
): BrokerError {
  const { url } = asked;
  const { user } = asked.login;
  const who = shellWord(user);
  const reason = explained?.reason;
  const fail = failWith(asked, reason ?? `HTTP ${status}, ${contentType}`);
  if (explained?.error === 'not_authorized')
    return fail('password', `${url} refused the user "${user}" or its password`, passwordRemedy);
  if (reason !== undefined && /not (management|policymaker|monitor|administrator) user/i.test(reason)) {
    const tag =
      /not (\w+) user/i
        .exec(reason)?.[1]
        ?.toLowerCase()
        .replace(/^monitor$/, 'monitoring') ?? 'management';
    return fail(
      'forbidden',
      `user "${user}" may not ask ${url} for that: it lacks the tag ${tag}`,
      `rabbitmqctl set_user_tags ${who} ${tag}`,
    );
  }
  // Seen on 3.10.8: for policies the reason names no tag ("User not authorised to access object").
  if (reason !== undefined && asked.segments[0] === 'policies' && asked.method !== 'GET')
    return fail(
      'forbidden',
      `user "${user}" may not change policies at ${url}: it lacks the tag policymaker`,
      `give it that tag, and all that it has already: rabbitmqctl set_user_tags ${who} policymaker`,
    );
  if (reason !== undefined && /localhost|loopback/i.test(reason))
    return fail(
      'forbidden',
      `user "${user}" may log in to ${url} from the broker’s own machine only`,
      'make a user for topo: rabbitmqctl add_user NAME PASSWORD; then: rabbitmqctl set_user_tags NAME management',
    );
  if (reason !== undefined) return describeForbidden(reason, asked);
  return fail(
    'password',
    `${url} refused the user "${user}" or its password`,
    `${passwordRemedy}; or a proxy in between wants a login of its own`,
  );
}

function describeForbidden(reason: string, asked: Asked): BrokerError {
  const { user } = asked.login;
  const vhost = vhostOf(asked);
  const place = vhost === undefined ? '' : ` in vhost "${vhost}"`;
  return failWith(asked, reason)(
    'forbidden',
    `user "${user}" may not ${asked.method === 'GET' ? 'read' : 'do'} that${place} at ${asked.url}`,
    `give it rights there (narrower patterns are in the README): rabbitmqctl set_permissions -p ${shellWord(vhost ?? '/')} ${shellWord(user)} '.*' '.*' '.*'`,
  );
}

const passwordRemedy = `check both in ${MANAGEMENT_URL}, or else in --amqp-url (TOPO_AMQP_URL); a special character in them is written as %XX`;

function describeMissing({ error, reason }: Explanation, asked: Asked): BrokerError {
  const vhost = vhostOf(asked);
  const { url } = asked;
  if (vhost !== undefined && isHidden({ error, reason }))
    return describeForbidden(`${reason} (4.3 answers so where a user has no right on the vhost)`, asked);
  if (vhost === undefined)
    return failWith(asked, reason)(
      'not the API',
      `${url} has nothing for ${askedText(asked)}`,
      `check the path in ${MANAGEMENT_URL}`,
    );
  if (asked.segments.length === 2)
    return new BrokerError({
      kind: 'no vhost',
      message: `there is no vhost "${vhost}" at ${url}`,
      reason,
      remedy: `name another one with --vhost${slashHint(vhost)}; or make it: rabbitmqctl add_vhost ${shellWord(vhost)}`,
      url,
      object: vhost,
    });
  return failWith(asked, reason)(
    'not found',
    `${url} has nothing for ${askedText(asked)}`,
    'look at the names, and at the vhost',
  );
}

/**
 * A vhost that is there and on which the user has no right: 401 up to 4.0, on 4.3.6 a 404 that differs in the error alone.
 * What really is missing is an "Object Not Found" on all of them, also to a user who may see no vhost.
 */
function isHidden({ error, reason }: Explanation): boolean {
  return error === 'not_found' && reason === 'Not Found';
}

function slashHint(vhost: string): string {
  return /[/%]/.test(vhost) ? '; if it is there, a proxy in between decodes %2F: let it pass the path as it is' : '';
}

function describeNoApi({ status, contentType }: Answer, asked: Asked): BrokerError {
  const type = contentType === '' ? 'no content type' : contentType;
  return failWith(asked, '')(
    'not the API',
    `${asked.url} answered ${status} with ${type}: that is not the RabbitMQ management API`,
    status >= 502 && status <= 504
      ? 'a proxy answers there, and cannot reach the broker: look at its log, or go round it with --management-url'
      : `is it a proxy, a login page, another service? check host, port and path in ${MANAGEMENT_URL}`,
  );
}

/** Bytes that are no HTTP: AMQP greets with its name, TLS answers plain text with an alert (record type 21). */
function describeNoHttp(received: string, asked: Asked): BrokerError {
  const { url } = asked;
  const fail = failWith(asked, '');
  if (received.startsWith('AMQP'))
    return fail(
      'not the API',
      `AMQP answers at ${url}, and not HTTP`,
      `the management API has a port of its own (15672, with TLS 15671): name it with ${MANAGEMENT_URL}`,
    );
  if (received.startsWith('\u0015\u0003'))
    return fail('tls', `TLS answers at ${url}, and not plain HTTP`, `write https:// in ${MANAGEMENT_URL}`);
  return fail('not the API', `what answers at ${url} is no HTTP`, `check the port in ${MANAGEMENT_URL}`);
}

/** OpenSSL's text is mostly addresses and source files: `…:SSL routines:ssl3_get_record:wrong version number:../deps/…`. */
function systemText(message: string): string {
  return /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message;
}

function isTlsFault(code: string): boolean {
  return code === 'EPROTO' || /^ERR_(TLS|SSL|OSSL)|CERT|UNABLE_TO|SELF_SIGNED|CRL|^HOSTNAME_MISMATCH$/.test(code);
}

function tlsRemedy(code: string, message: string): string {
  if (/wrong version number|packet length too long|http request/i.test(message))
    return `something without TLS answers there: write http:// in ${MANAGEMENT_URL}, or name the port with TLS (15671)`;
  if (/alert|HANDSHAKE/i.test(message) || code === 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')
    return 'the broker refused the handshake: it may want a certificate of yours (--client-cert FILE --client-key FILE)';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'use the host name that the certificate is for';
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return 'let the certificate be renewed, or set the clock right';
  return 'name the authority that signed the certificate: --ca-cert FILE (for a self-signed one the certificate itself)';
}

function cutShort(message: string, asked: Asked, reason: string): BrokerError {
  return failWith(asked, reason)(
    'cut',
    message,
    'try again; if it stays, look at the proxy in between or at the broker’s log (it ends a request after 60 s)',
  );
}

interface Explanation {
  readonly error: string;
  readonly reason: string;
}

/** RabbitMQ explains itself by `{"error": …, "reason": …}`; what else is JSON is some other service. */
function explanationOf(body: string): Explanation | undefined {
  const parsed = parse(body);
  if (parsed === null || typeof parsed !== 'object' || !('error' in parsed) || !('reason' in parsed)) return undefined;
  const line = (value: unknown): string =>
    (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ').trim();
  return { error: line(parsed.error), reason: line(parsed.reason) };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function vhostOf({ segments }: Asked): string | undefined {
  return segments.length > 1 ? segments[1] : undefined;
}

function askedText({ method, segments }: Asked): string {
  return `${method} /api/${segments.map(encodeURIComponent).join('/')}`;
}

function failWith(
  asked: Asked,
  reason: string,
): (kind: BrokerErrorDetails['kind'], message: string, remedy: string, object?: string) => BrokerError {
  const shown = hideLogin(reason, asked.login).slice(0, 500);
  return (kind, message, remedy, object) =>
    new BrokerError({ kind, message, reason: shown, remedy, url: asked.url, ...(object !== undefined && { object }) });
}
