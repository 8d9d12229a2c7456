// An older topo's registry, which is internal, is replaced: whichever call is the last one, no proof is lost, and the next
// apply finishes it.

import { describe, expect, test } from 'vitest';
import { makeReport } from '../../../src/apply/index.js';
import type { AmqpCall } from '../../../src/broker/index.js';
import { CallRefused } from '../../../src/broker/index.js';
import type { Live } from '../../../src/live/index.js';
import type { Exchange } from '../../../src/topology/index.js';
import type { PlanShape } from '../../support/desired.js';
import { desiredOf, liveOf, planOf, stepLines } from '../../support/desired.js';
import { carryOutOnPaper, type Mishaps, type PaperRun } from '../../paper/carry-out.js';
import { liveFrom, type PaperBroker } from '../../paper/paper-broker.js';
import { runOnPaper } from './on-paper.js';

const yaml = 'daemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1, 2] } }';
const desired = desiredOf(yaml);
const registry = 'topo.owned.global';
const standIn = 'topo.moved.global';

/** Unmarked, and but for the entry, as an older topo does, registered. */
const before = liveOf(desired, (live) => {
  live.unmark();
  for (const kind of ['exchange', 'queue'] as const)
    for (const name of [...live[`${kind}s`].keys()])
      if (name !== 'global') live.registerAsBefore('global', { kind, name });
});
/** Its entry too, so that the plan has no step. */
const idle = liveOf(desired, (live) => {
  live.queues.clear();
  live.exchanges.clear();
  live.bindings.splice(0, live.bindings.length, ...before.topology.bindings);
  for (const queue of before.topology.queues.values()) live.queues.set(queue.name, queue);
  for (const exchange of before.topology.exchanges.values()) live.exchanges.set(exchange.name, exchange);
  live.exchange('global', { arguments: { 'x-topo-owner': 'global' } });
});

async function apply(live: Live, mishaps: Mishaps = {}, shape: PlanShape = {}, to = desired): Promise<PaperRun> {
  return await carryOutOnPaper(live, planOf(to, live, shape), 'global', mishaps);
}

function standings(live: Live): readonly string[] {
  const { exchanges, queues } = planOf(desired, live).ownership.standings;
  return [...exchanges, ...queues].map(([name, proof]) => `${name} ${proof}`).sort();
}

function registryOf(live: Live): {
  readonly kind: string;
  readonly standIn: boolean;
  readonly roles: readonly string[];
} {
  const { kind, hasStandIn, registered } = planOf(desired, live).ownership.registry;
  return { kind, standIn: hasStandIn, roles: registered.map(({ name, role }) => `${name} ${role}`).sort() };
}

const proven = ['global marked', 'vm registered', 'vm-1 registered', 'vm-1-1 registered', 'vm-1-2 registered'];
const roles = ['vm tree', 'vm-1 tree', 'vm-1-1 tree', 'vm-1-2 tree'];

test('it is replaced when there is nothing else to do, and the report says so', async () => {
  expect(planOf(desired, idle).plan.steps).toEqual([]);
  expect(registryOf(idle)).toEqual({ kind: 'internal', standIn: false, roles });
  const { live, outcomes, calls } = await apply(idle, {
    onCall: (now) => {
      expect(standings(now)).toEqual(proven);
    },
  });
  expect(calls).toHaveLength(4 + 2 * roles.length);
  expect(outcomes).toMatchObject([{ step: { action: 'replace', kind: 'exchange', name: registry }, result: 'done' }]);
  expect(registryOf(live)).toEqual({ kind: 'current', standIn: false, roles });
  expect(live.topology.exchanges.get(registry)).toMatchObject({ type: 'headers', durable: true, internal: false });
  const { plan } = planOf(desired, live);
  expect(makeReport(plan, outcomes, { plan }, false)).toMatchObject({ converged: true, exitCode: 0 });
  expect((await apply(live)).calls).toEqual([]);
});

