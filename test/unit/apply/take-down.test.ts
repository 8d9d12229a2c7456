// What goes, what is held, and what waits with it: by what the queues hold, who else holds on to it, and what failed before.

import { expect, test } from 'vitest';
import type { StepDoors } from '../../../src/apply/index.js';
import { CallRefused } from '../../../src/broker/index.js';
import { emptyLive } from '../../../src/live/index.js';
import type { PaperBroker } from '../../paper/paper-broker.js';
import { paperSession } from '../../paper/paper-broker.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf, noActivity } from '../../support/desired.js';
import type { Around } from './on-paper.js';
import { runOnPaper } from './on-paper.js';
import { classic, none, notDone } from './taking-down.js';

test.each<[string, Around, readonly string[]]>([
  ['all is empty', {}, []],
  [
    'a message: its queue, and what is above it is in use',
    { contents: { 'vm-1-2': { ready: 1 } } },
    ['held delete queue vm-1-2'],
  ],
  ['one that is not acknowledged', { contents: { 'vm-1-2': { unacknowledged: 1 } } }, ['held delete queue vm-1-2']],
  [
    'a consumer: its binding, and the branch above it',
    { contents: { 'vm-1-2': { consumers: 1 } } },
    [
      'held unbind binding vm',
      'held unbind binding vm-1',
      'held unbind binding vm-1-2',
      'held delete queue vm-1-2',
      'held delete exchange vm-1',
      'held delete exchange vm',
    ],
  ],
])('%s', async (_, around, expected) => {
  expect(await notDone(around)).toEqual(expected);
});

test('an exchange from which others get messages stays, with the way to it; what else hangs below it goes', async () => {
  const tied = (live: LiveDraft): void => {
    live.queue('audit');
    live.bind('vm-1', 'audit', { 'x-match': 'all', hypervisor: '777' });
  };
  expect(await notDone({}, tied)).toEqual([
    'held unbind binding vm',
    'held unbind binding vm-1',
    'held delete exchange vm-1',
    'held delete exchange vm',
  ]);
});

test('an exchange into which others send stays, with what it leads to', async () => {
  const tied = (live: LiveDraft): void => {
    live.exchange('theirs', { arguments: { 'alternate-exchange': 'vm-1' } });
  };
  expect((await runOnPaper(none, liveOf(classic, tied))).calls).toEqual([]);
  expect(await notDone({}, tied)).toEqual([
    'held unbind binding vm',
    'held unbind binding vm-1',
    'held unbind binding vm-1-1',
    'held unbind binding vm-1-2',
    'held delete queue vm-1-1',
    'held delete queue vm-1-2',
    'held delete exchange vm-1',
    'held delete exchange vm',
  ]);
});

test('what hangs above a queue that stays bound waits for that, also where others hold on to it', async () => {
  const tied = liveOf(classic, (live) => {
    live.exchange('theirs', { arguments: { 'alternate-exchange': 'vm-1' } });
  });
  const { outcomes } = await runOnPaper(none, tied, { contents: { 'vm-1-2': { consumers: 1 } } });
  const unbind = outcomes.find(({ step }) => step.action === 'unbind' && step.name === 'vm-1');
  const going = outcomes.find(({ step }) => step.action === 'delete' && step.name === 'vm-1');
  expect(unbind?.error?.text).toBe('a queue below it is held with its bindings');
  expect(going?.error?.text).toContain('alternate exchange of foreign exchange');
});

test('only what may have a consumer is counted before the unbind', async () => {
  const asked: string[][] = [];
  const countQueues: StepDoors['countQueues'] = (queues) => {
    asked.push(queues.map(({ name }) => name));
    return Promise.resolve(new Map(queues.map(({ name }) => [name, noActivity])));
  };
  const findUnread = (): Promise<ReadonlySet<string>> => Promise.resolve(new Set(['vm-1-1']));
  await runOnPaper(none, liveOf(classic), { doors: () => ({ countQueues, findUnread }) });
  expect(asked).toEqual([['vm-1-2'], ['vm-1-1', 'vm-1-2']]);
});

