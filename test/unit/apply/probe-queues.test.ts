// Arguments for which RabbitMQ closes the connection are tried first: which queues are, and who is to blame.

import { expect, test } from 'vitest';
import type { StepDoors } from '../../../src/apply/index.js';
import { desiredOf, liveOf } from '../../support/desired.js';
import { runOnPaper } from './on-paper.js';

const empty = liveOf(desiredOf('daemons: {}'));
const daemon = (type: string, args: string): ReturnType<typeof desiredOf> =>
  desiredOf(`daemons: { api: { scope: global, queue: { type: ${type}, arguments: { ${args} } } } }`);
const own = 'x-max-length: 5, x-max-priority: 3';

/** What was tried, and the remedies. `refuses`: the argument that closes the connection, or `all` of them. */
async function probed(
  desired: ReturnType<typeof desiredOf>,
  refuses: string | undefined,
  live = empty,
  replace: readonly string[] = [],
): Promise<readonly [number, readonly string[]]> {
  let tried = 0;
  const tryOut: StepDoors['tryOut'] = ({ arguments: args }) => {
    tried += 1;
    return Promise.resolve(refuses === 'all' || (refuses && refuses in args) ? 'denied' : undefined);
  };
  const { outcomes } = await runOnPaper(desired, live, { replace, doors: () => ({ tryOut }) });
  return [tried, outcomes.flatMap(({ remedy }) => remedy?.text ?? [])];
}

test('only classic queues with arguments of their own', async () => {
  expect(await probed(daemon('classic', own), undefined)).toEqual([1, []]);
  expect(await probed(daemon('classic', ''), 'all')).toEqual([0, []]);
  expect(await probed(daemon('quorum', 'x-max-length: 5'), 'all')).toEqual([0, []]);
});

test('the argument that is refused by itself is named', async () => {
  const [, remedies] = await probed(daemon('classic', own), 'x-max-priority');
  expect(remedies).toEqual([expect.stringMatching(/^take x-max-priority out/)]);
});

test('what closes the connection at a plain queue too is not to blame', async () => {
  expect(await probed(daemon('classic', own), 'all')).toEqual([2, []]);
});

test('all that have them have failed', async () => {
  const two = desiredOf(`daemons: { api: { scope: global }, vm: { scope: global } }\nqueue: { arguments: { ${own} } }`);
  expect((await probed(two, 'x-max-priority'))[1]).toHaveLength(2);
});

test.each<[string, string, number, RegExp]>([
  ['one alone is not tried by itself', 'x-max-length: 5', 2, /^take x-max-length out/],
  ['each by itself is taken: all of them are named', own, 4, /^take x-max-length, x-max-priority out/],
])('%s', async (_, args, times, remedy) => {
  const asked: unknown[] = [];
  const tryOut: StepDoors['tryOut'] = (call) => {
    asked.push(call);
    const all = args.split(', ').every((each) => each.replace(/:.*/, '') in call.arguments);
    return Promise.resolve(all ? 'denied' : undefined);
  };
  const { outcomes } = await runOnPaper(daemon('classic', args), empty, { doors: () => ({ tryOut }) });
  expect(outcomes.flatMap(({ remedy: text }) => text?.text ?? [])).toEqual([expect.stringMatching(remedy)]);
  // Gone with its connection, whatever happens.
  const call = { name: 'topo.owned.global', durable: true, exclusive: true, arguments: { 'x-queue-type': 'classic' } };
  expect(asked).toEqual(
    Array.from(
      { length: times },
      () =>
        expect.objectContaining({ ...call, arguments: expect.objectContaining(call.arguments) as unknown }) as unknown,
    ),
  );
});

test('stopped: nothing is tried', async () => {
  let tried = 0;
  const tryOut: StepDoors['tryOut'] = () => Promise.resolve((tried += 1) > 0 ? 'denied' : undefined);
  await runOnPaper(daemon('classic', own), empty, { doors: () => ({ tryOut, stopping: () => true }) });
  expect(tried).toBe(0);
});

test('a queue that is replaced is tried as well, before it is deleted', async () => {
  const [tried, remedies] = await probed(daemon('classic', own), 'x-max-priority', liveOf(daemon('classic', '')), [
    'api',
  ]);
  expect(tried).toBeGreaterThan(1);
  expect(remedies).toEqual([expect.stringMatching(/^take x-max-priority out/)]);
});

test('the net’s queue is', async () => {
  const net = desiredOf('routing: { unroutable: {} }\ndaemons: { api: { scope: global } }');
  expect((await probed(net, undefined))[0]).toBe(1);
});
