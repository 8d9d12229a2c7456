import { describe, expect, test } from 'vitest';
import { counted } from '../../../src/text/index.js';
import { hang, idRanges, wrap } from '../../../src/report/page/layout.js';
import { sortIds } from '../../../src/report/page/likeness.js';

describe('ids are drawn together', () => {
  test.each([
    ['1 2 3 5', '1-3, 5'],
    ['1 2 a1 a2', '1, 2, a1, a2'],
    ['008 009 010', '008-010'],
    ['9 10 11', '9-11'],
    ['09 10 11', '09-11'],
    ['6 07 8', '6, 07, 8'],
    ['1 3 5 7 9 11 13 15', '1, 3, 5, 7, 9, … 3 more'],
    ['99999999999999999998 99999999999999999999', '99999999999999999998, 99999999999999999999'],
  ])('%s → %s', (ids, text) => {
    expect(idRanges(ids.split(' '))).toBe(text);
  });
});

test('ids are listed as people do', () => {
  expect(sortIds(['b2', '10', 'b10', '9', '007', '7'])).toEqual(['7', '007', '9', '10', 'b2', 'b10']);
});

test.each([
  [0, 'queue', '0 queues'],
  [1, 'queue', '1 queue'],
  [1234567, 'policy', '1,234,567 policies'],
])('%d %s → %s', (count, noun, text) => {
  expect(counted(count, noun)).toBe(text);
});

describe('lines', () => {
  test('break between words, and never within one', () => {
    expect(wrap('a bb a-name-that-is-too-long cc', 8)).toEqual(['a bb', 'a-name-that-is-too-long', 'cc']);
  });
  test('never begin with what a CI runner takes for a command', () => {
    expect(wrap('a bb ::error::c', 5)).toEqual(['a bb ::error::c']);
  });
  test('hang below their first word', () => {
    expect(hang('  → ', 'one two three four five six seven', 28)).toEqual([
      '  → one two three four five',
      '    six seven',
    ]);
  });
});
