// What is registered, read off the registry and off its stand-in: what an older topo registered is bound from both while
// its internal registry is replaced, and an apply that was interrupted meanwhile leaves some of it in either.

import type { Live } from '../live/index.js';
import type { Exchange, ObjectKey, ObjectKind, Registration, Role } from '../topology/index.js';
import { OWNER_ARGUMENT, objectKey, readRegistration, registryName, standInName } from '../topology/index.js';

export interface Registry {
  /** Of its exchange. */
  readonly name: string;
  /** `internal`: as an older topo made it. `foreign`: something else has the name. */
  readonly kind: 'none' | 'internal' | 'current' | 'foreign';
  /** Whether its stand-in is there: a replacement of it was begun. */
  readonly hasStandIn: boolean;
  /** One for each object; of several roles it is the entry's. */
  readonly registered: readonly Registration[];
  /** Queues that may be registered, and the broker shows no binding to them now. */
  readonly unseen: readonly string[];
  roleOf(kind: ObjectKind, name: string): Role | undefined;
}

export function readRegistry({ topology, unseen }: Live, owner: string): Registry {
  const name = registryName(owner);
  const kind = kindOf(topology.exchanges.get(name));
  const standIn = topology.exchanges.get(standInName(owner));
  const hasStandIn = kindOf(standIn) === 'current';
  const sources = new Map<string, Exchange['type']>();
  if (kind === 'internal' || kind === 'current') sources.set(name, kind === 'internal' ? 'direct' : 'headers');
  if (hasStandIn) sources.set(standInName(owner), 'headers');

  const registered = new Map<ObjectKey, Registration>();
  for (const binding of sources.size > 0 ? topology.bindings : []) {
    const type = sources.get(binding.source);
    const found = type === undefined ? undefined : readRegistration(binding, type);
    if (!found) continue;
    const key = objectKey(found.kind, found.name);
    if (found.role === 'entry' || !registered.has(key)) registered.set(key, found);
  }
  return {
    name,
    kind,
    hasStandIn,
    registered: [...registered.values()],
    unseen: [...unseen].filter((queue) => topology.queues.get(queue)?.arguments[OWNER_ARGUMENT] === undefined),
    roleOf: (kindOfObject, object) => registered.get(objectKey(kindOfObject, object))?.role,
  };
}

function kindOf(exchange: Exchange | undefined): Registry['kind'] {
  if (!exchange) return 'none';
  const { type, durable, internal, autoDelete } = exchange;
  if (type === 'direct' && durable && internal) return 'internal';
  return type === 'headers' && durable && !internal && !autoDelete ? 'current' : 'foreign';
}
