// The broker's state in unpaginated lists side by side (pages are no snapshot, statistics cost ten times
// as much, a definitions export leaves objects out). Only GETs; the tag `management` and any permission on the vhost do.

import type { Query, Reader } from '../broker/index.js';
import { BrokerError } from '../broker/index.js';
import { say } from '../text/index.js';
import type { Binding, Exchange, Policy, Queue } from '../topology/index.js';
import { ask } from './asking.js';
import type { Activity, Live, LiveBroker } from './live.js';
import type { Row } from './normalise.js';
import {
  UnexpectedRow,
  isDefaultExchange,
  isRow,
  rowsOf,
  stateOf,
  text,
  toBinding,
  toExchange,
  toPolicy,
  toQueue,
} from './normalise.js';
import { readMetadataStore } from './metadata-store.js';
import { readTotals } from './read-activity.js';
import { readNodes } from './read-nodes.js';
import type { QueueState } from './queue-state.js';

/**
 * Of the list, and of one queue: the rows are the same. Without statistics all of these are known on every version; `type`
 * would ask for statistics on 3.10.
 */
export const OF_QUEUES: Query = {
  disable_stats: true,
  columns: 'name,durable,auto_delete,exclusive,arguments,type,policy,state,leader,members,online',
};

export const OF_EXCHANGES: Query = { disable_stats: true };

/**
 * `known`: what `readOverview` said, where it has been asked already: first of all, for a wrong path answers 404 too. Then
 * a missing vhost is the BrokerError `no vhost`: each of the lists answers 404, before it looks at rights.
 */
export async function readLive(reader: Reader, vhost: string, known?: LiveBroker): Promise<Live> {
  const broker = known ?? (await readOverview(reader));
  return await readBeside(askQueues(reader, vhost), reader, vhost, broker);
}

/**
 * The same, and the counts of every queue. Two large answers at a time, as in `readLive`: RabbitMQ makes each on a core of
 * its own, and with a third beside them the bindings of 50,001 queues took more than 30 s to begin (2 cores, 3.10.8).
 */
export async function readLiveAndTotals(
  reader: Reader,
  vhost: string,
  broker: LiveBroker,
): Promise<{ readonly live: Live; readonly activity: ReadonlyMap<string, Activity> }> {
  const queues = askQueues(reader, vhost);
  const [live, activity] = await Promise.all([
    readBeside(queues, reader, vhost, broker),
    queues.then(() => readTotals(reader, vhost)),
  ]);
  return { live, activity };
}

async function readBeside(asked: Promise<QueueList>, reader: Reader, vhost: string, broker: LiveBroker): Promise<Live> {
  const [queues, exchanges, bindings, policies, operatorPolicies, store, nodes] = await Promise.all([
    asked,
    askExchanges(reader, vhost),
    askBindings(reader, vhost, ['bindings', vhost]),
    askPolicies(reader, vhost),
    askPolicies(reader, vhost, 'operator-policies'),
    readMetadataStore(reader, broker.rabbitmqVersion),
    readNodes(reader),
  ]);
  return {
    broker,
    store,
    nodes,
    vhost,
    topology: { exchanges: exchanges.byName, queues: queues.byName, bindings: bindings.made, policies },
    queueStates: queues.states,
    unseen: unseenOf(queues.states, bindings.shown),
    exchangePolicies: exchanges.policies,
    queuePolicies: queues.policies,
    operatorPolicies,
  };
}

/** What cluster answers. Throws BrokerError. */
export async function readOverview(reader: Reader): Promise<LiveBroker> {
  return await ask(reader, ['overview'], {}, (answer) => {
    if (!isRow(answer)) throw new UnexpectedRow('it is no object', answer);
    return { clusterName: text(answer, 'cluster_name'), rabbitmqVersion: text(answer, 'rabbitmq_version') };
  });
}

interface QueueList {
  readonly byName: ReadonlyMap<string, Queue>;
  readonly states: ReadonlyMap<string, QueueState>;
  /** Which applies to each. */
  readonly policies: ReadonlyMap<string, string>;
}

