// The management API from files: `recorded-3.10` is what a real 3.10.8 answered, `shape-4.x` is the same vhost made by
// hand in the shape of 4.x (a stored x-queue-type, other states, [] for {}, another order, absent and null fields).

import { readFileSync } from 'node:fs';
import type { Query, Reader } from '../../../src/broker/index.js';

export type Answers = Readonly<Record<string, unknown>>;

/** By what is asked for: `queues` are the objects, `totals` the counts. */
export function recorded(folder: 'recorded-3.10' | 'shape-4.x', names: readonly string[]): Answers {
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`${folder}/${name}.json`, import.meta.url), 'utf8'));
  return Object.fromEntries(names.map((name) => [name, read(name)]));
}

export interface FakeReader extends Reader {
  /** For example `queues/cloud/east?disable_stats=true`, unescaped. */
  readonly asked: readonly string[];
}

/** An answer that is an Error is thrown. */
export function readerOf(answers: Answers): FakeReader {
  const asked: string[] = [];
  return {
    url: 'http://user:***@broker:15672',
    asked,
    get(segments, query = {}) {
      asked.push([segments.join('/'), queryText(query)].filter((part) => part !== '').join('?'));
      const answer = answers[keyOf(segments, query)];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

function keyOf([first = '']: readonly string[], query: Query): string {
  if (first !== 'queues') return first;
  if (query['enable_queue_totals'] === true) return 'totals';
  return query['disable_stats'] === true ? 'queues' : 'statistics';
}

function queryText(query: Query): string {
  return Object.entries(query)
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
}
