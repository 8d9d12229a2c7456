// Which policies are an owner's own, by their names.

import { expect, test } from 'vitest';
import { numberOfPolicy, numberedPolicy, policyName } from '../../../src/policy/index.js';

const first = policyName('o');

test.each<[string, number | undefined]>([
  [first, 1],
  [`${first}.2`, 2],
  [`${first}.10`, 10],
  [`${first}.999999`, 999_999],
  [`${first}.1`, undefined],
  [`${first}.02`, undefined],
  [`${first}.1000000`, undefined],
  [`${first}.2.3`, undefined],
  [`${first}-2`, undefined],
  [`${first}.`, undefined],
  [policyName('other'), undefined],
])('%s: %s', (name, number) => {
  expect(numberOfPolicy(first, name)).toBe(number);
  if (number !== undefined) expect(numberedPolicy(first, number)).toBe(name);
});
