// A definitions export → Live, for `plan --against`: of one vhost (rows without vhost) or of a whole broker.
// Surprise: exports leave out exclusive queues, and on some versions internal exchanges; so it is a plan on paper.

import type { Exchange, Queue } from '../topology/index.js';
import { appliedPolicies, appliedToQueues } from '../policy/index.js';
import type { Live } from './live.js';
import type { Row } from './normalise.js';
import {
  UnexpectedRow,
  isDefaultExchange,
  isRow,
  rowsOf,
  text,
  toBinding,
  toExchange,
  toPolicy,
  toQueue,
} from './normalise.js';
import { messageOf } from '../text/index.js';

/** An empty broker. */
export function emptyLive(vhost: string): Live {
  return {
    vhost,
    topology: { exchanges: new Map(), queues: new Map(), bindings: [], policies: [] },
    queueStates: new Map(),
    unseen: new Set(),
    exchangePolicies: new Map(),
    queuePolicies: new Map(),
    operatorPolicies: [],
  };
}

/** The export is of other vhosts only. */
export class OtherVhosts extends Error {
  constructor(readonly vhosts: readonly string[]) {
    super(`the export is of ${vhosts.join(', ')}`);
    this.name = 'OtherVhosts';
  }
}

/** Throws UnexpectedRow where the text is no definitions export, OtherVhosts where it has nothing of this one. */
export function readDefinitions(exported: string, vhost: string): Live {
  const parsed = parse(exported);
  const all = (key: string): readonly Row[] => rowsOf(parsed[key] ?? []);
  const objects = ['exchanges', 'queues', 'bindings'].flatMap(all);
  // In the export of one vhost policies alone say which it was (3.10.8).
  const isOfOne = objects.every(({ vhost: of }) => of === undefined);
  const odd = isOfOne ? undefined : objects.find(({ vhost: of }) => of === undefined);
  if (odd) throw new UnexpectedRow('some rows have a vhost, and one has none', odd);
  const named = new Set([
    ...all('vhosts').map((row) => text(row, 'name')),
    ...(isOfOne ? [] : objects.map((row) => text(row, 'vhost'))),
  ]);
  if (named.size > 0 && !named.has(vhost)) throw new OtherVhosts([...named].sort());
  const rows = (key: string): readonly Row[] =>
    all(key).filter((row) => isOfOne || row['vhost'] === undefined || row['vhost'] === vhost);
  const exchanges = new Map(
    rows('exchanges')
      .filter((row) => !isDefaultExchange(row))
      .map(toExchange)
      .map((exchange): [string, Exchange] => [exchange.name, exchange]),
  );
  const queues = new Map(
    rows('queues')
      .map(toQueue)
      .map((queue): [string, Queue] => [queue.name, queue]),
  );
  const policies = rows('policies').map(toPolicy);
  // They stand among the parameters (3.10 to 4.3).
  const operatorPolicies = rows('parameters').flatMap(({ component, name, value }) =>
    component === 'operator_policy' && isRow(value) ? [toPolicy({ ...value, name })] : [],
  );
  return {
    ...emptyLive(vhost),
    ...policiesOnPaper({ exchanges, queues, policies }),
    operatorPolicies,
    topology: {
      exchanges,
      queues,
      bindings: rows('bindings')
        .filter((row) => !isDefaultExchange(row))
        .map(toBinding),
      policies,
    },
  };
}

/** Which policy applies to what, where no broker says it. */
export function policiesOnPaper({
  exchanges,
  queues,
  policies,
}: Pick<Live['topology'], 'exchanges' | 'queues' | 'policies'>): Pick<Live, 'exchangePolicies' | 'queuePolicies'> {
  const namesOf = (applied: ReadonlyMap<string, { readonly name: string }>): ReadonlyMap<string, string> =>
    new Map([...applied].map(([object, { name }]) => [object, name]));
  return {
    exchangePolicies: namesOf(appliedPolicies(exchanges.keys(), policies)),
    queuePolicies: namesOf(appliedToQueues(queues.values(), policies)),
  };
}

function parse(exported: string): Row {
  try {
    const parsed: unknown = JSON.parse(exported);
    if (isRow(parsed) && ['exchanges', 'queues', 'bindings'].some((key) => key in parsed)) return parsed;
  } catch (error) {
    throw new UnexpectedRow('it is no JSON', messageOf(error));
  }
  throw new UnexpectedRow('it has no exchanges, queues or bindings', exported.slice(0, 40));
}
