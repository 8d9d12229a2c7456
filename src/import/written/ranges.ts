// Ids → ids and ranges, as `hypervisors` takes them: `1-97`, `001-097`, `cmp-[001-097].par1`. Three that count up are a range.

import { pushTo } from '../../topology/index.js';

export type IdOrRange =
  | { readonly id: string }
  /** Its ids, and as it is typed. */
  | { readonly range: string; readonly ids: readonly string[] };

const LEAST = 3;

/** A number within an id, and what stands around it. */
interface Spot {
  readonly id: string;
  readonly prefix: string;
  readonly digits: string;
  readonly suffix: string;
}

/** In order: numbers as they count, the rest by its letters. */
export function drawTogether(ids: readonly string[]): readonly IdOrRange[] {
  const spots = new Map<string, Spot[]>();
  for (const id of ids) for (const spot of spotsOf(id)) pushTo(spots, seriesOf(spot), spot);
  const drawn: IdOrRange[] = [];
  const used = new Set<string>();
  const largestFirst = [...spots.values()].filter(({ length }) => length >= LEAST).sort((a, b) => b.length - a.length);
  for (const series of largestFirst)
    for (const run of runsOf(series.filter(({ id }) => !used.has(id)))) {
      drawn.push({ range: rangeText(run), ids: run.map(({ id }) => id) });
      for (const { id } of run) used.add(id);
    }
  for (const id of ids) if (!used.has(id)) drawn.push({ id });
  return drawn.sort((a, b) => compareIds(firstOf(a), firstOf(b)));
}

/** `9` before `10`, `cmp-9` before `cmp-10`. */
export function compareIds(a: string, b: string): number {
  const [one, other] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const [x = '', y = ''] = [one[index], other[index]];
    const areNumbers = /^[0-9]/.test(x) && /^[0-9]/.test(y);
    const order = (areNumbers ? compareNumbers(x, y) : 0) || (x < y ? -1 : x > y ? 1 : 0);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

function partsOf(id: string): readonly string[] {
  return id.match(/[0-9]+|[^0-9]+/g) ?? [];
}

function compareNumbers(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
}

export function firstOf(drawn: IdOrRange): string {
  return 'id' in drawn ? drawn.id : (drawn.ids[0] ?? '');
}

/** More numbers than these are in no host's name. */
const MOST_SPOTS = 4;

/** Longer ones are not exact as a number. */
const MOST_DIGITS = 15;

function spotsOf(id: string): readonly Spot[] {
  if (/[[\]]/.test(id)) return [];
  return [...id.matchAll(/[0-9]+/g)]
    .filter(([digits]) => digits.length <= MOST_DIGITS)
    .slice(-MOST_SPOTS)
    .map(({ 0: digits, index }) => ({
      id,
      prefix: id.slice(0, index),
      digits,
      suffix: id.slice(index + digits.length),
    }));
}

function seriesOf({ prefix, suffix }: Spot): string {
  return `${prefix}\u0000${suffix}`;
}

function* runsOf(series: readonly Spot[]): Generator<readonly Spot[]> {
  const byDigits = new Map(series.map((spot) => [spot.digits, spot]));
  const starts = [...byDigits.keys()].sort((a, b) => Number(a) - Number(b) || b.length - a.length);
  // Those that begin with 0 first: their width is that of all ids of the range.
  for (const isPadded of [true, false])
    for (const start of starts) {
      if (start.startsWith('0') !== isPadded) continue;
      const run = runFrom(start, byDigits);
      if (run.length < LEAST) continue;
      for (const { digits } of run) byDigits.delete(digits);
      yield run;
    }
}

function runFrom(start: string, byDigits: ReadonlyMap<string, Spot>): readonly Spot[] {
  const width = start.startsWith('0') ? start.length : 0;
  // 0 alone has a width of one: where the numbers go on, it stands by itself before them.
  if (start === '0' && byDigits.has('10')) return [];
  const run: Spot[] = [];
  for (let number = Number(start); ; number += 1) {
    const digits = String(number).padStart(width, '0');
    const spot = width > 0 && digits.length > width ? undefined : byDigits.get(digits);
    if (!spot) return run;
    run.push(spot);
  }
}

function rangeText(run: readonly Spot[]): string {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return '';
  const { prefix, suffix } = first;
  const ends = `${first.digits}-${last.digits}`;
  return prefix === '' && suffix === '' ? ends : `${prefix}[${ends}]${suffix}`;
}
