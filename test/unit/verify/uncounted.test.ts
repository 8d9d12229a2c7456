// A queue whose readers are not known: for information while it is empty, a warning where messages may wait for nobody.

import { expect, test } from 'vitest';
import type { Activity, QueueState } from '../../../src/live/index.js';
import { desiredOf, idle, liveOf, noActivity, verifyOf } from '../../support/desired.js';
import { queueState } from '../../../src/live/index.js';

test.each<[string, QueueState | undefined, QueueState | undefined, string | undefined]>([
  ['both lists say it runs', queueState('running'), queueState('running'), undefined],
  ['it went down meanwhile', queueState('running'), queueState('down'), 'down'],
  ['it came up meanwhile: it was down a moment ago', queueState('stopped'), queueState('running'), 'stopped'],
  ['nobody counted it', queueState('crashed'), undefined, 'crashed'],
])('down, as one of two lists has it: %s', (_, listed, counted, state) => {
  const counts = { ...noActivity, ...(counted?.is === 'down' && { messages: null, consumers: null }) };
  const live = { ...liveOf(desired), queueStates: new Map(listed && [['api', listed]]) };
  const { findings } = verifyOf(desired, live, new Map([['api', { ...counts, ...(counted && { state: counted }) }]]));
  expect(findings.map(({ kind, path, messages, message }) => [kind, path, messages, message.text])).toEqual(
    state === undefined
      ? []
      : [['down', { daemon: 'api' }, counts.messages, `state ${state}: it cannot be counted, and takes no message`]],
  );
});

const desired = desiredOf('daemons: { api: { scope: global } }');
const off: Activity = { ...noActivity, consumers: null, statistics: 'off' };

test.each<[string, Partial<Activity> | undefined, readonly string[]]>([
  ['counted', noActivity, []],
  [
    'the statistics are off, and it is empty',
    off,
    ['info: who reads it is not known: the broker’s statistics are off → take `management.disable_stats'],
  ],
  [
    'the statistics are off, and a message is in it',
    { ...off, messages: 1 },
    ['warning: messages wait, and who reads it is not known: the broker’s statistics are off → take `manage'],
  ],
  [
    'the broker did not answer for it',
    undefined,
    ['warning: who reads it is not known: the broker did not answer for it just now → look again in some seconds;'],
  ],
  ['it is down: that is said already', { ...off, messages: null, state: queueState('down') }, []],
])('%s', (_, counts, expected) => {
  const live = liveOf(desired);
  const activity = new Map(counts === undefined ? [] : [...idle(live), ['api', { ...noActivity, ...counts }]]);
  const { findings } = verifyOf(desired, live, activity);
  const found = findings.filter(({ kind }) => kind === 'uncounted');
  expect(findings.filter(({ kind }) => kind === 'no-consumer')).toEqual([]);
  expect(found.map(({ object }) => object.name)).toEqual(expected.map(() => 'api'));
  expect(found.map(({ severity, message, remedy }) => `${severity}: ${message.text} → ${remedy.text}`)).toEqual(
    expected.map((line) => expect.stringContaining(line) as unknown),
  );
});