export async function askQueues(reader: Reader, vhost: string): Promise<QueueList> {
  return await ask(reader, ['queues', vhost], OF_QUEUES, (answer) => {
    const rows = rowsOf(answer);
    return {
      byName: keyed(rows.map(toQueue)),
      states: valuesByName(rows, stateOf),
      policies: valuesByName(rows, policyOf),
    };
  });
}

interface ExchangeList {
  readonly byName: ReadonlyMap<string, Exchange>;
  /** Which applies to each. */
  readonly policies: ReadonlyMap<string, string>;
}

export async function askExchanges(reader: Reader, vhost: string): Promise<ExchangeList> {
  return await ask(reader, ['exchanges', vhost], OF_EXCHANGES, (answer) => {
    const rows = withoutDefault(ofVhost(answer, vhost, reader));
    return { byName: keyed(rows.map(toExchange)), policies: valuesByName(rows, policyOf) };
  });
}

/** Of the row of an exchange or a queue. */
export function policyOf({ policy }: Row): string | undefined {
  return typeof policy === 'string' && policy !== '' ? policy : undefined;
}

export async function askPolicies(
  reader: Reader,
  vhost: string,
  list: 'policies' | 'operator-policies' = 'policies',
): Promise<readonly Policy[]> {
  return await ask(reader, [list, vhost], {}, (answer) => ofVhost(answer, vhost, reader).map(toPolicy));
}

/**
 * The rows, all of them of this vhost. A proxy that decodes `%2F` asks for another vhost, or for all of them, and the
 * answer looks whole: what it shows would be taken down here.
 */
function ofVhost(answer: unknown, vhost: string, reader: Reader): readonly Row[] {
  const rows = rowsOf(answer);
  const stray = rows.find((row) => typeof row['vhost'] === 'string' && row['vhost'] !== vhost);
  if (!stray) return rows;
  throw new BrokerError({
    kind: 'not the API',
    message: `${reader.url} was asked for vhost "${vhost}", and answers for vhost "${text(stray, 'vhost')}"`,
    remedy: say`a proxy in between decodes %2F in the path: let it pass the path as it is, or go round it with --management-url`,
    url: reader.url,
  });
}

function withoutDefault(rows: readonly Row[]): readonly Row[] {
  return rows.filter((row) => !isDefaultExchange(row));
}

export interface BindingList {
  /** But for the default exchange's. */
  readonly made: readonly Binding[];
  /** Queues of which the list has the default exchange's own binding, which nobody can take away. */
  readonly shown: ReadonlySet<string>;
}

/** `segments`: of the whole list, or of the bindings of one object. */
export async function askBindings(reader: Reader, vhost: string, segments: readonly string[]): Promise<BindingList> {
  return await ask(reader, segments, {}, (answer) => {
    const rows = ofVhost(answer, vhost, reader);
    const shown = new Set<string>();
    for (const row of rows) if (isDefaultExchange(row)) shown.add(text(row, 'destination'));
    return { made: withoutDefault(rows).map(toBinding), shown };
  });
}

/**
 * Queues that are down, and of which the list of bindings knows nothing at all. RabbitMQ 3.10 does so while a classic
 * queue's node is down; 4.x shows their bindings as ever, so there one that is missing is missing (clusters of 3.10.8,
 * 4.0.5 and 4.3.6).
 */
export function unseenOf(states: ReadonlyMap<string, QueueState>, shown: ReadonlySet<string>): ReadonlySet<string> {
  const unseen = new Set<string>();
  for (const [name, { hidesBindings }] of states) if (hidesBindings && !shown.has(name)) unseen.add(name);
  return unseen;
}

function keyed<T extends { readonly name: string }>(objects: readonly T[]): ReadonlyMap<string, T> {
  return new Map(objects.map((object) => [object.name, object]));
}

function valuesByName<T>(rows: readonly Row[], valueOf: (row: Row) => T | undefined): ReadonlyMap<string, T> {
  const values = new Map<string, T>();
  for (const row of rows) {
    const value = valueOf(row);
    if (value !== undefined) values.set(text(row, 'name'), value);
  }
  return values;
}
