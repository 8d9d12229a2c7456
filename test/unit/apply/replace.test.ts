// Replace: looked at twice, what is off is made again however it ends, and what waits is not replaced.

import { expect, test } from 'vitest';
import type { StepDoors } from '../../../src/apply/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf } from '../../support/desired.js';
import type { Around } from './on-paper.js';
import { runOnPaper } from './on-paper.js';

const yaml = 'daemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1, 2] } }';
const desired = desiredOf(yaml);
const mark = { 'x-topo-owner': 'global' };
const short = (live: LiveDraft): void => {
  live.queue('vm-1-1', { arguments: { ...mark, 'x-max-length': 5 } });
};
const alternates = (live: LiveDraft): void => {
  for (const name of ['vm', 'vm-1']) live.exchange(name, { arguments: { ...mark, 'alternate-exchange': 'theirs' } });
};

async function replaced(change: (live: LiveDraft) => void, around: Around): Promise<readonly (readonly string[])[]> {
  const { lines, calls } = await runOnPaper(desired, liveOf(desired, change), around);
  return [lines, calls];
}

test('a queue: off its binding, deleted, declared, bound', async () => {
  expect(await replaced(short, { replace: ['vm-1-1'] })).toEqual([
    ['done replace queue vm-1-1', 'done bind binding vm-1-1'],
    ['unbind vm-1-1', 'delete queue vm-1-1', 'declare queue vm-1-1', 'bind vm-1-1'],
  ]);
});

test('one that somebody reads is left alone; its binding was never off', async () => {
  const contents = { 'vm-1-1': { consumers: 1 } };
  const [lines, calls] = await replaced(short, { replace: ['vm-1-1'], contents });
  expect(lines).toContain('refused replace queue vm-1-1');
  expect(calls?.filter((call) => !call.startsWith('bind'))).toEqual([]);
});

test('a message that comes before the unbind: it is bound again, and refused', async () => {
  let looks = 0;
  const doors: Around['doors'] = (broker) => ({
    countQueues: (queues) => {
      if (queues.length === 0) return Promise.resolve(new Map());
      looks += 1;
      const messages = looks === 2 ? 1 : 0;
      expect(broker.bindings.some(({ destination }) => destination === 'vm-1-1')).toBe(looks === 1);
      const counts = { messages, unacknowledged: 0, consumers: 0, readers: [] };
      return Promise.resolve(new Map(queues.map(({ name }) => [name, counts])));
    },
  });
  const [lines, calls] = await replaced(short, { replace: ['vm-1-1'], doors });
  expect(lines).toEqual(['refused replace queue vm-1-1', 'done bind binding vm-1-1']);
  expect(calls).toEqual(['unbind vm-1-1', 'bind vm-1-1']);
});

test('counts that nobody gives refuse it', async () => {
  const countQueues: StepDoors['countQueues'] = (queues) =>
    queues.length > 0 ? Promise.reject(new Error('no answer')) : Promise.resolve(new Map());
  const [lines, calls] = await replaced(short, { replace: ['vm-1-1'], doors: () => ({ countQueues }) });
  expect(lines?.[0]).toBe('refused replace queue vm-1-1');
  expect(calls?.filter((call) => !call.startsWith('bind'))).toEqual([]);
});

test('deleted, and not declared again: nothing is bound to it', async () => {
  const [lines] = await replaced(short, { replace: ['vm-1-1'], refuse: { 'declare queue vm-1-1': 403 } });
  expect(lines).toEqual(['failed replace queue vm-1-1', 'skipped bind binding vm-1-1']);
});

test.each([
  ['unbind vm-1-1', ['failed replace queue vm-1-1']],
  ['delete queue vm-1-1', ['failed replace queue vm-1-1']],
])('the broker does not take %s: it failed, and is bound', async (line, expected) => {
  const { lines, broker } = await runOnPaper(desired, liveOf(desired, short), {
    replace: ['vm-1-1'],
    refuse: { [line]: 403 },
  });
  expect(lines.filter((found) => !found.startsWith('done'))).toEqual(expected);
  expect(broker.bindings.filter(({ destination }) => destination === 'vm-1-1')).toHaveLength(1);
});

