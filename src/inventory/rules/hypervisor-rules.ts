// The ids and ranges under `hypervisors`: no id twice, but for a single entry of a mapping that stands
// inside a range on purpose and replaces its settings.

import type { Problem } from '../inventory.js';
import type { Range } from './ranges.js';
import { findOverlaps, makeLocator } from './range-overlaps.js';
import { isRange, readRange, sizeOf } from './ranges.js';
import { errorAt, placeOf, quote } from '../yaml/source.js';
import type { Entry, Scalar } from '../yaml/tree.js';
import { keysOf, valueAt } from '../yaml/tree.js';
import type { Written } from '../yaml/written.js';
import { namedIn, scopeOf } from '../yaml/written.js';

/** More hypervisors than this in one inventory would not fit into memory; a broker ends long before. */
export const MAX_HYPERVISORS = 3_000_000;

export interface WrittenRange {
  readonly range: Range;
  readonly of: Scalar;
}

/** Of a scalar under `hypervisors`; undefined for an id. */
export function rangeOf({ text, plain }: Scalar): Range | undefined {
  const read = readRange(text, plain);
  return isRange(read) ? read : undefined;
}

/** Daemons times clusters times hypervisors: nine thousand bytes can ask for a billion. A plan of three million takes 3.6 GB. */
export const MAX_QUEUES = 1_000_000;

export function* noHypervisorTwice({ clusters }: Written): Generator<Problem> {
  for (const cluster of clusters.values()) {
    const hypervisors = valueAt(cluster.value, 'hypervisors');
    const scalars = keysOf(hypervisors);
    const ranges = scalars.flatMap((of): WrittenRange[] => {
      const range = rangeOf(of);
      return range ? [{ range, of }] : [];
    });
    yield* rangesOverRanges(ranges);
    if (hypervisors?.kind === 'list') yield* twiceInList(scalars, ranges);
  }
}

/** Said once, at the cluster that is too much. Of a single id inside a range both count. */
export function* notTooMany(written: Written): Generator<Problem> {
  const names = { cluster: new Set<string>(), hypervisor: new Set<string>() };
  for (const daemon of written.daemons.values()) {
    const scope = scopeOf(daemon);
    if (scope === 'cluster' || scope === 'hypervisor') names[scope].add(daemon.key.text);
  }
  let hypervisors = 0;
  let queues = 0;
  for (const cluster of written.clusters.values()) {
    const chosen = namedIn(cluster.value);
    queues += sizeOfCrew(chosen, names.cluster);
    const crew = sizeOfCrew(chosen, names.hypervisor);
    const under = valueAt(cluster.value, 'hypervisors');
    for (const key of keysOf(under)) {
      const range = rangeOf(key);
      const size = range ? sizeOf(range) : 1;
      const own = under?.kind === 'mapping' ? namedIn(under.entries.get(key.text)?.value) : undefined;
      hypervisors += size;
      queues += size * (own ? sizeOfCrew(own, names.hypervisor) : crew);
    }
    if (hypervisors > MAX_HYPERVISORS) yield tooMany(cluster, hypervisors, 'hypervisors', MAX_HYPERVISORS);
    else if (queues > MAX_QUEUES) yield tooMany(cluster, queues, 'queues', MAX_QUEUES);
    else continue;
    return;
  }
}

/** How many of these daemons are chosen; all where nobody chose. */
function sizeOfCrew(chosen: readonly string[] | undefined, names: ReadonlySet<string>): number {
  return chosen ? chosen.filter((name) => names.has(name)).length : names.size;
}

function* rangesOverRanges(ranges: readonly WrittenRange[]): Generator<Problem> {
  for (const { one, other, first, last } of findOverlaps(ranges)) {
    const [earlier, later] = one.offset <= other.offset ? [one, other] : [other, one];
    const ids = first === last ? `hypervisor ${first} is` : `hypervisors ${first} to ${last} are`;
    yield errorAt(
      later,
      `the range ${later.text} overlaps ${earlier.text} at line ${placeOf(earlier).line}: ${ids} in both`,
      'each hypervisor in one range',
    );
  }
}

function* twiceInList(items: readonly Scalar[], ranges: readonly WrittenRange[]): Generator<Problem> {
  const rangeAround = makeLocator(ranges);
  const seen = new Map<string, Scalar>();
  for (const item of items) {
    if (rangeOf(item)) continue;
    const first = seen.get(item.text);
    const range = rangeAround(item.text);
    if (first)
      yield errorAt(
        item,
        `hypervisor ${quote(item.text)} stands twice in this list, first at line ${placeOf(first).line}`,
        'each hypervisor once',
      );
    else if (range)
      yield errorAt(
        item,
        `hypervisor ${quote(item.text)} is in the range ${range.text} at line ${placeOf(range).line} already`,
        'each hypervisor once in a list',
        'write a mapping to give one hypervisor of a range settings of its own',
      );
    seen.set(item.text, first ?? item);
  }
}

function tooMany(cluster: Entry, total: number, what: string, most: number): Problem {
  return errorAt(cluster.key, `up to here there are ${total} ${what}`, `at most ${most} in one inventory`);
}
