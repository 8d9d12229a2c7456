// What was written, found right by the schema and every rule → Inventory: defaults filled in, ranges unfolded, ids as
// they were typed. Values are read by the type made from the schema; order, ids and places come from the tree.

import type { ArgumentValue, Arguments, Place } from '../topology/index.js';
import { getOrAdd } from '../topology/index.js';
import { rangeOf } from './rules/hypervisor-rules.js';
import type { Cluster, Daemon, Hypervisor, Inventory, QueueType, Routing } from './inventory.js';
import { USUAL_ENTRY, USUAL_NET, usualDirect } from './inventory.js';
import type { Range } from './rules/ranges.js';
import { idsOf } from './rules/ranges.js';
import { placeOf } from './yaml/source.js';
import type { Mapping, Node, Scalar } from './yaml/tree.js';
import { entriesOf, entryOf, scalarsOf, valueAt } from './yaml/tree.js';
import type {
  WrittenArguments,
  WrittenDaemon,
  WrittenHypervisor,
  WrittenInventory,
  WrittenQueue,
  WrittenQueuePolicy,
} from './shape/written-inventory.js';

export interface GoodFile {
  readonly root: Mapping;
  readonly value: WrittenInventory;
}

export function normalise(files: readonly GoodFile[]): Inventory {
  const pick = <Key extends keyof WrittenInventory>(key: Key): WrittenInventory[Key] | undefined =>
    files.find(({ root }) => root.entries.has(key))?.value[key];
  const defaults = pick('queue');
  const daemons = files.flatMap(({ root, value }) =>
    [...entriesOf(valueAt(root, 'daemons'))].flatMap(({ key }) => {
      const written = value.daemons?.[key.text];
      return written ? [normaliseDaemon(key, written, defaults)] : [];
    }),
  );
  const crew = crewOf(daemons);
  const clusters = files.flatMap(({ root, value }) =>
    [...entriesOf(valueAt(root, 'clusters'))].map((entry): Cluster => {
      const written = value.clusters?.[entry.key.text];
      const chosen = crew.among(written?.daemons && textsOf(valueAt(entry.value, 'daemons')));
      const hypervisors = normaliseHypervisors(
        valueAt(entry.value, 'hypervisors'),
        written?.hypervisors,
        crew,
        chosen.hypervisor,
      );
      return {
        id: entry.key.text,
        daemons: chosen.all,
        draining: written?.state === 'draining',
        hypervisors,
        place: placeOf(entry.key),
      };
    }),
  );
  const routing = normaliseRouting(files, defaults?.type ?? 'classic');
  return {
    vhost: pick('vhost'),
    broker: pick('broker'),
    routing,
    guard: { removals: pick('guard')?.removals },
    daemons,
    clusters,
  };
}

function normaliseRouting(files: readonly GoodFile[], netType: QueueType): Routing {
  const file = files.find(({ root }) => root.entries.has('routing')) ?? files[0];
  const written = file?.value.routing ?? {};
  const entry = written.entry ?? USUAL_ENTRY;
  const { daemon = 'daemon', cluster = 'cluster', hypervisor = 'hypervisor' } = written.headers ?? {};
  const { unroutable: net, direct } = written;
  const placeOfKey = (key: string): Place => {
    const at = file && entryOf(valueAt(file.root, 'routing'), key)?.key;
    return at ? placeOf(at) : { file: file?.root.source.file ?? '', line: 1, column: 1 };
  };
  return {
    entry,
    owner: written.owner ?? entry,
    headers: { daemon, cluster, hypervisor },
    values: written.values ?? 'string',
    unroutable: net && {
      name: net.name ?? USUAL_NET.name,
      maxLength: net.maxLength ?? USUAL_NET.maxLength,
      type: netType,
      place: placeOfKey('unroutable'),
    },
    tree: written.tree ?? true,
    direct: direct && { name: direct.name ?? usualDirect(entry), place: placeOfKey('direct') },
    place: placeOfKey('entry'),
  };
}

function normaliseDaemon(key: Scalar, written: WrittenDaemon, defaults: WrittenQueue | undefined): Daemon {
  const type: QueueType = written.queue?.type ?? defaults?.type ?? 'classic';
  const args = mergeArguments(defaults?.arguments, written.queue?.arguments);
  const policy = mergeArguments(defaults?.policy, written.queue?.policy);
  return {
    name: key.text,
    scope: written.scope,
    draining: written.state === 'draining',
    queue: { type, arguments: args, policy },
    place: placeOf(key),
  };
}

