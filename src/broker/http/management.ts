// The management API door. A Reader can only GET; the few writes that AMQP cannot do are a Writer, opened apart.
// Every failure leaves as a BrokerError that names the URL without its password, and what to do.
//
// Two decisions. No redirect is followed: the password would go along to wherever it points. No proxy of the environment
// (HTTP_PROXY, …) is used, for any host: AMQP does not go through one either, and it would be handed the password; who
// needs a proxy names it as --management-url.

import type { AxiosError, AxiosInstance } from 'axios';
import type { Binding, Policy } from '../../topology/index.js';
import { counted, say } from '../../text/index.js';
import { BrokerError } from '../errors.js';
import type { Tell } from '../tell.js';
import { loginOf, showUrl } from '../url.js';
import type { Answer, Asked, NoAnswer } from './http-errors.js';
import { GIVEN_UP, TOO_LARGE, describeAnswer, describeNoAnswer, describeNoJson } from './http-errors.js';

export interface ManagementConnection {
  /** http or https. With credentials, percent-encoded; a path prefix is kept. */
  readonly url: string;
  /** How long nothing may arrive: until the answer begins, and between two pieces of it. */
  readonly timeoutSeconds: number;
  /** Ends what is in flight: nobody waits for it any more. */
  readonly giveUp?: AbortSignal;
  readonly tell?: Tell;
  readonly tls?: { readonly ca?: Buffer | string; readonly cert?: Buffer | string; readonly key?: Buffer | string };
}

export type Query = Readonly<Record<string, string | number | boolean>>;

export interface Reader {
  /** The URL without its password. */
  readonly url: string;
  /** GET /api/…segments; each segment is escaped. Out: the decoded JSON. Throws BrokerError. */
  get(segments: readonly string[], query?: Query): Promise<unknown>;
}

export interface Writer {
  /** PUT /api/policies/{vhost}/{name}: one that is there is replaced whole. The user needs the tag policymaker. */
  setPolicy(vhost: string, policy: Policy): Promise<void>;
  /** DELETE /api/policies/{vhost}/{name}. Already gone is fine. */
  clearPolicy(vhost: string, name: string): Promise<void>;
  /** DELETE /api/bindings/{vhost}/e/{source}/{q|e}/{destination}/{properties_key}. Already gone is fine. */
  deleteBinding(vhost: string, binding: Binding): Promise<void>;
}

export function openManagement(connection: ManagementConnection): Reader {
  const door = openDoor(connection);
  return {
    url: door.url,
    async get(segments, query = {}) {
      const asked = door.asked('GET', segments);
      return decode(await send(door, asked, query), asked);
    },
  };
}

/**
 * So many times longer than any other request. RabbitMQ stores a policy and then tries all policies at each exchange, which
 * takes minutes on a fleet with hundreds of them. Whoever gives up meanwhile ends that work, and the same policy sent again
 * does not begin it again (rabbit_runtime_parameters:set_any0, 3.10 to 4.3).
 */
const POLICY_PATIENCE = 20;

export function openWriter(connection: ManagementConnection): Writer {
  const door = openDoor(connection);
  const patient = openDoor({ ...connection, timeoutSeconds: POLICY_PATIENCE * connection.timeoutSeconds });
  const remove = async (through: Door, segments: readonly string[]): Promise<void> => {
    await send(through, through.asked('DELETE', segments), {}).catch((error: unknown) => {
      if (!(error instanceof BrokerError && error.kind === 'not found')) throw error;
    });
  };
  return {
    async setPolicy(vhost, { name, pattern, applyTo, priority, definition }) {
      const body = { pattern, 'apply-to': applyTo, priority, definition };
      await send(patient, patient.asked('PUT', ['policies', vhost, name]), {}, body);
    },
    async clearPolicy(vhost, name) {
      await remove(patient, ['policies', vhost, name]);
    },
    async deleteBinding(vhost, { source, destination, destinationType, propertiesKey }) {
      if (propertiesKey === undefined) throw new Error(`the binding to ${destination} has no properties_key`);
      const kind = destinationType === 'queue' ? 'q' : 'e';
      await remove(door, ['bindings', vhost, 'e', source, kind, destination, propertiesKey]);
    },
  };
}

