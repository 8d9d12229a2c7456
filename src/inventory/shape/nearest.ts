// The valid name that a mistyped one probably meant. The only file that knows fastest-levenshtein.

import { distance } from 'fastest-levenshtein';

/** A hint must stay cheap when every line of a large file is wrong. */
const MAX_LENGTH = 100;
const MAX_COMPARED = 500;

/** Out: `did you mean "…"?`, or undefined where nothing is near. */
export function nearest(written: string, valid: Iterable<string>): string | undefined {
  if (written === '' || written.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  let least = Infinity;
  let compared = 0;
  for (const name of valid) {
    if ((compared += 1) > MAX_COMPARED) break;
    const far = distance(written.toLowerCase(), name.toLowerCase());
    if (far < least && far < name.length && far <= Math.max(1, Math.floor(Math.max(name.length, written.length) / 3))) {
      best = name;
      least = far;
    }
  }
  return best === undefined ? undefined : `did you mean ${JSON.stringify(best)}?`;
}
