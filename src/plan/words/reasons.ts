// Why a step is in the plan, in the words of the inventory.

import type { Compiled } from '../../compile/index.js';
import { waysOf } from '../../compile/index.js';
import type { Standing } from '../../ownership/index.js';
import type { Address, Binding, Level, ObjectKind } from '../../topology/index.js';
import {
  DIRECT_EXCHANGE_TYPE,
  LEVELS,
  addressKey,
  headerMatch,
  levelOf,
  matchesEverything,
} from '../../topology/index.js';
import type { Sentence } from '../../text/index.js';
import { plain, say } from '../../text/index.js';
import type { Assessment } from '../../assess/index.js';

export interface Reasons {
  adopt(standing: Standing): Sentence;
  /** Why this entry, or former one, is registered as one. */
  entry(name: string, differs: boolean): Sentence;
  delete(kind: ObjectKind, name: string): Sentence;
  unbind(binding: Binding): Sentence;
}

type ReasonsInput = Pick<Assessment, 'desired' | 'live' | 'ownership' | 'locate'>;

const EQUAL = say`equal to what the inventory asks for, and not marked: registered, so that the proof stays`;
const TAKEN = say`taken by --adopt`;

export function makeReasons({ desired, live: { topology: live }, ownership, locate }: ReasonsInput): Reasons {
  let known: KnownIds | undefined;
  const ways = waysOf(desired);
  /** Of the exchanges of a way that the inventory has no more. */
  const leftOut = (exchange: string): Sentence | undefined => {
    const type = live.exchanges.get(exchange)?.type;
    if (type === 'headers' && ways.entry === undefined) return say`\`routing.tree\` is false`;
    if (type === DIRECT_EXCHANGE_TYPE && ways.direct === undefined) return say`the inventory has no \`routing.direct\``;
    return undefined;
  };
  const gone = (kind: ObjectKind, name: string): Sentence => {
    const left = kind === 'exchange' ? leftOut(name) : undefined;
    if (left) return left;
    const address = locate.address(kind, name);
    return address
      ? whatIsMissing(kind, address, (known ??= knownIds(desired)))
      : say`${plain(kind)} ${name} is not in the inventory`;
  };
  return {
    adopt(standing) {
      return standing === 'adopt' ? TAKEN : EQUAL;
    },
    entry(name, differs) {
      if (ownership.formerEntries.includes(name))
        return say`was the entry: registered as one, so that it is never deleted while publishers may send to it`;
      if (ownership.standings.exchanges.get(name) === 'marked')
        return say`the entry loses its last binding, by which it is known as one: registered, so that the proof stays`;
      return differs ? say`used as the entry as it is, and not marked: registered, so that the proof stays` : EQUAL;
    },
    delete: gone,
    unbind(binding) {
      const { destination, destinationType: kind } = binding;
      const origin = desired.origins[`${kind}s`].get(destination);
      if (!origin) return gone(kind, destination);
      if (origin.draining) return say`draining (${locate.text(origin.place)}): no new task may arrive`;
      const left = leftOut(binding.source);
      if (left) return left;
      const match = headerMatch(binding.arguments);
      const type = ownership.topology.exchanges.get(binding.source)?.type;
      if (type === 'headers' && matchesEverything(match))
        return say`no binding of the inventory: it matches every message`;
      return say`no binding of the inventory`;
    },
  };
}

/** By level, the ids that the inventory has: a hypervisor's together with its cluster's. By daemon, where its queues stand. */
interface KnownIds extends Readonly<Record<Level, ReadonlySet<string>>> {
  readonly queues: ReadonlyMap<string, Level>;
}

function knownIds(desired: Compiled): KnownIds {
  const queues = new Map<string, Level>();
  const hypervisors = new Set<string>();
  for (const { address } of desired.origins.queues.values()) {
    const level = levelOf(address);
    if (address.daemon !== undefined && level !== undefined) queues.set(address.daemon, level);
    const hypervisor = knownId(address, 'hypervisor');
    if (hypervisor !== undefined) hypervisors.add(hypervisor);
  }
  return { queues, ...desired.named, hypervisor: hypervisors };
}

function knownId({ daemon, cluster, hypervisor }: Address, level: Level): string | undefined {
  switch (level) {
    case 'daemon':
      return daemon;
    case 'cluster':
      return cluster;
    case 'hypervisor':
      return cluster === undefined || hypervisor === undefined ? undefined : addressKey({ cluster, hypervisor });
  }
}

/** `level`: where the daemon's queues stand now. Its exchanges stand above them. */
function isOfAnotherScope(kind: ObjectKind, address: Address, level: Level): boolean {
  const here = levelOf(address);
  if (here === undefined) return false;
  return kind === 'queue' ? here !== level : LEVELS.indexOf(here) >= LEVELS.indexOf(level);
}

/** The highest level of the address that the inventory has not; or else that the daemon is not there. */
function whatIsMissing(kind: ObjectKind, address: Address, known: KnownIds): Sentence {
  const { daemon = '?', cluster = '?', hypervisor = '?' } = address;
  const level = known.queues.get(daemon);
  if (level !== undefined && isOfAnotherScope(kind, address, level))
    return say`daemon ${plain(daemon)} has the scope ${plain(level === 'daemon' ? 'global' : level)} now`;
  const missing = LEVELS.find((each) => {
    const id = knownId(address, each);
    return id !== undefined && !known[each].has(id);
  });
  const who = plain(daemon);
  switch (missing) {
    case 'daemon':
      return say`daemon ${who} is not in the inventory`;
    case 'cluster':
      return say`cluster ${cluster} is not in the inventory`;
    case 'hypervisor':
      return say`hypervisor ${hypervisor} is not in cluster ${cluster}`;
    case undefined:
      break;
  }
  switch (levelOf(address)) {
    case 'hypervisor':
      return say`hypervisor ${hypervisor} of cluster ${cluster} has no ${who}`;
    case 'cluster':
      return say`cluster ${cluster} has no ${who}`;
    case 'daemon':
    case undefined:
      return say`daemon ${who} has no such object any more`;
  }
}
