// One text for one object: an exchange and a queue of one name are two.

import { expect, test } from 'vitest';
import { objectKey } from '../../../src/topology/index.js';

test('kind and name both count', () => {
  expect(objectKey('queue', 'net')).toBe(objectKey('queue', 'net'));
  expect(objectKey('queue', 'net')).not.toBe(objectKey('exchange', 'net'));
  expect(objectKey('queue', 'net')).not.toBe(objectKey('queue', 'net 2'));
});
