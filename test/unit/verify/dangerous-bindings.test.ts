// A dangerous binding made by hand → what verify says about it, and what to do.

import { expect, test } from 'vitest';
import { findDangerous } from '../../../src/verify/dangerous-bindings.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';

const desired = desiredOf('daemons: { vm: { scope: hypervisor } }\nclusters: { 54: { hypervisors: [98, 99] } }');

test.each<[string, (live: LiveDraft) => void, readonly string[]]>([
  [
    'to a foreign queue: the command is for this vhost, and safe to paste',
    (live) => {
      live.queue("audit's log");
      live.bind('vm', "audit's log", {}, { propertiesKey: '~' });
    },
    [
      "if nobody needs it: rabbitmqadmin --vhost 'my vhost' delete binding source=vm destination_type=queue 'destination=audit'\\''s log' 'properties_key=~'",
    ],
  ],
  [
    'to a queue of ours: apply does it',
    (live) => {
      live.bind('vm', 'vm-54-98', {}, { propertiesKey: '~' });
    },
    ['`topo apply` removes it'],
  ],
])('%s', (_, change, remedies) => {
  const live = { ...liveOf(desired, change), vhost: 'my vhost' };
  const { ownership } = planOf(desired, live);
  const found = findDangerous(live, ownership, desired.inventory.routing);
  expect(found.map(({ remedy }) => remedy)).toEqual(remedies);
});