/** Key by key; null removes one. */
function mergeArguments(...layers: readonly (WrittenArguments | WrittenQueuePolicy | undefined)[]): Arguments {
  const merged = new Map<string, ArgumentValue>();
  for (const layer of layers)
    for (const [name, value] of Object.entries(layer ?? {})) {
      if (value === null || value === undefined) merged.delete(name);
      else merged.set(name, argumentValue(value));
    }
  return Object.fromEntries(merged);
}

/** Of the tree's own objects, which have no prototype, ordinary ones are made. */
function argumentValue(value: unknown): ArgumentValue {
  if (Array.isArray(value)) return value.map(argumentValue);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null || typeof value !== 'object') return null;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, argumentValue(inner)]));
}

interface Crew {
  /** The daemons of a cluster: all of them, or those that it names; and of these, the hypervisor-scoped ones. */
  among(chosen: readonly string[] | undefined): {
    readonly all: readonly string[];
    readonly hypervisor: readonly string[];
  };
  /** The hypervisor-scoped ones of a list. The same list gives the same array, because there may be 100,000 of them. */
  ofHypervisor(chosen: readonly string[]): readonly string[];
}

function crewOf(daemons: readonly Daemon[]): Crew {
  const all = daemons.filter(({ scope }) => scope !== 'global').map(({ name }) => name);
  const onHypervisors = new Set(daemons.filter(({ scope }) => scope === 'hypervisor').map(({ name }) => name));
  const known = new Map<string, readonly string[]>();
  const ofHypervisor = (chosen: readonly string[]): readonly string[] =>
    getOrAdd(known, chosen.join('\n'), () => chosen.filter((name) => onHypervisors.has(name)));
  return {
    among: (chosen = all) => ({ all: chosen, hypervisor: ofHypervisor(chosen) }),
    ofHypervisor,
  };
}

type WrittenHypervisors = NonNullable<NonNullable<WrittenInventory['clusters']>[string]>['hypervisors'];
type Settings = Omit<Hypervisor, 'id'>;

function normaliseHypervisors(
  node: Node | undefined,
  written: WrittenHypervisors,
  crew: Crew,
  daemons: readonly string[],
): readonly Hypervisor[] {
  const settingsOf = (key: Scalar, value: Node | undefined, own: WrittenHypervisor | undefined): Settings => ({
    daemons: own?.daemons ? crew.ofHypervisor(textsOf(valueAt(value, 'daemons'))) : daemons,
    draining: own?.state === 'draining',
    place: placeOf(key),
  });
  const spans: Span[] = scalarsOf(node).map((key) => ({
    key,
    range: rangeOf(key),
    settings: settingsOf(key, undefined, undefined),
  }));
  const named = Array.isArray(written) ? undefined : written;
  for (const { key, value } of entriesOf(node))
    spans.push({ key, range: rangeOf(key), settings: settingsOf(key, value, named?.[key.text]) });
  return unfold(spans);
}

interface Span {
  readonly key: Scalar;
  /** Undefined for a single id. */
  readonly range: Range | undefined;
  readonly settings: Settings;
}

/** In the order written, where a single entry inside a range replaces the range's settings for its id. */
function unfold(spans: readonly Span[]): readonly Hypervisor[] {
  const hypervisors: Hypervisor[] = [];
  const add = (id: string, { daemons, draining, place }: Settings): void => {
    hypervisors.push({ id, daemons, draining, place });
  };
  const singles = new Map(spans.flatMap(({ key, range, settings }) => (range ? [] : [[key.text, settings] as const])));
  const done = new Set<string>();
  const addSingle = (id: string, settings: Settings): void => {
    if (done.has(id)) return;
    done.add(id);
    add(id, settings);
  };
  for (const { key, range, settings } of spans) {
    if (!range) addSingle(key.text, settings);
    else if (singles.size === 0) for (const id of idsOf(range)) add(id, settings);
    else
      for (const id of idsOf(range)) {
        const single = singles.get(id);
        if (single) addSingle(id, single);
        else add(id, settings);
      }
  }
  return hypervisors;
}

function textsOf(node: Node | undefined): readonly string[] {
  return scalarsOf(node).map((item) => item.text);
}
