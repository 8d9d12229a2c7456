// Messages in a queue that nobody reads → what to do, by what the queue is or was.

import { expect, test } from 'vitest';
import { verify } from '../../../src/verify/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf, noActivity, planOf } from '../../support/desired.js';

const yaml = 'daemons: { vm: { scope: hypervisor } }\nclusters: { 54: { hypervisors: [98] } }';
const plain = desiredOf(yaml);
const net = desiredOf(`routing: { unroutable: {} }\n${yaml}`);
const switchedOff = (live: LiveDraft): void => {
  live.policies.length = 0;
  live.exchanges.delete('unroutable');
  live.unbind('unroutable');
};

test.each<[string, typeof plain, (live: LiveDraft) => void, string, RegExp]>([
  ['of the tree', plain, () => undefined, 'vm-54-98', /^start the worker of this address$/],
  ['the net', net, () => undefined, 'unroutable', /^look at one: /],
  ['the net that goes', plain, () => undefined, 'unroutable', /^look at one: /],
  ['what was the net', plain, switchedOff, 'unroutable', /^start what reads it; if it was the net .* look at one: /],
])('%s', (_, desired, change, queue, remedy) => {
  const live = liveOf(net, change);
  const { ownership, changes } = planOf(desired, live);
  const activity = new Map([[queue, { ...noActivity, messages: 1 }]]);
  const { routing } = desired.inventory;
  const { findings } = verify({ desired: desired.compiled, live, ownership, changes, routing, activity, where: '' });
  const found = findings.filter(({ kind }) => kind === 'no-consumer');
  expect(found).toMatchObject([{ object: { name: queue }, remedy: expect.stringMatching(remedy) }]);
});
