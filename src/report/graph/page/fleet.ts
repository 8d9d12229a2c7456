// The document as the tree that folds: daemons, clusters, hypervisors. Its leaves are the queues. Pure.

import { addressKey, idsOf, levelOf, parentOf, pushTo } from '../../../topology/index.js';
import type { Address, Level } from '../../../topology/index.js';
import type { State } from '../../../state/index.js';
import type { EdgeRow, ExchangeRow, FindingRow, GraphDocument, QueueRow } from './document.js';

/** `desired`: no broker was read. */
export type Shown = State | 'desired';

export interface Branch {
  /** For the address of the page. */
  readonly id: string;
  /** What tells it from its siblings. */
  readonly label: string;
  readonly level: Level | 'fleet' | 'beside';
  readonly path: Address;
  readonly parent: Branch | undefined;
  readonly children: Branch[];
  /** Of a leaf. */
  readonly queue: QueueRow | undefined;
  exchange: ExchangeRow | undefined;
  /** Of the queues in it, or of the one that it is. */
  readonly states: Map<Shown, number>;
  queues: number;
}

export interface Fleet {
  readonly document: GraphDocument;
  readonly root: Branch;
  /** In the order of the tree. */
  readonly leaves: readonly Branch[];
  /** By `queue NAME` and `exchange NAME`. */
  readonly byObject: ReadonlyMap<string, Branch>;
  readonly findings: ReadonlyMap<string, readonly FindingRow[]>;
  /** Of what stands nowhere in the tree. */
  readonly elsewhere: readonly FindingRow[];
  /** By `queue NAME` and `exchange NAME`: what leads there. */
  readonly into: ReadonlyMap<string, readonly EdgeRow[]>;
}

export function makeFleet(document: GraphDocument): Fleet {
  const { entry, direct } = document.ways;
  const root = newBranch('', entry ?? direct ?? '', 'fleet', {}, undefined, undefined);
  const inner = new Map<string, Branch>([['', root]]);
  const byObject = new Map<string, Branch>();
  const branchAt = (path: Address): Branch => {
    const key = addressKey(path);
    const known = inner.get(key);
    if (known) return known;
    const level = levelOf(path) ?? 'daemon';
    const made = newBranch(
      `at ${idsOf(path).join(' ')}`,
      path[level] ?? '',
      level,
      path,
      branchAt(parentOf(path)),
      undefined,
    );
    inner.set(key, made);
    return made;
  };
  for (const exchange of document.exchanges) {
    const isWay = exchange.name === entry || exchange.name === direct;
    if (exchange.path === undefined && !isWay) continue;
    const branch = branchAt(exchange.path ?? {});
    if (exchange.name !== direct || entry === undefined) branch.exchange = exchange;
    byObject.set(`exchange ${exchange.name}`, branch);
  }
  const leaves: Branch[] = [];
  for (const queue of document.queues) {
    const path = queue.path;
    const level = path && levelOf(path);
    const label = (level && path[level]) ?? queue.name;
    const parent = path ? branchAt(parentOf(path)) : root;
    const leaf = newBranch(queue.name, label, level ?? 'beside', path ?? {}, parent, queue);
    byObject.set(`queue ${queue.name}`, leaf);
    leaves.push(leaf);
    const state = shownState(queue);
    for (let at: Branch | undefined = leaf; at; at = at.parent) {
      at.states.set(state, (at.states.get(state) ?? 0) + 1);
      at.queues += 1;
    }
  }
  return {
    document,
    root,
    leaves: inOrder(root),
    byObject,
    ...findingsOf(document, byObject),
    into: edgesInto(document),
  };
}

export function shownState({ state, draining }: QueueRow): Shown {
  return state ?? (draining ? 'draining' : 'desired');
}

/** From the root down to it. */
export function lineOf(branch: Branch): readonly Branch[] {
  return branch.parent ? [...lineOf(branch.parent), branch] : [branch];
}

export function objectOf(branch: Branch): string | undefined {
  if (branch.queue) return `queue ${branch.queue.name}`;
  return branch.exchange && `exchange ${branch.exchange.name}`;
}

/** How many of its queues are in one of the states; all of them where none is chosen. */
export function countIn(branch: Branch, chosen: ReadonlySet<Shown>): number {
  if (chosen.size === 0) return branch.queues;
  let sum = 0;
  for (const state of chosen) sum += branch.states.get(state) ?? 0;
  return sum;
}

function newBranch(
  id: string,
  label: string,
  level: Branch['level'],
  path: Address,
  parent: Branch | undefined,
  queue: QueueRow | undefined,
): Branch {
  const branch = {
    id,
    label,
    level,
    path,
    parent,
    queue,
    children: [],
    exchange: undefined,
    states: new Map(),
    queues: 0,
  };
  parent?.children.push(branch);
  return branch;
}

function inOrder(branch: Branch): readonly Branch[] {
  const leaves: Branch[] = [];
  const walk = (at: Branch): void => {
    if (at.queue) leaves.push(at);
    for (const child of at.children) walk(child);
  };
  walk(branch);
  return leaves;
}

/** A binding's are its destination's. */
function findingsOf(
  { findings }: GraphDocument,
  byObject: ReadonlyMap<string, Branch>,
): Pick<Fleet, 'findings' | 'elsewhere'> {
  const found = new Map<string, FindingRow[]>();
  const elsewhere: FindingRow[] = [];
  for (const finding of findings) {
    const { object, binding } = finding;
    const key = `${binding?.destinationType ?? object.kind} ${object.name}`;
    if (byObject.has(key)) pushTo(found, key, finding);
    else elsewhere.push(finding);
  }
  return { findings: found, elsewhere };
}

function edgesInto({ bindings }: GraphDocument): ReadonlyMap<string, readonly EdgeRow[]> {
  const into = new Map<string, EdgeRow[]>();
  for (const edge of bindings) pushTo(into, `${edge.destinationType} ${edge.destination}`, edge);
  return into;
}
