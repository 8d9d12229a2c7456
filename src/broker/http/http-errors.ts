// A failed HTTP request → BrokerError. In: what came back, as plain values (no axios, so nothing with a password in it).
// What both doors meet is in ../known; here is what only an HTTP answer can be.

import type { Sentence } from '../../text/index.js';
import { command, plain, say } from '../../text/index.js';
import type { BrokerErrorDetails } from '../errors.js';
import { BrokerError } from '../errors.js';
import { explain, explainConnect } from '../known/known.js';
import { passwordRemedy, rightsRemedy } from '../known/rabbitmq.js';
import type { Where } from '../known/row.js';
import { managementDoor } from '../known/row.js';
import type { Login } from '../url.js';
import { hideLogin } from '../url.js';

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

/** Codes of ours: the door itself ended it. */
export const TOO_LARGE = 'TOO_LARGE';
export const GIVEN_UP = 'GIVEN_UP';

function whereOf(asked: Asked): Where {
  const { url, login, timeoutSeconds } = asked;
  const vhost = vhostIn(asked);
  return { door: managementDoor, url, user: login.user, vhost, doing: askedText(asked), seconds: timeoutSeconds };
}

export function describeNoAnswer({ code, message, received = '' }: NoAnswer, asked: Asked): BrokerError {
  const { url } = asked;
  const heard = { code, words: hideLogin(message, asked.login), received };
  const known = explain(heard, whereOf(asked));
  if (known) return known;
  const fail = failWith(asked, message);
  if (code === TOO_LARGE)
    return failWith(asked, '')(
      'too large',
      `the answer of ${url} to ${askedText(asked)} is larger than ${message}, and topo takes no more`,
      say`is it the management API? check the address in ${managementDoor.option}; of a fleet of that size ask the broker itself: ${command`rabbitmqctl list_queues`}`,
    );
  if (code === GIVEN_UP)
    return failWith(asked, '')(
      'interrupted',
      `stopped before ${url} had answered ${askedText(asked)}`,
      say`run the same command again`,
    );
  if (message === 'socket hang up' && url.startsWith('http://'))
    return fail(
      'cut',
      `${url} closed the connection without an answer`,
      say`try again; if that port speaks TLS, write https:// in ${managementDoor.option}`,
    );
  if (code.startsWith('HPE_'))
    return failWith(asked, '')(
      'not the API',
      `what answers at ${url} is no HTTP`,
      say`check the port in ${managementDoor.option}`,
    );
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_BAD_RESPONSE')
    return cutShort(`${url} closed the connection in the middle of ${askedText(asked)}`, asked, message);
  return explainConnect(heard, whereOf(asked));
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
      say`topo follows none, for the password would go along: if the address is right, name it with ${managementDoor.option}`,
    );
  if (reason === undefined && status === 500 && answer.body === '')
    return fail(
      'failed',
      `${asked.url} answered 500 to ${askedText(asked)}, without a reason`,
      say`the broker’s log has it: ${command`rabbitmq-diagnostics log_tail`}${crashHint(asked)}`,
    );
  if (explained === undefined || reason === undefined) return describeNoApi(answer, asked);
  if (status === 404) return describeMissing(explained, asked);
  return fail(
    'failed',
    `${asked.url} answered ${status} to ${askedText(asked)}`,
    say`try again; the broker’s log may say more: ${command`rabbitmq-diagnostics log_tail`}`,
  );
}

/** Seen on 3.10.8: rabbit_mgmt_format:pack_binding_props ends the request for all bindings because of that one. */
function crashHint({ segments }: Asked): Sentence {
  if (segments[0] !== 'bindings') return plain('');
  return say`; 3.10 does this where some binding has arguments and a ~ in its routing key: remove that binding`;
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
  const reason = explained?.reason;
  const fail = failWith(asked, reason ?? `HTTP ${status}, ${contentType}`);
  if (reason === undefined)
    return fail(
      'password',
      `${url} refused the user "${user}" or its password`,
      say`${passwordRemedy(whereOf(asked))}; or a proxy in between wants a login of its own`,
    );
  const known = explain({ code: explained?.error ?? '', words: hideLogin(reason, asked.login) }, whereOf(asked));
  if (known) return known;
  // Seen on 3.10.8: for policies the reason names no tag ("User not authorised to access object").
  if (asked.segments[0] === 'policies' && asked.method !== 'GET')
    return fail(
      'forbidden',
      `user "${user}" may not change policies at ${url}: it lacks the tag policymaker`,
      say`give it that tag, and all that it has already: ${command`rabbitmqctl set_user_tags ${user} policymaker`}`,
    );
  return describeForbidden(reason, asked);
}