describe('cut off at a call, and applied again', () => {
  const cuts = Array.from({ length: 4 + 2 * roles.length }, (_, index) => index + 1).flatMap((call) =>
    [false, true].map((carriedOut) => ({ call, carriedOut })),
  );
  test.each(cuts)('call $call, carried out: $carriedOut', async (cut) => {
    const { live, outcomes } = await apply(idle, { cut });
    expect(outcomes).toMatchObject([
      { result: 'failed', error: { text: expect.stringMatching(/could not be replaced: cut off$/) } },
    ]);
    expect(standings(live)).toEqual(proven);
    expect(planOf(desired, live).plan.steps).toEqual([]);
    const again = await apply(live, {
      onCall: (now) => {
        expect(standings(now)).toEqual(proven);
      },
    });
    expect(registryOf(again.live)).toEqual({ kind: 'current', standIn: false, roles });
    expect(standings(again.live)).toEqual(proven);
    expect((await apply(again.live)).outcomes).toEqual([]);
  });
  test('twice, at any two calls', async () => {
    for (const first of cuts)
      for (const second of cuts) {
        const once = await apply(idle, { cut: first });
        const twice = await apply(once.live, { cut: second });
        expect(standings(twice.live)).toEqual(proven);
        expect(registryOf((await apply(twice.live)).live)).toEqual({ kind: 'current', standIn: false, roles });
      }
  });
  test('what is adopted in the same run is adopted too', async () => {
    for (const cut of cuts) {
      const { live } = await apply(before, { cut });
      const again = await apply(live);
      expect(planOf(desired, again.live).plan.steps).toEqual([]);
      expect(registryOf(again.live)).toEqual({ kind: 'current', standIn: false, roles: ['global entry', ...roles] });
    }
  });
});

test('--no-prune deletes nothing: the old one stays, and adoptions go there', async () => {
  const { live, calls } = await apply(before, {}, { prune: false });
  expect(calls).toMatchObject([{ call: 'bind', binding: { source: registry, destination: 'global' } }]);
  expect(registryOf(live)).toEqual({ kind: 'internal', standIn: false, roles: ['global entry', ...roles] });
  expect(stepLines(planOf(desired, live).plan)).toEqual([]);
  expect(registryOf((await apply(live)).live).kind).toBe('current');
});

test('not permitted: said with what to do, and all else is done', async () => {
  const more = desiredOf(yaml.replace('[1, 2]', '[1, 2, 3]'));
  const refuse: Mishaps['refuse'] = (call) =>
    call.call === 'declare exchange' && call.name === standIn ? new CallRefused(403, 'ACCESS_REFUSED') : undefined;
  const { live, outcomes } = await apply(before, { refuse }, {}, more);
  expect(outcomes.map(({ step, result }) => `${result} ${step.action} ${step.name}`)).toEqual([
    `failed replace ${registry}`,
    'done declare vm-1-3',
    'done adopt global',
    'done bind vm-1-3',
  ]);
  expect(outcomes[0]).toMatchObject({
    error: { text: expect.stringContaining('ACCESS_REFUSED') },
    remedy: { text: expect.stringContaining(standIn) },
  });
  expect(registryOf(live).kind).toBe('internal');
  const { plan } = planOf(more, live);
  expect(makeReport(plan, outcomes, { plan }, false)).toMatchObject({ exitCode: 7 });
});

