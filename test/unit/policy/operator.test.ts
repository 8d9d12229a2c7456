// An operator policy over ours: what holds.

import { expect, test } from 'vitest';
import { underOperator } from '../../../src/policy/index.js';
import type { Arguments } from '../../../src/topology/index.js';

test.each<[string, Arguments, Arguments | undefined, Arguments]>([
  ['none', { 'max-length': 5 }, undefined, { 'max-length': 5 }],
  ['a smaller number', { 'max-length': 5 }, { 'max-length': 3 }, { 'max-length': 3 }],
  ['a larger number', { 'max-length': 5 }, { 'max-length': 9 }, { 'max-length': 5 }],
  ['what ours has not', { 'max-length': 5 }, { 'message-ttl': 9 }, { 'max-length': 5, 'message-ttl': 9 }],
  ['a word', { overflow: 'reject-publish' }, { overflow: 'drop-head' }, { overflow: 'drop-head' }],
  ['no delivery limit of ours', { 'delivery-limit': -1 }, { 'delivery-limit': 7 }, { 'delivery-limit': 7 }],
  ['no delivery limit of theirs', { 'delivery-limit': 7 }, { 'delivery-limit': -1 }, { 'delivery-limit': 7 }],
])('%s', (_, ours, theirs, holds) => {
  expect(underOperator(ours, theirs)).toEqual(holds);
});
