// Limits by policy that are set, lowered, raised and taken away on queues with messages in them, by the hundred: no message
// is dropped by it, and nothing waits for less than that.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApplyReport } from '../../src/apply/index.js';
import { policiesOnPaper } from '../../src/live/index.js';
import type { Policy } from '../../src/topology/index.js';
import type { TestDesired } from '../support/desired.js';
import { desiredOf } from '../support/desired.js';
import { applyOnPaper } from './apply-on-paper.js';
import type { PaperBroker } from './paper-broker.js';
import { contentsOf, emptyPaper, paperFrom, topologyOf } from './paper-broker.js';
import { clearPolicy, roomsOf, setPolicy } from './paper-limits.js';

interface World {
  readonly daemons: Readonly<Record<string, 'global' | 'cluster' | 'hypervisor'>>;
  readonly clusters: Readonly<Record<string, readonly string[]>>;
  readonly limits: Limits;
  /** Of daemons; null: the defaults' alone. */
  readonly own: Readonly<Record<string, Limits | null>>;
}

type Limits = Readonly<Record<string, string | number | undefined>>;

const daemon = fc.constantFrom('storage', 'storage', 'storage-fast', 'vm');

const someLimits: fc.Arbitrary<Limits> = fc
  .record(
    {
      'max-length': fc.constantFrom(1, 2, 4),
      'max-length-bytes': fc.constantFrom(undefined, undefined, 20, 40),
      overflow: fc.constantFrom('reject-publish', 'reject-publish', 'drop-head'),
      'message-ttl': fc.constantFrom(undefined, undefined, 1000, 5000),
      expires: fc.constantFrom(undefined, undefined, undefined, 1000, 5000),
    },
    { requiredKeys: [] },
  )
  .map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, limit]) => limit !== undefined)));

const limits = fc.oneof({ weight: 1, arbitrary: fc.constant<Limits>({}) }, { weight: 4, arbitrary: someLimits });

const parts = {
  daemons: fc.dictionary(daemon, fc.constantFrom('hypervisor', 'hypervisor', 'cluster', 'global'), { minKeys: 1 }),
  clusters: fc.dictionary(fc.constantFrom('1', '2'), fc.uniqueArray(fc.constantFrom('1', '7'), { minLength: 1 }), {
    minKeys: 1,
  }),
  limits,
  own: fc.dictionary(daemon, fc.option(limits)),
};

/** Three that follow one another. What is not drawn stays as it was: most often only the limits change. */
const worlds = fc
  .tuple(
    fc.record(parts),
    ...[1, 2].map(() =>
      fc.record({ ...parts, daemons: fc.option(parts.daemons), clusters: fc.option(parts.clusters) }),
    ),
  )
  .map((drawn) => {
    let before: World | undefined;
    return drawn.map(({ daemons, clusters, ...rest }): World => {
      before = { ...rest, daemons: daemons ?? before?.daemons ?? {}, clusters: clusters ?? before?.clusters ?? {} };
      return before;
    });
  });

/** The same in all: what is an argument never changes. */
const args = fc.constantFrom<Limits>(
  {},
  {},
  {},
  { 'x-max-length': 2 },
  { 'x-overflow': 'reject-publish' },
  { 'x-max-length': 2, 'x-overflow': 'reject-publish' },
);

function desiredFrom({ daemons, clusters, limits: policy, own }: World, type: string, args: Limits): TestDesired {
  const document = {
    queue: { type, arguments: args, policy },
    daemons: Object.fromEntries(
      Object.entries(daemons).map(([name, scope]) => [name, { scope, queue: { policy: own[name] ?? {} } }]),
    ),
    clusters: Object.fromEntries(Object.entries(clusters).map(([id, hypervisors]) => [id, { hypervisors }])),
  };
  return desiredOf(
    Object.entries(document)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
      .join('\n'),
  );
}

/** What comes into each queue, in turn, and what its consumer has of it. */
interface Filling {
  readonly ready: number;
  readonly unacknowledged: number;
  readonly consumers: number;
}

const fillings = fc.array(
  fc.record({
    ready: fc.constantFrom(0, 1, 2, 3, 5),
    unacknowledged: fc.constantFrom(0, 0, 0, 1),
    consumers: fc.constantFrom(0, 0, 0, 1),
  }),
  { minLength: 3, maxLength: 5 },
);

/** As much as there is room for: what comes in comes under the limit. */
function pour(broker: PaperBroker, drawn: readonly Filling[]): void {
  const roomOf = roomsOf(broker);
  for (const [index, name] of [...broker.queues.keys()].entries()) {
    const filling = drawn[index % drawn.length];
    if (!filling) continue;
    const { ready } = contentsOf(broker, name);
    broker.contents.set(name, { ...filling, ready: Math.max(ready, Math.min(filling.ready, roomOf(name))) });
  }
}

