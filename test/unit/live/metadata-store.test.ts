// Khepri or Mnesia: by the version where that tells, else by the feature flag, and else by the version after all.

import { expect, test } from 'vitest';
import type { Reader } from '../../../src/broker/index.js';
import { BrokerError } from '../../../src/broker/index.js';
import { readMetadataStore } from '../../../src/live/metadata-store.js';
import { plain } from '../../../src/text/index.js';

const flags = (state: string): readonly object[] => [
  { name: 'quorum_queue', state: 'enabled' },
  { name: 'khepri_db', state },
];
const forbidden = new BrokerError({ kind: 'forbidden', message: 'no', remedy: plain(''), url: '' });

test.each<[string, readonly object[] | BrokerError | undefined, string]>([
  ['3.10.8', undefined, 'mnesia'],
  ['3.12.4', undefined, 'mnesia'],
  ['3.13.7', flags('disabled'), 'mnesia'],
  ['3.13.7', flags('enabled'), 'khepri'],
  ['3.13.7', forbidden, 'mnesia'],
  ['4.0.5', flags('enabled'), 'khepri'],
  ['4.0.5', flags('disabled'), 'mnesia'],
  ['4.1.8', forbidden, 'mnesia'],
  ['4.2.0-rc.1', flags('disabled'), 'mnesia'],
  ['4.2.9', flags('enabled'), 'khepri'],
  ['4.2.9', forbidden, 'khepri'],
  ['4.2.9', [], 'mnesia'],
  ['4.3.6', undefined, 'khepri'],
  ['5.0.0', undefined, 'khepri'],
  ['', undefined, 'mnesia'],
])('RabbitMQ %s, its flags %j: %s', async (version, answer, expected) => {
  const asked: string[] = [];
  const reader: Reader = {
    url: 'http://broker',
    get(segments) {
      asked.push(segments.join('/'));
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  expect(await readMetadataStore(reader, version)).toBe(expected);
  expect(asked).toEqual(answer === undefined ? [] : ['feature-flags']);
});
