// Which daemons a cluster and a hypervisor may name, and which daemons have nothing to do.

import type { Problem } from '../inventory.js';
import { nearest } from '../shape/nearest.js';
import { errorAt, placeOf, quote, warningAt } from '../yaml/source.js';
import type { Entry, Node, Scalar } from '../yaml/tree.js';
import { entriesOf, entryOf, scalarsOf, valueAt } from '../yaml/tree.js';
import type { Written } from '../yaml/written.js';
import { namedIn, scopeOf } from '../yaml/written.js';

export function* clustersNameTheirDaemons(written: Written): Generator<Problem> {
  for (const { key, value } of written.clusters.values())
    yield* checkList(valueAt(value, 'daemons'), (item) => whyNotOnCluster(written, item, `cluster ${key.text}`));
}

export function* hypervisorsNameDaemonsOfTheirCluster(written: Written): Generator<Problem> {
  for (const cluster of written.clusters.values()) {
    const chosen = namedIn(cluster.value);
    for (const { key, value } of entriesOf(valueAt(cluster.value, 'hypervisors')))
      yield* checkList(valueAt(value, 'daemons'), (item) =>
        whyNotOnHypervisor(written, item, key.text, cluster, chosen),
      );
  }
}

function* checkList(list: Node | undefined, check: (item: Scalar) => Problem | undefined): Generator<Problem> {
  const seen = new Map<string, Scalar>();
  for (const item of scalarsOf(list)) {
    const first = seen.get(item.text);
    if (first)
      yield errorAt(
        item,
        `${quote(item.text)} stands twice in this list, first at line ${placeOf(first).line}`,
        'each daemon once',
      );
    else {
      seen.set(item.text, item);
      const problem = check(item);
      if (problem) yield problem;
    }
  }
}

function whyNotOnCluster(written: Written, item: Scalar, where: string): Problem | undefined {
  const daemon = written.daemons.get(item.text);
  if (!daemon)
    return unknownDaemon(
      written,
      item,
      namesOf(written, (scope) => scope !== 'global'),
    );
  if (scopeOf(daemon) !== 'global') return undefined;
  return errorAt(
    item,
    `daemon ${quote(item.text)} has the scope global, so ${where} cannot have it`,
    'daemons of scope cluster or hypervisor',
    'take it out of the list: it has one queue for all clusters',
  );
}

function whyNotOnHypervisor(
  written: Written,
  item: Scalar,
  hypervisor: string,
  cluster: Entry,
  chosen: readonly string[] | undefined,
): Problem | undefined {
  const daemon = written.daemons.get(item.text);
  // Only for a problem: there may be 100,000 lists and hundreds of daemons.
  const here = (): readonly string[] =>
    namesOf(written, (scope, name) => scope === 'hypervisor' && (chosen?.includes(name) ?? true));
  if (!daemon) return unknownDaemon(written, item, here());
  const scope = scopeOf(daemon);
  if (scope === 'global') return whyNotOnCluster(written, item, `hypervisor ${hypervisor}`);
  if (chosen && !chosen.includes(item.text))
    return errorAt(
      item,
      `cluster ${cluster.key.text} does not have the daemon ${quote(item.text)}, so its hypervisor ${hypervisor} cannot`,
      listed(here()),
      `add it to the daemons of cluster ${cluster.key.text} first, or take it out here`,
    );
  if (scope === 'cluster')
    return warningAt(
      item,
      `daemon ${quote(item.text)} has the scope cluster: naming it at a hypervisor changes nothing`,
      listed(here()),
      'it has one queue for the whole cluster',
    );
  return undefined;
}

/** Silent when part of the inventory could not be read: the daemon may stand there. */
function unknownDaemon(written: Written, item: Scalar, names: readonly string[]): Problem | undefined {
  if (written.incomplete) return undefined;
  if (item.text === '') return errorAt(item, 'an empty entry in a list of daemons', listed(names));
  return errorAt(item, `there is no daemon ${quote(item.text)}`, listed(names), nearest(item.text, names));
}

function namesOf(written: Written, wanted: (scope: string | undefined, name: string) => boolean): readonly string[] {
  return [...written.daemons.values()].flatMap((daemon) =>
    wanted(scopeOf(daemon), daemon.key.text) ? [daemon.key.text] : [],
  );
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no daemon at all';
  return names.length > 12 ? `one of ${names.slice(0, 12).join(', ')}, …` : `one of ${names.join(', ')}`;
}

/** Warnings: nothing hangs below such a daemon, which is rarely meant. */
export function* daemonsHaveSomewhereToRun(written: Written): Generator<Problem> {
  if (written.incomplete) return;
  const [root] = written.roots;
  if (root && written.daemons.size === 0)
    yield warningAt(
      root,
      'there is no daemon, so the tree is its entry exchange alone',
      'daemons: { NAME: { scope: … } }',
    );
  for (const daemon of written.daemons.values()) {
    const { key } = daemon;
    const scope = scopeOf(daemon);
    const missing =
      scope === 'hypervisor'
        ? !someHypervisorHas(written, key.text)
        : scope === 'cluster' && !someClusterHas(written, key.text);
    if (missing && scope !== undefined)
      yield warningAt(
        key,
        `no ${scope} has the daemon ${quote(key.text)}, so it gets no queue`,
        `a ${scope} that it runs on`,
      );
  }
}

function someClusterHas({ clusters }: Written, name: string): boolean {
  for (const { value } of clusters.values()) if (namedIn(value)?.includes(name) ?? true) return true;
  return false;
}

function someHypervisorHas({ clusters }: Written, name: string): boolean {
  for (const { value } of clusters.values()) {
    if (!(namedIn(value)?.includes(name) ?? true)) continue;
    const hypervisors = entryOf(value, 'hypervisors')?.value;
    if (hypervisors?.kind === 'list' && hypervisors.items.length > 0) return true;
    for (const entry of entriesOf(hypervisors)) if (namedIn(entry.value)?.includes(name) ?? true) return true;
  }
  return false;
}
