// What queues hold and who reads them: asked only where a decision or a finding needs it.
//
// Fresh enough? Measured on 3.10.8, a change is seen after: in the list with `enable_queue_totals` 3-30 ms (classic), up to
// 5 s (quorum); in `/api/consumers` up to 5 s when a consumer comes, 2-17 ms when it goes; in all other endpoints up to
// 10 s. No GET shows a new consumer at once, so apply looks again by a passive declare.
//
// Surprises. That list is cut short without a word when no queue answers within a second (rabbit_amqqueue:
// wait_for_queues), so a queue that is not in it has unknown counts, not zero. And `/api/consumers` shows a user without
// the tag monitoring only the consumers of his own connections, so for him the statistics count.

import { pushTo } from '../topology/index.js';
import type { Query, Reader } from '../broker/index.js';
import { BrokerError } from '../broker/index.js';
import { ask, askOne } from './asking.js';
import type { Activity, QueueReader } from './live.js';
import type { QueueState } from './queue-state.js';
import { isCountable } from './queue-state.js';
import type { Row } from './normalise.js';
import { isRow, rowsOf, stateOf, text } from './normalise.js';

/**
 * Up to so many names are asked for by a pattern: the same work for the broker, which counts all queues first, but a
 * short answer. 10,000 queues, 3.10.8: 1 name 0.55 s, 100 names 1.1 s (it tries the pattern on each), the list 0.8 s.
 */
const FEW = 20;
/** Bytes of UTF-8 that RabbitMQ 4.3 takes as a pattern of names ("name filter regex is too long"); older ones take more. */
const MAX_PATTERN = 1024;
/** RabbitMQ's largest page. */
const PAGE = 500;

/** A queue whose counts are asked for. */
export interface Asked {
  readonly name: string;
  /** So many bytes it is to keep: how many it has is asked as well. */
  readonly maxBytes?: number;
}

/** Counts of the named queues, two to four GETs in all. Every name has an entry; what is not known is null. */
export async function readActivity(
  reader: Reader,
  vhost: string,
  queues: readonly Asked[],
): Promise<ReadonlyMap<string, Activity>> {
  if (queues.length === 0) return new Map();
  const names = queues.map((queue) => queue.name);
  const byBytes = queues.filter(({ maxBytes }) => maxBytes !== undefined);
  const [{ totals, consumers }, bytes] = await Promise.all([
    readCounts(reader, vhost, pageFor(names)),
    readBytes(reader, vhost, byBytes),
  ]);
  return new Map(
    names.map((name) => {
      const activity = activityOf(totals.get(name), name, consumers);
      const seen = bytes.get(name);
      return [name, seen ? { ...activity, bytes: bytesOf(activity.messages, seen) } : activity];
    }),
  );
}

/** Of the statistics, one with the other. */
interface Weight {
  readonly messages: number | null;
  readonly bytes: number | null;
}

/** Every name has an entry. */
async function readBytes(
  reader: Reader,
  vhost: string,
  queues: readonly Asked[],
): Promise<ReadonlyMap<string, Weight>> {
  if (queues.length === 0) return new Map();
  const names = queues.map(({ name }) => name);
  const query = { columns: 'name,messages,message_bytes', ...pageFor(names) };
  const rows = await ask(reader, ['queues', vhost], query, rowsByName).catch(unlessStatisticsAreOff);
  return new Map(
    names.map((name) => {
      const row = rows?.get(name);
      return [name, { messages: numberOf(row, 'messages'), bytes: numberOf(row, 'message_bytes') }];
    }),
  );
}

/** Bytes of so many messages, where the statistics may have been of fewer: as heavy as those were. null: not known. */
export function bytesOf(messages: number | null, seen: Weight): number | null {
  if (messages === 0) return 0;
  if (messages === null || seen.messages === null || seen.bytes === null) return null;
  if (messages <= seen.messages) return seen.bytes;
  return seen.messages === 0 ? null : Math.ceil((seen.bytes / seen.messages) * messages);
}

/** Counts of every queue of the vhost that the broker answers for: one that is missing here is unknown. */
export async function readTotals(reader: Reader, vhost: string): Promise<ReadonlyMap<string, Activity>> {
  const { totals, consumers } = await readCounts(reader, vhost, {});
  return new Map([...totals].map(([name, row]) => [name, activityOf(row, name, consumers)]));
}

/** One queue as the list of objects has it. */
export interface ListedQueue {
  readonly state: QueueState | undefined;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly exclusive: boolean;
}

const OF_ONE = { disable_stats: true, columns: 'name,state,leader,members,online,arguments,exclusive' };

/**
 * Undefined where there is no such queue. By the list: asked for one queue alone, RabbitMQ 4.3 goes on to say `running` of
 * an exclusive queue whose node is dead.
 */
export async function readListedQueue(reader: Reader, vhost: string, name: string): Promise<ListedQueue | undefined> {
  const rows = await ask(reader, ['queues', vhost], { ...OF_ONE, ...pageFor([name]) }, rowsByName);
  const row = rows.get(name);
  return row && toListed(row);
}

