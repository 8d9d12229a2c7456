// The net in verify: messages that nobody reads there, or in a queue of the tree, and what to do; when it is no orphan.

import { expect, test } from 'vitest';
import { verify } from '../../../src/verify/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, idle, liveOf, managementUrl, noActivity, planOf } from '../../support/desired.js';

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
  const activity = new Map([...idle(live), [queue, { ...noActivity, messages: 1 }]]);
  const { routing } = desired.inventory;
  const { findings } = verify({
    desired: desired.compiled,
    live,
    ownership,
    changes,
    routing,
    activity,
    where: '',
    managementUrl,
  });
  const found = findings.filter(({ kind }) => kind === 'no-consumer');
  expect(found).toMatchObject([{ object: { name: queue }, remedy: expect.stringMatching(remedy) }]);
});

test('the old net stays while the name of the new one is somebody else’s: it is no orphan', () => {
  const renamed = desiredOf(`routing: { unroutable: { name: stray } }\n${yaml}`);
  const live = liveOf(net, (draft) => {
    draft.queue('stray', { arguments: { 'x-topo-owner': 'other' } });
  });
  const { ownership, changes } = planOf(renamed, live);
  const { routing } = renamed.inventory;
  const input = {
    desired: renamed.compiled,
    live,
    ownership,
    changes,
    routing,
    activity: idle(live),
    where: '',
    managementUrl,
  };
  const found = verify(input).findings.map(({ kind, object }) => `${kind} ${object.kind} ${object.name}`);
  expect(found.filter((line) => line.includes('unroutable'))).toEqual(['mismatch policy topo.global.unroutable']);
});