test('an exchange that cannot be deleted has failed, and no other', async () => {
  const refuse = { 'delete exchange vm': 403 };
  const [lines] = await replaced(alternates, { replace: ['vm', 'vm-1'], refuse });
  expect(lines?.filter((line) => line.includes('replace'))).toEqual([
    'failed replace exchange vm',
    'done replace exchange vm-1',
  ]);
});

test.each<[string, number]>([
  ['classic', 0],
  ['quorum', 6000],
])('a %s queue is counted again %i ms after it is off its binding', async (type, expected) => {
  let waited = 0;
  const pause = (milliseconds: number): Promise<void> => {
    waited += milliseconds;
    return Promise.resolve();
  };
  const other = liveOf(desired, (live) => {
    live.queue('vm-1-1', { arguments: { ...mark, 'x-queue-type': type, 'x-max-length': 5 } });
  });
  const { lines } = await runOnPaper(desired, other, { replace: ['vm-1-1'], doors: () => ({ pause }) });
  expect([waited, lines[0]]).toEqual([expected, 'done replace queue vm-1-1']);
});

test('RabbitMQ’s own last look refuses it, and it is bound again', async () => {
  const [lines] = await replaced(short, { replace: ['vm-1-1'], refuse: { 'delete queue vm-1-1': 406 } });
  expect(lines).toEqual(['refused replace queue vm-1-1', 'done bind binding vm-1-1']);
});

test('queues by the dozen: the first are bound again before the last are off', async () => {
  const wide = desiredOf(yaml.replace('[1, 2]', '[1-33]'));
  const live = liveOf(wide, (draft) => {
    for (let id = 1; id <= 33; id += 1) draft.queue(`vm-1-${id}`, { arguments: { ...mark, 'x-max-length': 5 } });
  });
  const { calls, lines } = await runOnPaper(wide, live, { replace: ['vm-1-*'] });
  expect(lines.every((line) => line.startsWith('done'))).toBe(true);
  expect(calls.indexOf('bind vm-1-1')).toBeLessThan(calls.indexOf('unbind vm-1-33'));
});

test('exchanges one by one: each is bound again before the next one is deleted', async () => {
  const [, calls] = await replaced(alternates, { replace: ['vm', 'vm-1'] });
  expect(calls).toEqual([
    ...['delete exchange vm', 'declare exchange vm', 'bind vm'],
    ...['delete exchange vm-1', 'declare exchange vm-1', 'bind vm-1-1', 'bind vm-1-2', 'bind vm-1'],
  ]);
});

test('stopped after the first of two exchanges: what is off is bound again', async () => {
  const doors: Around['doors'] = (broker): Partial<StepDoors> => ({
    stopping: () => broker.exchanges.get('vm')?.arguments['alternate-exchange'] === undefined,
  });
  const [lines] = await replaced(alternates, { replace: ['vm', 'vm-1'], doors });
  expect(lines?.filter((line) => !line.includes('vm-1-'))).toEqual([
    'done replace exchange vm',
    'skipped replace exchange vm-1',
    'done bind binding vm-1',
    'done bind binding vm',
  ]);
});

test('an exchange below which a queue is held bound is not replaced', async () => {
  const more = desiredOf(yaml.replace('[1, 2]', '[1, 2, 3]'));
  const live = liveOf(more, alternates);
  const { lines } = await runOnPaper(desired, live, {
    replace: ['vm-1', 'vm'],
    contents: { 'vm-1-3': { consumers: 1 } },
  });
  expect(lines).toContain('refused replace exchange vm-1');
  // Nothing that waits is bound at this one.
  expect(lines).toContain('done replace exchange vm');
});
