// What is in a vhost, as the management API tells it; whose each row is, and what an apply has no business with.

import type { TestVhost } from '../support/vhost.js';
import type { ObjectKind } from '../../src/topology/index.js';
import { OWNER_ARGUMENT, registryName } from '../../src/topology/index.js';

export interface ObjectRow {
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly auto_delete: boolean;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The policy that applies to it. */
  readonly policy?: string | null;
}

export interface BindingRow {
  readonly source: string;
  readonly destination: string;
  readonly destination_type: 'queue' | 'exchange';
  readonly routing_key: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly properties_key: string;
}

export interface PolicyRow {
  readonly name: string;
  readonly pattern: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface Picture {
  readonly exchanges: readonly ObjectRow[];
  readonly queues: readonly ObjectRow[];
  readonly bindings: readonly BindingRow[];
  readonly policies: readonly PolicyRow[];
}

export async function takePicture({ api, path }: TestVhost): Promise<Picture> {
  // With the statistics a queue's policy is up to 5 s old.
  const columns = 'disable_stats=true&columns=name,type,durable,auto_delete,exclusive,internal,arguments,policy';
  const [exchanges, queues, bindings, policies] = await Promise.all([
    api.get<ObjectRow[]>(`/exchanges/${path}?${columns}`),
    api.get<ObjectRow[]>(`/queues/${path}?${columns}`),
    api.get<BindingRow[]>(`/bindings/${path}`),
    api.get<PolicyRow[]>(`/policies/${path}`),
  ]);
  return {
    exchanges: exchanges.filter(({ name }) => name !== '' && !name.startsWith('amq.')),
    // The broker takes the lock away a moment after its holder has ended.
    queues: queues.filter(({ name }) => !name.startsWith('topo.lock.')),
    bindings: bindings.filter(({ source }) => source !== ''),
    policies,
  };
}

const key = (kind: string, name: string): string => `${kind} ${name}`;

/** Keys of what carries the owner's mark or is registered, and of its registry. */
export function oursIn({ exchanges, queues, bindings }: Picture, owner: string): ReadonlySet<string> {
  const registry = registryName(owner);
  const marked = (kind: string, rows: readonly ObjectRow[]): readonly string[] =>
    rows.filter((row) => row.arguments[OWNER_ARGUMENT] === owner).map(({ name }) => key(kind, name));
  const registered = bindings
    .filter(({ source }) => source === registry)
    .map(({ destination_type, destination }) => key(destination_type, destination));
  return new Set([
    ...marked('exchange', exchanges),
    ...marked('queue', queues),
    ...registered,
    key('exchange', registry),
  ]);
}

export const isOurPolicy = (name: string, owner: string): boolean => name.startsWith(`topo.${owner}.`);

/**
 * What somebody else's doing changed between two pictures, a line each. `wanted`: names of the inventory; what stands
 * there unmarked is taken into use, so that its bindings are ours to mend.
 */
export function strangersChanged(
  before: Picture,
  after: Picture,
  owner: string,
  wanted: ReadonlySet<string>,
): readonly string[] {
  const ours = oursIn(before, owner);
  const unmarked = new Set(
    (['exchange', 'queue'] as const).flatMap((kind) =>
      before[`${kind}s`]
        .filter(({ name, arguments: args }) => args[OWNER_ARGUMENT] === undefined && wanted.has(key(kind, name)))
        .map(({ name }) => key(kind, name)),
    ),
  );
  // What this apply made, or registered.
  const oursThen = oursIn(after, owner);
  const isOurs = (name: string): boolean => ours.has(name) || unmarked.has(name) || oursThen.has(name);
  const lines = ({ exchanges, queues, bindings, policies }: Picture): readonly string[] => [
    ...exchanges.flatMap((row) =>
      isKept(key('exchange', row.name)) ? [`exchange ${stable(ownAside('exchange', row))}`] : [],
    ),
    ...queues.flatMap((row) => (isKept(key('queue', row.name)) ? [`queue ${stable(ownAside('queue', row))}`] : [])),
    ...bindings.flatMap((row) =>
      row.source === registryName(owner) ||
      (isOurs(key('exchange', row.source)) && isOurs(key(row.destination_type, row.destination)))
        ? []
        : [`binding ${stable(row)}`],
    ),
    ...policies.flatMap((row) => (isOurPolicy(row.name, owner) ? [] : [`policy ${stable(row)}`])),
  ];
  // What is in use in the tree has its net and its limits, whoever made it.
  const ownAside = (kind: ObjectKind, { policy, ...row }: ObjectRow): object => {
    const isOwn = wanted.has(key(kind, row.name)) && isOurPolicy(policy ?? '', owner);
    return { ...row, policy: isOwn ? '' : (policy ?? '') };
  };
  // An unmarked object is never touched, also where it is adopted.
  const there = new Set([
    ...before.exchanges.map(({ name }) => key('exchange', name)),
    ...before.queues.map(({ name }) => key('queue', name)),
  ]);
  const isKept = (name: string): boolean => !ours.has(name) && (there.has(name) || !oursThen.has(name));
  const [was, is] = [lines(before), lines(after)];
  return [
    ...was.filter((line) => !is.includes(line)).map((line) => `gone: ${line}`),
    ...is.filter((line) => !was.includes(line)).map((line) => `new: ${line}`),
    ...policiesChanged(before, after, owner),
  ];
}

/** What a stranger's policy applied to, and applies to no more. */
function policiesChanged(before: Picture, after: Picture, owner: string): readonly string[] {
  return (['exchanges', 'queues'] as const).flatMap((kind) => {
    const then = new Map(after[kind].map((row) => [row.name, row.policy]));
    return before[kind].flatMap(({ name, policy }) => {
      const isTheirs = typeof policy === 'string' && policy !== '' && !isOurPolicy(policy, owner);
      return isTheirs && then.has(name) && then.get(name) !== policy
        ? [`policy ${policy} applied to ${kind} ${name}, now ${String(then.get(name))}`]
        : [];
    });
  });
}

function stable(row: object): string {
  return JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}
