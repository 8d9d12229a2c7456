// What comes while an apply takes down: a reader, a message, somebody who holds on to a queue.

import { describe, expect, test } from 'vitest';
import type { StepDoors } from '../../../src/apply/index.js';
import type { PaperBroker } from '../../paper/paper-broker.js';
import { paperSession } from '../../paper/paper-broker.js';
import { quietDoors } from '../../paper/paper-doors.js';
import { CallRefused } from '../../../src/broker/index.js';
import type { Activity, Live } from '../../../src/live/index.js';
import { emptyLive } from '../../../src/live/index.js';
import { desiredOf, liveOf, noActivity, planOf } from '../../support/desired.js';
import { runOnPaper } from './on-paper.js';
import { classic, none, notDone } from './taking-down.js';

test('a consumer that comes after the unbind: RabbitMQ’s own last look holds the queue', async () => {
  const refuse = { 'delete queue vm-1-2': 406 };
  expect(await notDone({ refuse })).toEqual(['held delete queue vm-1-2']);
  expect(await notDone({ refuse: { 'delete queue vm-1-2': 403 } })).toEqual(['failed delete queue vm-1-2']);
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
