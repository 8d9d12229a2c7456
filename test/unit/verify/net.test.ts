// The net in verify: messages that nobody reads there, or in a queue of the tree, and what to do; when it is no orphan.

import { expect, test } from 'vitest';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, idle, liveOf, noActivity, verifyOf } from '../../support/desired.js';

const yaml = 'daemons: { vm: { scope: hypervisor } }\nclusters: { 54: { hypervisors: [98] } }';
const plain = desiredOf(yaml);
const net = desiredOf(`routing: { unroutable: {} }\n${yaml}`);
const without98 = desiredOf(yaml.replace('98', '97'));
const switchedOff = (live: LiveDraft): void => {
  live.policies.length = 0;
  live.exchanges.delete('unroutable');
  live.unbind('unroutable');
};

test.each<[string, typeof plain, (live: LiveDraft) => void, string, RegExp]>([
  ['of the tree', plain, () => undefined, 'vm-54-98', /^start the worker of this address$/],
  [
    'of the tree, and it leaves',
    without98,
    () => undefined,
    'vm-54-98',
    /^write it back .* can remove it, let a worker read them, or throw them away: /,
  ],
  ['the net', net, () => undefined, 'unroutable', /^look at one: /],
  ['the net that goes', plain, () => undefined, 'unroutable', /^write it back .* can remove it, look at one: /],
  ['what was the net', plain, switchedOff, 'unroutable', /^write it back .* can remove it, look at one: /],
])('%s', (_, desired, change, queue, remedy) => {
  const live = liveOf(net, change);
  const activity = new Map([...idle(live), [queue, { ...noActivity, messages: 1 }]]);
  const { findings } = verifyOf(desired, live, activity);
  const found = findings.filter(({ kind }) => kind === 'no-consumer');
  expect(found).toMatchObject([{ object: { name: queue }, remedy: { text: expect.stringMatching(remedy) } }]);
  // A queue has one remedy, whatever else is found about it.
  const remedies = findings
    .filter(({ object }) => object.kind === 'queue' && object.name === queue)
    .map((finding) => finding.remedy.text);
  expect(new Set(remedies).size).toBe(1);
});

test('the old net stays while the name of the new one is somebody else’s: it is no orphan', () => {
  const renamed = desiredOf(`routing: { unroutable: { name: stray } }\n${yaml}`);
  const live = liveOf(net, (draft) => {
    draft.queue('stray', { arguments: { 'x-topo-owner': 'other' } });
  });
  const found = verifyOf(renamed, live).findings.map(({ kind, object }) => `${kind} ${object.kind} ${object.name}`);
  expect(found.filter((line) => line.includes('unroutable'))).toEqual(['mismatch policy topo.global.unroutable']);
});

test('a policy of ours that no exchange needs is an orphan', () => {
  const live = liveOf(net, (draft) => {
    draft.policy('ha-all', { priority: 1 });
  });
  const { findings } = verifyOf(net, live);
  expect(findings.filter(({ object }) => object.kind === 'policy')).toMatchObject([
    { kind: 'orphan', object: { name: 'topo.global.unroutable' }, message: { text: 'ours, and no exchange needs it' } },
  ]);
});
