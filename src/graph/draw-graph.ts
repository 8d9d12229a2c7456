// Desired + live + findings → Graph: every exchange and queue of ours and of the inventory, in the inventory's order, with
// what is known of it. Nothing is folded here and nothing is left out.

import type { Assessment } from '../assess/index.js';
import type { Compiled } from '../compile/index.js';
import { waysOf } from '../compile/index.js';
import type { Activity } from '../live/index.js';
import { countsOf } from '../live/index.js';
import type { Held } from '../plan/index.js';
import type { Binding, Exchange, Level, ObjectKey, ObjectKind, Queue } from '../topology/index.js';
import { objectKey, pushTo, queueType } from '../topology/index.js';
import type { Finding } from '../verify/index.js';
import type { Graph, GraphBinding, GraphExchange, GraphQueue } from './graph.js';
import type { State } from '../state/index.js';
import { worst } from '../state/index.js';
import { stateOfObject, stateOfQueue } from './state-of.js';

type Headers = Readonly<Record<Level, string>>;

/** As the inventory asks for it: no broker was read. */
export function drawDesired(desired: Compiled, vhost: string, headers: Headers): Graph {
  const { topology, origins } = desired;
  return {
    version: 1,
    vhost,
    ways: waysOf(desired),
    headers,
    exchanges: [...topology.exchanges.values()].map((exchange) => exchangeOf(exchange, origins.exchanges)),
    queues: [...topology.queues.values()].map((queue) => queueOf(queue, origins.queues)),
    bindings: topology.bindings.map((binding) => ({ binding })),
    findings: [],
  };
}

export interface Seen extends Assessment {
  readonly headers: Headers;
  /** Of every queue of ours. */
  readonly activity: ReadonlyMap<string, Activity>;
  readonly findings: readonly Finding[];
  /** What an apply would leave for now. */
  readonly held: readonly Held[];
  /** ISO 8601. */
  readonly readAt: string;
}

export function drawLive(seen: Seen): Graph {
  const { desired, live, ownership, headers, readAt, findings } = seen;
  const about = findingsByObject(findings);
  return {
    version: 1,
    vhost: live.vhost,
    ...(live.broker && { broker: live.broker }),
    readAt,
    ways: waysOf(desired),
    headers,
    exchanges: union(desired.topology.exchanges, ownership.topology.exchanges).map((exchange) => ({
      ...exchangeOf(exchange, desired.origins.exchanges),
      ...pathOf(seen, 'exchange', exchange.name),
      state: withMissing(
        stateOfObject(about.get(objectKey('exchange', exchange.name)) ?? []),
        live.topology.exchanges.has(exchange.name),
      ),
    })),
    queues: liveQueues(seen, about),
    bindings: bindingsOf(seen),
    findings,
  };
}

function liveQueues(seen: Seen, about: ReadonlyMap<ObjectKey, readonly Finding[]>): readonly GraphQueue[] {
  const { desired, live, ownership, activity, held, roleOf } = seen;
  const heldNames = new Set(held.filter(({ kind }) => kind === 'queue').map(({ name }) => name));
  return union(desired.topology.queues, ownership.topology.queues).map((queue) => {
    const { name } = queue;
    const counts = activity.get(name);
    const found = about.get(objectKey('queue', name)) ?? [];
    // Nobody is to read the net: a finding says when messages lie in it.
    const isNet = roleOf('queue', name) === 'net';
    const state = stateOfQueue(found, heldNames.has(name), isNet ? undefined : counts);
    const isThere = live.topology.queues.has(name);
    return {
      ...queueOf(queue, desired.origins.queues),
      ...pathOf(seen, 'queue', name),
      state: withMissing(state, isThere),
      ...(isThere && countsOf(counts)),
    };
  });
}

/** What cannot be built, for something is in its way, has no finding of its own. */
function withMissing(state: State, isThere: boolean): State {
  return isThere ? state : worst([state, 'missing']);
}

function exchangeOf({ name, type }: Exchange, origins: Compiled['origins']['exchanges']): GraphExchange {
  const origin = origins.get(name);
  return { name, type, role: origin?.role, path: origin?.role === 'tree' ? origin.address : undefined };
}

function queueOf(queue: Queue, origins: Compiled['origins']['queues']): GraphQueue {
  const origin = origins.get(queue.name);
  return {
    name: queue.name,
    type: queueType(queue),
    role: origin?.role,
    path: origin?.role === 'tree' ? origin.address : undefined,
    draining: origin?.draining === true,
  };
}

/** The entry has an address too, an empty one: it has no place below itself. */
function pathOf({ locate }: Seen, kind: ObjectKind, name: string): Pick<GraphQueue, 'path'> {
  const path = locate.address(kind, name);
  return { path: path?.daemon === undefined ? undefined : path };
}

/** The desired ones, then the live ones that are not among them. */
function union<Noun>(desired: ReadonlyMap<string, Noun>, live: ReadonlyMap<string, Noun>): readonly Noun[] {
  const more = [...live].filter(([name]) => !desired.has(name)).map(([, noun]) => noun);
  return [...desired.values(), ...more];
}

function bindingsOf({ desired, changes }: Seen): readonly GraphBinding[] {
  const missing = new Set<Binding>();
  const extra: Binding[] = [];
  for (const change of changes) {
    if (change.kind !== 'binding') continue;
    if (change.change === 'missing') missing.add(change.desired);
    else extra.push(change.live);
  }
  return [
    ...desired.topology.bindings.map((binding) => ({
      binding,
      state: missing.has(binding) ? ('missing' as const) : ('fine' as const),
    })),
    ...extra.map((binding) => ({ binding, state: 'extra' as const })),
  ];
}

/** A binding's are its destination's. */
function findingsByObject(findings: readonly Finding[]): ReadonlyMap<ObjectKey, readonly Finding[]> {
  const byObject = new Map<ObjectKey, Finding[]>();
  for (const finding of findings) {
    const { object, binding } = finding;
    const kind = object.kind === 'binding' ? binding?.destinationType : object.kind;
    if (kind === 'exchange' || kind === 'queue') pushTo(byObject, objectKey(kind, object.name), finding);
  }
  return byObject;
}
