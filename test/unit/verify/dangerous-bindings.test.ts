// A dangerous binding made by hand → what verify says about it, and what to do.

import { describe, expect, test } from 'vitest';
import { deleteBindingCommand } from '../../../src/verify/api-commands.js';
import type { LiveDraft, TestDesired } from '../../support/desired.js';
import { desiredOf, liveOf, planOf, stepLines, verifyOf } from '../../support/desired.js';

const yaml = 'daemons: { vm: { scope: hypervisor } }\nclusters: { 54: { hypervisors: [98, 99] } }';
const desired = desiredOf(yaml);
const twin = { propertiesKey: '~twin' };

function dangers(
  of: TestDesired,
  change: (live: LiveDraft) => void,
): { kinds: string[]; remedies: string[]; steps: number } {
  const live = { ...liveOf(of, change), vhost: 'my vhost' };
  const { plan } = planOf(of, live);
  const { findings } = verifyOf(of, live, new Map());
  const found = findings.filter(({ kind }) => kind === 'catch-all' || kind === 'type-clash');
  return {
    kinds: found.map(({ kind }) => kind),
    remedies: found.map(({ remedy }) => remedy.text),
    steps: stepLines(plan).length,
  };
}

test.each<[string, (live: LiveDraft) => void, readonly string[]]>([
  [
    'to a foreign queue: the command is for this vhost, and safe to paste',
    (live) => {
      live.queue("audit's log");
      live.bind('vm', "audit's log", {}, { propertiesKey: '~' });
    },
    [
      "if nobody needs it: curl -u topo -X DELETE 'http://broker:15672/api/bindings/my%20vhost/e/vm/q/audit'\\''s%20log/~'",
    ],
  ],
  [
    'to a foreign exchange',
    (live) => {
      live.exchange('theirs');
      live.bind('vm', 'theirs', {}, { destinationType: 'exchange', propertiesKey: '~' });
    },
    ["if nobody needs it: curl -u topo -X DELETE 'http://broker:15672/api/bindings/my%20vhost/e/vm/e/theirs/~'"],
  ],
  [
    'to a queue of ours: apply does it',
    (live) => {
      live.bind('vm', 'vm-54-98', {}, { propertiesKey: '~' });
    },
    ['`topo apply` removes it'],
  ],
  [
    'on what hangs below an exchange that is in the way: no plan has it',
    (live) => {
      live.exchange('vm', { type: 'direct' });
      live.bind('vm-54', 'vm-54-98', {}, { propertiesKey: '~' });
    },
    ["if nobody needs it: curl -u topo -X DELETE 'http://broker:15672/api/bindings/my%20vhost/e/vm-54/q/vm-54-98/~'"],
  ],
  [
    'on an exchange that is somebody else’s: none of our business',
    (live) => {
      live.exchange('theirs');
      live.queue('audit');
      live.bind('theirs', 'audit', {});
    },
    [],
  ],
  [
    'a header at which the tree does not look may have any type',
    (live) => {
      live.queue('audit');
      live.bind('vm', 'audit', { priority: 5 });
    },
    [],
  ],
])('%s', (_, change, remedies) => {
  expect(dangers(desired, change).remedies).toEqual(remedies);
});

test.each<[string, number | boolean | null, string | undefined]>([
  ['strings', 98, 'hypervisor is the integer 98'],
  ['strings', 9.5, 'hypervisor is the number 9.5'],
  ['strings', true, 'hypervisor is the boolean true'],
  ['strings', null, 'hypervisor is no string: null'],
  ['both', 98, undefined],
  ['both', 9.5, 'hypervisor is the number 9.5'],
])('of the wrong type, where the inventory asks for %s: %j', (values, hypervisor, said) => {
  const of = desiredOf(`${yaml}\nrouting: { values: ${values.replace(/s$/, '')} }`);
  const live = liveOf(of, (draft) => {
    draft.unbind('vm-54-99');
    draft.bind('vm-54', 'vm-54-99', { hypervisor });
  });
  const found = verifyOf(of, live).findings.filter(({ kind }) => kind === 'type-clash');
  expect(found.map(({ message, path }) => [message.text.split(/, and |: a message/)[1], path])).toEqual(
    said === undefined ? [] : [[said, { daemon: 'vm', cluster: '54', hypervisor: '99' }]],
  );
});

test('the command keeps the path of the API’s URL', () => {
  const binding = { source: 'vm', destination: 'q', destinationType: 'queue', routingKey: '', arguments: {} } as const;
  const { command } = deleteBindingCommand('https://me:***@proxy/rabbit//', '/', { ...binding, propertiesKey: '~' });
  expect(command).toBe("curl -u me -X DELETE 'https://proxy/rabbit/api/bindings/%2F/e/vm/q/q/~'");
});

describe('two that show the same, and differ in an AMQP type', () => {
  test('bytes beside the text that the inventory wants: the same messages match', () => {
    const found = dangers(desired, (live) => {
      live.bind('vm-54', 'vm-54-98', { 'x-match': 'all', hypervisor: '98' }, twin);
    });
    expect(found).toEqual({ kinds: [], remedies: [], steps: 0 });
  });
  test('an integer of another width, with values: both', () => {
    const found = dangers(desiredOf(`${yaml}\nrouting: { values: both }`), (live) => {
      live.bind('vm-54', 'vm-54-98', { 'x-match': 'all', hypervisor: 98 }, twin);
    });
    expect(found).toEqual({ kinds: [], remedies: [], steps: 0 });
  });
  test('none of them is wanted: a plan takes both', () => {
    const found = dangers(desired, (live) => {
      live.bind('vm-54', 'vm-54-98', { 'x-match': 'all', hypervisor: '7' });
      live.bind('vm-54', 'vm-54-98', { 'x-match': 'all', hypervisor: '7' }, twin);
    });
    expect(found).toEqual({ kinds: ['type-clash'], remedies: ['`topo apply` removes it'], steps: 2 });
  });
});