function describeForbidden(reason: string, asked: Asked): BrokerError {
  const vhost = vhostIn(asked);
  const place = vhost === undefined ? '' : ` in vhost "${vhost}"`;
  return failWith(asked, reason)(
    'forbidden',
    `user "${asked.login.user}" may not ${asked.method === 'GET' ? 'read' : 'do'} that${place} at ${asked.url}`,
    rightsRemedy(whereOf(asked)),
  );
}

function describeMissing({ error, reason }: Explanation, asked: Asked): BrokerError {
  const vhost = vhostIn(asked);
  const { url } = asked;
  if (vhost !== undefined && isHidden({ error, reason }))
    return describeForbidden(`${reason} (4.3 answers so where a user has no right on the vhost)`, asked);
  if (vhost === undefined)
    return failWith(asked, reason)(
      'not the API',
      `${url} has nothing for ${askedText(asked)}`,
      say`check the path in ${managementDoor.option}`,
    );
  if (asked.segments.length === 2)
    return new BrokerError({
      kind: 'no vhost',
      message: `there is no vhost "${vhost}" at ${url}`,
      reason,
      remedy: say`name another one with --vhost${slashHint(vhost)}; or make it: ${command`rabbitmqctl add_vhost ${vhost}`}`,
      url,
      object: vhost,
    });
  return failWith(asked, reason)(
    'not found',
    `${url} has nothing for ${askedText(asked)}`,
    say`look at the names, and at the vhost`,
  );
}

/**
 * A vhost that is there and on which the user has no right: 401 up to 4.0, on 4.3.6 a 404 that differs in the error alone.
 * What really is missing is an "Object Not Found" on all of them, also to a user who may see no vhost.
 */
function isHidden({ error, reason }: Explanation): boolean {
  return error === 'not_found' && reason === 'Not Found';
}

function slashHint(vhost: string): Sentence {
  return /[/%]/.test(vhost)
    ? say`; if it is there, a proxy in between decodes %2F: let it pass the path as it is`
    : plain('');
}

function describeNoApi({ status, contentType }: Answer, asked: Asked): BrokerError {
  const type = contentType === '' ? 'no content type' : contentType;
  return failWith(asked, '')(
    'not the API',
    `${asked.url} answered ${status} with ${type}: that is not the RabbitMQ management API`,
    status >= 502 && status <= 504
      ? say`a proxy answers there, and cannot reach the broker: look at its log, or go round it with --management-url`
      : say`is it a proxy, a login page, another service? check host, port and path in ${managementDoor.option}`,
  );
}

function cutShort(message: string, asked: Asked, reason: string): BrokerError {
  return failWith(asked, reason)(
    'cut',
    message,
    say`try again; if it stays, look at the proxy in between or at the broker’s log (it ends a request after 60 s)`,
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

function vhostIn({ segments }: Asked): string | undefined {
  return segments.length > 1 ? segments[1] : undefined;
}

function askedText({ method, segments }: Asked): string {
  return `${method} /api/${segments.map(encodeURIComponent).join('/')}`;
}

function failWith(
  asked: Asked,
  reason: string,
): (kind: BrokerErrorDetails['kind'], message: string, remedy: Sentence, object?: string) => BrokerError {
  const shown = hideLogin(reason, asked.login).slice(0, 500);
  return (kind, message, remedy, object) =>
    new BrokerError({ kind, message, reason: shown, remedy, url: asked.url, ...(object !== undefined && { object }) });
}
