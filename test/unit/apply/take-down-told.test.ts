// What a take-down says and asks while it goes: why each thing waits, when it is planned again, and what it tells meanwhile.

import { expect, test } from 'vitest';
import type { StepDoors } from '../../../src/apply/index.js';
import { CallRefused } from '../../../src/broker/index.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';
import type { LiveDraft } from '../../support/desired.js';
import { runOnPaper } from './on-paper.js';
import { classic, fleet, none, notDone } from './taking-down.js';

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

test('at a classic one RabbitMQ itself looks', async () => {
  const inspect = (): Promise<never> => Promise.reject(new CallRefused(500, 'nobody asks'));
  expect(await notDone({ doors: () => ({ inspect }) })).toEqual([]);
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
