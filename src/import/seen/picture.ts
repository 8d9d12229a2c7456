// The live broker as an import looks at it: which bindings lead on by one header's value, and who says that an object is his.

import type { Live } from '../../live/index.js';
import { readRegistry } from '../../ownership/index.js';
import { ownerOfPolicy } from '../../policy/index.js';
import type { Binding, ObjectKey, ObjectKind, Role, Topology } from '../../topology/index.js';
import {
  OWNER_ARGUMENT,
  groupBy,
  headerMatch,
  isKeptName,
  isReservedName,
  objectKey,
  ownerOfRegistry,
} from '../../topology/index.js';

/** A binding that looks at one header. */
export interface Hop {
  readonly header: string;
  /** As an id has it. */
  readonly value: string;
  /** Of the value on the broker. */
  readonly type: 'string' | 'integer';
  readonly kind: ObjectKind;
  readonly to: string;
}

export interface Picture {
  readonly topology: Topology;
  /** From a headers exchange; none from any other. */
  hopsOf(exchange: string): readonly Hop[];
  bindingsOf(exchange: string): readonly Binding[];
  /** By mark or registration. */
  ownerOf(kind: ObjectKind, name: string): string | undefined;
  roleOf(kind: ObjectKind, name: string): Role | undefined;
  /** Of an exchange; also by the net's policy that applies to it. */
  claimantOf(exchange: string): string | undefined;
  /** Whether an inventory of this owner may have it: there, not another owner's, nothing that is never anybody's. */
  isFree(kind: ObjectKind, name: string, owner: string): boolean;
  /** The broker does not show its bindings now. */
  isUnseen(queue: string): boolean;
}

export function takePicture(live: Live): Picture {
  const { topology } = live;
  const bySource = groupBy(topology.bindings, ({ source }) => source);
  const hops = new Map<string, readonly Hop[]>();
  const registered = readRegistries(live);
  const bindingsOf = (exchange: string): readonly Binding[] => bySource.get(exchange) ?? [];
  const ownerOf = (kind: ObjectKind, name: string): string | undefined => {
    const mark = topology[`${kind}s`].get(name)?.arguments[OWNER_ARGUMENT];
    if (mark !== undefined) return typeof mark === 'string' ? mark : undefined;
    return registered.get(objectKey(kind, name))?.owner;
  };
  return {
    topology,
    bindingsOf,
    hopsOf(exchange) {
      const known = hops.get(exchange);
      if (known) return known;
      const isHeaders = topology.exchanges.get(exchange)?.type === 'headers';
      const made = isHeaders ? bindingsOf(exchange).flatMap((binding) => hopOf(binding) ?? []) : [];
      hops.set(exchange, made);
      return made;
    },
    ownerOf,
    roleOf: (kind, name) => registered.get(objectKey(kind, name))?.role,
    claimantOf: (exchange) => ownerOf('exchange', exchange) ?? ownerOfPolicy(live.exchangePolicies.get(exchange) ?? ''),
    isFree(kind, name, owner) {
      const object = topology[`${kind}s`].get(name);
      if (!object || isReservedName(name) || isKeptName(name)) return false;
      const mark = object.arguments[OWNER_ARGUMENT];
      if (mark !== undefined && mark !== owner) return false;
      const queue = kind === 'queue' ? topology.queues.get(name) : undefined;
      return queue === undefined || (!queue.exclusive && !queue.autoDelete);
    },
    isUnseen: (queue) => live.unseen.has(queue),
  };
}

interface Registered {
  readonly owner: string;
  readonly role: Role;
}

function readRegistries(live: Live): ReadonlyMap<ObjectKey, Registered> {
  const registered = new Map<ObjectKey, Registered>();
  for (const exchange of live.topology.exchanges.keys()) {
    const owner = ownerOfRegistry(exchange);
    if (owner === undefined) continue;
    for (const { kind, name, role } of readRegistry(live, owner).registered)
      registered.set(objectKey(kind, name), { owner, role });
  }
  return registered;
}

function hopOf({ destination: to, destinationType: kind, arguments: args }: Binding): Hop | undefined {
  const [only, ...others] = Object.entries(headerMatch(args).criteria);
  if (!only || others.length > 0) return undefined;
  const [header, value] = only;
  if (typeof value === 'string') return { header, value, type: 'string', kind, to };
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? { header, value: String(value), type: 'integer', kind, to }
    : undefined;
}
