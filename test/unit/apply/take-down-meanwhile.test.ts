// What comes while an apply takes down: a reader, a message, somebody who holds on to a queue.

import { describe, expect, test } from 'vitest';
import type { StepDoors } from '../../../src/apply/index.js';
import type { PaperBroker } from '../../paper/paper-broker.js';
import { paperSession } from '../../paper/paper-broker.js';
import { quietDoors } from '../../paper/paper-doors.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';
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
