// What is there and no inventory can say: all of it is said, with the reason; and what only looks so is not.

import { describe, expect, test } from 'vitest';
import { leftHead } from '../../../src/report/import/left-text.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf } from '../../support/desired.js';
import { importedFrom } from '../../support/imported.js';

const tree = `daemons:
  api: { scope: global }
  net: { scope: cluster }
  vm: { scope: hypervisor }
clusters:
  53: { hypervisors: [1] }
  54: { hypervisors: [98, 99] }`;

function leftOf(yaml: string, change: (live: LiveDraft) => void): readonly string[] {
  return importedFrom(liveOf(desiredOf(yaml), change)).left.map((each) => `${leftHead(each)}: ${each.reason.text}`);
}

describe('what an inventory cannot say', () => {
  test.each<[string, (live: LiveDraft) => void, readonly string[]]>([
    ['nothing', () => undefined, []],
    [
      'a queue under another name than its address',
      (live) => {
        live.queue('tasks');
        live.bind('global', 'tasks', { daemon: 'mail' });
      },
      ['binding global ── daemon=mail ──▶ tasks: the address of daemon=mail here is called mail, and this is tasks'],
    ],
    [
      'the same deeper down',
      (live) => {
        live.queue('vm-old');
        live.bind('vm-54', 'vm-old', { hypervisor: '100' });
      },
      [
        'binding vm-54 ── hypervisor=100 ──▶ vm-old: the address of hypervisor=100 here is called vm-54-100, and this is vm-old',
      ],
    ],
    [
      'a binding with another header',
      (live) => {
        live.bind('global', 'api', { task: 'api' });
      },
      ['binding global ── task=api ──▶ api: an inventory asks for no binding by task to api'],
    ],
    [
      'with several headers',
      (live) => {
        live.bind('global', 'api', { daemon: 'api', site: 'east' });
      },
      [
        'binding global ── daemon=api site=east ──▶ api: it looks at 2 headers: an inventory asks for one value of one header',
      ],
    ],
    [
      'without any',
      (live) => {
        live.bind('vm-54', 'vm-54-98', {});
      },
      [
        'binding vm-54 ── (no header) ──▶ vm-54-98: every message of vm-54 goes there: an inventory asks for one value of one header',
      ],
    ],
    [
      'an integer beside a string, once',
      (live) => {
        live.bind('vm-54', 'vm-54-98', { hypervisor: 98 });
      },
      [
        'binding vm-54 ── hypervisor:=98 ──▶ vm-54-98: the value is the integer 98, and the inventory asks for the string',
      ],
    ],
    [
      'a value of no such type',
      (live) => {
        live.bind('vm-54', 'vm-54-98', { hypervisor: true });
      },
      ['binding vm-54 ── hypervisor:=true ──▶ vm-54-98: the value of hypervisor is neither a string nor an integer'],
    ],
    [
      'an exchange of a type that we do not make',
      (live) => {
        live.exchange('log', { type: 'topic' });
        live.queue('log-54');
        live.bind('global', 'log', { daemon: 'log' }, { destinationType: 'exchange' });
        live.bind('log', 'log-54', {}, { routingKey: '54.#' });
      },
      [
        "exchange log: it is a topic exchange, and the tree's are headers exchanges; so nothing below it is in the inventory",
      ],
    ],
    [
      'queues of one daemon that differ in their arguments',
      (live) => {
        live.queue('vm-54-98', { arguments: { 'x-max-length': 9 } });
      },
      [
        'queue vm-54-98: x-max-length is 9 on the broker and not set in the inventory: RabbitMQ cannot change that in place',
      ],
    ],
    [
      'a stream',
      (live) => {
        live.queue('api', { arguments: { 'x-queue-type': 'stream' } });
      },
      [
        'queue api: x-queue-type is "stream" on the broker and "classic" in the inventory: RabbitMQ cannot change that in place',
      ],
    ],
    [
      'what is not durable',
      (live) => {
        live.queue('vm-54-98', { durable: false });
      },
      [
        'queue vm-54-98: durable is false on the broker and true in the inventory: RabbitMQ cannot change that in place',
      ],
    ],
    [
      'an alternate exchange by argument',
      (live) => {
        live.exchange('vm', { arguments: { 'alternate-exchange': 'lost', 'x-topo-owner': 'global' } });
      },
      [
        'exchange vm: alternate-exchange is "lost" on the broker and not set in the inventory: RabbitMQ cannot change that in place',
      ],
    ],
    [
      'a binding that is missing further up',
      (live) => {
        live.unbind('vm');
      },
      ['binding global ── daemon=vm ──▶ vm: what stands below it is there, and no such binding leads to it'],
    ],
    [
      'a stranger’s queue on an exchange of the tree',
      (live) => {
        live.queue('audit');
        live.bind('global', 'audit', { 'x-match': 'any', task: 'a', id: 'b' });
      },
      [
        'binding global ── any of: task=a id=b ──▶ audit: it looks at 2 headers: an inventory asks for one value of one header',
      ],
    ],
    [
      'another owner’s exchange at an address',
      (live) => {
        live.exchange('other', { arguments: { 'x-topo-owner': 'other' } });
        live.bind('global', 'other', { daemon: 'other' }, { destinationType: 'exchange' });
      },
      [
        `binding global ── daemon=other ──▶ other: it leads to what is not this tree's: marked as another owner's: x-topo-owner is "other"`,
      ],
    ],
    [
      'an auto-delete queue at an address',
      (live) => {
        live.queue('vm-54-7', { autoDelete: true });
        live.bind('vm-54', 'vm-54-7', { hypervisor: '7' });
      },
      ["binding vm-54 ── hypervisor=7 ──▶ vm-54-7: it leads to what is not this tree's: auto-delete: never ours"],
    ],
    [
      'an id that no inventory takes',
      (live) => {
        live.queue('vm-54-x[1-3]');
        live.bind('vm-54', 'vm-54-x[1-3]', { hypervisor: 'x[1-3]' });
      },
      ["queue vm-54-x[1-3]: it looks like this tree's, and no inventory has it beside the rest"],
    ],
    [
      'a daemon of two scopes',
      (live) => {
        live.queue('vm');
        live.bind('global', 'vm', { daemon: 'vm' });
      },
      ["queue vm: it looks like this tree's, and no inventory has it beside the rest"],
    ],
  ])('%s', (_, change, expected) => {
    expect(leftOf(tree, change)).toEqual(expected);
  });

  test('a cluster’s exchange that nothing leads to any more', () => {
    expect(
      leftOf(tree, (live) => {
        live.unbind('vm-54');
      }),
    ).toEqual(['binding vm ── cluster=54 ──▶ vm-54: what stands below it is there, and no such binding leads to it']);
  });

  test('one of four queues drains', () => {
    const two =
      'daemons: { vm: { scope: hypervisor }, a: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1, 2] } }';
    expect(
      leftOf(two, (live) => {
        live.unbind('vm-1-1');
      }),
    ).toEqual([
      'binding vm-1 ── hypervisor=1 ──▶ vm-1-1: nothing leads to it, and it alone drains: an inventory says so of a daemon, a cluster or a hypervisor as a whole',
    ]);
  });

  test('a queue of both ways that one does not lead to', () => {
    const change = (live: LiveDraft): void => {
      const kept = live.bindings.filter(({ source, destination }) => source !== 'vm-54' || destination !== 'vm-54-98');
      live.bindings.splice(0, live.bindings.length, ...kept);
    };
    expect(leftOf(`routing: { direct: {} }\n${tree}`, change)).toEqual([
      'binding vm-54 ── hypervisor=98 ──▶ vm-54-98: something leads to it, and not this binding from vm-54',
    ]);
  });

  test('a binding of the direct exchange by another key', () => {
    expect(
      leftOf(`routing: { direct: {} }\n${tree}`, (live) => {
        live.bind('global.direct', 'api', {}, { routingKey: 'old-name' });
      }),
    ).toEqual([
      'binding global.direct ── routing key "old-name" ──▶ api: an inventory binds each queue from here by its own name, and not this',
    ]);
  });

  test('what was the entry once', () => {
    const live = liveOf(desiredOf(`routing: { entry: tasks, owner: global }\n${tree}`), (draft) => {
      draft.exchange('global', { arguments: { 'x-topo-owner': 'global' } });
    });
    expect(importedFrom(live, 'tasks').left.map(({ name, reason }) => `${name}: ${reason.text}`)).toEqual([
      'global: was the entry once, and publishers may still send to it: no inventory has two',
    ]);
  });

  test('arguments that RabbitMQ compares with nothing', () => {
    expect(
      leftOf(tree, (live) => {
        live.queue('api', { arguments: { 'max-length': 9, 'x-queue-type': 'classic' } });
        live.queue('vm-54-98', { arguments: { 'x-made-by': 'hand', 'x-queue-type': 'classic' } });
        live.exchange('vm', { arguments: { 'x-made-by': 'hand', 'x-topo-owner': 'global' } });
      }),
    ).toEqual([
      'exchange vm: its argument x-made-by is "hand" on the broker and not set in the inventory: RabbitMQ compares it with nothing, so it stays as it is',
      'queue api: its argument max-length is 9 on the broker and not set in the inventory: RabbitMQ compares it with nothing, so it stays as it is',
      'queue vm-54-98: its argument x-made-by is "hand" on the broker and not set in the inventory: RabbitMQ compares it with nothing, so it stays as it is',
    ]);
  });

  test('a dead letter’s routing key without its exchange', () => {
    expect(
      leftOf(tree, (live) => {
        live.queue('api', { arguments: { 'x-dead-letter-routing-key': 'k', 'x-max-priority': 300 } });
      }),
    ).toHaveLength(1);
  });
});
