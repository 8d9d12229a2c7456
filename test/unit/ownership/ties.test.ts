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
      'the alternate exchange of an exchange of ours that stays',
      (live) => {
        live.exchange('storage', { arguments: { ...mark, 'alternate-exchange': 'storage-54' } });
      },
      'exchange storage-54: alternate exchange of exchange "storage"',
    ],
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
      'exchange storage-54: alternate exchange of policy "p"',
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
    expect(held(change).filter((line) => !line.includes('messages come to it'))).toEqual([expected]);
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
      'its registration',
      (live) => {
        live.queue('storage-54-98', { arguments: {} });
        live.register('global', { kind: 'queue', name: 'storage-54-98', role: 'tree' });
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

describe('what comes into an exchange that goes keeps what it leads to', () => {
  const fed = (change: (live: LiveDraft) => void): readonly string[] =>
    held(change).filter((line) => line.startsWith('queue'));
  test('dead letters of a stranger', () => {
    expect(
      fed((live) => {
        live.queue('audit', { arguments: { 'x-dead-letter-exchange': 'storage-54' } });
      }),
    ).toEqual([
      'queue storage-54-98: messages come to it through exchange "storage-54": dead-letter exchange of foreign queue "audit"',
    ]);
  });
  test('at any depth, and nothing beside it', () => {
    const none = desiredOf('daemons: { api: { scope: global } }');
    const told = (exchange: string, change: (live: LiveDraft) => void = () => undefined): readonly string[] => {
      const live = liveOf(before, (draft) => {
        draft.queue('audit', { arguments: { 'x-dead-letter-exchange': exchange } });
        change(draft);
      });
      return planOf(none, live).plan.held.flatMap(({ kind, name }) => (kind === 'queue' ? [name] : []));
    };
    expect(told('storage')).toEqual(['storage-53-1', 'storage-54-98']);
    expect(told('storage-53')).toEqual(['storage-53-1']);
    // A queue with the name of that exchange leads nowhere, and a circle ends.
    expect(
      told('storage-53', (live) => {
        live.queue('storage', { arguments: mark });
        live.bind('storage-53', 'storage', { hypervisor: 'x' });
        live.bind('storage-53', 'storage-53', { hypervisor: 'y' }, { destinationType: 'exchange' });
      }),
    ).toEqual(['storage-53-1', 'storage']);
  });
  test('which of them the way to stays for', () => {
    const needed = (change: (live: LiveDraft) => void): readonly string[] => [
      ...planOf(after, liveOf(before, change)).draft.neededExchanges,
    ];
    expect(
      needed((live) => {
        live.queue('audit');
        live.bind('storage-54', 'audit', { hypervisor: '98' });
      }),
    ).toEqual(['storage-54']);
    expect(
      needed((live) => {
        live.queue('audit', { arguments: { 'x-dead-letter-exchange': 'storage-54' } });
      }),
    ).toEqual([]);
  });
  test('what only gets messages from it keeps the way there, and not what is below', () => {
    expect(
      fed((live) => {
        live.queue('audit');
        live.bind('storage-54', 'audit', { 'x-match': 'all', hypervisor: '777' });
      }),
    ).toEqual([]);
  });
});

describe('queues of ours that stay hold on to where their dead letters go, with the line of their daemon', () => {
  const both = (more: string): string => `daemons:
  vm: { scope: hypervisor, queue: { arguments: { x-dead-letter-exchange: dead } } }
${more}clusters: { 1: { hypervisors: [1-30] } }`;
  const inventory = desiredOf(both('  dead: { scope: cluster }\n'));
  const without = desiredOf(both(''));

  test('the exchange, what leads to it, and its queue', () => {
    const { plan } = planOf(without, liveOf(inventory));
    expect(plan.held.map(({ kind, name, reason }) => `${kind} ${name}: ${reason.text}`)).toEqual([
      'queue dead-1: messages come to it through exchange "dead": dead-letter exchange of queue "vm-1-1" (topo.yaml:3:3) and 29 more',
      'exchange dead: dead-letter exchange of queue "vm-1-1" (topo.yaml:3:3) and 29 more',
    ]);
  });
  const plainly = (live: LiveDraft): void => {
    for (const name of live.queues.keys()) if (name.startsWith('vm-')) live.queue(name, { arguments: mark });
  };
  const asksForNone = desiredOf(both('').replace('x-dead-letter-exchange: dead', 'x-max-length: 5'));
  test.each<[string, typeof without, (live: LiveDraft) => void, readonly string[]]>([
    ['as they are now, where the inventory asks for none', asksForNone, () => undefined, ['dead-1', 'dead']],
    ['as they are to be, where they have none', without, plainly, ['dead-1', 'dead']],
    [
      'as they are to be, where they are not there',
      without,
      (live) => {
        for (const name of [...live.queues.keys()]) if (name.startsWith('vm-')) live.queues.delete(name);
      },
      ['dead-1', 'dead'],
    ],
    ['neither', asksForNone, plainly, []],
  ])('%s', (_, to, change, held) => {
    expect(planOf(to, liveOf(inventory, change)).plan.held.map(({ name }) => name)).toEqual(held);
  });
  test('not of those that go too', () => {
    const { plan } = planOf(desiredOf('daemons: { api: { scope: global } }'), liveOf(inventory));
    expect(plan.held).toEqual([]);
  });
  test('by the default exchange to a queue', () => {
    const named = (dead: string): string => `daemons:
  vm: { scope: global, queue: { arguments: { x-dead-letter-exchange: "", x-dead-letter-routing-key: dead } } }
${dead}`;
    const { plan } = planOf(desiredOf(named('')), liveOf(desiredOf(named('  dead: { scope: global }\n'))));
    expect(plan.held.map(({ name, reason }) => `${name}: ${reason.text}`)).toEqual([
      'dead: dead letters of queue "vm" (topo.yaml:3:3) go to it',
    ]);
  });
});

describe('policies of ours hold on to where dead letters go', () => {
  const both = (policy: string, more = ''): string => `daemons:
  vm: { scope: hypervisor${policy} }
${more}clusters: { 1: { hypervisors: [1] } }`;
  const limits = ', queue: { policy: { dead-letter-exchange: dead } }';
  const dead = '  dead: { scope: cluster }\n';
  test.each<[string, string, string, readonly string[]]>([
    ['that is to be', '', limits, ['queue dead-1', 'exchange dead']],
    ['that is, and is to go while its queues stay', limits, '', ['queue dead-1', 'exchange dead']],
    ['that leads elsewhere from now on', limits, limits.replace('dead }', 'other }'), []],
    ['none', '', '', []],
  ])('%s', (_, before, after, expected) => {
    const { plan } = planOf(desiredOf(both(after)), liveOf(desiredOf(both(before, dead))));
    expect(plan.held.map(({ kind, name }) => `${kind} ${name}`)).toEqual(expected);
    expect(plan.held.every(({ reason }) => reason.text.includes('policy "topo.global.vm"'))).toBe(true);
  });
  test('not of a daemon that goes too', () => {
    const { plan } = planOf(desiredOf('daemons: { api: { scope: global } }'), liveOf(desiredOf(both(limits, dead))));
    expect(plan.held).toEqual([]);
  });
});