/** Alone: whatever the number of queues, it is there at once (10,001 queues: 2 ms, by the list 150). Its `state` may lie. */
export async function readQueueAlone(reader: Reader, vhost: string, name: string): Promise<ListedQueue | undefined> {
  return await askOne(reader, ['queues', vhost, name], OF_ONE, toListed);
}

function toListed(row: Row): ListedQueue {
  return {
    state: stateOf(row),
    arguments: isRow(row['arguments']) ? row['arguments'] : {},
    exclusive: row['exclusive'] === true,
  };
}

interface Counts {
  readonly totals: ReadonlyMap<string, Row>;
  readonly consumers: Consumers;
}

interface Consumers {
  /** The broker keeps statistics: else it does not know the consumers. */
  readonly known: boolean;
  readonly readers: ReadonlyMap<string, readonly QueueReader[]>;
  /** null where the API does not say. */
  count(queue: string): number | null;
}

async function readCounts(reader: Reader, vhost: string, page: Query): Promise<Counts> {
  const query = {
    disable_stats: true,
    enable_queue_totals: true,
    columns: 'name,messages,messages_unacknowledged,state,leader,members,online',
    ...page,
  };
  const [totals, consumers] = await Promise.all([
    ask(reader, ['queues', vhost], query, rowsByName),
    readConsumers(reader, vhost, page),
  ]);
  return { totals, consumers };
}

async function readConsumers(reader: Reader, vhost: string, page: Query): Promise<Consumers> {
  const [listed, seesAll] = await Promise.all([
    ask(reader, ['consumers', vhost], {}, readersByQueue).catch(unlessStatisticsAreOff),
    ask(reader, ['whoami'], {}, isMonitor),
  ]);
  if (!listed) return { known: false, readers: new Map(), count: () => null };
  if (seesAll) return { known: true, readers: listed, count: (queue) => listed.get(queue)?.length ?? 0 };
  const statistics = await ask(reader, ['queues', vhost], { columns: 'name,consumers', ...page }, rowsByName);
  return { known: true, readers: listed, count: (queue) => numberOf(statistics.get(queue), 'consumers') };
}

/**
 * `management.disable_stats` or `management_agent.disable_metrics_collector` in the broker's configuration: nobody knows
 * the consumers then. 400 on 4.3.6, for both: "Stats in management UI are disabled on this node".
 */
function unlessStatisticsAreOff(error: unknown): undefined {
  if (error instanceof BrokerError && error.kind === 'failed' && /stats .*disabled/i.test(error.reason ?? '')) return;
  throw error;
}

/** Tags are a list, up to 3.7 a text with commas. */
function isMonitor(answer: unknown): boolean {
  const tags = isRow(answer) ? answer['tags'] : undefined;
  const words: readonly unknown[] = typeof tags === 'string' ? tags.split(',') : Array.isArray(tags) ? tags : [];
  return words.includes('administrator') || words.includes('monitoring');
}

/** A page carries its rows under `items`; the whole list is the rows. */
function rowsByName(answer: unknown): ReadonlyMap<string, Row> {
  const rows = rowsOf(isRow(answer) ? answer['items'] : answer);
  return new Map(rows.map((row) => [text(row, 'name'), row]));
}

function readersByQueue(answer: unknown): ReadonlyMap<string, readonly QueueReader[]> {
  const byQueue = new Map<string, QueueReader[]>();
  for (const row of rowsOf(answer)) {
    const queue = isRow(row['queue']) ? text(row['queue'], 'name') : text(row, 'queue');
    pushTo(byQueue, queue, toReader(row));
  }
  return byQueue;
}

function toReader(row: Row): QueueReader {
  // Erlang's empty table again: `[]` where the channel is gone already.
  const channel = isRow(row['channel_details']) ? row['channel_details'] : {};
  const shown = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? `${value}` : '');
  const host = shown(channel['peer_host']);
  return {
    consumerTag: shown(row['consumer_tag']),
    peer: host === '' ? '' : `${host}:${shown(channel['peer_port'])}`,
    connectionName: shown(channel['connection_name']),
  };
}

function activityOf(row: Row | undefined, name: string, consumers: Consumers): Activity {
  const state = row && stateOf(row);
  const alive = row !== undefined && isCountable(state);
  return {
    messages: alive ? numberOf(row, 'messages') : null,
    unacknowledged: alive ? numberOf(row, 'messages_unacknowledged') : null,
    consumers: alive ? consumers.count(name) : null,
    readers: consumers.readers.get(name) ?? [],
    ...(state !== undefined && { state }),
    ...(!consumers.known && { statistics: 'off' as const }),
  };
}

function numberOf(row: Row | undefined, key: string): number | null {
  const value = row?.[key];
  return typeof value === 'number' ? value : null;
}

/** The query for one page with these names only; nothing, which is the whole list, where they are too many. */
function pageFor(names: readonly string[]): Query {
  const name = `^(${names.map((each) => each.replace(/[^A-Za-z0-9_\u0080-\uffff]/g, '\\$&')).join('|')})$`;
  if (names.length > FEW || Buffer.byteLength(name) > MAX_PATTERN) return {};
  return { page: 1, page_size: PAGE, use_regex: true, name };
}
