// The nodes of all files → one Inventory: unions of daemons and clusters, defaults, ranges unfolded, names checked.
// It goes on after a problem, so that one run finds them all; what has the wrong shape is the schema check's to say.

import type { Place } from '../topology/index.js';
import type { Collector } from './collect.js';
import { entriesOf, entryOf, textOf } from './collect.js';
import type { HypervisorEntry } from './hypervisors.js';
import { readHypervisors } from './hypervisors.js';
import type { Cluster, Daemon, Hypervisor, Inventory, QueueType, Routing, Scope } from './inventory.js';
import { checkHeader, checkName } from './names.js';
import { nearest } from './nearest.js';
import type { Written, WrittenEntry, WrittenScalar } from './parse.js';
import { quote } from './parse.js';
import { mergeArguments } from './queue-arguments.js';
import type * as Form from './written-inventory.js';

/** Always an inventory; it is good when no problem is an error. */
export function understand(roots: readonly Written[], start: Place, collect: Collector): Inventory {
  const once = (key: 'vhost' | 'broker' | 'routing' | 'queue'): WrittenEntry | undefined => {
    const [first, ...more] = roots.flatMap((root) => entryOf<Form.WrittenInventory>(root, key) ?? []);
    for (const again of more)
      collect.error(again.key.at, `${quote(key)} is there already, at ${placeText(first?.key.at ?? start)}`, 'in one file only');
    return first;
  };
  const queue = once('queue')?.value;
  const daemons = union(roots, 'daemons', 'daemon', collect).flatMap((entry) => readDaemon(entry, queue, collect));
  const clusters = union(roots, 'clusters', 'cluster', collect).flatMap((entry) => readCluster(entry, daemons, collect));
  warnUnused(daemons, clusters, collect);
  return {
    vhost: textOf(once('vhost')),
    broker: textOf(once('broker')),
    routing: readRouting(once('routing')?.value, start, collect),
    daemons,
    clusters,
  };
}

function union(roots: readonly Written[], key: 'daemons' | 'clusters', what: string, collect: Collector): readonly WrittenEntry[] {
  const all = new Map<string, WrittenEntry>();
  for (const root of roots)
    for (const entry of entriesOf(entryOf<Form.WrittenInventory>(root, key)?.value)) {
      const { text, at } = entry.key;
      const first = all.get(text);
      if (first) collect.error(at, `${what} ${quote(text)} is there already, at ${placeText(first.key.at)}`, `each ${what} once`);
      else if (checkName(`a ${what}`, text, at, collect)) all.set(text, entry);
    }
  return [...all.values()];
}

function readRouting(written: Written | undefined, start: Place, collect: Collector): Routing {
  const name = (key: 'entry' | 'owner'): { text: string; at: Place } | undefined => {
    const entry = entryOf<Form.Routing>(written, key);
    const text = textOf(entry);
    return entry && text !== undefined && checkName(quote(key), text, entry.value.at, collect) ? { text, at: entry.value.at } : undefined;
  };
  const entry = name('entry');
  const headers = readHeaders(entryOf<Form.Routing>(written, 'headers')?.value, collect);
  const values = textOf(entryOf<Form.Routing>(written, 'values'));
  const net = entryOf<Form.Routing>(written, 'unroutable');
  if (net)
    collect.error(net.key.at, '`unroutable` is not built yet', 'no such key', 'set an alternate exchange by a policy of your own meanwhile');
  return {
    entry: entry?.text ?? 'global',
    owner: name('owner')?.text ?? entry?.text ?? 'global',
    headers,
    values: values === 'both' ? 'both' : 'string',
    unroutable: undefined,
    place: entry?.at ?? start,
  };
}

function readHeaders(written: Written | undefined, collect: Collector): Routing['headers'] {
  const seen = new Map<string, string>();
  const read = (key: 'daemon' | 'cluster' | 'hypervisor'): string => {
    const entry = entryOf<Form.Headers>(written, key);
    const text = textOf(entry) ?? key;
    const at = entry?.value.at ?? written?.at;
    if (at && entry) checkHeader(text, at, collect);
    const other = seen.get(text);
    if (other !== undefined && at) collect.error(at, `the header ${quote(text)} is both ${other} and ${key}`, 'three different headers');
    seen.set(text, key);
    return text;
  };
  return { daemon: read('daemon'), cluster: read('cluster'), hypervisor: read('hypervisor') };
}

