// The net in verify: messages that nobody reads there, or in a queue of the tree, and what to do; when it is no orphan.

import { expect, test } from 'vitest';
import type { Activity } from '../../../src/live/index.js';
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
  const isNet = queue === 'unroutable' && change !== switchedOff;
  const message = isNet ? 'messages that no binding took lie here' : 'messages wait, and nobody reads';
  expect(found).toMatchObject([
    { object: { name: queue }, message: { text: message }, remedy: { text: expect.stringMatching(remedy) } },
  ]);
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

test('and with messages in it, is looked at, and not written back', () => {
  const renamed = desiredOf(`routing: { unroutable: { name: stray } }\n${yaml}`);
  const live = liveOf(net, (draft) => {
    draft.queue('stray', { arguments: { 'x-topo-owner': 'other' } });
  });
  const activity = new Map([...idle(live), ['unroutable', { ...noActivity, messages: 1 }]]);
  expect(verifyOf(renamed, live, activity).findings.filter(({ kind }) => kind === 'no-consumer')).toMatchObject([
    { object: { name: 'unroutable' }, remedy: { text: expect.stringMatching(/^look at one: /) } },
  ]);
});

test.each<[string, Partial<Activity>, RegExp]>([
  ['nothing', {}, /^write it back into the inventory, or let `topo apply` remove it$/],
  ['nobody knows what', { messages: null }, /or let `topo apply` remove it$/],
  ['nobody knows who reads it', { messages: 1, consumers: null }, /or let `topo apply` remove it$/],
  ['a reader', { consumers: 1 }, /can remove it, stop what reads it, then apply again$/],
])('a net that goes, though it has a name like the tree’s; in it is %s', (_, counts, remedy) => {
  const like = desiredOf(`routing: { unroutable: { name: vm-54-net } }\n${yaml}`);
  const live = liveOf(like);
  const activity = new Map([...idle(live), ['vm-54-net', { ...noActivity, ...counts }]]);
  const found = verifyOf(plain, live, activity).findings.filter(({ object }) => object.name === 'vm-54-net');
  const orphans = found.filter(({ kind, object }) => kind === 'orphan' && object.kind === 'queue');
  expect(orphans).toMatchObject([{ remedy: { text: expect.stringMatching(remedy) } }]);
});

test('an exchange that is in the way has one finding, whosever policy applies to it', () => {
  const live = liveOf(net, (draft) => {
    draft.exchange('vm-54', { type: 'topic' });
    draft.policy('theirs', { priority: 3, applyTo: 'exchanges', pattern: '^vm-54$' });
  });
  const found = verifyOf(net, live).findings.filter(
    ({ object }) => object.kind === 'exchange' && object.name === 'vm-54',
  );
  expect(found).toMatchObject([{ kind: 'mismatch', message: { text: expect.stringMatching(/^type is/) } }]);
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
