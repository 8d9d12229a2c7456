// What goes, what is held, and what waits with it: by what the queues hold, and what comes meanwhile.

import { describe, expect, test } from 'vitest';
import type { StepDoors } from '../../../src/apply/index.js';
import { CallRefused } from '../../../src/broker/index.js';
import type { Activity, Live } from '../../../src/live/index.js';
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

test('an exchange that others name as their alternate stays, also with nothing below it', async () => {
  const alone = liveOf(classic, (live) => {
    live.queues.clear();
    live.unbind('vm-1-1');
    live.unbind('vm-1-2');
    live.exchange('theirs', { arguments: { 'alternate-exchange': 'vm-1' } });
  });
  const { lines, calls } = await runOnPaper(none, alone);
  expect(lines).toContain('held delete exchange vm-1');
  expect(calls).not.toContain('delete exchange vm-1');
});

test('each says why it waits, and what it has', async () => {
  const { outcomes } = await runOnPaper(none, liveOf(classic), { contents: { 'vm-1-2': { consumers: 1, ready: 2 } } });
  const said = outcomes.flatMap(({ step, result, error, messages, consumers }) =>
    result === 'held' ? [[step.action, step.name, error?.text.split(' (')[0], messages, consumers]] : [],
  );
  const below = 'a queue below it is held with its bindings';
  expect(said).toEqual([
    ['unbind', 'vm', below, undefined, undefined],
    ['unbind', 'vm-1', below, undefined, undefined],
    ['unbind', 'vm-1-2', '1 consumer still reads it', 2, 1],
    ['delete', 'vm-1-2', '1 consumer still reads it', 2, 1],
    ['delete', 'vm-1', below, undefined, undefined],
    ['delete', 'vm', below, undefined, undefined],
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

const withNet = (clusters: string): ReturnType<typeof desiredOf> =>
  desiredOf(`routing: { unroutable: {} }\ndaemons: { vm: { scope: hypervisor } }\nclusters: { ${clusters} }`);

test.each<[string, Partial<StepDoors>, readonly string[]]>([
  ['before anything', { planAgain: () => Promise.reject(new CallRefused(500, 'no')) }, []],
  [
    'before the unbind',
    {
      findUnread: () => Promise.resolve(new Set()),
      countQueues: () => Promise.reject(new CallRefused(500, 'no')),
    },
    [],
  ],
  [
    'after it',
    {
      countQueues: (queues) =>
        queues.length > 0 ? Promise.reject(new CallRefused(500, 'no')) : Promise.resolve(new Map()),
    },
    ['unbind vm-2', 'unbind vm-2-1'],
  ],
])('what cannot be told %s: nothing more is taken down, and all of it says why', async (_, doors, taken) => {
  // Something is built first, so that it is planned again.
  const live = liveOf(withNet('1: { hypervisors: [1] }, 2: { hypervisors: [1] }'), (draft) => {
    draft.unbind('vm-1-1');
  });
  const { calls, outcomes } = await runOnPaper(withNet('1: { hypervisors: [1] }'), live, { doors: () => doors });
  expect(calls).toEqual(['bind vm-1-1', ...taken]);
  const open = outcomes.filter(({ result }) => result !== 'done');
  expect(open.at(-1)?.step).toMatchObject({ action: 'set', kind: 'policy' });
  expect(open.map(({ result, error }) => `${result}: ${error?.text ?? ''}`)).toEqual(
    Array.from({ length: 5 - taken.length }, () => 'skipped: the queues that go could not be counted: no'),
  );
});

test('it is planned again after each wait, and where something was built; a queue that would stay now is left alone', async () => {
  const single = desiredOf('daemons: { vm: { scope: global } }');
  const plannedAgain = async (waits: number, change?: (live: LiveDraft) => void, to = none): Promise<number> => {
    let planned = 0;
    let clock = 0;
    const live = liveOf(single, change);
    await runOnPaper(to, live, {
      contents: { vm: { consumers: 1 } },
      doors: () => ({
        drainSeconds: waits,
        now: () => clock,
        pause: (milliseconds) => Promise.resolve((clock += milliseconds)).then(() => undefined),
        planAgain: () => {
          planned += 1;
          return Promise.resolve(planOf(to, live).draft);
        },
      }),
    });
    return planned;
  };
  expect([await plannedAgain(0), await plannedAgain(1), await plannedAgain(3)]).toEqual([0, 1, 3]);
  const api = desiredOf('daemons: { api: { scope: global } }');
  const unbound = (live: LiveDraft): void => {
    live.queue('api', { arguments: { 'x-topo-owner': 'global', 'x-queue-type': 'classic' } });
  };
  expect(await plannedAgain(0, unbound, api)).toBe(1);

  const { calls, outcomes } = await runOnPaper(api, liveOf(single, unbound), {
    doors: () => ({ planAgain: () => Promise.resolve(planOf(api, liveOf(api)).draft) }),
  });
  expect(calls).toEqual(['bind api']);
  expect(outcomes.slice(1).map(({ result, error }) => `${result}: ${error?.text ?? ''}`)).toEqual([
    'held: it is another one than when the plan was made',
    'held: it is another one than when the plan was made',
  ]);
});

test('what is said while it waits', async () => {
  let clock = 0;
  const said: string[] = [];
  await notDone({
    contents: { 'vm-1-2': { ready: 1 } },
    doors: () => ({
      drainSeconds: 3,
      now: () => clock,
      pause: (milliseconds) => Promise.resolve((clock += milliseconds)).then(() => undefined),
      progress: (_, __, doing) => said.push(doing),
    }),
  });
  expect(said.filter((doing) => doing.startsWith('waiting'))).toEqual(
    [3, 2, 1].map((left) => `waiting for 1 held queue, ${left} s left`),
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

test('a quorum queue that is unbound and not empty is not waited for again', async () => {
  let clock = 0;
  const pauses: number[] = [];
  const pause = (milliseconds: number): Promise<void> => {
    pauses.push(milliseconds);
    clock += milliseconds;
    return Promise.resolve();
  };
  const contents = { 'vm-1-2': { ready: 1 } };
  await runOnPaper(none, liveOf(fleet('quorum')), {
    contents,
    doors: () => ({ drainSeconds: 8, now: () => clock, pause }),
  });
  expect(pauses).toEqual([6000, 1000, 1000]);
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
    const { lines, calls, outcomes } = await runOnPaper(none, liveOf(classic), { doors: cameLate });
    expect(calls.filter((call) => call.startsWith('bind'))).toEqual(['bind vm-1-2', 'bind vm-1', 'bind vm']);
    expect(outcomes.find(({ step }) => step.action === 'unbind' && step.name === 'vm-1-2')).toMatchObject({
      error: { text: expect.stringMatching(/^1 consumer still reads it/) },
      consumers: 1,
    });
    expect(lines.filter((line) => !line.startsWith('done'))).toEqual([
      'held unbind binding vm',
      'held unbind binding vm-1',
      'held unbind binding vm-1-2',
      'held delete queue vm-1-2',
      'held delete exchange vm-1',
      'held delete exchange vm',
    ]);
  });

  test('as long as it is read it is not unbound again', async () => {
    let clock = 0;
    const { calls, outcomes } = await runOnPaper(none, liveOf(classic), {
      doors: (broker) => ({
        ...cameLate(broker),
        drainSeconds: 3,
        now: () => clock,
        pause: (milliseconds) => Promise.resolve((clock += milliseconds)).then(() => undefined),
      }),
    });
    expect(calls.filter((call) => call === 'unbind vm-1-2')).toHaveLength(1);
    expect(outcomes.find(({ step }) => step.action === 'unbind' && step.name === 'vm-1-2')).toMatchObject({
      error: { text: '1 consumer still reads it (consumer tag worker)' },
      consumers: 1,
    });
  });

  test('what was never unbound is not bound, and what cannot be bound again has failed', async () => {
    const refused = async (line: string): Promise<readonly (readonly string[])[]> => {
      const { calls, lines } = await runOnPaper(none, liveOf(classic), { refuse: { [line]: 403 }, doors: cameLate });
      return [
        calls.filter((call) => call.startsWith('bind')),
        lines.filter((found) => found.startsWith('failed unbind')),
      ];
    };
    expect(await refused('unbind vm')).toEqual([['bind vm-1-2', 'bind vm-1'], ['failed unbind binding vm']]);
    expect(await refused('bind vm-1-2')).toEqual([
      ['bind vm-1-2', 'bind vm-1', 'bind vm'],
      ['failed unbind binding vm-1-2'],
    ]);
  });

  test('nobody knows whether: it stays unbound', async () => {
    const unknown: Activity = { ...noActivity, consumers: null };
    const { calls, lines } = await runOnPaper(none, liveOf(classic), {
      doors: () => ({ countQueues: (queues) => Promise.resolve(new Map(queues.map(({ name }) => [name, unknown]))) }),
    });
    expect(calls.filter((call) => call.startsWith('bind'))).toEqual([]);
    expect(lines).toContain('held delete queue vm-1-2');
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

test.each<[string, { readonly ready: number; readonly consumers: number } | undefined, string, readonly string[]]>([
  ['nothing came', { ready: 0, consumers: 0 }, 'done', ['delete queue vm']],
  ['the broker does not say', undefined, 'done', ['delete queue vm']],
  ['a message came', { ready: 1, consumers: 0 }, 'held', []],
  ['a reader came, and gets its binding back', { ready: 0, consumers: 1 }, 'held', ['bind vm']],
])('a quorum queue is looked at right before it is deleted: %s', async (_, found, result, then) => {
  const quorum = desiredOf('queue: { type: quorum }\ndaemons: { vm: { scope: global } }');
  const doors = (): Partial<StepDoors> => ({ inspect: () => Promise.resolve(found) });
  const { calls, lines } = await runOnPaper(none, liveOf(quorum), { doors });
  expect(calls).toEqual(['unbind vm', ...then]);
  expect(lines).toContain(`${result} delete queue vm`);
});

test('at a classic one RabbitMQ itself looks', async () => {
  const inspect = (): Promise<never> => Promise.reject(new CallRefused(500, 'nobody asks'));
  expect(await notDone({ doors: () => ({ inspect }) })).toEqual([]);
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

const api = 'daemons: { api: { scope: global } }';
const apiWithNet = desiredOf(`routing: { unroutable: {} }\n${api}`);
const typed = liveOf(desiredOf(api), (live) => {
  live.bind('global', 'api', { daemon: 7 }, { propertiesKey: '~{"daemon":7}' });
});

test.each<[string, ReturnType<typeof desiredOf>, Live, string]>([
  ['a policy set', apiWithNet, emptyLive('/'), 'set policy topo.global.unroutable'],
  ['a policy cleared', desiredOf(api), liveOf(apiWithNet), 'clear policy topo.global.unroutable'],
  ['a binding that AMQP cannot name', desiredOf(api), typed, 'unbind binding api'],
])(
  'the lock is proven right before a write over HTTP, and if it is lost nothing is written: %s',
  async (_, to, live, line) => {
    let written = 0;
    const write = (): Promise<void> => {
      written += 1;
      return Promise.resolve();
    };
    const overHttp = { setPolicy: write, clearPolicy: write, removeBinding: write };
    const held = await runOnPaper(to, live, { doors: () => overHttp });
    expect([held.lines.includes(`done ${line}`), held.calls.includes('unbind api'), written]).toEqual([true, false, 1]);
    const doors = (broker: PaperBroker): Partial<StepDoors> => ({
      ...overHttp,
      amqp: paperSession(
        broker,
        (call) => {
          if (call.call === 'inspect queue') throw new CallRefused(405, 'RESOURCE_LOCKED - topo.lock.global');
        },
        () => undefined,
      ),
    });
    const { lines } = await runOnPaper(to, live, { doors });
    expect([lines.includes(`failed ${line}`), written]).toEqual([true, 1]);
  },
);
