// The room that a pattern takes when PCRE compiles it: at the limit as RabbitMQ 3.10.8 has it (taken, refused).

import { expect, test } from 'vitest';
import { MAX_COMPILED, compiledSize, patternOf } from '../../../src/topology/index.js';

test.each<[string, readonly string[], number]>([
  ['letters', ['ab'], 7 + 1 + 5 + 2 * 2 + 3 + 1],
  ['a class', ['a1', 'a2'], 7 + 1 + 5 + 2 + 33 + 3 + 1],
  ['one in place of another', ['a', '.x'], 7 + 1 + 5 + 2 + 3 + 2 * 2 + 3 + 1],
  ['what may be there', ['a', 'ab'], 7 + 1 + 5 + 2 + 2 + 1 + 3 + 1],
  ['a character of three bytes', ['日'], 7 + 1 + 5 + 2 * 3 + 3 + 1],
])('%s', (_, names, size) => {
  expect(compiledSize(patternOf(names))).toBe(size);
});

test('what counts up is small, however many there are', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `storage-${index}`);
  expect(compiledSize(patternOf(names))).toBeLessThan(MAX_COMPILED / 50);
});
