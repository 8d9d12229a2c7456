// `--fail-on KIND,…`: kinds that end a run with another code than 0.

import { nearest } from '../../../inventory/index.js';
import { badUsage } from '../../exit-codes.js';

/** undefined where the option is not given. Throws Stop 64. */
export function readKinds<Kind extends string>(
  written: string | undefined,
  kinds: readonly Kind[],
): ReadonlySet<Kind> | undefined {
  if (written === undefined) return undefined;
  return new Set(
    written.split(',').map((text) => {
      const word = text.trim();
      const kind = kinds.find((candidate) => candidate === word);
      if (kind !== undefined) return kind;
      throw badUsage(
        `--fail-on: there is no kind "${word}"`,
        [nearest(word, kinds), `kinds: ${kinds.join(', ')}`].filter(Boolean).join(' '),
      );
    }),
  );
}
