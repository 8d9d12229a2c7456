// What stands under `hypervisors`: a list or a mapping of ids and ranges → one entry for each id, in the order written.
// Surprise: `1-97` is a range only unquoted; a single id inside a range of the same mapping replaces its settings whole.

import type { Place } from '../topology/index.js';
import type { Collector } from './collect.js';
import { checkName } from './names.js';
import type { Written, WrittenScalar } from './parse.js';
import { quote } from './parse.js';

export interface HypervisorEntry {
  readonly id: string;
  /** Of the id, or of the range that it comes from. */
  readonly place: Place;
  /** What is special about it; the same node for every id of a range. */
  readonly settings: Written | undefined;
}

const MAX_RANGE = 1_000_000;

export function readHypervisors(written: Written | undefined, cluster: string, collect: Collector): readonly HypervisorEntry[] {
  const entries = new Map<string, HypervisorEntry & { readonly ranged: boolean }>();
  const add = (key: WrittenScalar, settings: Written | undefined): void => {
    const ids = idsOf(key, collect);
    if (!ids) return;
    let clash: string | undefined;
    for (const id of ids.each) {
      const first = entries.get(id);
      const replaces = first !== undefined && settings !== undefined && first.ranged !== ids.ranged;
      if (!first) entries.set(id, { id, place: key.at, settings, ranged: ids.ranged });
      else if (!replaces) clash ??= `${id} is there already, at line ${first.place.line}`;
      else if (first.ranged) entries.set(id, { id, place: key.at, settings, ranged: false });
    }
    if (clash !== undefined)
      collect.error(key.at, `hypervisor ${clash}`, `each hypervisor of cluster ${cluster} once`, ids.ranged ? 'split the range around it' : undefined);
  };
  if (written?.kind === 'list')
    for (const item of written.items) {
      if (item.kind === 'scalar') add(item, undefined);
    }
  else if (written?.kind === 'mapping') for (const { key, value } of written.entries) add(key, value);
  return [...entries.values()];
}

function idsOf(key: WrittenScalar, collect: Collector): { each: Iterable<string>; ranged: boolean } | undefined {
  const range = key.quoted ? null : /^([0-9]+)-([0-9]+)$/.exec(key.text);
  if (!range) return checkName('a hypervisor', key.text, key.at, collect) ? { each: [key.text], ranged: false } : undefined;
  const [, low = '', high = ''] = range;
  const first = Number(low);
  const last = Number(high);
  const padded = low.length > 1 && low.startsWith('0');
  if (padded ? low.length !== high.length : high.startsWith('0') && high !== '0')
    return fail(key, collect, 'both ends as wide as each other where the lower one starts with 0, as in 001-097');
  if (last <= first) return fail(key, collect, 'a range that counts up, as in 1-97');
  if (last - first >= MAX_RANGE || !Number.isSafeInteger(last))
    return fail(key, collect, `at most ${MAX_RANGE} ids in one range`);
  return { each: count(first, last, padded ? low.length : 0), ranged: true };
}

function fail(key: WrittenScalar, collect: Collector, expected: string): undefined {
  collect.error(key.at, `the range ${quote(key.text)}`, expected, 'quote it if it is one id');
  return undefined;
}

function* count(first: number, last: number, width: number): Generator<string> {
  for (let id = first; id <= last; id += 1) yield String(id).padStart(width, '0');
}
