// Ids are what was typed, in lists and in mappings, for clusters and for hypervisors.

import { describe, expect, test } from 'vitest';
import { inventoryOf } from '../../support/problem-lines.js';

const daemons = 'daemons: { storage: { scope: hypervisor } }\n';

/** The ids of the first cluster's hypervisors. */
function idsOf(hypervisors: string): readonly string[] {
  const { clusters } = inventoryOf(`${daemons}clusters:\n  54:\n    hypervisors: ${hypervisors}`);
  return clusters[0]?.hypervisors.map(({ id }) => id) ?? [];
}

describe('an id is the source text of a plain scalar, and the value of a quoted one', () => {
  test.each<[typed: string, id: string]>([
    ['54', '54'],
    ['007', '007'],
    ['0x1F', '0x1F'],
    ['0o17', '0o17'],
    ['1e3', '1e3'],
    ['1.0', '1.0'],
    ['+5', '+5'],
    ['-0', '-0'],
    ['.inf', '.inf'],
    ['-.INF', '-.INF'],
    ['.nan', '.nan'],
    ['1_000', '1_000'],
    ['true', 'true'],
    ['Yes', 'Yes'],
    ['null', 'null'],
    ['~', '~'],
    ['2024-01-31', '2024-01-31'],
    ['12345678901234567890123', '12345678901234567890123'],
    ['rack 7', 'rack 7'],
    ['rack#7', 'rack#7'],
    ['Zürich', 'Zürich'],
    ['🐇', '🐇'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['"007"', '007'],
    ["'it''s'", "it's"],
    ['"a\\u0041"', 'aA'],
    ['!!str 007', '007'],
    ['&here 007', '007'],
  ])('%s', (typed, id) => {
    expect(idsOf(`[${typed}]`)).toEqual([id]);
    expect(idsOf(`\n      - ${typed}`)).toEqual([id]);
    expect(idsOf(`{ ${typed} : }`)).toEqual([id]);
    expect(idsOf(`\n      ${typed}: { state: draining }`)).toEqual([id]);
    expect(
      inventoryOf(`${daemons}clusters: { ${typed} : { hypervisors: [1] } }`).clusters.map((one) => one.id),
    ).toEqual([id]);
  });
});

test('ids that YAML reads as one number stay apart', () => {
  expect(idsOf('[7, 007, 7.0, +7, 0x7, 0o7, 7e0]')).toEqual(['7', '007', '7.0', '+7', '0x7', '0o7', '7e0']);
  expect(idsOf('{ 7: , 007: , 7.0: , 0x7: }')).toEqual(['7', '007', '7.0', '0x7']);
});

test('names of daemons are source text too, and a list of daemons finds them', () => {
  const { daemons: made, clusters } = inventoryOf(`daemons: { 007: { scope: cluster }, 0x1F: { scope: hypervisor } }
clusters: { 1: { daemons: [0x1F, 007], hypervisors: { 9: { daemons: [0x1F] } } } }`);
  expect(made.map(({ name }) => name)).toEqual(['007', '0x1F']);
  expect(clusters[0]?.daemons).toEqual(['0x1F', '007']);
  expect(clusters[0]?.hypervisors[0]?.daemons).toEqual(['0x1F']);
});

test('ids stand in the order of the file, not of numbers', () => {
  expect(idsOf('[9, 10, b, 1, a]')).toEqual(['9', '10', 'b', '1', 'a']);
  expect(idsOf('{ 9: , 10: , b: , 1: , a: }')).toEqual(['9', '10', 'b', '1', 'a']);
});

test('an id in two clusters is fine', () => {
  const { clusters } = inventoryOf(`${daemons}clusters: { 53: { hypervisors: [98] }, 54: { hypervisors: [98] } }`);
  expect(clusters.map(({ id, hypervisors }) => [id, hypervisors[0]?.id])).toEqual([
    ['53', '98'],
    ['54', '98'],
  ]);
});

test('every id and name has its place; of a range, the range’s', () => {
  const { daemons: made, clusters } = inventoryOf(`${daemons}clusters:
  54:
    hypervisors:
      1-2:
      98: { state: draining }`);
  expect(made[0]?.place).toEqual({ file: 'topo.yaml', line: 2, column: 12 });
  expect(clusters[0]?.place).toEqual({ file: 'topo.yaml', line: 4, column: 3 });
  expect(clusters[0]?.hypervisors.map(({ id, place }) => `${id} ${place.line}:${place.column}`)).toEqual([
    '1 6:7',
    '2 6:7',
    '98 7:7',
  ]);
});
