// Limits by policy: which changes wait for what lies in the queues, which are left alone, and what is said of them.

import { describe, expect, test } from 'vitest';
import type { Activity } from '../../../src/live/index.js';
import type { Policy } from '../../../src/topology/index.js';
import type { LiveDraft, TestDesired } from '../../support/desired.js';
import { desiredOf, liveOf, noActivity, planOf, stepLines, verifyOf } from '../../support/desired.js';

const fleet = (policy: string, type = 'classic'): TestDesired =>
  desiredOf(`daemons:
  vm: { scope: hypervisor, queue: { type: ${type}, policy: { ${policy} } } }
  api: { scope: global }
clusters: { 54: { hypervisors: [98, 99] } }`);

const POLICY = 'topo.global.vm';

/** Eight messages of 100 bytes in `vm-54-98`, and nobody who reads. */
const eight: ReadonlyMap<string, Activity> = new Map([
  ['vm-54-98', { ...noActivity, messages: 8, bytes: 800 }],
  ['vm-54-99', { ...noActivity, bytes: 0 }],
]);

const changed =
  (change: Partial<Policy>) =>
  ({ policies }: LiveDraft): void => {
    const [policy] = policies.splice(0);
    if (policy) policies.push({ ...policy, ...change });
  };

const theirs =
  (definition: Policy['definition'], priority = -1) =>
  (live: LiveDraft): void => {
    live.policy('theirs', { pattern: '^vm-54-98$', applyTo: 'queues', priority, definition });
  };

const capped =
  (definition: Policy['definition']) =>
  (live: LiveDraft): void => {
    live.operatorPolicy('cap', { pattern: '98$', applyTo: 'queues', definition });
  };

describe('what would drop a message that waits is held, with the reason', () => {
  test.each<[string, string, string, (live: LiveDraft) => void, readonly string[]]>([
    ['a length that it has', 'max-length: 9', 'max-length: 8', () => undefined, []],
    [
      'a lower one',
      'max-length: 9',
      'max-length: 7',
      () => undefined,
      ['8 messages in it, and max-length 7 would drop the oldest'],
    ],
    ['bytes that it has', 'max-length: 9', 'max-length-bytes: 800', () => undefined, []],
    [
      'fewer',
      'max-length: 9',
      'max-length-bytes: 799',
      () => undefined,
      ['8 messages in it of 800 bytes, and max-length-bytes 799 would drop the oldest'],
    ],
    [
      'a shorter time',
      'message-ttl: 9000',
      'message-ttl: 8000',
      () => undefined,
      ['8 messages in it, which may be older than message-ttl 8,000 ms'],
    ],
    [
      'an expiry, of each that nobody reads',
      'max-length: 9',
      'expires: 8000',
      () => undefined,
      [
        'nobody is known to read it, and expires 8,000 ms would delete it',
        'nobody is known to read it, and expires 8,000 ms would delete it',
      ],
    ],
    [
      'the same limits, on queues that it did not reach: changed by hand',
      'max-length: 7',
      'max-length: 7',
      changed({ pattern: '^nothing$' }),
      ['8 messages in it, and max-length 7 would drop the oldest'],
    ],
    [
      'the policy goes, and somebody else’s is next',
      'max-length: 9',
      '',
      theirs({ 'max-length': 7 }),
      ['8 messages in it, and max-length 7 of policy "theirs" would drop the oldest'],
    ],
    ['the policy goes, and theirs allows more', 'max-length: 9', '', theirs({ 'max-length': 10 }), []],
    [
      'the policy goes, and theirs is for exchanges',
      'max-length: 9',
      '',
      (live) => {
        live.policy('theirs', { applyTo: 'exchanges', definition: { 'max-length': 1 } });
      },
      [],
    ],
    ['an operator policy holds already', 'max-length: 9', 'max-length: 7', capped({ 'max-length': 7 }), []],
    [
      'it refuses, and an operator policy makes it drop',
      'max-length: 9, overflow: reject-publish',
      'max-length: 7, overflow: reject-publish',
      capped({ overflow: 'drop-head' }),
      ['8 messages in it, and max-length 7 would drop the oldest'],
    ],
  ])('%s', (_, before, after, change, expected) => {
    const { plan } = planOf(fleet(after), liveOf(fleet(before), change), { activity: eight });
    expect(plan.held.map(({ reason }) => reason.text.replace(`policy ${POLICY} waits: `, ''))).toEqual(expected);
    expect(plan.steps.map(({ name }) => name)).toEqual([POLICY]);
    expect(plan.refusals).toEqual([]);
  });

  test('what cannot be counted is held, not taken for none', () => {
    const unknown = { ...noActivity, messages: null };
    const activity = new Map<string, Activity>([
      ['vm-54-98', unknown],
      ['vm-54-99', { ...noActivity, messages: 1, bytes: null }],
    ]);
    const { plan } = planOf(fleet('max-length-bytes: 5'), liveOf(fleet('')), { activity });
    expect(plan.held.map(({ reason }) => reason.text.replace(`policy ${POLICY} waits: `, ''))).toEqual([
      'its messages cannot be counted',
      'its bytes cannot be counted',
    ]);
  });
});

