// Names → as few patterns as it takes, each short enough for every broker.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { MAX_PATTERN_BYTES, fitsPattern, groupNames, packNames, patternBytes } from '../../../src/policy/index.js';

const uuid = (index: number): string =>
  createHash('sha1')
    .update(String(index))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

function packs(daemons: readonly string[], clusters: readonly string[]): readonly (readonly string[])[] {
  const cluster = new Map(clusters.flatMap((id) => daemons.map((daemon): [string, string] => [`${daemon}-${id}`, id])));
  return packNames(groupNames(['global', ...daemons, ...cluster.keys()], (name) => cluster.get(name)));
}

const many = (count: number, id: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => id(index));
const two = ['storage', 'vm'];

test.each<[string, readonly string[], readonly string[], number]>([
  ['nothing but the entry', [], [], 1],
  ['numbers that count up', two, many(300, (index) => String(index + 1)), 1],
  ['20,000 of them', two, many(20_000, (index) => String(index + 1)), 1],
  ['with leading zeros', two, many(300, (index) => String(index).padStart(5, '0')), 1],
  ['30 clusters named by UUID', two, many(30, uuid), 2],
  ['300 of them', two, many(300, uuid), 12],
  ['a daemon more costs some characters, not as many policies', [...two, 'net'], many(300, uuid), 12],
  ['characters of three bytes', two, many(250, (index) => `日${uuid(index).slice(0, 8)}語`), 3],
  ['one cluster that alone is too much', many(60, (index) => `d-${uuid(index)}`), ['1'], 5],
])('%s', (_, daemons, clusters, expected) => {
  const packed = packs(daemons, clusters);
  expect(packed).toHaveLength(expected);
  for (const names of packed) expect(patternBytes(names)).toBeLessThanOrEqual(MAX_PATTERN_BYTES);
  const all = ['global', ...daemons, ...clusters.flatMap((id) => daemons.map((daemon) => `${daemon}-${id}`))];
  expect(packed.flat().sort()).toEqual(all.sort());
});

describe('the same packs', () => {
  test('whatever the order', () => {
    const ids = many(100, uuid);
    expect(packs(two, ids.toReversed())).toEqual(packs(two, ids));
  });
});

test('a pattern of as many bytes as RabbitMQ takes fits, one more does not', () => {
  const room = MAX_PATTERN_BYTES - patternBytes(['']);
  expect(fitsPattern(['x'.repeat(room)])).toBe(true);
  expect(fitsPattern(['x'.repeat(room + 1)])).toBe(false);
  expect(fitsPattern(['é'.repeat(room / 2 + 1)])).toBe(false);
});
