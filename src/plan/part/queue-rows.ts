// The queues of a part, each with its state: for whoever wants to switch a hypervisor off.

import type { Assessment } from '../../assess/index.js';
import type { Activity, Counts } from '../../live/index.js';
import { countsOf, currentState } from '../../live/index.js';
import type { State } from '../../state/index.js';
import type { Address, Selection } from '../../topology/index.js';
import { objectKey, ownerOfRegistry, queueType } from '../../topology/index.js';
import type { Sentence } from '../../text/index.js';
import { holdOf } from '../holds/may-go.js';

/**
 * `missing`: in the inventory, not on the broker. `down`: it cannot be counted. `foreign`: somebody else has its name.
 * `suspect`: looks like ours, no proof. `orphan`: ours, not in the inventory. `draining`: as the inventory has it. Else `fine`.
 */
export type QueueIs = Extract<State, 'missing' | 'down' | 'orphan' | 'draining' | 'fine'> | 'foreign' | 'suspect';

export interface QueueRow extends Counts {
  readonly name: string;
  readonly path: Address;
  readonly state: QueueIs;
  /** Whether a binding leads to it now, whoever's it is; null where the broker shows none because the queue is down. */
  readonly bound: boolean | null;
  /** Of an orphan: why an apply would not delete it now. */
  readonly held?: Sentence;
}

export type Located = Pick<Assessment, 'desired' | 'live' | 'ownership' | 'locate'>;

/** Of every address where something stands, or should. */
export function* addressesOf({ desired, ownership, locate }: Located): Generator<Address> {
  for (const kind of ['exchange', 'queue'] as const)
    for (const objects of [desired.topology, ownership.topology])
      for (const name of objects[`${kind}s`].keys()) {
        const address = locate.address(kind, name);
        if (address) yield address;
      }
  for (const { address } of ownership.suspects) if (address) yield address;
}

/** In the order of the inventory, then what is on the broker alone. */
export function queuesOf(located: Located, selection: Selection): ReadonlyMap<string, Address> {
  const { desired, ownership, locate } = located;
  const found = new Map<string, Address>();
  const add = (name: string, address: Address | undefined): void => {
    if (address && selection.sideOf(address) === 'within') found.set(name, address);
  };
  for (const topology of [desired.topology, ownership.topology])
    for (const name of topology.queues.keys()) add(name, locate.address('queue', name));
  for (const { kind, name, address } of ownership.suspects) if (kind === 'queue') add(name, address);
  return found;
}

/** `activity`: empty where there is no broker to ask. */
export function queueRows(
  located: Located,
  queues: ReadonlyMap<string, Address>,
  activity: ReadonlyMap<string, Activity>,
): readonly QueueRow[] {
  const { live, ownership } = located;
  const bound = boundAmong(live, queues);
  return [...queues].map(([name, path]): QueueRow => {
    const state = stateOf(name, located, activity.get(name));
    if (state === 'missing') return { name, path, state, bound: false, ...NOTHING };
    const leads = bound.has(name) || (live.unseen.has(name) ? null : false);
    const counts = countsOf(activity.get(name));
    const queue = live.topology.queues.get(name);
    if (state !== 'orphan' || !queue) return { name, path, state, bound: leads, ...counts };
    const ties = ownership.ties.of.get(objectKey('queue', name)) ?? [];
    const asked = { name, type: queueType(queue), bound: leads !== false, addressed: true, ties, fedBy: [] };
    const hold = holdOf(asked, activity.get(name), live.vhost);
    return { name, path, state, bound: leads, ...counts, ...(hold && { held: hold.why }) };
  });
}

/** Those of the queues to which a binding leads now, whoever's it is. A registration passes no message. */
export function boundAmong({ topology }: Located['live'], queues: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const bound = new Set<string>();
  for (const { source, destination, destinationType } of topology.bindings)
    if (destinationType === 'queue' && queues.has(destination) && ownerOfRegistry(source) === undefined)
      bound.add(destination);
  return bound;
}

const NOTHING: Counts = { messages: 0, unacknowledged: 0, consumers: 0 };

function stateOf(name: string, { desired, live, ownership }: Located, counts: Activity | undefined): QueueIs {
  if (!live.topology.queues.has(name)) return 'missing';
  if (currentState(live, counts, name)?.is === 'down') return 'down';
  const origin = desired.origins.queues.get(name);
  if (!ownership.standings.queues.has(name)) return origin ? 'foreign' : 'suspect';
  if (!origin) return 'orphan';
  return origin.draining ? 'draining' : 'fine';
}