/** Somebody else's policy, which comes after the first inventory was applied. */
const stranger: fc.Arbitrary<Policy | undefined> = fc.option(
  fc.record({
    name: fc.constant('theirs'),
    pattern: fc.constantFrom('.*', '^storage-1', '-7$'),
    applyTo: fc.constant('queues'),
    priority: fc.constantFrom(-1, -1, 0, 5),
    definition: fc.constantFrom({ 'max-length': 1 }, { 'message-ttl': 500 }, { 'max-length': 9 }),
  }),
  { nil: undefined, freq: 1 },
);

/** Of the broker's administrator, who set it when the queues were empty. */
const operator: fc.Arbitrary<Policy | undefined> = fc.option(
  fc.record({
    name: fc.constant('cap'),
    pattern: fc.constantFrom('.*', '^storage-1', '-7$'),
    applyTo: fc.constant('queues'),
    priority: fc.constant(0),
    definition: fc.constantFrom({ 'max-length': 2 }, { overflow: 'drop-head' }, { overflow: 'drop-head' }),
  }),
  { nil: undefined, freq: 1 },
);

/** By queue that has somebody else's policy: which one. */
function theirs(broker: PaperBroker): readonly (readonly [string, string])[] {
  return [...policiesOnPaper(broker).queuePolicies].filter(([, policy]) => policy === 'theirs');
}

/** Policies that wait, and could be set or cleared now with no queue the worse for it. What is unsettled comes back. */
function heldForNothing(broker: PaperBroker, { outcomes }: ApplyReport, desired: TestDesired): readonly string[] {
  const staying = desired.compiled.topology.queues;
  return outcomes.flatMap(({ step: { action, kind, name, policy }, result }) => {
    if (kind !== 'policy' || result !== 'held' || !policy) return [];
    const copy = { ...paperFrom(topologyOf(broker)), operatorPolicies: broker.operatorPolicies };
    for (const [queue, { ready, unacknowledged, consumers }] of broker.contents)
      copy.contents.set(queue, { ready: ready + unacknowledged, unacknowledged: 0, consumers });
    const fits = new RegExp(policy.pattern);
    const left = [...broker.queues.keys()].filter((queue) => !staying.has(queue) && fits.test(queue));
    // Of the daemon that goes, or of another one, whose names are like those of this daemon.
    if (action === 'clear' ? left.length > 0 : left.some((queue) => queue.startsWith('storage-fast'))) return [];
    if (action === 'set') setPolicy(copy, policy);
    else clearPolicy(copy, name);
    return copy.dropped === 0 ? [`${action} ${name}`] : [];
  });
}

describe('limits by policy', () => {
  test('no message is dropped, no unread queue goes by them, and nothing waits without a reason', async () => {
    let [held, set] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        worlds,
        fc.constantFrom('classic', 'quorum'),
        args,
        fc.array(fillings, { minLength: 2, maxLength: 2 }),
        stranger,
        operator,
        fc.boolean(),
        async (drawn, type, args, poured, theirPolicy, cap, isRead) => {
          const broker = emptyPaper();
          const readers = (): void => {
            for (const contents of broker.contents.values()) {
              contents.ready = Math.max(0, contents.ready - 1);
              contents.unacknowledged = 0;
            }
          };
          const desired = drawn.map((world) => desiredFrom(world, type, args));
          for (const [index, to] of desired.entries()) {
            const before = theirs(broker);
            const report = await applyOnPaper(to, broker, isRead ? { readers } : {});
            expect(report.outcomes.filter(({ result }) => result === 'failed')).toEqual([]);
            expect(broker.dropped).toBe(0);
            expect(heldForNothing(broker, report, to)).toEqual([]);
            const now = theirs(broker).map(([queue]) => queue);
            expect(now).toEqual(
              expect.arrayContaining(before.map(([queue]) => queue).filter((queue) => broker.queues.has(queue))),
            );
            const policies = report.outcomes.filter(({ step }) => step.kind === 'policy');
            held += policies.filter(({ result }) => result === 'held').length;
            set += policies.filter(({ result }) => result === 'done').length;
            if (index === 0 && theirPolicy) broker.policies.push(theirPolicy);
            if (index === 0 && cap) broker.operatorPolicies.push(cap);
            pour(broker, poured[index] ?? []);
          }
          // Without strangers, empty and read, all of it goes.
          const last = desired.at(-1);
          if (!last) return;
          broker.policies = broker.policies.filter(({ name }) => name !== 'theirs');
          broker.contents.clear();
          for (const name of last.compiled.topology.queues.keys())
            broker.contents.set(name, { ready: 0, unacknowledged: 0, consumers: 1 });
          expect(await applyOnPaper(last, broker)).toMatchObject({ converged: true, exitCode: 0 });
        },
      ),
      { numRuns: 60 },
    );
    expect(held).toBeGreaterThan(30);
    expect(set).toBeGreaterThan(30);
  });
});
