// Whether a broker is of a version or a later one; what is no version is not known.

import { expect, test } from 'vitest';
import { isAtLeast } from '../../../src/topology/index.js';

test.each<[string | undefined, boolean | undefined]>([
  ['3.13.0', true],
  ['3.13.0-rc.2', true],
  ['3.12.14', false],
  ['4.0', true],
  ['10.0.0', true],
  ['unknown', undefined],
  [undefined, undefined],
])('%s: at least 3.13.0? %s', (version, expected) => {
  expect(isAtLeast(version, '3.13.0')).toBe(expected);
});
