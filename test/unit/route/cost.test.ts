// What one message costs, and the warnings about it.

import { describe, expect, test } from 'vitest';
import { notesOnCost } from '../../../src/plan/notes-on-cost.js';
import { costOf, scansEveryBinding } from '../../../src/route/index.js';
import { desiredOf } from '../../support/desired.js';

const daemons = 'daemons: { dispatcher: { scope: global }, storage: { scope: hypervisor } }\n';

function notesOf(yaml: string, rabbitmqVersion?: string): readonly string[] {
  const { topology } = desiredOf(daemons + yaml).compiled;
  const broker = rabbitmqVersion === undefined ? undefined : { clusterName: 'c', rabbitmqVersion };
  return notesOnCost(costOf(topology, 'global'), topology.bindings.length, broker);
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
    const notes = notesOf(yaml, '3.10.8');
    expect(notes).toHaveLength(expected ? 1 : 0);
    if (expected) expect(notes[0]).toMatch(expected);
  });

  test.each([
    ['3.10.8', false],
    ['3.13.7', false],
    ['4.1.8', false],
    ['4.2.0', true],
    ['4.2.0-rc.1', true],
    ['4.3.5', true],
    ['5.0.0', true],
    ['', false],
  ])('RabbitMQ %s with Khepri: %s', (version, khepri) => {
    expect(scansEveryBinding(version)).toBe(khepri);
    const notes = notesOf('clusters: { 1: { hypervisors: { 1-100: } } }', version);
    expect(notes).toHaveLength(khepri ? 1 : 0);
    if (khepri) expect(notes[0]).toContain('has 103: a message by three hops scans 309, about 0.1 ms');
  });
});
