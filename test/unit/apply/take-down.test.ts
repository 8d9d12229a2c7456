// What goes, what is held, and what waits with it: by what the queues hold, and what comes meanwhile.

import { expect, test } from 'vitest';
import type { StepDoors } from '../../../src/apply/index.js';
import { CallRefused } from '../../../src/broker/index.js';
import type { Activity } from '../../../src/live/index.js';
import type { PaperBroker } from '../../paper/paper-broker.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf, noActivity } from '../../support/desired.js';
import type { Around } from './on-paper.js';
import { runOnPaper } from './on-paper.js';

const fleet = (type: string): ReturnType<typeof desiredOf> =>
  desiredOf(`queue: { type: ${type} }
daemons: { vm: { scope: hypervisor } }
clusters: { 1: { hypervisors: [1, 2] } }`);
const classic = fleet('classic');
const none = desiredOf('daemons: {}');

async function notDone(around: Around, change?: (live: LiveDraft) => void): Promise<readonly string[]> {
  const { lines } = await runOnPaper(none, liveOf(classic, change), around);
  return lines.filter((line) => !line.startsWith('done'));
}

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

test('an exchange that others hold on to stays, and what it hangs on goes', async () => {
  const tied = (live: LiveDraft): void => {
    live.exchange('theirs', { arguments: { 'alternate-exchange': 'vm-1' } });
  };
  expect(await notDone({}, tied)).toEqual(['held delete exchange vm-1']);
});

test('a consumer that comes after the unbind: RabbitMQ’s own last look holds the queue', async () => {
  const refuse = { 'delete queue vm-1-2': 406 };
  expect(await notDone({ refuse })).toEqual(['held delete queue vm-1-2']);
  expect(await notDone({ refuse: { 'delete queue vm-1-2': 403 } })).toEqual(['failed delete queue vm-1-2']);
});

test('what cannot be counted is left out, and nothing is unbound for it', async () => {
  const countQueues = (): Promise<never> => Promise.reject(new CallRefused(500, 'no statistics'));
  const findUnread = (): Promise<ReadonlySet<string>> => Promise.resolve(new Set());
  const found = await notDone({ doors: () => ({ countQueues, findUnread }) });
  expect(new Set(found.map((line) => line.split(' ')[0]))).toEqual(new Set(['skipped']));
  expect(found).toHaveLength(8);
});

test('--drain-timeout: it looks again until the queue is empty, or the time is over', async () => {
  const draining =
    (rounds: number) =>
    (broker: PaperBroker): Partial<StepDoors> => {
      let clock = 0;
      return {
        drainSeconds: 5,
        now: () => clock,
        pause: (milliseconds) => {
          clock += milliseconds;
          if (clock >= rounds * 1000) broker.contents.clear();
          return Promise.resolve();
        },
      };
    };
  const contents = { 'vm-1-2': { consumers: 1, ready: 3 } };
  expect(await notDone({ contents, doors: draining(3) })).toEqual([]);
  expect(await notDone({ contents, doors: draining(5) })).toEqual([]);
  expect(await notDone({ contents, doors: draining(9) })).toContain('held delete queue vm-1-2');
});

test('what only a stranger holds is not waited for', async () => {
  let pauses = 0;
  const pause = (): Promise<void> => {
    pauses += 1;
    return Promise.resolve();
  };
  const tied = (live: LiveDraft): void => {
    live.exchange('theirs');
    live.bind('theirs', 'vm-1-2', {});
  };
  const found = await notDone({ doors: () => ({ drainSeconds: 5, now: () => 0, pause }) }, tied);
  expect([found, pauses]).toEqual([['held delete queue vm-1-2'], 0]);
});

test.each<[string, number]>([
  ['classic', 0],
  ['quorum', 6000],
])('after the unbind of a %s queue nothing is asked for %i ms', async (type, expected) => {
  let waited = 0;
  const pause = (milliseconds: number): Promise<void> => {
    waited += milliseconds;
    return Promise.resolve();
  };
  const { lines } = await runOnPaper(none, liveOf(fleet(type)), { doors: () => ({ pause }) });
  expect([waited, lines.every((line) => line.startsWith('done'))]).toEqual([expected, true]);
});

test('nothing is waited for where the only quorum queue stays bound', async () => {
  let waited = 0;
  const pause = (milliseconds: number): Promise<void> => {
    waited += milliseconds;
    return Promise.resolve();
  };
  const read: Activity = { ...noActivity, consumers: 1 };
  const countQueues: StepDoors['countQueues'] = (queues) =>
    Promise.resolve(new Map(queues.map(({ name }) => [name, read])));
  await runOnPaper(none, liveOf(fleet('quorum')), { doors: () => ({ pause, countQueues }) });
  expect(waited).toBe(0);
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

test('a policy goes on reaching an exchange that could not go', async () => {
  const net = (clusters: string): ReturnType<typeof desiredOf> =>
    desiredOf(`routing: { unroutable: {} }\ndaemons: { vm: { scope: hypervisor } }\nclusters: { ${clusters} }`);
  const live = liveOf(net('1: { hypervisors: [1] }, 2: { hypervisors: [1] }'));
  const { lines, outcomes } = await runOnPaper(net('1: { hypervisors: [1] }'), live, {
    refuse: { 'delete exchange vm-2': 403 },
  });
  expect(lines.slice(-2)).toEqual(['failed delete exchange vm-2', 'held set policy topo.global.unroutable']);
  expect(outcomes.at(-1)?.error?.text).toBe('exchange vm-2, which it reaches, is there yet');
});
