// Names → a pattern for exactly these names.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patternOf } from '../../../src/policy/index.js';

const numbered = (daemon: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${daemon}-${index + 1}`);

const name = fc.string({
  unit: fc.constantFrom('a', 'b', '1', '2', '3', '-', '.', '|', '(', ']', '^', 'é'),
  minLength: 1,
  maxLength: 5,
});

test.each<[string, readonly string[], string]>([
  ['one', ['global'], '^(global)$'],
  ['one that begins another', ['vm', 'vm-1'], '^(vm(-1)?)$'],
  ['two that end alike', ['a-1', 'b-1'], '^([ab]-1)$'],
  [
    'daemons with the same clusters',
    ['global', 'storage', 'storage-53', 'storage-54', 'vm', 'vm-53', 'vm-54'],
    '^(global|(storage|vm)(-5[34])?)$',
  ],
  ['numbers in a row', numbered('vm', 99), '^(vm-[1-9][0-9]?)$'],
  ['what a pattern reads otherwise', ['a.b', 'a+', '(c|d)', '$e', 'f\\'], '^(\\$e|\\(c\\|d\\)|f\\\\|a(\\+|\\.b))$'],
  ['letters that are more than one byte', ['é', 'ü', 'éa'], '^(éa?|ü)$'],
])('%s', (_, names, pattern) => {
  expect(patternOf(names)).toBe(pattern);
});

test('the order of the names does not matter', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2 }), (names) => {
      expect(patternOf([...names].reverse())).toBe(patternOf(names));
    }),
  );
});

test('20,000 clusters numbered in a row stay short', () => {
  expect(patternOf([...numbered('storage', 20_000), ...numbered('vm', 20_000)]).length).toBeLessThan(200);
});

test('it matches these names, and no other', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1 }), fc.array(name), (names, others) => {
      const pattern = new RegExp(patternOf(names));
      for (const each of names) expect(pattern.test(each)).toBe(true);
      for (const other of others) expect(pattern.test(other)).toBe(names.includes(other));
    }),
    { numRuns: 500 },
  );
});
