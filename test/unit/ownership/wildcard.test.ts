// `*` in --adopt and --replace: any run of characters, and no pattern that takes longer than its name is long.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wildcard } from '../../../src/ownership/index.js';

test.each<[string, string, boolean]>([
  ['storage-54-98', 'storage-54-98', true],
  ['storage-54-98', 'storage-54-9', false],
  ['storage-54-*', 'storage-54-', true],
  ['*', '', true],
  ['**', 'a', true],
  ['', '', true],
  ['', 'a', false],
  ['*-98', 'storage-54-98', true],
  ['*-9', 'storage-54-98', false],
  ['s*-*8', 'storage-54-98', true],
  ['a*b', 'ab\nb', true],
  ['a.c', 'abc', false],
  ['(a|b)+$', '(a|b)+$', true],
  ['*a*b', 'aab', true],
  ['*ab', 'aab', true],
])('%j takes %j: %s', (pattern, name, takes) => {
  expect(wildcard(pattern).test(name)).toBe(takes);
});

test('twenty stars take no longer than one', () => {
  const start = performance.now();
  expect(wildcard(`${'*a'.repeat(20)}*b`).test('a'.repeat(255))).toBe(false);
  expect(performance.now() - start).toBeLessThan(1000);
});

test('as a regular expression would say', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  fc.assert(
    fc.property(letters, letters, (pattern, name) => {
      expect(wildcard(pattern).test(name)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name));
    }),
    { numRuns: 5000 },
  );
});
