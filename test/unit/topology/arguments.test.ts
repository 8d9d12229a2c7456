// When two values are the same to the broker.

import { expect, test } from 'vitest';
import type { ArgumentValue } from '../../../src/topology/index.js';
import { valueKey } from '../../../src/topology/index.js';

test.each<[string, boolean, ArgumentValue | undefined, ArgumentValue | undefined]>([
  ['a text and a number', false, '54', 54],
  ['a text and a boolean', false, 'true', true],
  ['void and nothing', false, null, undefined],
  ['void and the text of it', false, null, 'null'],
  ['a table and its keys in another order', true, { a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 }],
  ['a list in another order', false, [1, 2], [2, 1]],
  ['a list and its text', false, ['a,b'], ['a', 'b']],
])('%s: the same? %s', (_, same, one, other) => {
  expect(valueKey(one) === valueKey(other)).toBe(same);
});
