// Nodes that do not run: what a plan says of them.

import { describe, expect, test } from 'vitest';
import { notesOnNodes } from '../../../src/plan/index.js';

describe('a note on the nodes of the cluster', () => {
  test.each<[string, number, readonly string[], RegExp | undefined]>([
    ['all run', 3, [], undefined],
    ['one of three is down', 3, ['b'], /^1 of the cluster's 3 nodes does not run \(b\): queues that lie there alone/],
    ['half of them are', 2, ['b'], /^1 of the cluster's 2 nodes does not run \(b\): what is shown .* takes no change/],
    [
      'most of them',
      5,
      ['b', 'c', 'd', 'e'],
      /^4 of the cluster's 5 nodes do not run \(b, c, d, and 1 more\): what is/,
    ],
    ['three are shown', 7, ['b', 'c', 'd'], /^3 of the cluster's 7 nodes do not run \(b, c, d\): /],
  ])('%s', (_, all, down, expected) => {
    const notes = notesOnNodes({ all, down }, 'khepri');
    if (expected) expect(notes.join('\n')).toMatch(expected);
    else expect(notes).toEqual([]);
  });
  test('nobody says', () => {
    expect(notesOnNodes(undefined, 'khepri')).toEqual([]);
  });
  test('with Mnesia a change needs no majority', () => {
    for (const store of ['mnesia', undefined] as const)
      expect(notesOnNodes({ all: 3, down: ['b', 'c'] }, store).join()).toMatch(/cannot be counted\.$/);
  });
});