test('what cannot be counted is left out, and nothing is unbound for it', async () => {
  const countQueues = (): Promise<never> => Promise.reject(new CallRefused(500, 'no statistics'));
  const findUnread = (): Promise<ReadonlySet<string>> => Promise.resolve(new Set());
  const { outcomes, calls } = await runOnPaper(none, liveOf(classic), { doors: () => ({ countQueues, findUnread }) });
  expect(calls).toEqual([]);
  expect(outcomes.map(({ result, error }) => `${result}: ${error?.text ?? ''}`)).toEqual(
    Array.from({ length: 8 }, () => 'skipped: the queues that go could not be counted: no statistics'),
  );
});

test('the net stays while a policy that leads to it could not be cleared', async () => {
  const yaml = 'daemons: { api: { scope: global } }';
  const live = liveOf(desiredOf(`routing: { unroutable: {} }\n${yaml}`));
  const clearPolicy = (): Promise<never> => Promise.reject(new CallRefused(403, 'no'));
  const { lines } = await runOnPaper(desiredOf(yaml), live, { doors: () => ({ clearPolicy }) });
  expect(lines).toEqual([
    'failed clear policy topo.global.unroutable',
    'skipped unbind binding unroutable',
    'skipped delete queue unroutable',
    'skipped delete exchange unroutable',
  ]);
});

test('stopped while queues are deleted: no further call, and what is left was stopped', async () => {
  const net = (clusters: string): ReturnType<typeof desiredOf> =>
    desiredOf(`routing: { unroutable: {} }\ndaemons: { vm: { scope: hypervisor } }\nclusters: { ${clusters} }`);
  const live = liveOf(net('1: { hypervisors: [1] }, 2: { hypervisors: [1-9] }'));
  const { lines, calls } = await runOnPaper(net('1: { hypervisors: [1] }'), live, {
    doors: (broker) => ({ channels: 1, stopping: () => !broker.queues.has('vm-2-1') }),
  });
  expect(calls.filter((call) => call.startsWith('delete'))).toEqual(['delete queue vm-2-1']);
  expect(lines.slice(-2)).toEqual(['skipped delete exchange vm-2', 'skipped set policy topo.global.unroutable']);
});

test.each<[string, Around, (live: LiveDraft) => void, string]>([
  ['could not go', { refuse: { 'delete exchange vm-2': 403 } }, () => undefined, 'failed'],
  [
    'others hold on to',
    {},
    (live) => {
      live.exchange('theirs', { arguments: { 'alternate-exchange': 'vm-2' } });
    },
    'held',
  ],
])('a policy goes on reaching an exchange that %s', async (_, around, change, result) => {
  const net = (clusters: string): ReturnType<typeof desiredOf> =>
    desiredOf(`routing: { unroutable: {} }\ndaemons: { vm: { scope: hypervisor } }\nclusters: { ${clusters} }`);
  const live = liveOf(net('1: { hypervisors: [1] }, 2: { hypervisors: [1] }'), change);
  const { lines, outcomes } = await runOnPaper(net('1: { hypervisors: [1] }'), live, around);
  expect(lines.slice(-2)).toEqual([`${result} delete exchange vm-2`, 'held set policy topo.global.unroutable']);
  expect(outcomes.at(-1)?.error?.text).toBe('exchange vm-2, which it reaches, is there yet');
});

test('the lock is proven right before a write over HTTP: lost, nothing is written', async () => {
  const net = desiredOf('routing: { unroutable: {} }\ndaemons: { api: { scope: global } }');
  let written = 0;
  const doors = (broker: PaperBroker): Partial<StepDoors> => ({
    amqp: paperSession(
      broker,
      (call) => {
        if (call.call === 'inspect queue') throw new CallRefused(405, 'RESOURCE_LOCKED - topo.lock.global');
      },
      () => undefined,
    ),
    setPolicy: () => {
      written += 1;
      return Promise.resolve();
    },
  });
  const { lines } = await runOnPaper(net, emptyLive('/'), { doors });
  expect(lines).toContain('failed set policy topo.global.unroutable');
  expect(written).toBe(0);
});
