// Aliases and merge keys work as YAML says; those that cannot, or would unfold to too much, are refused.

import { describe, expect, test } from 'vitest';
import { inventoryOf, problemsOf } from '../../support/problem-lines.js';

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const daemon = 'daemons: { a: { scope: hypervisor } }\n';

test('an alias stands for what its anchor holds', () => {
  const { daemons, clusters } = inventoryOf(`daemons:
  a: &usual { scope: hypervisor, queue: { type: quorum } }
  b: *usual
clusters:
  53: &one { hypervisors: [1-2, &id 007] }
  54: *one
  55: { hypervisors: [*id] }`);
  expect(daemons.map(({ name, queue }) => [name, queue.type])).toEqual([
    ['a', 'quorum'],
    ['b', 'quorum'],
  ]);
  expect(clusters.map(({ id, hypervisors }) => `${id}: ${hypervisors.map((one) => one.id).join(' ')}`)).toEqual([
    '53: 1 2 007',
    '54: 1 2 007',
    '55: 007',
  ]);
});

test('an alias can be a key', () => {
  expect(inventoryOf(`${daemon}vhost: &name v\nclusters: { *name : { hypervisors: [1] } }`).clusters[0]?.id).toBe('v');
});

describe('merge keys', () => {
  const ids = (hypervisors: string): readonly string[] =>
    inventoryOf(`${daemon}clusters:\n  53: { hypervisors: &base { 1: , 2: { state: draining } } }
  52: { hypervisors: &more { 2: , 3: } }
  54: { hypervisors: ${hypervisors} }`)
      .clusters[2]?.hypervisors.map(({ id, draining }) => `${id}${draining ? ' draining' : ''}`)
      .sort() ?? [];
  test.each<[string, string, readonly string[]]>([
    ['add what is not there', '{ <<: *base, 9: }', ['1', '2 draining', '9']],
    ['give way to what is there', '{ 2: , <<: *base }', ['1', '2']],
    ['take a list, where the earlier one wins', '{ <<: [*base, *more] }', ['1', '2 draining', '3']],
    ['stand twice', '{ <<: *base, <<: *more }', ['1', '2 draining', '3']],
    ['take a mapping as it is', '{ <<: { 5: } }', ['5']],
    ['are ids in quotes', '{ "<<": }', ['<<']],
  ])('%s: %s', (_, hypervisors, expected) => {
    expect(ids(hypervisors)).toEqual(expected);
  });
});

test('what is wrong in an anchor is said once, where it is written', () => {
  expect(
    problemsOf(`${daemon}clusters: { 1: &c { hypervisors: [5-1], state: drainin }, 2: *c, 3: *c, 4: { <<: *c } }`),
  ).toEqual([
    '3:35  the range 5-1 counts down | expected: the lower end first | hint: write 1-5',
    '3:48  "state" is the text "drainin" | expected: draining | hint: did you mean "draining"?',
  ]);
});

const levels = Array.from({ length: 25 }, (_, level) => `  - &l${level + 1} [*l${level}, *l${level}]`);
test.each<[string, string, string]>([
  [
    'an alias without an anchor',
    'vhost: &staging s\nbroker: *stagin',
    '3:9  there is no anchor &stagin before the alias *stagin | expected: an anchor that ends before the alias | hint: did you mean "staging"?',
  ],
  [
    'an anchor that comes later',
    'vhost: *a\nbroker: &a b',
    '2:8  there is no anchor &a before the alias *a | expected: an anchor that ends before the alias',
  ],
  [
    'an alias inside its own anchor',
    'clusters: &c { 54: *c }',
    '2:20  the alias *c stands inside its own anchor | expected: an anchor that ends before the alias',
  ],
  [
    'an alias bomb',
    `vhost: &l0 x\nclusters:\n${levels.join('\n')}`,
    '21:17  the aliases of this file unfold to too much | expected: at most 1000000 entries by aliases',
  ],
  [
    'a merge key with a text',
    `${daemon}clusters: { 54: { <<: all, hypervisors: [1] } }`,
    '3:23  the merge key << takes no such value | expected: an alias of a mapping, or a list of them',
  ],
  [
    'a merge key with a list of texts',
    `${daemon}clusters: { 54: { <<: [all], hypervisors: [1] } }`,
    '3:24  the merge key << takes no such value | expected: an alias of a mapping, or a list of them',
  ],
  ['101 levels', `clusters: ${nested(100)}`, '2:110  the nesting is too deep | expected: at most 100 levels'],
  ['100,000 levels', `clusters: ${nested(100_000)}`, '2:112  the nesting is too deep | expected: at most 100 levels'],
  [
    'too many levels by aliases',
    `vhost: &a ${nested(60)}\nclusters: ${'['.repeat(60)}*a${']'.repeat(60)}`,
    '3:71  the nesting is too deep | expected: at most 100 levels',
  ],
])('refused: %s', (_, yaml, expected) => {
  expect(problemsOf(yaml)).toEqual([expected]);
});

test('100 levels are read', () => {
  expect(problemsOf(`clusters: ${nested(99)}`).at(-1)).toMatch(/^2:11 {2}"clusters" is a list/);
});
