// What publishers address, in words.

import type { Sentence } from '../../text/index.js';
import { say } from '../../text/index.js';
import type { Way } from '../../topology/index.js';

/** Of an exchange that the inventory has no more. */
export function wasOnce(way: Way | undefined): Sentence {
  return way === 'direct' ? say`was the direct exchange once` : say`was the entry once`;
}