describe('an operator policy that lets less through is said by name, and refuses nothing', () => {
  const ours = fleet('max-length: 9, message-ttl: 8000');
  test.each<[string, Policy['definition'], string | undefined]>([
    ['a smaller limit', { 'max-length': 5 }, 'max-length 5 holds in the place of 9'],
    [
      'two of them',
      { 'max-length': 5, 'message-ttl': 7 },
      'max-length 5 holds in the place of 9, message-ttl 7 holds in the place of 8000',
    ],
    ['a larger one', { 'max-length': 10 }, undefined],
    ['another limit', { 'max-length-bytes': 5 }, undefined],
  ])('%s', (_, definition, expected) => {
    const text =
      expected === undefined
        ? []
        : [`operator policy "cap" allows queue vm-54-98 less than policy "${POLICY}" does: ${expected}`];
    const { plan } = planOf(ours, liveOf(fleet('max-length: 8'), capped(definition)));
    expect(plan.notes.filter((note) => note.includes('operator policy'))).toEqual(
      text.map(
        (each) =>
          `Not all limits hold: ${each}: write what holds into the inventory, or ask the broker's administrator.`,
      ),
    );
    expect(plan.refusals).toEqual([]);
    const { findings } = verifyOf(ours, liveOf(ours, capped(definition)));
    expect(findings.map(({ kind, message }) => `${kind}: ${message.text}`)).toEqual(
      text.map((each) => `foreign: ${each}`),
    );
  });
  test('of many queues one, and how many', () => {
    const live = liveOf(ours, (draft) => {
      draft.operatorPolicy('all', { applyTo: 'queues', definition: { 'max-length': 1 } });
    });
    expect(planOf(ours, live).plan.notes.join()).toContain('allows 2 queues (vm-54-98, …) less');
  });
});

test('a queue to which RabbitMQ does not apply it, for its type has not all of its limits: nothing to do', () => {
  const ours = fleet('max-length: 7, delivery-limit: 3', 'quorum');
  const live = liveOf(ours, ({ queues }) => {
    for (const [name, queue] of queues)
      queues.set(name, { ...queue, arguments: { ...queue.arguments, 'x-queue-type': 'classic' } });
  });
  const { plan } = planOf(ours, { ...live, queuePolicies: new Map() }, { activity: eight });
  expect([plan.held, plan.steps]).toEqual([[], []]);
});

test('a policy under such a name that no daemon has, nor had, is somebody else’s', () => {
  const live = liveOf(fleet(''), (draft) => {
    draft.policy('topo.global.backup', { pattern: '^backup', applyTo: 'queues', definition: { 'max-length': 1 } });
    draft.policy('topo.global.gone', { pattern: '^gone-', applyTo: 'queues', definition: { 'max-length': 1 } });
  });
  expect(stepLines(planOf(fleet(''), live).plan)).toEqual(['clear policy topo.global.gone']);
});
