// topo trace on a live broker: a tree that topo made, and then what goes wrong with one.

import { expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { hasKhepri } from '../support/khepri.js';
import { applyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';

const inventory = `version: 1
daemons:
  dispatcher: { scope: global }
  storage: { scope: hypervisor }
clusters:
  54: { hypervisors: { 97: { state: draining }, 98: , 99: } }
`;
const address = (hypervisor: string): readonly string[] => ['daemon=storage', 'cluster=54', `hypervisor=${hypervisor}`];

const ITS_BINDINGS = `\
global                                                        2 bindings scanned
└─ daemon=storage ──▶ storage                                  1 binding scanned
   └─ cluster=54 ──▶ storage-54                               2 bindings scanned
      └─ hypervisor=98 ──▶ queue storage-54-98

Routed to storage-54-98: 3 hops, 5 bindings scanned.
`;
/** The same with Khepri. */
const EVERY_BINDING = `\
global                                                        5 bindings scanned
└─ daemon=storage ──▶ storage                                 5 bindings scanned
   └─ cluster=54 ──▶ storage-54                               5 bindings scanned
      └─ hypervisor=98 ──▶ queue storage-54-98

Routed to storage-54-98: 3 hops, 15 bindings scanned.
`;

brokerTest('trace, live', async ({ vhost }) => {
  const trace = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await topo(['trace', ...words], { inventory, broker: vhost });
    return { code, said: stdout.replace(/\n\s*/g, ' '), stdout, stderr };
  };
  const bare = await trace(...address('98'));
  expect(bare).toMatchObject({ code: 2, stderr: '' });
  expect(bare.said).toContain('there is no exchange global');
  expect(bare.said).toContain('→ the inventory routes it to storage-54-98: topo plan shows what the broker lacks');

  await applyJson({ inventory, broker: vhost });
  const whole = await trace(...address('98'));
  expect(whole.said).toContain(`vhost ${vhost.name} global`);
  const khepri = await hasKhepri(vhost);
  const picture = khepri ? EVERY_BINDING : ITS_BINDINGS;
  expect(whole.stdout.split('\n\n').slice(1).join('\n\n')).toBe(picture);
  expect(whole).toMatchObject({ code: 0, stderr: '' });
  expect((await trace(...address('97'))).said).toContain('storage-54-97 keeps its queue and gets no new task');

  await vhost.amqp(async ({ channel }) => {
    await channel.bindQueue('storage-54-97', 'storage-54', '', { hypervisor: '97' });
    await channel.unbindQueue('storage-54-98', 'storage-54', '', { 'x-match': 'all', hypervisor: '98' });
    await channel.bindQueue('storage-54-98', 'storage-54', '', { 'x-match': 'all', hypervisor: 98 });
    await channel.assertQueue('audit');
    await channel.bindQueue('audit', 'global', 'all', {});
  });
  const stray = await trace(...address('97'));
  expect(stray).toMatchObject({ code: 2 });
  expect(stray.said).toContain('every message ──▶ queue audit');
  expect(stray.said).toContain('storage-54-97 is still bound: topo apply takes its binding away');
  expect(stray.said).toContain('Duplicate: 2 queues get a copy each');
  const clash = await trace(...address('98'));
  expect(clash).toMatchObject({ code: 0 });
  expect(clash.said).toContain('✗ lost: the binding holds the integer 98, the message the string "98"');
  expect(clash.said).toContain(
    `Routed to audit: 3 hops, ${khepri ? 21 : 7} bindings scanned. A branch of it is lost at storage-54.`,
  );

  await vhost.amqp(async ({ channel }) => {
    await channel.unbindQueue('audit', 'global', 'all', {});
    await channel.assertExchange('net', 'fanout');
    await channel.bindQueue('audit', 'net', '');
  });
  const policy = { pattern: '^storage', 'apply-to': 'exchanges', definition: { 'alternate-exchange': 'net' } };
  await vhost.api.put(`/policies/${vhost.path}/net`, policy);
  expect(clash.said).toContain('→ the inventory routes it to storage-54-98');
  const json = await trace('--format', 'json', ...address('98'));
  expect({ code: json.code, ...JSON.parse(json.stdout) }).toMatchObject({
    ...{ code: 2, outcome: 'unroutable', queues: ['audit'] },
    hops: [
      { exchange: 'global' },
      { exchange: 'storage' },
      { exchange: 'storage-54' },
      { exchange: 'net', alternate: true },
    ],
  });
});
