// What goes, what is held, and what waits with it: by what the queues hold, and what comes meanwhile.

import { describe, expect, test } from 'vitest';
import type { StepDoors } from '../../../src/apply/index.js';
import { CallRefused } from '../../../src/broker/index.js';
import type { Activity } from '../../../src/live/index.js';
import { emptyLive } from '../../../src/live/index.js';
import type { PaperBroker } from '../../paper/paper-broker.js';
import { paperSession } from '../../paper/paper-broker.js';
import { quietDoors } from '../../paper/paper-doors.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf, noActivity, planOf } from '../../support/desired.js';
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

test('a consumer that comes after the unbind: RabbitMQ’s own last look holds the queue', async () => {
  const refuse = { 'delete queue vm-1-2': 406 };
  expect(await notDone({ refuse })).toEqual(['held delete queue vm-1-2']);
  expect(await notDone({ refuse: { 'delete queue vm-1-2': 403 } })).toEqual(['failed delete queue vm-1-2']);
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

test.each([
  [
    'nothing goes: the broker is not read again',
    '\n  vm: { scope: hypervisor }\nclusters: { 1: { hypervisors: [1, 2] } }',
    false,
  ],
  ['something goes, and something was built before', '', true],
])('%s', async (_, stays, again) => {
  const grown = desiredOf(`daemons:\n  api: { scope: global }${stays}`);
  const live = liveOf(classic);
  let asked = false;
  const { lines } = await runOnPaper(grown, live, {
    doors: () => ({
      planAgain() {
        asked = true;
        return Promise.resolve(planOf(grown, live).draft);
      },
    }),
  });
  expect(new Set(lines.map((line) => line.split(' ')[0]))).toEqual(new Set(['done']));
  expect(asked).toBe(again);
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

describe('somebody begins to read a queue after it was unbound', () => {
  /** The first look is before the unbind. */
  const cameLate = (broker: PaperBroker): Partial<StepDoors> => {
    const session = paperSession(
      broker,
      () => undefined,
      () => undefined,
    );
    const quiet = quietDoors(broker, session);
    return {
      countQueues: (queues) => {
        if (queues.some(({ name }) => name === 'vm-1-2') && !isBound(broker, 'vm-1-2'))
          broker.contents.set('vm-1-2', { ready: 0, unacknowledged: 0, consumers: 1 });
        return quiet.countQueues(queues);
      },
    };
  };
  const isBound = ({ bindings }: PaperBroker, queue: string): boolean =>
    bindings.some(({ destination }) => destination === queue);

  test('before the last look: it is bound again, from the leaf up, and held', async () => {
    const { lines, calls } = await runOnPaper(none, liveOf(classic), { doors: cameLate });
    expect(calls.filter((call) => call.startsWith('bind'))).toEqual(['bind vm-1-2', 'bind vm-1', 'bind vm']);
    expect(lines.filter((line) => !line.startsWith('done'))).toEqual([
      'held unbind binding vm',
      'held unbind binding vm-1',
      'held unbind binding vm-1-2',
      'held delete queue vm-1-2',
      'held delete exchange vm-1',
      'held delete exchange vm',
    ]);
  });

  test('after it: RabbitMQ refuses the delete, and it is bound again too', async () => {
    const refused = { 'delete queue vm-1-2': 406 };
    const { lines, calls } = await runOnPaper(none, liveOf(classic), {
      refuse: refused,
      words: "queue 'vm-1-2' in use",
    });
    expect(calls.filter((call) => call.startsWith('bind'))).toEqual(['bind vm-1-2', 'bind vm-1', 'bind vm']);
    expect(lines).toContain('held unbind binding vm-1-2');
  });

  test('while the broker says that it is not empty: it stays unbound', async () => {
    const refused = { 'delete queue vm-1-2': 406 };
    const { calls } = await runOnPaper(none, liveOf(classic), { refuse: refused, words: "queue 'vm-1-2' not empty" });
    expect(calls.filter((call) => call.startsWith('bind'))).toEqual([]);
  });
});

test.each<[string, { readonly ready: number; readonly consumers: number }, boolean]>([
  ['nothing came', { ready: 0, consumers: 0 }, true],
  ['a message came', { ready: 1, consumers: 0 }, false],
  ['a reader came', { ready: 0, consumers: 1 }, false],
])('a quorum queue is looked at right before it is deleted: %s', async (_, found, goes) => {
  const quorum = desiredOf('queue: { type: quorum }\ndaemons: { vm: { scope: global } }');
  const doors = (): Partial<StepDoors> => ({ inspect: () => Promise.resolve(found) });
  const { calls } = await runOnPaper(desiredOf('daemons: {}'), liveOf(quorum), { doors });
  expect(calls.includes('delete queue vm')).toBe(goes);
});

test('what holds on to a queue since the plan was made is seen before anything is taken down', async () => {
  const more = desiredOf('daemons: { api: { scope: global } }');
  const live = liveOf(classic);
  const tiedNow = planOf(
    more,
    liveOf(classic, (draft) => {
      draft.exchange('theirs', { type: 'topic' });
      draft.bind('theirs', 'vm-1-2', {});
    }),
  ).draft;
  const { lines } = await runOnPaper(more, live, { doors: () => ({ planAgain: () => Promise.resolve(tiedNow) }) });
  expect(lines).toContain('done declare queue api');
  expect(lines).toContain('held delete queue vm-1-2');
  expect(lines).toContain('done delete queue vm-1-1');
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
