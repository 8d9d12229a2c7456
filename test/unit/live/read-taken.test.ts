// How many messages an exchange took lately, as the management API tells it.

import { expect, test } from 'vitest';
import { BrokerError } from '../../../src/broker/index.js';
import { readTaken } from '../../../src/live/index.js';
import { plain } from '../../../src/text/index.js';
import { readerOf } from './recorded.js';

const failure = (kind: BrokerError['kind']): BrokerError =>
  new BrokerError({ kind, message: 'm', remedy: plain('r'), url: 'u' });
const samples = (...counts: readonly number[]): unknown => ({
  message_stats: {
    publish_in: counts[0],
    publish_in_details: { samples: counts.map((sample, index) => ({ sample, timestamp: 1000 - index })) },
  },
});
const on = { disable_stats: false };

test.each<[string, unknown, unknown, number | undefined]>([
  ['newest less oldest', samples(1200, 1130, 1000), on, 200],
  ['none in these ten minutes', samples(1200, 1200), on, 0],
  ['none ever: no statistics of it', {}, on, 0],
  ['none ever, and something came out of it', { message_stats: { publish_out: 0 } }, on, 0],
  ['the statistics are off', {}, { disable_stats: true }, undefined],
  ['the statistics are off, and that is an error', failure('failed'), on, undefined],
  ['the user may not read them', failure('forbidden'), on, undefined],
  ['it is gone', failure('not found'), on, undefined],
])('%s', async (_, exchanges, overview, expected) => {
  expect((await readTaken(readerOf({ exchanges, overview }), '/', ['global'])).get('global')).toBe(expected);
});

test('what else goes wrong ends the reading', async () => {
  await expect(readTaken(readerOf({ exchanges: failure('timeout') }), '/', ['global'])).rejects.toThrow('m');
});

test('nothing is asked where nothing closes', async () => {
  const reader = readerOf({});
  await readTaken(reader, '/', []);
  expect(reader.asked).toEqual([]);
});
