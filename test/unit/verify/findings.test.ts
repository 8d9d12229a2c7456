// Each kind of finding about the tree: where the object stands, and what a queue holds.

import { expect, test } from 'vitest';
import { desiredOf, idle, liveOf, noActivity, verifyOf } from '../../support/desired.js';

const yaml = `routing: { unroutable: {} }
daemons: { api: { scope: global }, vm: { scope: hypervisor } }
clusters: { 53: { hypervisors: [11, 12] }, 54: { hypervisors: { 1: , 2: { state: draining }, 3:  } } }`;

test('its path, and its counts', () => {
  const desired = desiredOf(yaml);
  const live = liveOf(desiredOf(yaml.replace('53: ', '55: { hypervisors: [9] }, 53: ')), (draft) => {
    draft.queues.delete('api');
    draft.unbind('api');
    draft.queue('vm-53-11', { arguments: { 'x-topo-owner': 'global', 'x-max-length': 5 } });
    draft.queue('vm-53-12', { arguments: { 'x-topo-owner': 'other' } });
    draft.unbind('vm-53-12');
    draft.queue('vm-53-13');
    draft.bind('vm-53', 'vm-53-13', { hypervisor: '13' });
    draft.bind('vm-54', 'vm-54-1', { hypervisor: '7', zone: 'a' });
    draft.bind('vm-54', 'vm-54-2', { hypervisor: '2' });
    draft.policy('theirs', { priority: 3, applyTo: 'exchanges', pattern: '^vm-53$' });
  });
  const activity = new Map([...idle(live)].map(([name]) => [name, { ...noActivity, messages: 2, consumers: 1 }]));
  const rows = verifyOf(desired, live, activity).findings.map(({ kind, object, path, messages, message }) => [
    `${kind} ${object.kind} ${object.name}`,
    Object.values(path ?? {}).join(' '),
    messages,
    message.text.split(/ \(|:/)[0],
  ]);
  expect(rows).toEqual([
    ['missing queue api', 'api', undefined, 'in the inventory, not on the broker'],
    ['missing binding api', 'api', undefined, 'no binding from global with daemon=api'],
    ['mismatch queue vm-53-11', 'vm 53 11', 2, 'x-max-length is 5 on the broker and not set in the inventory'],
    ['mismatch exchange vm-53', 'vm 53', undefined, 'policy "theirs"'],
    ['mismatch queue vm-53-12', 'vm 53 12', undefined, 'the inventory needs this name, and it is taken'],
    [
      'extra-binding binding vm-54-1',
      'vm 54 1',
      undefined,
      'bound from vm-54 with hypervisor=7 zone=a, which the inventory does not ask for',
    ],
    ['extra-binding binding vm-54-2', 'vm 54 2', undefined, 'draining, and still bound from vm-54'],
    ['orphan exchange vm-55', 'vm 55', undefined, 'ours, and not in the inventory'],
    ['orphan queue vm-55-9', 'vm 55 9', 2, 'ours, and not in the inventory'],
    ['suspect queue vm-53-13', 'vm 53 13', 2, 'looks like ours, but is neither marked nor registered'],
    ['draining queue vm-54-2', 'vm 54 2', 2, 'still bound'],
    [
      'foreign binding vm-53-13',
      'vm 53 13',
      undefined,
      'bound from our exchange "vm-53" to the queue, which is not ours',
    ],
  ]);
});
