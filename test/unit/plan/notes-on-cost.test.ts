// Warnings about a tree in which each message costs much: from which size on, and how much it says.

import { expect, test } from 'vitest';
import { notesOnCost } from '../../../src/plan/words/notes-on-cost.js';

const cost = (bindings: Readonly<Record<string, number>>, worst = 0): Parameters<typeof notesOnCost>[0] => ({
  scannedPerMessage: { typical: worst, worst },
  bindings: new Map(Object.entries(bindings)),
});

test.each<[string, Readonly<Record<string, number>>, string | undefined]>([
  ['as many as one should have', { vm: 500 }, undefined],
  ['one more', { vm: 501 }, 'Exchange vm has 501 bindings: '],
  ['the widest is named', { a: 600, b: 2000, c: 700 }, 'Exchange b has 2,000 bindings, and 2 more have over 500: '],
  ['of two', { a: 600, b: 700 }, 'Exchange b has 700 bindings, and 1 more has over 500: '],
])('%s', (_, bindings, start) => {
  const [note] = notesOnCost(cost(bindings), undefined);
  expect(note?.slice(0, start?.length)).toBe(start);
});

test.each<[number, number, string | undefined]>([
  [2000, 6000, undefined],
  [20_000, 8000, undefined],
  [20_000, 9000, '0.5 ms'],
  [36_000, 36_000, '8.2 ms'],
  [52_000, 100_000, '40 ms'],
  [200_000, 100_000, '40 ms'],
])('with Khepri and %i bindings, %i scanned: %s', (everyHop, worst, time) => {
  const found = notesOnCost(cost({}, worst), everyHop);
  expect(found.map((note) => / bindings \((.*?)\), /.exec(note)?.[1])).toEqual(time === undefined ? [] : [time]);
});

test.each<[string, string | undefined, string]>([
  [
    'no direct exchange: how to get one',
    undefined,
    'Write `routing: { direct: {} }`, send by queue name (README, "Which way").',
  ],
  ['there is one: send there', 'by-name', 'Send to by-name by queue name.'],
])('%s', (_, direct, end) => {
  const notes = notesOnCost(cost({ vm: 501 }, 36_000), 36_000, direct);
  expect(notes.map((note) => note.endsWith(end))).toEqual([true, true]);
  expect(Math.max(...notes.slice(1).map((note) => note.length))).toBeLessThanOrEqual(188);
});
