// Ranges of ids: `1-97`, `001-097`. Two all-digit ends, counting up; where the lower end begins with 0, both ends have
// its width and every id is padded to it.
// Surprise: `08-12` and `9-11` have ids in common (10, 11) and ids not (09 is not 9). So a range is cut in two where
// its ids stop beginning with 0, and only pieces of one kind can overlap.

export interface Range {
  readonly first: bigint;
  readonly last: bigint;
  /** To pad to; 0 for none. */
  readonly width: number;
}

export const MAX_RANGE = 1_000_000;

/** What is wrong with a range. */
export interface RangeFault {
  readonly message: string;
  readonly expected: string;
  readonly hint?: string;
}

/** Undefined for a text that is no range but an id. */
export function readRange(text: string): Range | RangeFault | undefined {
  const found = /^([0-9]{1,255})-([0-9]{1,255})$/.exec(text);
  if (!found) return undefined;
  const [, low = '', high = ''] = found;
  const [first, last] = [BigInt(low), BigInt(high)];
  const width = low.startsWith('0') ? low.length : 0;
  if (first > last)
    return { message: `the range ${text} counts down`, expected: 'the lower end first', hint: `write ${high}-${low}` };
  if (width > 0 && high.length !== width)
    return {
      message: `the ends of the range ${text} have ${low.length} and ${high.length} digits`,
      expected: 'the same number of digits at both ends, because the lower one begins with 0',
      hint: low === '0' ? `write 0 by itself, and 1-${high}` : `write ${low.padStart(high.length, '0')}-${high}`,
    };
  if (width === 0 && high.startsWith('0'))
    return {
      message: `the upper end of the range ${text} begins with 0, the lower one does not`,
      expected: 'both ends written alike',
    };
  const size = last - first + 1n;
  if (size > BigInt(MAX_RANGE))
    return {
      message: `the range ${text} has ${String(size)} ids`,
      expected: `at most ${MAX_RANGE} ids in a range`,
    };
  return { first, last, width };
}

export function isRange(read: Range | RangeFault | undefined): read is Range {
  return read !== undefined && 'first' in read;
}

export function sizeOf({ first, last }: Range): number {
  return Number(last - first) + 1;
}

/** Its ids, counting up. */
export function* idsOf({ first, last, width }: Range): Generator<string> {
  if (last <= BigInt(Number.MAX_SAFE_INTEGER)) {
    const end = Number(last);
    for (let id = Number(first); id <= end; id += 1) yield width === 0 ? String(id) : String(id).padStart(width, '0');
  } else for (let id = first; id <= last; id += 1n) yield String(id).padStart(width, '0');
}

/** Something that looks as if a range was meant, but is one id. */
export function looksLikeRange(text: string): string | undefined {
  const found = /^([0-9]+)\s*(?:-|–|—|\.{2,3}|:|\s+to\s+)\s*([0-9]+)$/.exec(text);
  return found && !/^[0-9]+-[0-9]+$/.test(text) ? `${found[1] ?? ''}-${found[2] ?? ''}` : undefined;
}

interface Piece<T> {
  /** Ids of one kind compare as numbers: `0` and the width for those that begin with 0, nothing for the others. */
  readonly kind: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly of: T;
}

export interface Overlap<T> {
  readonly one: T;
  readonly other: T;
  /** The lowest and the highest id that both have. */
  readonly first: string;
  readonly last: string;
}

/** Each range that overlaps, once, with one that it overlaps. */
export function findOverlaps<T>(ranges: readonly { readonly range: Range; readonly of: T }[]): readonly Overlap<T>[] {
  const overlaps: Overlap<T>[] = [];
  let widest: Piece<T> | undefined;
  for (const piece of piecesOf(ranges)) {
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

/** Which range an id lies in; for ranges that do not overlap. */
export function makeLocator<T>(
  ranges: readonly { readonly range: Range; readonly of: T }[],
): (id: string) => T | undefined {
  const pieces = piecesOf(ranges);
  return (id) => {
    if (!/^[0-9]{1,255}$/.test(id)) return undefined;
    const number = BigInt(id);
    const kind = id.startsWith('0') ? id.length : 0;
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = pieces[middle];
      if (piece && (piece.kind < kind || (piece.kind === kind && piece.last < number))) low = middle + 1;
      else high = middle;
    }
    const found = pieces[low];
    return found?.kind === kind && found.first <= number ? found.of : undefined;
  };
}

function piecesOf<T>(ranges: readonly { readonly range: Range; readonly of: T }[]): readonly Piece<T>[] {
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

function spell(id: bigint, kind: number): string {
  return String(id).padStart(kind, '0');
}
