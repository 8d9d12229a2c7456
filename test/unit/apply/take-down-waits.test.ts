// How long an apply waits before it deletes: for queues that drain, and for counts that come late.

import { expect, test } from 'vitest';
import type { StepDoors } from '../../../src/apply/index.js';
import type { Activity } from '../../../src/live/index.js';
import type { PaperBroker } from '../../paper/paper-broker.js';
import type { LiveDraft } from '../../support/desired.js';
import { liveOf, noActivity } from '../../support/desired.js';
import { runOnPaper } from './on-paper.js';
import { classic, fleet, none, notDone } from './taking-down.js';

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
  // Bound in every round: whoever reads it is cut off in none.
  const held = await notDone({ contents, doors: draining(9) });
  expect(held.filter((line) => line.endsWith(' vm-1-2'))).toEqual([
    'held unbind binding vm-1-2',
    'held delete queue vm-1-2',
  ]);
});

test('it ends at once when the operator stops it', async () => {
  let clock = 0;
  const pause = (milliseconds: number): Promise<void> => {
    clock += milliseconds;
    return Promise.resolve();
  };
  const stopping = (): boolean => clock > 0;
  const found = await notDone({
    contents: { 'vm-1-2': { ready: 1 } },
    doors: () => ({ drainSeconds: 60, now: () => clock, pause, stopping }),
  });
  expect(clock).toBe(1000);
  expect(found).toContain('held delete queue vm-1-2');
});

test('what drains is waited for beside what a stranger holds', async () => {
  const tied = liveOf(classic, (live) => {
    live.exchange('theirs');
    live.bind('theirs', 'vm-1-1', {});
  });
  const { lines } = await runOnPaper(none, tied, {
    contents: { 'vm-1-2': { ready: 1 } },
    doors: (broker) => {
      let clock = 0;
      const pause = (milliseconds: number): Promise<void> => {
        clock += milliseconds;
        broker.contents.clear();
        return Promise.resolve();
      };
      return { drainSeconds: 3, now: () => clock, pause };
    },
  });
  expect(lines).toContain('done delete queue vm-1-2');
  expect(lines).toContain('held delete queue vm-1-1');
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

test('nor of a stream, which no inventory makes and an older one may have', async () => {
  let waited = 0;
  const pause = (milliseconds: number): Promise<void> => {
    waited += milliseconds;
    return Promise.resolve();
  };
  const stream = liveOf(classic, (live) => {
    live.queue('vm-1-1', { arguments: { 'x-topo-owner': 'global', 'x-queue-type': 'stream' } });
  });
  await runOnPaper(none, stream, { doors: () => ({ pause }) });
  expect(waited).toBe(6000);
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

test('nor for a quorum queue to which nothing led', async () => {
  let waited = 0;
  const pause = (milliseconds: number): Promise<void> => {
    waited += milliseconds;
    return Promise.resolve();
  };
  const unbound = liveOf(fleet('quorum'), (live) => {
    for (const name of ['vm-1-1', 'vm-1-2']) live.unbind(name);
  });
  await runOnPaper(none, unbound, { doors: () => ({ pause }) });
  expect(waited).toBe(0);
});
