// A plan that Node could not read back is not written; what has been planned since then is counted.

import { constants } from 'node:buffer';
import { expect, test } from 'vitest';
import { checkNothingNew, readableAgain } from '../../../src/cli/input/saved-plan.js';
import { fleet, samplePlan, stepsFor } from '../../support/sample-plans.js';

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

test.each([
  [1, '1 more step would be needed'],
  [1234, '1,234 more steps would be needed'],
])('%i steps that the saved plan does not have', (count, said) => {
  const now = samplePlan(stepsFor(fleet(1, 400)).slice(0, count));
  expect(now.steps).toHaveLength(count);
  expect(() => {
    checkNothingNew({ steps: [] }, now);
  }).toThrow(said);
});
