// The valid name that a mistyped one probably meant.

import { closest, distance } from 'fastest-levenshtein';

/** Out: `did you mean …?`, or undefined where nothing is near. */
export function nearest(written: string, valid: readonly string[]): string | undefined {
  if (valid.length === 0) return undefined;
  const best = closest(written, [...valid]);
  return distance(written, best) <= Math.max(1, Math.floor(best.length / 3)) ? `did you mean ${best}?` : undefined;
}
