// What foreign things hold on to: each kind of tie on a queue or an exchange that the inventory has no more, and that it
// stays for it. The same thing of ours is no tie.

import { describe, expect, test } from 'vitest';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';

const yaml = (hypervisors: string): string => `daemons: { storage: { scope: hypervisor } }
clusters: { 53: { hypervisors: [1] }, 54: { hypervisors: [${hypervisors}] } }`;
const before = desiredOf(yaml('98'));
const after = desiredOf('daemons: { storage: { scope: hypervisor } }\nclusters: { 53: { hypervisors: [1] } }');
const mark = { 'x-topo-owner': 'global' };

/** What is held of queue storage-54-98 and exchange storage-54, which the inventory has no more. */
function held(change: (live: LiveDraft) => void): readonly string[] {
  const { plan } = planOf(after, liveOf(before, change));
  return plan.held.map(({ kind, name, reason }) => `${kind} ${name}: ${reason.text}`);
}

test('without a tie nothing is held', () => {
  expect(held(() => undefined)).toEqual([]);
});

describe('a tie holds', () => {
  test.each<[string, (live: LiveDraft) => void, string]>([
    [
      'a binding from a foreign exchange to the queue',
      (live) => {
        live.exchange('theirs', { type: 'topic' });
        live.bind('theirs', 'storage-54-98', {});
      },
      'queue storage-54-98: it is bound to foreign exchange "theirs"',
    ],
    [
      'a binding from our exchange to a foreign queue',
      (live) => {
        live.queue('audit');
        live.bind('storage-54', 'audit', { hypervisor: '98' });
      },
      'exchange storage-54: foreign queue "audit" is bound to it',
    ],
    [
      'the alternate exchange of a foreign exchange',
      (live) => {
        live.exchange('theirs', { arguments: { 'alternate-exchange': 'storage-54' } });
      },
      'exchange storage-54: alternate exchange of foreign exchange "theirs"',
    ],
    [
      'the alternate exchange in a foreign policy',
      (live) => {
        live.policy('p', { definition: { 'alternate-exchange': 'storage-54' } });
      },
      'exchange storage-54: alternate exchange in policy "p"',
    ],
    [
      'the dead-letter exchange of a foreign queue',
      (live) => {
        live.queue('audit', { arguments: { 'x-dead-letter-exchange': 'storage-54' } });
      },
      'exchange storage-54: dead-letter exchange of foreign queue "audit"',
    ],
    [
      'the dead-letter exchange in a foreign policy',
      (live) => {
        live.policy('p', { definition: { 'dead-letter-exchange': 'storage-54' } });
      },
      'exchange storage-54: dead-letter exchange of policy "p"',
    ],
    [
      'dead letters by the default exchange, of a foreign queue',
      (live) => {
        const args = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'storage-54-98' };
        live.queue('audit', { arguments: args });
      },
      'queue storage-54-98: dead letters of foreign queue "audit" go to it',
    ],
    [
      'dead letters by the default exchange, in a foreign policy',
      (live) => {
        live.policy('p', { definition: { 'dead-letter-exchange': '', 'dead-letter-routing-key': 'storage-54-98' } });
      },
      'queue storage-54-98: dead letters of policy "p" go to it',
    ],
  ])('%s', (_, change, expected) => {
    expect(held(change)).toEqual([expected]);
  });
});

describe('no tie', () => {
  test.each<[string, (live: LiveDraft) => void]>([
    [
      'a dead-letter exchange of another name',
      (live) => {
        live.queue('audit', {
          arguments: { 'x-dead-letter-exchange': 'elsewhere', 'x-dead-letter-routing-key': 'storage-54-98' },
        });
      },
    ],
    [
      'an alternate exchange that is no string',
      (live) => {
        live.exchange('theirs', { arguments: { 'alternate-exchange': 54 } });
      },
    ],
    [
      'the alternate exchange of an exchange of ours',
      (live) => {
        live.exchange('storage', { arguments: { ...mark, 'alternate-exchange': 'storage-54' } });
      },
    ],
    [
      'a queue of ours that goes as well',
      (live) => {
        live.queue('old', { arguments: mark });
        live.bind('storage-54', 'old', { hypervisor: '9' });
      },
    ],
  ])('%s', (_, change) => {
    expect(held(change)).toEqual([]);
  });
});
