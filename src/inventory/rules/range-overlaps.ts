// Which ranges have ids in common, and in which range an id lies.
// Surprise: `08-12` and `9-11` have ids in common (10, 11) and ids not (09 is not 9). So a range is cut in two where
// its ids stop beginning with 0, and only pieces of one kind can overlap. And `r[1-3]-1` and `r1-[1-9]` have `r1-1` in
// common: two families of names (what stands around the number) can share single ids.

import { groupBy } from '../../topology/index.js';
import type { Range } from './ranges.js';

interface Of<T> {
  readonly range: Range;
  readonly of: T;
}

interface Piece<T> {
  /** Ids of one kind compare as numbers: `0` and the width for those that begin with 0, nothing for the others. */
  readonly kind: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly of: T;
}

/** The ranges whose ids differ in the number alone. */
interface Family<T> {
  readonly prefix: string;
  readonly suffix: string;
  /** By kind and number. */
  readonly pieces: readonly Piece<T>[];
}

export interface Overlap<T> {
  readonly one: T;
  readonly other: T;
  /** The lowest and the highest id that both have. */
  readonly first: string;
  readonly last: string;
}

/** Each range that overlaps, once, with one that it overlaps; of two families, each id that they share. */
export function findOverlaps<T>(ranges: readonly Of<T>[]): readonly Overlap<T>[] {
  const families = familiesOf(ranges);
  return [...[...families.values()].flatMap(overlapsWithin), ...overlapsBetween([...families.values()])];
}

function overlapsWithin<T>({ prefix, suffix, pieces }: Family<T>): readonly Overlap<T>[] {
  const overlaps: Overlap<T>[] = [];
  const spell = (id: bigint, kind: number): string => `${prefix}${String(id).padStart(kind, '0')}${suffix}`;
  let widest: Piece<T> | undefined;
  for (const piece of pieces) {
    if (widest?.kind !== piece.kind) widest = piece;
    else {
      if (piece.first <= widest.last) {
        const last = piece.last < widest.last ? piece.last : widest.last;
        overlaps.push({
          one: widest.of,
          other: piece.of,
          first: spell(piece.first, piece.kind),
          last: spell(last, piece.kind),
        });
      }
      if (piece.last > widest.last) widest = piece;
    }
  }
  return overlaps;
}

/**
 * The number of the one stands among the digits of the other's prefix (the shorter prefix comes first, and no prefix ends
 * in a digit), so two families share one id at most for each number in that prefix.
 */
function* overlapsBetween<T>(families: readonly Family<T>[]): Generator<Overlap<T>> {
  const byPrefix = groupBy(families, ({ prefix }) => prefix);
  for (const longer of families)
    for (const number of longer.prefix.matchAll(/[0-9]+/g)) {
      const rest = longer.prefix.slice(number.index + number[0].length);
      for (const shorter of byPrefix.get(longer.prefix.slice(0, number.index)) ?? []) {
        if (!shorter.suffix.startsWith(rest)) continue;
        const id = `${shorter.prefix}${number[0]}${shorter.suffix}`;
        const one = pieceOf(shorter, id)?.of;
        const other = pieceOf(longer, id)?.of;
        if (one !== undefined && other !== undefined) yield { one, other, first: id, last: id };
      }
    }
}

/** Which range an id lies in; for ranges that do not overlap. */
export function makeLocator<T>(ranges: readonly Of<T>[]): (id: string) => T | undefined {
  const families = familiesOf(ranges);
  return (id) => {
    for (const number of id.matchAll(/[0-9]+/g)) {
      const prefix = id.slice(0, number.index);
      const suffix = id.slice(number.index + number[0].length);
      const family = families.get(familyKey(prefix, suffix));
      const found = family && pieceOf(family, id);
      if (found) return found.of;
    }
    return undefined;
  };
}

function pieceOf<T>({ prefix, suffix, pieces }: Family<T>, id: string): Piece<T> | undefined {
  if (!id.startsWith(prefix) || !id.endsWith(suffix) || id.length < prefix.length + suffix.length) return undefined;
  const digits = id.slice(prefix.length, id.length - suffix.length);
  if (!/^[0-9]{1,255}$/.test(digits)) return undefined;
  const number = BigInt(digits);
  const kind = digits.startsWith('0') ? digits.length : 0;
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle];
    if (piece && (piece.kind < kind || (piece.kind === kind && piece.last < number))) low = middle + 1;
    else high = middle;
  }
  const found = pieces[low];
  return found?.kind === kind && found.first <= number ? found : undefined;
}

function familiesOf<T>(ranges: readonly Of<T>[]): ReadonlyMap<string, Family<T>> {
  const members = groupBy(ranges, ({ range }) => familyKey(range.prefix, range.suffix));
  const families = new Map<string, Family<T>>();
  for (const [key, all] of members) {
    const { prefix = '', suffix = '' } = all[0]?.range ?? {};
    families.set(key, { prefix, suffix, pieces: piecesOf(all) });
  }
  return families;
}

function familyKey(prefix: string, suffix: string): string {
  return `${prefix}\u0000${suffix}`;
}

function piecesOf<T>(ranges: readonly Of<T>[]): readonly Piece<T>[] {
  const pieces = ranges.flatMap(({ range: { first, last, width }, of }): Piece<T>[] => {
    if (width === 0) return [{ kind: 0, first, last, of }];
    const bound = 10n ** BigInt(width - 1);
    const padded = first < bound ? [{ kind: width, first, last: last < bound ? last : bound - 1n, of }] : [];
    return last < bound ? padded : [...padded, { kind: 0, first: first < bound ? bound : first, last, of }];
  });
  return pieces.sort((a, b) => a.kind - b.kind || compare(a.first, b.first) || compare(a.last, b.last));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
