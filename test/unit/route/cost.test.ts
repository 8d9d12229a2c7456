// What one message costs, and the warnings about it.

import { describe, expect, test } from 'vitest';
import { notesOnCost } from '../../../src/plan/words/notes-on-cost.js';
import { costOf } from '../../../src/route/index.js';
import { desiredOf } from '../../support/desired.js';

const daemons = 'daemons: { dispatcher: { scope: global }, storage: { scope: hypervisor } }\n';

function notesOf(yaml: string, everyHop?: number): readonly string[] {
  const { topology } = desiredOf(daemons + yaml).compiled;
  return notesOnCost(costOf(topology, 'global', everyHop), everyHop);
}

test.each<[string, string, number, number]>([
  ['an empty tree', 'clusters: {}', 2 - 1, 1],
  ['one hypervisor', 'clusters: { 1: { hypervisors: [1] } }', 2, 4],
  [
    'a wide cluster beside narrow ones',
    'clusters: { 1: { hypervisors: { 1-100: } }, 2: { hypervisors: { 1-9: } } }',
    104,
    104,
  ],
  [
    'a narrow one beside more in wide ones',
    'clusters: { 1: { hypervisors: [1] }, 2: { hypervisors: { 1-9: } } }',
    13,
    13,
  ],
  ['both types of values', 'routing: { values: both }\nclusters: { 1: { hypervisors: [1, 2] } }', 8, 8],
  ['the net is on nobody’s way', 'routing: { unroutable: {} }\nclusters: { 1: { hypervisors: [1] } }', 2, 4],
  ['a draining queue has no way', 'clusters: { 1: { hypervisors: { 1: { state: draining }, 2: } } }', 2, 4],
])('%s: typical and worst', (_, yaml, typical, worst) => {
  const { topology } = desiredOf(daemons + yaml).compiled;
  expect(costOf(topology, 'global').scannedPerMessage).toEqual({ typical, worst });
});

describe('warnings', () => {
  test.each<[string, string, RegExp | undefined]>([
    ['500 bindings are none', 'clusters: { 1: { hypervisors: { 1-500: } } }', undefined],
    ['501 are one', 'clusters: { 1: { hypervisors: { 1-501: } } }', /^Exchange storage-1 has 501 bindings: .* 0\.9 ms/],
    [
      'the widest is named, the others are counted',
      'clusters: { 1: { hypervisors: { 1-501: } }, 2: { hypervisors: { 1-2000: } }, 3: { hypervisors: { 1-600: } } }',
      /^Exchange storage-2 has 2,000 bindings, and 2 more have over 500: .* 3\.4 ms/,
    ],
  ])('%s', (_, yaml, expected) => {
    const notes = notesOf(yaml);
    expect(notes).toHaveLength(expected ? 1 : 0);
    if (expected) expect(notes[0]).toMatch(expected);
  });

  // 2,000 queues took 0.4 ms and 10,000 1.8 ms, 50,000 63 ms.
  test.each<[number, RegExp | undefined]>([
    [15, undefined],
    [2_900, undefined],
    [
      3_000,
      / up to 9,000 bindings \(0\.5 ms\), 500 times a direct exchange’s work\. Write `routing: \{ direct: \{\} \}`/,
    ],
    [10_303, / up to 30,909 bindings \(1\.7 ms\), 1,700 times /],
    [52_000, / up to 156,000 bindings \(62 ms\), 62,000 times /],
  ])('where each hop scans all %i bindings', (bindings, expected) => {
    const notes = notesOf('clusters: { 1: { hypervisors: [1] } }', bindings);
    expect(notes).toHaveLength(expected ? 1 : 0);
    if (expected) expect(notes[0]).toMatch(expected);
  });
});

test('where each hop scans all, a message to a hypervisor scans them three times', () => {
  const { topology } = desiredOf(`${daemons}clusters: { 1: { hypervisors: [1, 2] } }`).compiled;
  expect(costOf(topology, 'global', 100).scannedPerMessage).toEqual({ typical: 300, worst: 300 });
});