function readDaemon({ key, value }: WrittenEntry, defaults: Written | undefined, collect: Collector): Daemon[] {
  const scope = scopeOf(textOf(entryOf<Form.Daemon>(value, 'scope')));
  if (!scope) return [];
  const own = entryOf<Form.Daemon>(value, 'queue')?.value;
  const type = queueTypeOf(own) ?? queueTypeOf(defaults) ?? 'classic';
  const args = mergeArguments(type, entryOf<Form.Queue>(defaults, 'arguments')?.value, entryOf<Form.Queue>(own, 'arguments')?.value, collect);
  return [{ name: key.text, scope, draining: isDraining(value), queue: { type, arguments: args }, place: key.at }];
}

function scopeOf(text: string | undefined): Scope | undefined {
  return text === 'global' || text === 'cluster' || text === 'hypervisor' ? text : undefined;
}

function queueTypeOf(written: Written | undefined): QueueType | undefined {
  const text = textOf(entryOf<Form.Queue>(written, 'type'));
  return text === 'classic' || text === 'quorum' ? text : undefined;
}

function isDraining(written: Written | undefined): boolean {
  return textOf(entryOf<Form.Daemon>(written, 'state')) === 'draining';
}

function readCluster({ key, value }: WrittenEntry, daemons: readonly Daemon[], collect: Collector): Cluster[] {
  const scoped = daemons.filter((daemon) => daemon.scope !== 'global').map((daemon) => daemon.name);
  const chosen = readNames(entryOf<Form.Cluster>(value, 'daemons'), scoped, daemons, `cluster ${key.text}`, collect) ?? scoped;
  const onHypervisors = chosen.filter((name) => daemons.some((daemon) => daemon.name === name && daemon.scope === 'hypervisor'));
  const read = readHypervisors(entryOf<Form.Cluster>(value, 'hypervisors')?.value, key.text, collect);
  const kept = new Map<Written | undefined, Pick<Hypervisor, 'daemons' | 'draining'>>();
  const settings = ({ id, settings: written }: HypervisorEntry): Pick<Hypervisor, 'daemons' | 'draining'> => {
    const known = kept.get(written);
    if (known) return known;
    const own = readNames(entryOf<Form.Hypervisor>(written, 'daemons'), onHypervisors, daemons, `hypervisor ${id}`, collect);
    const made = { daemons: own ?? onHypervisors, draining: isDraining(written) };
    kept.set(written, made);
    return made;
  };
  const hypervisors = read.map((entry): Hypervisor => ({ id: entry.id, ...settings(entry), place: entry.place }));
  return [{ id: key.text, daemons: chosen, draining: isDraining(value), hypervisors, place: key.at }];
}

/** A list of daemon names out of `allowed`; undefined where none is written. */
function readNames(
  entry: WrittenEntry | undefined,
  allowed: readonly string[],
  daemons: readonly Daemon[],
  where: string,
  collect: Collector,
): readonly string[] | undefined {
  if (entry?.value.kind !== 'list') return undefined;
  const names = new Set<string>();
  for (const item of entry.value.items) {
    if (item.kind !== 'scalar') continue;
    if (names.has(item.text)) collect.error(item.at, `${quote(item.text)} is in the list already`, 'each daemon once');
    else if (allowed.includes(item.text)) names.add(item.text);
    else collect.error(item.at, whyNot(item, daemons, where), allowed.length > 0 ? `some of ${allowed.join(', ')}` : 'no daemon', nearest(item.text, allowed));
  }
  return [...names];
}

function whyNot(item: WrittenScalar, daemons: readonly Daemon[], where: string): string {
  const daemon = daemons.find((each) => each.name === item.text);
  if (!daemon) return `there is no daemon ${quote(item.text)}`;
  if (daemon.scope === 'global') return `daemon ${quote(item.text)} has the scope global: it belongs to no cluster`;
  return daemon.scope === 'cluster' ? `daemon ${quote(item.text)} has the scope cluster: ${where} cannot choose it` : `${where} cannot have ${quote(item.text)}: its cluster does not`;
}

function warnUnused(daemons: readonly Daemon[], clusters: readonly Cluster[], collect: Collector): void {
  for (const { name, scope, place } of daemons) {
    if (scope !== 'hypervisor') continue;
    if (!clusters.some((cluster) => cluster.hypervisors.some((hypervisor) => hypervisor.daemons.includes(name))))
      collect.warning(place, `daemon ${quote(name)} has no hypervisor anywhere`, 'nothing is made for it');
  }
}

function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
