// Which policies are an owner's own, by their names.

import { expect, test } from 'vitest';
import {
  daemonOfPolicy,
  isLimitsPolicy,
  isPolicyOf,
  limitsPolicyName,
  numberOfPolicy,
  numberedPolicy,
  ownerOfPolicy,
  policyName,
} from '../../../src/policy/index.js';

const first = policyName('o');

test.each<[string, number | undefined]>([
  [first, 1],
  [`${first}.2`, 2],
  [`${first}.10`, 10],
  [`${first}.999999`, 999_999],
  [`${first}.1`, undefined],
  [`${first}.02`, undefined],
  [`${first}.1000000`, undefined],
  [`${first}.2.3`, undefined],
  [`${first}-2`, undefined],
  [`${first}.`, undefined],
  [policyName('other'), undefined],
])('%s: %s', (name, number) => {
  expect(numberOfPolicy(first, name)).toBe(number);
  if (number !== undefined) expect(numberedPolicy(first, number)).toBe(name);
});

test.each([
  ['topo.o.unroutable', 'o'],
  ['topo.o.p.unroutable.2', 'o.p'],
  ['topo.o.unroutable.02', undefined],
  ['topo.o.unroutable.1', undefined],
  ['topo.o.storage', undefined],
])('%s is of the net of %s', (name, owner) => {
  expect(ownerOfPolicy(name)).toBe(owner);
});

test.each([
  ['o', 'storage', 'topo.o.storage'],
  ['o.p', 'storage', 'topo.o.p.storage'],
  ['o', 'p.storage', 'topo.o.p%2Estorage'],
  ['o', '50%2E', 'topo.o.50%252E'],
])('of owner %s and daemon %s: %s', (owner, daemon, name) => {
  expect(limitsPolicyName(owner, daemon)).toBe(name);
  expect(daemonOfPolicy(owner, name)).toBe(daemon);
  expect(isLimitsPolicy(name)).toBe(true);
});

test.each([
  'topo.o.unroutable',
  'topo.o.unroutable.2',
  'topo.o.p.storage',
  'topo.o.',
  'topo.o',
  'topo.op.storage',
  'ha',
])('no daemon of the owner o has limits by %s', (name) => {
  expect(daemonOfPolicy('o', name)).toBeUndefined();
});

test.each<[string, string, boolean]>([
  ['topo.o.unroutable', 'whatever', true],
  ['topo.o.unroutable.2', 'whatever', true],
  // Of a daemon in the inventory: whatever became of its pattern.
  ['topo.o.storage', '^storage-54-', true],
  ['topo.o.gone', '^gone-', true],
  ['topo.o.gone', '^gone$', true],
  ['topo.o.gone', '^gone-(?!(api$|fast-))', true],
  ['topo.o.gone', '^gone', false],
  ['topo.o.gone', '^gone-54-', false],
  ['topo.o.gone', '.*', false],
  ['topo.other.storage', '^storage-', false],
  ['ha', '^storage-', false],
])('policy %s for %s, of owner o: %s', (name, pattern, expected) => {
  expect(isPolicyOf('o', { name, pattern }, new Set(['storage']))).toBe(expected);
});
