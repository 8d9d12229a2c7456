// By which new limits a queue could lose what is in it.

import { expect, test } from 'vitest';
import type { Squeeze } from '../../../src/assess/index.js';
import { squeezeOf } from '../../../src/assess/squeeze.js';
import type { Arguments } from '../../../src/topology/index.js';

const full = { overflow: 'reject-publish' };

test.each<[string, Arguments, Arguments, Arguments, Omit<Squeeze, 'name' | 'type'> | undefined]>([
  ['a first length', {}, {}, { 'max-length': 5 }, { maxLength: 5 }],
  ['a lower one', {}, { 'max-length': 6 }, { 'max-length': 5 }, { maxLength: 5 }],
  ['a higher one', {}, { 'max-length': 5 }, { 'max-length': 6 }, undefined],
  ['none any more', {}, { 'max-length': 5 }, {}, undefined],
  ['the argument is as low', { 'x-max-length': 5 }, {}, { 'max-length': 5 }, undefined],
  ['the argument is lower by far', { 'x-max-length': 5 }, { 'max-length': 9 }, { 'max-length': 8 }, undefined],
  ['lower, and it refuses', {}, { 'max-length': 6, ...full }, { 'max-length': 5, ...full }, undefined],
  ['lower, and it refuses from now on', {}, { 'max-length': 6 }, { 'max-length': 5, ...full }, { maxLength: 5 }],
  ['lower, and it refuses by its argument', { 'x-overflow': 'reject-publish' }, {}, { 'max-length': 5 }, undefined],
  ['the same, and it refuses no more', {}, { 'max-length': 5, ...full }, { 'max-length': 5 }, { maxLength: 5 }],
  ['higher, and it refuses no more', {}, { 'max-length': 5, ...full }, { 'max-length': 9 }, { maxLength: 9 }],
  ['none any more, and it refuses no more', {}, { 'max-length': 5, ...full }, {}, undefined],
  [
    'the argument’s alone, and it refuses no more',
    { 'x-max-length': 5 },
    { 'max-length': 3, ...full },
    {},
    { maxLength: 5 },
  ],
  [
    'lower, and its argument says that it drops',
    { 'x-overflow': 'drop-head' },
    { 'max-length': 6, ...full },
    { 'max-length': 5, ...full },
    { maxLength: 5 },
  ],
  [
    'lower, and it refuses with dead letters',
    { 'x-overflow': 'reject-publish-dlx' },
    { 'max-length': 6 },
    { 'max-length': 5 },
    undefined,
  ],
  [
    'fewer bytes, and it refuses',
    {},
    { 'max-length-bytes': 6, ...full },
    { 'max-length-bytes': 5, ...full },
    undefined,
  ],
  ['the same time', {}, { 'message-ttl': 5 }, { 'message-ttl': 5 }, undefined],
  ['the same expiry', {}, { expires: 5 }, { expires: 5 }, undefined],
  ['fewer bytes', {}, { 'max-length-bytes': 6 }, { 'max-length-bytes': 5 }, { maxBytes: 5 }],
  ['a shorter time', {}, { 'message-ttl': 6 }, { 'message-ttl': 5 }, { ttl: 5 }],
  ['a longer time', {}, { 'message-ttl': 5 }, { 'message-ttl': 6 }, undefined],
  ['an expiry', {}, {}, { expires: 5 }, { expires: 5 }],
  ['dead letters', {}, {}, { 'dead-letter-exchange': 'dead' }, undefined],
])('%s', (_, args, before, after, expected) => {
  const queue = { name: 'q', durable: true, autoDelete: false, exclusive: false, arguments: args };
  expect(squeezeOf(queue, before, after)).toEqual(expected && { name: 'q', type: 'classic', ...expected });
});
