// Lists by a key.

import { expect, test } from 'vitest';
import { getOrAdd, groupBy, pushTo } from '../../../src/topology/index.js';

test('groups stand in the order in which their keys were met; what has no key is in none', () => {
  const groups = groupBy([5, 2, -1, 7, 4], (number) => (number < 0 ? undefined : number % 2));
  expect([...groups]).toEqual([
    [1, [5, 7]],
    [0, [2, 4]],
  ]);
});

test('the first item begins a list, and any other goes to its end', () => {
  const lists = new Map<string, number[]>();
  pushTo(lists, 'a', 1);
  pushTo(lists, 'b', 2);
  pushTo(lists, 'a', 3);
  expect([...lists]).toEqual([
    ['a', [1, 3]],
    ['b', [2]],
  ]);
});

test('what is there is not made again', () => {
  const made = new Map([['a', 0]]);
  expect([getOrAdd(made, 'a', () => 1), getOrAdd(made, 'b', () => 2), getOrAdd(made, 'b', () => 3)]).toEqual([0, 2, 2]);
});
