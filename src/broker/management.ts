// The management API door. A Reader can only GET; the few writes that AMQP cannot do are a Writer, opened apart.
// Every failure leaves as a BrokerError that names the URL without its password, and what to do.

import http from 'node:http';
import https from 'node:https';
import type { AxiosInstance } from 'axios';
import axios, { AxiosError } from 'axios';
import type { Binding } from '../topology/index.js';
import { BrokerError, redactUrl } from './errors.js';

export interface ManagementConnection {
  /** With credentials; a path prefix is kept. */
  readonly url: string;
  readonly timeoutSeconds: number;
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
}

export type Query = Readonly<Record<string, string | number | boolean>>;

export interface Reader {
  /** The URL without its password. */
  readonly url: string;
  /** GET /api/…segments; each segment is escaped. Out: the decoded JSON. Throws BrokerError. */
  get(segments: readonly string[], query?: Query): Promise<unknown>;
}

export interface Writer {
  /** DELETE /api/bindings/{vhost}/e/{source}/{q|e}/{destination}/{properties_key}. Already gone is fine. */
  deleteBinding(vhost: string, binding: Binding): Promise<void>;
}

export function openManagement(connection: ManagementConnection): Reader {
  const client = makeClient(connection);
  const url = redactUrl(connection.url);
  return {
    url,
    async get(segments, query = {}) {
      const answer = await request(connection, () => client.get(pathOf(segments), { params: query }));
      return decode(answer, connection);
    },
  };
}

export function openWriter(connection: ManagementConnection): Writer {
  const client = makeClient(connection);
  return {
    async deleteBinding(vhost, binding) {
      const { source, destination, destinationType, propertiesKey } = binding;
      if (propertiesKey === undefined) throw new Error(`the binding to ${destination} has no properties_key`);
      const kind = destinationType === 'queue' ? 'q' : 'e';
      const path = pathOf(['bindings', vhost, 'e', source, kind, destination, propertiesKey]);
      await request(connection, () => client.delete(path, { validateStatus: (code) => code < 300 || code === 404 }));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly data: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function makeClient({ url, timeoutSeconds, tls }: ManagementConnection): AxiosInstance {
  const parsed = new URL(url);
  const base = new URL(parsed);
  base.username = '';
  base.password = '';
  return axios.create({
    baseURL: base.href.replace(/\/$/, ''),
    auth: { username: decodeURIComponent(parsed.username), password: decodeURIComponent(parsed.password) },
    timeout: timeoutSeconds * 1000,
    // A redirect would carry the password to where it points.
    maxRedirects: 0,
    // A broker is reached directly: a proxy of the environment is for the web.
    proxy: false,
    maxContentLength: Infinity,
    responseType: 'text',
    transformResponse: [(data: unknown) => data],
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true, ...tls }),
  });
}

function pathOf(segments: readonly string[]): string {
  return `/api/${segments.map(encodeURIComponent).join('/')}`;
}

async function request(connection: ManagementConnection, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    throw describe(error, connection);
  }
}

function decode(answer: Answer, connection: ManagementConnection): unknown {
  try {
    const parsed: unknown = JSON.parse(answer.data);
    return parsed;
  } catch {
    const json = String(answer.headers['content-type'] ?? '').includes('json');
    throw json ? cutShort(connection) : notTheApi(connection, answer);
  }
}

function describe(error: unknown, connection: ManagementConnection): BrokerError {
  const url = redactUrl(connection.url);
  if (!(error instanceof AxiosError))
    return new BrokerError({ kind: 'failed', message: `the request to ${url} failed`, reason: messageOf(error), remedy: 'check --management-url', url });
  if (error.response) return describeAnswer(error.response, connection);
  const { code = '', message } = error;
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT')
    return new BrokerError({
      kind: 'timeout',
      message: `${url} did not answer within ${connection.timeoutSeconds} s`,
      remedy: 'check the address, or allow more time with --timeout SECONDS',
      url,
    });
  if (code === 'ECONNREFUSED')
    return new BrokerError({
      kind: 'refused',
      message: `nothing listens for the management API at ${url}`,
      reason: message,
      remedy: 'switch it on (rabbitmq-plugins enable rabbitmq_management), or name its address with --management-url',
      url,
    });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new BrokerError({ kind: 'unreachable', message: `the host of ${url} is not known`, reason: message, remedy: 'check the name in --management-url', url });
  if (/certificate|self-signed|TLS|SSL|EPROTO|issuer/i.test(`${code} ${message}`))
    return new BrokerError({
      kind: 'tls',
      message: `no TLS connection to ${url}`,
      reason: message,
      remedy: 'name the authority with --ca-cert FILE; http:// and https:// have ports of their own',
      url,
    });
  if (code === 'ERR_BAD_RESPONSE' || /aborted|hang up|ECONNRESET|Parse Error/i.test(`${code} ${message}`)) return cutShort(connection, message);
  return new BrokerError({ kind: 'unreachable', message: `no connection to ${url}`, reason: message, remedy: 'check --management-url', url });
}

function describeAnswer({ status, data, headers }: Answer, connection: ManagementConnection): BrokerError {
  const url = redactUrl(connection.url);
  const user = decodeURIComponent(new URL(connection.url).username);
  const reason = reasonOf(data);
  if (reason === undefined && status !== 401) return notTheApi(connection, { status, data, headers });
  if (status === 401 && /not.*(management|allowed)|access/i.test(reason ?? ''))
    return new BrokerError({
      kind: 'forbidden',
      message: `user "${user}" may not use the management API at ${url}`,
      reason: reason ?? 'access refused',
      remedy: `rabbitmqctl set_user_tags ${user} management; rabbitmqctl set_permissions -p VHOST ${user} CONFIGURE WRITE READ`,
      url,
    });
  if (status === 401)
    return new BrokerError({
      kind: 'password',
      message: `${url} refused the user or the password`,
      reason: reason ?? '401',
      remedy: 'check them in --management-url, or else in --amqp-url',
      url,
    });
  if (status === 403)
    return new BrokerError({ kind: 'forbidden', message: `user "${user}" may not do this at ${url}`, reason: reason ?? '403', remedy: 'see the README, least privilege', url });
  if (status === 404)
    return new BrokerError({ kind: 'no vhost', message: `${url} does not have it`, reason: reason ?? '404', remedy: 'rabbitmqctl add_vhost NAME, or another --vhost', url });
  return new BrokerError({ kind: 'failed', message: `${url} answered ${status}`, reason: reason ?? '', remedy: 'see the broker’s log; try again', url });
}

function reasonOf(data: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(data);
    if (parsed === null || typeof parsed !== 'object') return undefined;
    const reason: unknown = Reflect.get(parsed, 'reason') ?? Reflect.get(parsed, 'error');
    return typeof reason === 'string' ? reason : JSON.stringify(parsed);
  } catch {
    return undefined;
  }
}

function notTheApi(connection: ManagementConnection, { status, headers }: Answer): BrokerError {
  const url = redactUrl(connection.url);
  const type = String(headers['content-type'] ?? 'no content type');
  return new BrokerError({
    kind: 'not the API',
    message: `${url} answered ${status} with ${type}: that is not the RabbitMQ management API`,
    remedy: 'check --management-url: is it a proxy, a login page, or the AMQP port?',
    url,
  });
}

function cutShort(connection: ManagementConnection, reason?: string): BrokerError {
  const url = redactUrl(connection.url);
  return new BrokerError({
    kind: 'cut',
    message: `the answer of ${url} was cut in the middle`,
    ...(reason !== undefined && { reason }),
    remedy: 'try again; if it stays, look at the proxy or at the broker’s log',
    url,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