describe('what is adopted goes where a registry stands by then', () => {
  const declares = ({ calls }: PaperRun): readonly string[] =>
    calls.flatMap((call) => (call.call === 'declare exchange' ? [call.name] : []));
  const refused = (of: AmqpCall['call'], name: string): Mishaps => ({
    refuse: (call) =>
      'name' in call && call.call === of && call.name === name ? new CallRefused(403, 'no') : undefined,
  });
  test('all went well: nothing is made twice', async () => {
    expect(declares(await apply(before))).toEqual([standIn, registry]);
  });
  test('what to do is said where a right is missing alone', async () => {
    const refuse: Mishaps['refuse'] = (call) =>
      call.call === 'declare exchange' && call.name === standIn ? new CallRefused(406, 'another one') : undefined;
    const { outcomes } = await apply(before, { refuse });
    expect(outcomes[0]?.error?.text).toContain('another one');
    expect(outcomes[0]?.remedy).toBeUndefined();
  });
  test('the new one could not be made: it is tried once more, and said', async () => {
    const run = await apply(before, refused('declare exchange', registry));
    expect(declares(run)).toEqual([standIn, registry, registry]);
    expect(run.outcomes.map(({ step, result, error }) => `${result} ${step.name}: ${error?.text}`)).toEqual([
      expect.stringMatching(/^failed topo\.owned\.global: .* could not be replaced: /),
      expect.stringMatching(/^failed global: exchange topo\.owned\.global: /),
    ]);
  });
  test('the stand-in could not be taken away: the new one is there', async () => {
    const { live } = await apply(before, { cut: { call: 2 + roles.length, carriedOut: true } });
    expect(registryOf(live)).toEqual({ kind: 'none', standIn: true, roles });
    const run = await apply(live, refused('delete exchange', standIn));
    expect(declares(run)).toEqual([registry]);
    expect(run.outcomes.map(({ step, result }) => `${result} ${step.name}`)).toEqual([
      `failed ${registry}`,
      'done global',
    ]);
  });
});

test('stopped half-way: the rest is left, and said', async () => {
  const stopping = ({ exchanges }: PaperBroker): boolean => exchanges.has(standIn);
  const { lines, calls, broker, outcomes } = await runOnPaper(desired, idle, {
    doors: (paper) => ({ stopping: () => stopping(paper) }),
  });
  expect(calls).toEqual([`declare exchange ${standIn}`]);
  expect(lines).toEqual([`skipped replace exchange ${registry}`]);
  expect(outcomes[0]?.error?.text).toContain('stopped half-way');
  expect(registryOf((await apply(liveFrom(broker, idle))).live)).toEqual({ kind: 'current', standIn: false, roles });
});

test('while a queue hides its bindings it waits: that one may be registered', async () => {
  const hidden: Live = {
    ...idle,
    topology: {
      ...idle.topology,
      bindings: idle.topology.bindings.filter(({ destination }) => destination !== 'vm-1-2'),
    },
    unseen: new Set(['vm-1-2']),
  };
  const { outcomes, calls } = await apply(hidden);
  expect(outcomes[0]).toMatchObject({ result: 'held', error: { text: expect.stringContaining('vm-1-2') } });
  expect(calls.some((call) => call.call === 'delete exchange')).toBe(false);
});

describe('what has its name and is another', () => {
  test.each<[string, Partial<Exchange>]>([
    ['a topic exchange', { type: 'topic' }],
    ['a transient one', { durable: false }],
    ['an auto-delete one', { autoDelete: true }],
    ['an internal headers exchange', { internal: true }],
    ['a direct one that is not internal', { type: 'direct' }],
  ])('%s', (_, change) => {
    const { plan, draft } = planOf(desired, withRegistry(change));
    expect(plan.steps).toEqual([]);
    expect(plan.refusals).toMatchObject([
      { name: registry, reason: { text: expect.stringContaining('nothing can be adopted') } },
    ]);
    expect(draft.registering.replacement).toBeUndefined();
  });
});

function withRegistry(change: Partial<Exchange>): Live {
  return liveOf(desired, (live) => {
    live.unmark();
    live.exchange(registry, change);
  });
}

describe('what is bound from it and is no registration', () => {
  test.each<[string, Record<string, string>]>([
    ['a catch-all', {}],
    ['a catch-all with a role', { 'x-topo-role': 'tree' }],
    ['one that matches', { 'x-match': 'any', 'x-topo-role': 'tree', daemon: 'vm' }],
    ['one that matches by x- headers', { 'x-match': 'any-with-x', 'x-topo-role': 'tree' }],
    ['without a role', { 'x-match': 'any', 'x-other': 'tree' }],
    ['with a role that is none', { 'x-match': 'any', 'x-topo-role': 'king' }],
  ])('%s', (_, args) => {
    const live = liveOf(desired, (draft) => {
      draft.exchange(registry);
      draft.queue('old');
      draft.bind(registry, 'old', args, { routingKey: 'old' });
    });
    expect(planOf(desired, live).ownership.standings.queues.has('old')).toBe(false);
  });
});