interface Door {
  /** Loads the libraries at the first use: most commands need no broker. */
  readonly client: () => Promise<AxiosInstance>;
  /** Of one request: the operator ends it, or it has taken too long as a whole. */
  readonly withEnd: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  readonly givenUp: () => boolean;
  readonly url: string;
  readonly tell: Tell | undefined;
  asked(method: Asked['method'], segments: readonly string[]): Asked;
}

/** So many times `timeoutSeconds` for a whole answer: one that comes drop by drop would never end. */
const WHOLE = 20;

/** Of one answer, unpacked. The lists of a fleet of 100,000 queues have a third of it. */
const MOST_MIB = 256;

function openDoor({ url, timeoutSeconds, tls, giveUp, tell }: ManagementConnection): Door {
  const base = new URL(url);
  const login = loginOf(base);
  const shown = showUrl(base);
  base.username = '';
  base.password = '';
  let made: Promise<AxiosInstance> | undefined;
  const make = async (): Promise<AxiosInstance> => {
    const [{ default: axios }, http, https] = await Promise.all([
      import('axios'),
      import('node:http'),
      import('node:https'),
    ]);
    return axios.create({
      baseURL: `${base.origin}${base.pathname.replace(/\/+$/, '')}/api/`,
      auth: { username: login.user, password: login.password },
      timeout: timeoutSeconds * 1000,
      // Else a time-out has the code of an aborted request.
      transitional: { clarifyTimeoutError: true },
      maxRedirects: 0,
      proxy: false,
      maxContentLength: MOST_MIB * 2 ** 20,
      responseType: 'text',
      transformResponse: [(data: unknown) => data],
      httpAgent: new http.Agent({ keepAlive: true }),
      httpsAgent: new https.Agent({ keepAlive: true, ...tls }),
    });
  };
  return {
    client: () => (made ??= make()),
    givenUp: () => giveUp?.aborted === true,
    withEnd: (work) => withEnd(WHOLE * timeoutSeconds * 1000, giveUp, work),
    url: shown,
    tell,
    asked: (method, segments) => ({ url: shown, method, segments, login, timeoutSeconds }),
  };
}

/** A timer and a listener of our own: what `AbortSignal.any` makes may be collected before it fires (Node 20). */
async function withEnd<T>(
  milliseconds: number,
  giveUp: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const end = (): void => {
    controller.abort();
  };
  const timer = setTimeout(end, milliseconds);
  giveUp?.addEventListener('abort', end);
  if (giveUp?.aborted === true) end();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    giveUp?.removeEventListener('abort', end);
  }
}

