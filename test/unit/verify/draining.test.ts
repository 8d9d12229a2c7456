// A draining queue: when it may be taken out of the inventory, and when not yet.

import { expect, test } from 'vitest';
import type { Activity } from '../../../src/live/index.js';
import { desiredOf, liveOf, noActivity, verifyOf } from '../../support/desired.js';

const desired = desiredOf('daemons: { api: { scope: global, state: draining } }');

test.each<[string, Partial<Activity>, string, RegExp]>([
  ['empty and unread', {}, 'drained: empty, and nobody reads', /^take it out/],
  ['empty, and read', { consumers: 1 }, 'empty; a worker is still there', /^let the worker finish/],
  ['a message', { messages: 1 }, 'no new task arrives; what is in it waits for its worker', /^let the worker finish/],
  ['not counted', { messages: null }, 'no new task arrives; what is in it waits for its worker', /^let the worker/],
])('%s', (_, counts, message, remedy) => {
  const activity = new Map([['api', { ...noActivity, ...counts }]]);
  const [found] = verifyOf(desired, liveOf(desired), activity).findings.filter(({ kind }) => kind === 'draining');
  expect(found?.message.text).toBe(message);
  expect(found?.remedy.text).toMatch(remedy);
});

test('still bound, whoever did that: it is not drained yet', () => {
  const live = liveOf(desired, (draft) => {
    draft.exchange('theirs');
    draft.bind('theirs', 'api', { daemon: 'api' });
  });
  const [found] = verifyOf(desired, live).findings.filter(({ kind }) => kind === 'draining');
  expect(found?.message.text).toBe('still bound: tasks go on arriving');
  expect(found?.remedy.text).toMatch(/^let `topo apply` take its bindings/);
});
