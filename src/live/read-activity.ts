// What queues hold and who reads them: asked only where a decision or a finding needs it.
//
// Fresh enough? Measured on 3.10.8, each change seen after (median): the list with `enable_queue_totals` 5 ms for a
// classic queue, 2.2 s for a quorum one; a consumer that comes 0.7 to 5 s, one that goes 4 ms, in `/api/consumers`; the
// other endpoints up to 10 s. So apply looks again by a passive declare, which is exact.
//
// Surprise: that list is cut short without a word when a queue does not answer within a second (rabbit_amqqueue:
// wait_for_queues). A queue that is not in it has unknown counts, not zero.

import type { Reader } from '../broker/index.js';
import { BrokerError } from '../broker/index.js';
import type { Activity, QueueReader } from './live.js';
import type { Row } from './normalise.js';
import { isRow, rowsOf } from './normalise.js';
import { guarded } from './read-live.js';

/** RabbitMQ's largest page. */
const PAGE = 500;
/** Names in one query: well below the 8,000 characters that its HTTP server takes as a request line. */
const MAX_PATTERN = 4000;
/** From here on one whole list is less work than many pages. */
const WHOLE_LIST_FROM = 1000;

/** Counts of the named queues. Every name has an entry; what is not known is null. */
export async function readActivity(
  reader: Reader,
  vhost: string,
  queues: readonly { readonly name: string }[],
): Promise<ReadonlyMap<string, Activity>> {
  if (queues.length === 0) return new Map();
  const names = queues.map((queue) => queue.name);
  const pages = names.length >= WHOLE_LIST_FROM ? [{}] : patternsFor(names).map(pageOf);
  const [consumers, ...lists] = await Promise.all([
    readConsumers(reader, vhost),
    ...pages.map((page) => readTotalsPage(reader, vhost, page)),
  ]);
  const totals = new Map(lists.flatMap((list) => [...list]));
  return new Map(names.map((name) => [name, activityOf(totals.get(name), consumers.get(name))]));
}

/** Counts of every queue of the vhost that the broker answers for. */
export async function readTotals(reader: Reader, vhost: string): Promise<ReadonlyMap<string, Activity>> {
  const [consumers, totals] = await Promise.all([readConsumers(reader, vhost), readTotalsPage(reader, vhost, {})]);
  return new Map([...totals].map(([name, row]) => [name, activityOf(row, consumers.get(name))]));
}

/** What the lock says of who holds it; undefined where there is no lock. */
export async function readQueueArgument(
  reader: Reader,
  vhost: string,
  queue: string,
  argument: string,
): Promise<string | undefined> {
  try {
    const row = await reader.get(['queues', vhost, queue]);
    const value = isRow(row) && isRow(row['arguments']) ? row['arguments'][argument] : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (error instanceof BrokerError && error.kind === 'no vhost') return undefined;
    throw error;
  }
}

async function readTotalsPage(
  reader: Reader,
  vhost: string,
  page: Readonly<Record<string, string | number | boolean>>,
): Promise<ReadonlyMap<string, Row>> {
  const answer = await reader.get(['queues', vhost], { disable_stats: true, enable_queue_totals: true, ...page });
  return guarded(reader, () => {
    // A page carries its rows under `items`; the whole list is the rows.
    const rows = rowsOf(isRow(answer) ? answer['items'] : answer, 'queue totals');
    return new Map(rows.map((row) => [String(row['name']), row]));
  });
}

async function readConsumers(reader: Reader, vhost: string): Promise<ReadonlyMap<string, readonly QueueReader[]>> {
  const answer = await reader.get(['consumers', vhost]);
  return guarded(reader, () => {
    const byQueue = new Map<string, QueueReader[]>();
    for (const row of rowsOf(answer, 'consumers')) {
      const queue = isRow(row['queue']) ? row['queue']['name'] : undefined;
      if (typeof queue !== 'string') continue;
      const siblings = byQueue.get(queue);
      if (siblings) siblings.push(toReader(row));
      else byQueue.set(queue, [toReader(row)]);
    }
    return byQueue;
  });
}

function toReader(row: Row): QueueReader {
  // Erlang's empty table again: `[]` where the channel is gone already.
  const channel = isRow(row['channel_details']) ? row['channel_details'] : {};
  const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
  return {
    consumerTag: text(row['consumer_tag']),
    peer: `${text(channel['peer_host'])}:${text(channel['peer_port'])}`,
    connectionName: text(channel['connection_name']),
  };
}

function activityOf(row: Row | undefined, readers: readonly QueueReader[] = []): Activity {
  const state = row?.['state'];
  const alive = row !== undefined && (state === undefined || state === 'running' || state === 'idle' || state === 'flow');
  const count = (key: string): number | null => {
    const value = alive ? row[key] : undefined;
    return typeof value === 'number' ? value : null;
  };
  return {
    messages: count('messages'),
    unacknowledged: count('messages_unacknowledged'),
    consumers: alive ? readers.length : null,
    readers,
  };
}

function pageOf(pattern: string): Readonly<Record<string, string | number | boolean>> {
  return { page: 1, page_size: PAGE, name: pattern, use_regex: true };
}

function patternsFor(names: readonly string[]): readonly string[] {
  const patterns: string[] = [];
  let batch: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (batch.length > 0) patterns.push(`^(${batch.join('|')})$`);
    batch = [];
    size = 0;
  };
  for (const name of names) {
    const escaped = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    const length = encodeURIComponent(escaped).length + 3;
    if (size + length > MAX_PATTERN || batch.length === PAGE) flush();
    batch.push(escaped);
    size += length;
  }
  flush();
  return patterns;
}
