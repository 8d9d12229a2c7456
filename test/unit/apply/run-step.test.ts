// A step whose ground is missing is left out, with the reason: one row for each call that the broker refuses.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { plain } from '../../../src/text/index.js';
import { BrokerError, CallRefused } from '../../../src/broker/index.js';
import type { Live } from '../../../src/live/index.js';
import type { Policy } from '../../../src/topology/index.js';
import { carryOutOnPaper } from '../../paper/carry-out.js';
import { paperSession } from '../../paper/paper-broker.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';
import type { Around } from './on-paper.js';
import { runOnPaper } from './on-paper.js';

const empty = liveOf(desiredOf('daemons: {}'));
const net = 'routing: { unroutable: {} }\n';
const one = 'daemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1] } }';
const none = desiredOf('daemons: {}');
const whole = desiredOf(one);
const withNet = desiredOf(net + one);

async function notDone(from: typeof whole | undefined, to: typeof whole, around: Around): Promise<readonly string[]> {
  const { outcomes } = await runOnPaper(to, from ? liveOf(from) : empty, around);
  return outcomes.flatMap(({ step, result, error }) =>
    result === 'done' ? [] : [`${result} ${step.action} ${step.name}: ${error?.text ?? ''}`],
  );
}

test.each<[string, typeof whole | undefined, typeof whole, string, readonly string[]]>([
  [
    'a queue: its binding, and nothing else',
    undefined,
    whole,
    'declare queue vm-1-1',
    ['failed declare vm-1-1: on paper', 'skipped bind vm-1-1: queue vm-1-1 could not be declared'],
  ],
  [
    'an exchange: what is bound from it and to it',
    undefined,
    whole,
    'declare exchange vm-1',
    [
      'failed declare vm-1: on paper',
      'skipped bind vm-1-1: exchange vm-1 could not be declared',
      'skipped bind vm-1: exchange vm-1 could not be declared',
    ],
  ],
  [
    'the net’s queue: its binding, and the policy that leads there',
    undefined,
    withNet,
    'declare queue unroutable',
    [
      'failed declare unroutable: on paper',
      'skipped bind unroutable: queue unroutable could not be declared',
      'skipped set topo.global.unroutable: queue unroutable could not be declared',
    ],
  ],
  [
    'the net’s binding: the policy',
    undefined,
    withNet,
    'bind unroutable',
    ['failed bind unroutable: on paper', 'skipped set topo.global.unroutable: queue unroutable could not be bound'],
  ],
  [
    'an unbind: the queue stays',
    whole,
    none,
    'unbind vm-1-1',
    [
      'failed unbind vm-1-1: on paper',
      'skipped delete vm-1-1: a binding to it could not be removed',
      "failed delete vm-1: PRECONDITION_FAILED - exchange 'vm-1' in use",
    ],
  ],
  [
    'a build: nothing is taken down',
    whole,
    desiredOf(one.replaceAll('vm', 'api')),
    'declare queue api-1-1',
    [
      'failed declare api-1-1: on paper',
      'skipped bind api-1-1: queue api-1-1 could not be declared',
      ...['unbind vm', 'unbind vm-1', 'unbind vm-1-1', 'delete vm-1-1', 'delete vm-1', 'delete vm'].map(
        (step) => `skipped ${step}: nothing is taken down while something could not be built`,
      ),
    ],
  ],
])('%s', async (_, from, to, line, expected) => {
  const found = await notDone(from, to, { refuse: { [line]: 403 } });
  expect(found).toEqual(expected);
});

test('what fails has the remedy that the door knows', async () => {
  const details = { kind: 'failed', message: 'no disk', remedy: plain('free some'), url: 'u' } as const;
  const setPolicy = (): Promise<never> => Promise.reject(new BrokerError(details));
  const { outcomes } = await runOnPaper(withNet, empty, { doors: () => ({ setPolicy }) });
  expect(outcomes.find(({ result }) => result === 'failed')).toMatchObject({
    error: { text: 'no disk' },
    remedy: { text: 'free some' },
  });
});