/** Any answer that is no success, and none at all, is thrown as a BrokerError. */
async function send(
  { client, withEnd: endIt, givenUp, tell }: Door,
  asked: Asked,
  query: Query,
  body?: unknown,
): Promise<Answer> {
  const url = pathOf(asked) + queryOf(query);
  const sendOnce = async (): Promise<Answer> => {
    const made = await client();
    const { status, headers, data } = await endIt((signal) =>
      made.request<string>({
        method: asked.method,
        url,
        signal,
        ...(body !== undefined && { data: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }),
    );
    return answerOf(status, headers, data);
  };
  const start = performance.now();
  const told = (became: string): void => {
    tell?.(
      `${asked.method} ${asked.url.replace(/\/+$/, '')}/api/${url}  ${became}, ${Math.round(performance.now() - start)} ms`,
    );
  };
  try {
    // The server may close an idle connection in the moment in which we use it again; all of our requests may be repeated.
    const answer = await sendOnce().catch((error: unknown) =>
      wasStale(error) ? sendOnce() : Promise.reject(asError(error)),
    );
    told(`${answer.status}, ${counted(answer.body.length, 'character')}`);
    return answer;
  } catch (error) {
    const described = describe(error, asked, givenUp());
    told(described.kind);
    throw described;
  }
}

function pathOf({ segments, url }: Asked): string {
  for (const segment of segments)
    // A URL cannot hold these as a segment: an empty vhost would ask for all vhosts, dots would climb up.
    if (segment === '' || segment === '.' || segment === '..')
      throw new BrokerError({
        kind: 'failed',
        message: `the management API at ${url} cannot be asked for something named "${segment}"`,
        remedy: say`give the vhost a name with a letter in it`,
        url,
      });
  return segments.map(encodeURIComponent).join('/');
}

function queryOf(query: Query): string {
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function decode(answer: Answer, asked: Asked): unknown {
  try {
    const parsed: unknown = JSON.parse(asked.segments[0] === 'queues' ? firstOfTwoStates(answer.body) : answer.body);
    return parsed;
  } catch {
    throw describeNoJson(answer, asked);
  }
}

/**
 * With the counts of a quorum queue RabbitMQ 4.0.5 gives its `state` twice in one row: what its record says, and what its
 * leader says. They are sorted, so `running` comes last, JSON.parse keeps the last, and a queue that nobody can read would
 * pass for one that runs. In a text of JSON these quotes would be escaped, so nothing else looks like it.
 */
function firstOfTwoStates(body: string): string {
  return body.replace(/("state":"\w+"),"state":"\w+"/g, '$1');
}

/** Here, and nowhere later, the library's error with the password in it is dropped. */
function describe(error: unknown, asked: Asked, isGivenUp: boolean): BrokerError {
  if (isAxiosError(error) && error.code === 'ERR_CANCELED')
    return describeNoAnswer({ code: isGivenUp ? GIVEN_UP : 'ETIMEDOUT', message: '' }, asked);
  if (isAxiosError(error) && error.message.startsWith('maxContentLength'))
    return describeNoAnswer({ code: TOO_LARGE, message: `${MOST_MIB} MiB` }, asked);
  if (isAxiosError(error) && error.response && error.code !== 'ETIMEDOUT' && !isCut(error)) {
    const { status, headers } = error.response;
    const data: unknown = error.response.data;
    return describeAnswer(answerOf(status, headers, data), asked);
  }
  return describeNoAnswer(noAnswerOf(error), asked);
}

function isAxiosError(error: unknown): error is AxiosError {
  return error instanceof Error && 'isAxiosError' in error;
}

/** An answer whose head came, and whose body did not end: axios gives it the status of the head. */
function isCut(error: AxiosError): boolean {
  return error.code === 'ECONNRESET' || (error.code === 'ERR_BAD_RESPONSE' && error.message.includes('aborted'));
}

function noAnswerOf(error: unknown): NoAnswer {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // localhost is two addresses: the reasons of both are inside.
  const message = error.message === '' ? code : error.message;
  const received = rawPacketOf(error) ?? rawPacketOf(error.cause);
  return { code, message, ...(received !== undefined && { received }) };
}

function rawPacketOf(error: unknown): string | undefined {
  const packet: unknown = error instanceof Error && 'rawPacket' in error ? error.rawPacket : undefined;
  return packet instanceof Uint8Array ? Buffer.from(packet.subarray(0, 64)).toString('latin1') : undefined;
}

function wasStale(error: unknown): boolean {
  if (!isAxiosError(error) || error.response || !['ECONNRESET', 'EPIPE'].includes(error.code ?? '')) return false;
  const request: unknown = error.request;
  return typeof request === 'object' && request !== null && 'reusedSocket' in request && request.reusedSocket === true;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function answerOf(status: number, headers: Readonly<Record<string, unknown>>, data: unknown): Answer {
  const header = (name: string): string => (typeof headers[name] === 'string' ? headers[name] : '');
  return {
    status,
    contentType: header('content-type'),
    location: shownLocation(header('location')),
    body: typeof data === 'string' ? data : '',
  };
}

/** A redirect's target, which may have a password in it. One that is a path alone is shown up to its query. */
function shownLocation(location: string): string {
  return URL.canParse(location) ? showUrl(new URL(location)) : (location.split(/[?#@]/)[0] ?? '');
}
