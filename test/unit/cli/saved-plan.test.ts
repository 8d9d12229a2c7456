// A plan that Node could not read back is not written.

import { constants } from 'node:buffer';
import { expect, test } from 'vitest';
import { readableAgain } from '../../../src/cli/input/saved-plan.js';

const MIB64 = 'x'.repeat(2 ** 26);
const most = Math.floor(constants.MAX_STRING_LENGTH / MIB64.length);

test('what fits is passed on', () => {
  const chunks = Array.from({ length: most }, () => MIB64);
  expect([...readableAgain(chunks)]).toHaveLength(most);
});

test('what does not is refused, with what to do instead', () => {
  const chunks = Array.from({ length: most + 1 }, () => MIB64);
  expect(() => [...readableAgain(chunks)]).toThrow(/too large for a file: over 511 MiB of JSON/);
});