test('it is built with all channels, and taken down by fewer calls at once: publishers wait meanwhile', async () => {
  const wide = desiredOf(one.replace('[1]', '[1-36]'));
  const atOnce = async (to: typeof whole, live: Live): Promise<Readonly<Record<string, number>>> => {
    const most: Record<string, number> = {};
    const now = new Map<string, number>();
    await runOnPaper(to, live, {
      doors: (broker) => {
        const session = paperSession(
          broker,
          () => undefined,
          () => undefined,
        );
        const run: typeof session.run = async ({ ...call }) => {
          const count = (now.get(call.call) ?? 0) + 1;
          now.set(call.call, count);
          most[call.call] = Math.max(most[call.call] ?? 0, count);
          // A turn of the loop, in which all others begin.
          await new Promise(setImmediate);
          const answer = await session.run(call);
          now.set(call.call, (now.get(call.call) ?? 0) - 1);
          return answer;
        };
        return { channels: 34, amqp: { ...session, run } };
      },
    });
    return most;
  };
  expect(await atOnce(wide, empty)).toMatchObject({ 'declare queue': 34, bind: 34 });
  expect(await atOnce(none, liveOf(wide))).toMatchObject({ unbind: 32, 'delete queue': 32 });
});

test('the connection is lost: one call fails, and no other is tried', async () => {
  const { outcomes } = await carryOutOnPaper(empty, planOf(whole, empty), 'global', {
    cut: { call: 3, carriedOut: false },
  });
  const results = outcomes.map(({ result }) => result);
  expect(results).toEqual(['done', 'done', 'failed', ...Array.from({ length: 3 }, () => 'skipped')]);
});

describe('policies go one after the other', () => {
  const digest = (index: number): string => createHash('sha1').update(String(index)).digest('hex');
  const clusters = Array.from({ length: 60 }, (_, index) => `"${digest(index)}": { hypervisors: [1] }`).join(', ');
  const large = desiredOf(`${net}daemons: { vm: { scope: hypervisor } }\nclusters: { ${clusters} }`);
  const policiesOf = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.includes(' set '));

  test('one that fails leaves out the rest: it may be under way still', async () => {
    const set: string[] = [];
    const setPolicy = ({ name }: Policy): Promise<void> => {
      set.push(name);
      return name.endsWith('.2') ? Promise.reject(new CallRefused(403, 'no')) : Promise.resolve();
    };
    const found = await notDone(undefined, large, { doors: () => ({ setPolicy }) });
    expect(set).toEqual(['topo.global.unroutable', 'topo.global.unroutable.2']);
    expect(policiesOf(found)).toEqual([
      'failed set topo.global.unroutable.2: no',
      'skipped set topo.global.unroutable.3: policy topo.global.unroutable.2 failed',
    ]);
  });

  test('stopped between two, none has failed', async () => {
    let set = 0;
    const setPolicy = (): Promise<void> => {
      set += 1;
      return Promise.resolve();
    };
    const found = await notDone(undefined, large, { doors: () => ({ setPolicy, stopping: () => set > 0 }) });
    expect(policiesOf(found)).toEqual(
      ['2', '3'].map((number) => `skipped set topo.global.unroutable.${number}: stopped before it was sent`),
    );
  });
});

test('an adoption says what the object is, and comes after the registry', async () => {
  const desired = desiredOf(net + one);
  const live = liveOf(desired, (draft) => {
    draft.unmark();
  });
  const { calls, broker } = await runOnPaper(desired, live);
  expect(calls[0]).toBe('declare exchange topo.owned.global');
  const roles = broker.bindings
    .filter(({ source }) => source === 'topo.owned.global')
    .map(({ destinationType, destination, arguments: args }) => [destinationType, destination, args['x-topo-role']]);
  expect(roles).toEqual(
    expect.arrayContaining([
      ['exchange', 'global', 'entry'],
      ['exchange', 'unroutable', 'net'],
      ['queue', 'vm-1-1', 'tree'],
    ]),
  );
});
