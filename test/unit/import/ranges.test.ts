// Ids that count up → ranges, as an inventory writes them; and back again, whatever the ids are.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareIds, drawTogether } from '../../../src/import/written/ranges.js';

const drawn = (ids: readonly string[]): string =>
  drawTogether(ids)
    .map((each) => ('id' in each ? each.id : each.range))
    .join(' ');

describe('ids that count up', () => {
  test.each<[string, string]>([
    ['11 12', '11 12'],
    ['11 12 13', '11-13'],
    ['13 11 12', '11-13'],
    ['8 9 10 11', '8-11'],
    ['1 2 3 5 7 8 9', '1-3 5 7-9'],
    ['001 002 003', '001-003'],
    ['098 099 100 101', '098-101'],
    ['998 999 1000', '998-1000'],
    ['00 01 02', '00-02'],
    ['0 1 2', '0-2'],
    ['0 1 2 3 4 5 6 7 8 9', '0-9'],
    ['0 1 2 3 4 5 6 7 8 9 10', '0 1-10'],
    ['01 02 03 1 2 3', '01-03 1-3'],
    ['007 7', '007 7'],
    ['007 008 009 7 8 9', '007-009 7-9'],
    ['hv-1 hv-2 hv-3', 'hv-[1-3]'],
    ['cmp-001.par1 cmp-002.par1 cmp-003.par1', 'cmp-[001-003].par1'],
    ['r1-hv1 r1-hv2 r1-hv3 r2-hv1 r2-hv2 r2-hv3', 'r1-hv[1-3] r2-hv[1-3]'],
    ['a1 b2 c3', 'a1 b2 c3'],
    ['x[1 x[2 x[3', 'x[1 x[2 x[3'],
    ['1-1 1-2 1-3', '1-[1-3]'],
    ['10000000000000001 10000000000000002 10000000000000003', '10000000000000001 10000000000000002 10000000000000003'],
    ['a b', 'a b'],
    ['', ''],
  ])('%s → %s', (ids, expected) => {
    expect(drawn(ids === '' ? [] : ids.split(' '))).toBe(expected);
  });
});

test('no id is lost, and none comes twice', () => {
  const id = fc.oneof(
    fc.nat({ max: 30 }).map(String),
    fc.nat({ max: 30 }).map((number) => String(number).padStart(2, '0')),
    fc
      .tuple(fc.constantFrom('hv', 'hv-', '1-', ''), fc.nat({ max: 12 }), fc.constantFrom('', '.a', '-1'))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 60 }), (ids) => {
      const back = drawTogether(ids).flatMap((each) => ('id' in each ? [each.id] : each.ids));
      expect([...back].sort()).toEqual([...ids].sort());
    }),
  );
});

test('numbers are in order as they count', () => {
  expect(['hv-10', 'hv-9', '10', '9', '09', 'a'].sort(compareIds)).toEqual(['09', '9', '10', 'a', 'hv-9', 'hv-10']);
});
