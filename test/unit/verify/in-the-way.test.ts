// What is in the way has one finding: no other says of it, or of what hangs below it, that it is missing, or that apply
// would mend it.

import { expect, test } from 'vitest';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf, planOf, verifyOf } from '../../support/desired.js';

const desired = desiredOf(`daemons: { api: { scope: global }, vm: { scope: hypervisor } }
clusters: { 53: { hypervisors: [11, 12] } }`);

const other = { arguments: { 'x-topo-owner': 'other' } };

test.each<[string, (live: LiveDraft) => void, readonly string[]]>([
  [
    'an exclusive queue',
    (live) => {
      live.unbind('vm-53-11');
      live.queue('vm-53-11', { durable: false, exclusive: true, arguments: {} });
    },
    ['mismatch vm-53-11: the inventory needs this name, and it is taken: exclusive to one connection: never ours'],
  ],
  [
    'a queue that deletes itself',
    (live) => {
      live.unbind('vm-53-11');
      live.queue('vm-53-11', { autoDelete: true, arguments: {} });
    },
    ['mismatch vm-53-11: the inventory needs this name, and it is taken: auto-delete: never ours'],
  ],
  [
    'another owner’s queue',
    (live) => {
      live.unbind('vm-53-11');
      live.queue('vm-53-11', other);
    },
    [
      'mismatch vm-53-11: the inventory needs this name, and it is taken: marked as another owner\'s: x-topo-owner is "other"',
    ],
  ],
  [
    'another owner’s exchange, and nothing below it is there',
    (live) => {
      for (const queue of ['vm-53', 'vm-53-11', 'vm-53-12']) live.unbind(queue);
      live.queues.delete('vm-53-11');
      live.queues.delete('vm-53-12');
      live.exchange('vm-53', other);
    },
    [
      'mismatch vm-53: the inventory needs this name, and it is taken: marked as another owner\'s: x-topo-owner is "other"; 2 objects that hang below it are left out',
    ],
  ],
  [
    'an exchange of another type: its bindings stay, by which messages go; and so do queues without a mark',
    (live) => {
      live.exchange('vm-53', { type: 'direct' });
      live.queue('vm-53-11', { arguments: { 'x-queue-type': 'classic' } });
      live.queues.delete('vm-53-12');
      live.unbind('vm-53-12');
    },
    [
      'mismatch vm-53: type is "direct" on the broker and "headers" in the inventory; 2 objects that hang below it are left out',
      'duplicate-route vm-53-12: a message to it reaches vm-53-11 too: its task runs more than once',
    ],
  ],
  [
    'the entry of another type: all of the tree',
    (live) => {
      live.exchange('global', { type: 'topic' });
      live.queues.clear();
      live.bindings.splice(0);
    },
    [
      'mismatch global: type is "topic" on the broker and "headers" in the inventory; 5 objects that hang below it are left out',
    ],
  ],
])('%s', (_, change, expected) => {
  const live = liveOf(desired, change);
  const { findings } = verifyOf(desired, live);
  const lines = findings.flatMap(({ kind, severity, object, message }) =>
    severity === 'info' ? [] : [`${kind} ${object.name}: ${message.text}`],
  );
  expect(lines).toEqual(expected);
  // And plan refuses just that.
  expect(planOf(desired, live).plan).toMatchObject({ steps: [], refusals: [{}] });
});
